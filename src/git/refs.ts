// Refs: what a repository's names point to, as the wire tells them and as git's packed-refs file keeps them.
import { createHash } from 'node:crypto';
import { BackupError } from '../domain/errors.ts';
import { isSafeRefName } from '../domain/ref-names.ts';
import { readTag } from '../domain/tags.ts';

/** One ref. Names are bytes, held one per character (Latin-1). `peeled` is what an annotated tag finally points to. */
export type Ref = { name: string; id: string; peeled?: string };

/** All refs at one instant, sorted by name, and HEAD. */
export type RefSet = {
  refs: Ref[];
  /** The ref that HEAD names (also where that ref does not exist), an object id where it is detached, or undefined. */
  head: string | undefined;
  /** The commit that HEAD leads to, if there is one. */
  headId: string | undefined;
};

const HEADER = '# pack-refs with: peeled fully-peeled sorted \n';
const TAGS = 'refs/tags/';
const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** GitHub's hidden refs of pull requests: 26 to 41 % of a mirror's bytes, and no push can bring them back. */
export function isPullRef(name: string): boolean {
  return name.startsWith('refs/pull/');
}

/** Tags of snapshots, where a repository keeps them as its releases. In a snapshot each would make the next one. */
export function isSnapshotTag(name: string): boolean {
  return name.startsWith(TAGS) && readTag(name.slice(TAGS.length)) !== undefined;
}

/** Sorts as git sorts packed-refs: by bytes. */
export function sortRefs(refs: Ref[]): Ref[] {
  return refs.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * Bytes of packed-refs at most: some nine hundred thousand refs, which take five times as much memory. More are refused
 * when they are told, and where they are read: a few megabytes can unpack to any size.
 */
export const REFS_LIMIT = 64_000_000;

/** What is said of more refs than `REFS_LIMIT`. */
export function tooManyRefs(): BackupError {
  return new BackupError(
    'unsupported',
    `there are more refs than ${REFS_LIMIT / 1_000_000} MB of them, too many to back up`,
    {
      hint: 'Remove refs that nobody needs: mostly a program has made one for each of its runs.',
    },
  );
}

/** The bytes that a ref takes in packed-refs. */
export function refSize({ name, id, peeled }: Ref): number {
  return id.length + name.length + 2 + (peeled ? peeled.length + 2 : 0);
}

/** Text in pieces, as bytes. As one string, and one of each line, it would take three times the memory. */
export function* inPieces(lines: Iterable<string>): Generator<Buffer> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length < PIECE) continue;
    yield Buffer.from(text, 'latin1');
    text = '';
  }
  yield Buffer.from(text, 'latin1');
}

const PIECE = 64 * 1024;

function* packedLines(refs: readonly Ref[]): Generator<string> {
  yield HEADER;
  for (const ref of refs) yield `${ref.id} ${ref.name}\n${ref.peeled ? `^${ref.peeled}\n` : ''}`;
}

/** The text of a packed-refs file with these refs, as bytes. The same refs always give the same bytes. */
export function packedRefs(refs: readonly Ref[]): Buffer {
  return Buffer.concat([...inPieces(packedLines(refs))]);
}

/** The digest that a manifest keeps of its refs: SHA-256 over the packed-refs text. */
export function refsDigest(refs: readonly Ref[]): string {
  const hash = createHash('sha256');
  for (const piece of inPieces(packedLines(refs))) hash.update(piece);
  return hash.digest('hex');
}

/**
 * Reads a packed-refs file. @throws `corrupt` where a line is neither a ref nor the peeled value of one, or a name
 * could leave its folder.
 */
export function parsePackedRefs(data: Buffer): Ref[] {
  const refs: Ref[] = [];
  // One line at a time, and of each its parts: all at once, a gigabyte of line ends would take the whole memory.
  for (let at = 0; at < data.length;) {
    const end = data.indexOf(0x0a, at);
    const stop = end < 0 ? data.length : end;
    const last = refs.at(-1);
    if (data[at] === CARET && last) last.peeled = parseId(data, at + 1, stop);
    else if (data[at] !== HASH) refs.push(parseRef(data, at, stop));
    at = stop + 1;
  }
  return refs;
}

const HASH = 0x23;
const CARET = 0x5e;

function parseRef(data: Buffer, at: number, stop: number): Ref {
  const space = data.subarray(at, stop).indexOf(0x20);
  const cut = space < 0 ? stop : at + space;
  const name = data.toString('latin1', cut + 1, stop);
  if (!isSafeRefName(name)) throw damagedLine(data, at, stop);
  return { id: parseId(data, at, cut), name };
}

function parseId(data: Buffer, at: number, stop: number): string {
  const id = data.toString('latin1', at, stop);
  if (!OBJECT_ID.test(id)) throw damagedLine(data, at, stop);
  return id;
}

function damagedLine(data: Buffer, at: number, stop: number): BackupError {
  const line = data.toString('latin1', at, Math.min(stop, at + 80));
  return new BackupError('corrupt', `a damaged line in the refs: ${JSON.stringify(line)}`);
}

/** Every object id that the refs point to, once each, branches first: the order in which `have` lines help most. */
export function tips(refs: readonly Ref[]): string[] {
  const branches = refs.filter((ref) => ref.name.startsWith('refs/heads/'));
  return [...new Set([...branches, ...refs].map((ref) => ref.id))];
}

/** The same with HEAD's commit. */
export function allTips({ refs, headId }: Pick<RefSet, 'refs' | 'headId'>): string[] {
  return [...new Set([...tips(refs), ...(headId ? [headId] : [])])];
}

/**
 * HEAD as a manifest keeps it: a ref name, an object id where it is detached, null where there is none. A branch whose
 * name is not UTF-8 cannot stand in JSON: then HEAD is kept as the commit it leads to.
 */
export function headText({ head, headId }: Pick<RefSet, 'head' | 'headId'>): string | null {
  if (head === undefined) return null;
  const text = Buffer.from(head, 'latin1').toString('utf8');
  return Buffer.from(text, 'utf8').toString('latin1') === head ? text : (headId ?? null);
}
