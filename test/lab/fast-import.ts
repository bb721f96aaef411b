// Commits as a `git fast-import` stream: the fastest way to real history, one process for any number of commits.
import { signature } from './git-environment.ts';

export type Content = string | Uint8Array;
export type FileMode = '100644' | '100755' | '120000' | '160000';

/** A path's new content; null removes it. With mode 160000 the content is a commit id. */
export type Files = Readonly<Record<string, Content | { readonly mode: FileMode; readonly content: Content } | null>>;

export interface CommitFields {
  /** Branch name without `refs/heads/`, or a full ref name. */
  readonly branch: string;
  /** Bytes are taken as they are, also if they are not UTF-8. */
  readonly message: Content;
  readonly files?: Files;
  readonly date: Date | string | number;
  /** Ids, names or `:<mark>`; the first one gives the files that `files` changes. Empty for a root commit. */
  readonly parents: readonly string[];
  /** Content of an `encoding` header. */
  readonly encoding?: string;
  /** A number by which later commits of the same stream call it: `:<mark>`. */
  readonly mark?: number;
}

/** The full name of a branch that may be given in short. */
export function refName(branch: string): string {
  return branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
}

/** The commands of one commit. */
export function* commitCommands(commit: CommitFields): Generator<Content> {
  const person = signature(commit.date);
  yield `commit ${refName(commit.branch)}\n`;
  if (commit.mark !== undefined) yield `mark :${commit.mark}\n`;
  yield `author ${person}\ncommitter ${person}\n`;
  if (commit.encoding !== undefined) yield `encoding ${commit.encoding}\n`;
  yield* data(commit.message);
  const [first, ...others] = commit.parents;
  if (first !== undefined) yield `from ${first}\n`;
  for (const other of others) yield `merge ${other}\n`;
  for (const [path, file] of Object.entries(commit.files ?? {})) yield* fileCommands(path, file);
  yield '\n';
}

function* fileCommands(path: string, file: Files[string] | undefined): Generator<Content> {
  const name = `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  if (file === null || file === undefined) {
    yield `D ${name}\n`;
    return;
  }
  const { mode, content } =
    typeof file === 'string' || file instanceof Uint8Array ? { mode: '100644' as const, content: file } : file;
  if (mode === '160000') {
    yield `M 160000 ${content.toString()} ${name}\n`;
    return;
  }
  yield `M ${mode} inline ${name}\n`;
  yield* data(content);
}

function* data(content: Content): Generator<Content> {
  yield `data ${Buffer.byteLength(content)}\n`;
  yield content;
  yield '\n';
}
