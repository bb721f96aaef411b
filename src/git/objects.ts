// Git objects as far as a backup reads them: what a commit, a tree or a tag names, and what a commit says.
import { BackupError } from '../domain/errors.ts';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** One object as `git cat-file --batch` gives it. */
export type GitObject = { id: string; type: ObjectType; content: Buffer };

/** What the manifest tells of HEAD's commit. `date` is the committer's, in UTC. */
export type CommitFacts = { id: string; date: Date; message: string };

/** A commit message longer than this many characters is cut: a manifest stays a file that people can open. */
const LONGEST_MESSAGE = 10_000;

/** The ids that an object names, submodule commits left out since they live elsewhere. A blob names nothing. */
export function linksOf(object: GitObject, idBytes: number): string[] {
  if (object.type === 'tree') return treeLinks(object.content, idBytes);
  if (object.type === 'blob') return [];
  return valuesOf(object.content, ['tree', 'parent', 'object']);
}

/** The commits that must be there for this object to be of use: a commit's parents, or what a tag of a commit names. */
export function commitsNamedBy({ type, content }: GitObject): string[] {
  if (type === 'commit') return valuesOf(content, ['parent']);
  const tagsCommit = type === 'tag' && valuesOf(content, ['type']).includes('commit');
  return tagsCommit ? valuesOf(content, ['object']) : [];
}

function valuesOf(content: Buffer, wanted: readonly string[]): string[] {
  const values: string[] = [];
  for (const [key, value] of headerLines(content)) if (wanted.includes(key)) values.push(value);
  return values;
}

/** One line at a time: all at once, a header of millions of lines would take the whole memory. */
function* headerLines(content: Buffer): Generator<[string, string]> {
  for (let at = 0; at < content.length;) {
    const end = content.indexOf(0x0a, at);
    const stop = end < 0 ? content.length : end;
    if (stop === at) return;
    const line = content.toString('latin1', at, stop);
    const cut = line.indexOf(' ');
    yield [line.slice(0, cut), line.slice(cut + 1)];
    at = stop + 1;
  }
}

// A tree is `<mode> <name>\0<id>` again and again. Modes may be zero-padded in old history, so they are compared as numbers.
const SUBMODULE = 0o160000;

function treeLinks(content: Buffer, idBytes: number): string[] {
  const links: string[] = [];
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0 || end + idBytes >= content.length)
      throw new BackupError('corrupt', 'a tree object is cut short');
    const mode = Number.parseInt(content.toString('latin1', at, space), 8);
    if (mode !== SUBMODULE) links.push(content.toString('hex', end + 1, end + 1 + idBytes));
    at = end + 1 + idBytes;
  }
  return links;
}

/** What a commit says of itself. The message is read in the encoding that the commit declares; what is not text becomes U+FFFD. */
export function commitFacts(id: string, content: Buffer): CommitFacts {
  const value = (key: string) => valuesOf(content, [key])[0];
  const seconds = Number(/> (-?\d+) [+-]\d+$/.exec(value('committer') ?? '')?.[1] ?? 0);
  const start = content.indexOf('\n\n');
  // No encoding has more than four bytes for a character.
  const body = start < 0 ? Buffer.alloc(0) : content.subarray(start + 2, start + 2 + 4 * (LONGEST_MESSAGE + 1));
  const message = decode(body, value('encoding')).trimEnd();
  return {
    id,
    date: commitDate(seconds),
    message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message,
  };
}

// A commit may carry any number as its date; one outside of what four-digit years can write is shown as the epoch.
function commitDate(seconds: number): Date {
  return new Date(seconds >= 0 && seconds < 253_402_300_800 ? seconds * 1000 : 0);
}

function decode(bytes: Buffer, encoding: string | undefined): string {
  try {
    return new TextDecoder(encoding ?? 'utf-8').decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
