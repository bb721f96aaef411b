// Real bare repositories made with real git, quickly and the same each time.
import { mkdir } from 'node:fs/promises';
import { commitCommands, refName } from './fast-import.ts';
import type { CommitFields, Content } from './fast-import.ts';
import { firstDate, gitEnvironment, signature, signatureVariables } from './git-environment.ts';
import { runProcess } from './processes.ts';

export interface RepositoryOptions {
  readonly objectFormat?: 'sha1' | 'sha256';
  /** The branch that HEAD names. Default main. */
  readonly branch?: string;
}

/** Branch main, parents = its tip, and a date one minute after the last one, unless said otherwise. */
export type NewCommit = Partial<Omit<CommitFields, 'mark'>>;

export interface Repository {
  readonly path: string;
  /** Runs git in the repository; gives stdout without the last line end, throws on failure. Never blocks the test's own servers. */
  git(...args: string[]): Promise<string>;
  /** The same with bytes on both sides. */
  gitBytes(args: readonly string[], stdin?: Content | Iterable<Content>): Promise<Buffer>;
  /** Makes a commit and gives its id. */
  commit(commit?: NewCommit): Promise<string>;
  /** Feeds commands to `git fast-import --force`; gives what `get-mark` printed. */
  fastImport(commands: Iterable<Content>): Promise<string>;
  /** Writes an object without checks; gives its id. */
  writeObject(type: 'blob' | 'tree' | 'commit' | 'tag', content: Content): Promise<string>;
  /** A lightweight tag. */
  tag(name: string, target?: string): Promise<void>;
  /** Gives the id of the tag object. */
  annotatedTag(
    name: string,
    target?: string,
    fields?: { readonly message?: string; readonly date?: CommitFields['date'] },
  ): Promise<string>;
  setRef(name: Content, target: string): Promise<void>;
  /** One transaction for many refs; names may be any bytes. */
  setRefs(refs: Iterable<readonly [name: Content, target: string]>): Promise<void>;
  deleteRef(name: Content): Promise<void>;
  /** A ref name makes HEAD symbolic (the ref need not exist); an id detaches it. */
  setHead(target: string): Promise<void>;
  /** One pack, packed refs: what a server normally has. A loose repository is served ten times slower. */
  pack(): Promise<void>;
}

/** Creates an empty bare repository at `path`, with the folders above it. */
export async function createRepository(path: string, options: RepositoryOptions = {}): Promise<Repository> {
  const { objectFormat = 'sha1', branch = 'main' } = options;
  await mkdir(path, { recursive: true });
  const flags = ['--quiet', '--bare', '--template=', `--object-format=${objectFormat}`, `--initial-branch=${branch}`];
  await runGit(path, ['init', ...flags, '.']);
  return openRepository(path);
}

/** The same handle on a bare repository that exists, such as a restored one. */
export function openRepository(path: string): Repository {
  const gitBytes: Repository['gitBytes'] = (args, stdin) => runGit(path, args, stdin);
  const git = async (...args: string[]) => text(await gitBytes(args));
  const fastImport: Repository['fastImport'] = async (commands) =>
    text(await gitBytes(['fast-import', '--force', '--quiet', '--date-format=raw'], commands));
  const setRefs: Repository['setRefs'] = async (refs) => {
    await gitBytes(['update-ref', '--stdin', '-z'], updateCommands(refs));
  };
  return {
    path,
    git,
    gitBytes,
    fastImport,
    setRefs,
    commit: committer(git, fastImport),
    async writeObject(type, content) {
      return text(await gitBytes(['hash-object', '-t', type, '-w', '--stdin', '--literally'], content));
    },
    tag: (name, target = 'HEAD') => setRefs([[`refs/tags/${name}`, target]]),
    async annotatedTag(name, target = 'HEAD', { message = name, date = firstDate } = {}) {
      const id = text(await gitBytes(['mktag'], await tagContent(git, { name, target, message, date })));
      await setRefs([[`refs/tags/${name}`, id]]);
      return id;
    },
    setRef: (name, target) => setRefs([[name, target]]),
    async deleteRef(name) {
      await gitBytes(['update-ref', '--stdin', '-z'], [Buffer.concat([bytes('delete '), bytes(name), bytes('\0\0')])]);
    },
    async setHead(target) {
      await (target.startsWith('refs/')
        ? git('symbolic-ref', 'HEAD', target)
        : git('update-ref', '--no-deref', 'HEAD', target));
    },
    async pack() {
      await git('repack', '-adq');
      await git('pack-refs', '--all');
    },
  };
}

interface TagFields {
  readonly name: string;
  readonly target: string;
  readonly message: string;
  readonly date: CommitFields['date'];
}

async function tagContent(git: Repository['git'], { name, target, message, date }: TagFields): Promise<string> {
  const id = await git('rev-parse', '--verify', target);
  const type = await git('cat-file', '-t', id);
  return `object ${id}\ntype ${type}\ntag ${name}\ntagger ${signature(date)}\n\n${message}\n`;
}

function committer(git: Repository['git'], fastImport: Repository['fastImport']): Repository['commit'] {
  let commits = 0;
  return async ({ branch = 'main', message, files, date, parents, encoding } = {}) => {
    commits += 1;
    const fields: CommitFields = {
      branch,
      message: message ?? `Commit ${commits}\n`,
      files: files ?? { [`file-${commits}.txt`]: `content ${commits}\n` },
      date: date ?? firstDate + 60 * commits,
      parents: parents ?? (await tipOf(git, branch)),
      mark: 1,
      ...(encoding === undefined ? {} : { encoding }),
    };
    return fastImport([...commitCommands(fields), 'get-mark :1\n']);
  };
}

async function tipOf(git: Repository['git'], branch: string): Promise<string[]> {
  const tip = await git('for-each-ref', '--format=%(objectname)', '--count=1', refName(branch));
  return tip === '' ? [] : [tip];
}

function* updateCommands(refs: Iterable<readonly [Content, string]>): Generator<Content> {
  for (const [name, target] of refs) {
    yield Buffer.concat([bytes('update '), bytes(name), bytes(`\0${target}\0\0`)]);
  }
}

async function runGit(path: string, args: readonly string[], stdin?: Content | Iterable<Content>): Promise<Buffer> {
  const env = { ...gitEnvironment(), ...signatureVariables, GIT_DIR: path };
  const { code, stdout, stderr } = await runProcess('git', args, {
    cwd: path,
    env,
    ...(stdin === undefined ? {} : { stdin }),
  });
  if (code !== 0) throw new Error(`git ${args.join(' ')} in ${path} ended with ${code}: ${stderr.toString()}`);
  return stdout;
}

function bytes(content: Content): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

function text(output: Buffer): string {
  return output.toString('utf8').replace(/\n$/, '');
}
