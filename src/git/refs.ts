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

/** The text of a packed-refs file with these refs, as bytes. The same refs always give the same bytes. */
export function packedRefs(refs: readonly Ref[]): Buffer {
  const lines = refs.map((ref) => `${ref.id} ${ref.name}\n${ref.peeled ? `^${ref.peeled}\n` : ''}`);
  return Buffer.from(HEADER + lines.join(''), 'latin1');
}

/** The digest that a manifest keeps of its refs: SHA-256 over the packed-refs text. */
export function refsDigest(refs: readonly Ref[]): string {
  return createHash('sha256').update(packedRefs(refs)).digest('hex');
}

/**
 * Reads a packed-refs file. @throws `corrupt` where a line is neither a ref nor the peeled value of one, or a name
 * could leave its folder.
 */
export function parsePackedRefs(data: Buffer): Ref[] {
  const refs: Ref[] = [];
  for (const line of linesOf(data)) {
    if (line.startsWith('#')) continue;
    const last = refs.at(-1);
    if (line.startsWith('^') && last && OBJECT_ID.test(line.slice(1))) last.peeled = line.slice(1);
    else refs.push(parseRefLine(line));
  }
  return refs;
}

/** One line at a time: all at once, a gigabyte of line ends would take the whole memory. */
function* linesOf(data: Buffer): Generator<string> {
  for (let at = 0; at < data.length;) {
    const end = data.indexOf(0x0a, at);
    const stop = end < 0 ? data.length : end;
    yield data.toString('latin1', at, stop);
    at = stop + 1;
  }
}

function parseRefLine(line: string): Ref {
  const cut = line.indexOf(' ');
  const id = line.slice(0, cut);
  const name = line.slice(cut + 1);
  if (!OBJECT_ID.test(id) || !isSafeRefName(name)) {
    throw new BackupError('corrupt', `a damaged line in the refs: ${JSON.stringify(line.slice(0, 80))}`);
  }
  return { id, name };
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
