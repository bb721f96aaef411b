// A scratch repository: where packs are indexed and objects are read, with stock git, and nothing is ever checked out.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError } from '../domain/errors.ts';
import type { PackFacts } from '../domain/manifest.ts';
import { feed } from '../system/process.ts';
import { createScratch, type ScratchFolder } from '../system/temp.ts';
import { createBare } from './bare.ts';
import { checkGit, gitError, startGit, type Git } from './git.ts';
import type { GitObject, ObjectType } from './objects.ts';

/** A bare repository in a scratch folder. */
export type ScratchRepository = ScratchFolder & { git: Git; objectFormat: 'sha1' | 'sha256' };

/** A pack that was read to its end, indexed and so proven object by object. Paths are inside of the scratch repository. */
export type IndexedPack = PackFacts & { packFile: string; indexFile: string };

/** Creates an empty bare repository below `parent`. */
export async function createScratchRepository(
  git: Git,
  parent: string,
  objectFormat: 'sha1' | 'sha256',
): Promise<ScratchRepository> {
  await checkGit(git);
  const folder = await createScratch(parent);
  try {
    await createBare(folder.path, objectFormat);
    return { ...folder, git, objectFormat };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

export type IndexOptions = {
  /** Also prove that every object which the pack's objects name is in the pack: what a full bundle promises. */
  selfContained: boolean;
  onProgress?: (state: PackProgress) => void;
};

/** How far a pack has come. `objects` is the whole count; `phase` is git's own line while it resolves deltas. */
export type PackProgress = { bytes: number; objects: number; phase: string | undefined };

/**
 * Reads a pack as it arrives into the scratch repository and indexes it there. Gives undefined for a pack without
 * objects. Memory does not grow with the pack.
 *
 * @throws `corrupt` where git finds a bad checksum, a missing base or (selfContained) a missing object; what `pack` throws.
 */
export async function indexPack(
  scratch: ScratchRepository,
  pack: AsyncIterable<Buffer>,
  { selfContained, onProgress }: IndexOptions,
): Promise<IndexedPack | undefined> {
  const state: PackProgress = { bytes: 0, objects: 0, phase: undefined };
  const args = [
    '-C',
    scratch.path,
    'index-pack',
    '--stdin',
    '--show-resolving-progress',
    ...(selfContained ? ['--check-self-contained-and-connected'] : []),
  ];
  await using child = startGit(scratch.git, args, {
    onStderr: (text) => {
      state.phase = /Resolving deltas:[^\r\n]*/.exec(text)?.[0] ?? state.phase;
      onProgress?.(state);
    },
  });
  // Without the handler an input that breaks would leave this promise to reject unseen, and end the whole process.
  const name = text(child.stdout).catch(() => '');
  const hash = createHash('sha256');
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of pack) {
    if (head.length < 12) head = Buffer.concat([head, chunk.subarray(0, 12 - head.length)]);
    if (state.objects === 0 && head.length === 12) state.objects = packObjects(head);
    state.bytes += chunk.length;
    hash.update(chunk);
    onProgress?.(state);
    if (!(await feed(child, chunk))) break;
  }
  child.stdin.end();
  const exit = await child.ended;
  if (exit.code !== 0) throw gitError('checking the pack', exit);
  if (state.objects === 0) return undefined;
  const id = /^(?:pack|keep)\t([0-9a-f]+)$/m.exec(await name)?.[1] ?? '';
  const base = join(scratch.path, 'objects', 'pack', `pack-${id}`);
  const packFile = `${base}.pack`;
  // index-pack stops at the trailer and does not look whether there is more.
  if ((await stat(packFile)).size !== state.bytes)
    throw new BackupError('corrupt', 'checking the pack: there are bytes behind its end');
  return {
    packFile,
    indexFile: `${base}.idx`,
    size: state.bytes,
    sha256: hash.digest('hex'),
    objects: state.objects,
  };
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function packObjects(head: Buffer): number {
  if (head.toString('latin1', 0, 4) !== 'PACK')
    throw new BackupError('protocol', 'the server sent something that is no pack');
  return head.readUInt32BE(8);
}

/** Every object of all packs in the scratch repository with its type, in the order of storage. */
export async function* listObjects(
  scratch: ScratchRepository,
): AsyncGenerator<{ id: string; type: ObjectType }, void, undefined> {
  await using child = startGit(scratch.git, [
    '-C',
    scratch.path,
    'cat-file',
    '--batch-all-objects',
    '--unordered',
    '--batch-check=%(objectname) %(objecttype)',
  ]);
  child.stdin.end();
  let rest = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const cut = line.indexOf(' ');
      yield { id: line.slice(0, cut), type: line.slice(cut + 1) as ObjectType };
    }
  }
  const exit = await child.ended;
  if (exit.code !== 0) throw gitError('listing objects', exit);
}

/** Bytes that a commit, a tag or a tree may have to be read into memory: a folder of more than a million files fits. */
const LARGEST = 64 * 1024 * 1024;

/** Reads objects in the order asked for. @throws `incomplete` for one that is not there, `unsupported` for one above `largest` bytes */
export async function* readObjects(
  scratch: ScratchRepository,
  ids: readonly string[],
  largest = LARGEST,
): AsyncGenerator<GitObject, void, undefined> {
  if (ids.length === 0) return;
  await using child = startGit(scratch.git, ['-C', scratch.path, 'cat-file', '--batch', '--buffer']);
  child.stdin.end(`${ids.join('\n')}\n`);
  let pending: Buffer[] = [];
  let length = 0;
  let needed = 1;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    pending.push(chunk);
    length += chunk.length;
    if (length < needed) continue;
    const taken = takeObjects(Buffer.concat(pending), largest);
    yield* taken.objects;
    pending = [taken.rest];
    length = taken.rest.length;
    needed = taken.needed;
  }
  const exit = await child.ended;
  if (exit.code !== 0) throw gitError('reading objects', exit);
}

/** Takes every whole `<id> <type> <size>\n<content>\n` off the front; `needed` bytes make the next one whole. */
function takeObjects(data: Buffer, largest: number): { objects: GitObject[]; rest: Buffer; needed: number } {
  const objects: GitObject[] = [];
  for (let at = 0; ;) {
    const end = data.indexOf(0x0a, at);
    if (end < 0) return { objects, rest: data.subarray(at), needed: data.length - at + 1 };
    const [id = '', type = '', size = ''] = data.toString('latin1', at, end).split(' ');
    if (type === 'missing') throw new BackupError('incomplete', `the object ${id} is missing`);
    if (Number(size) > largest)
      throw new BackupError('unsupported', `the ${type} ${id} has ${size} bytes: more than ${largest} cannot be read`, {
        hint: 'No tool makes such an object. Find out where it comes from, and take it out of the repository.',
      });
    const next = end + 1 + Number(size) + 1;
    if (next > data.length) return { objects, rest: data.subarray(at), needed: next - at };
    objects.push({ id, type: type as ObjectType, content: data.subarray(end + 1, next - 1) });
    at = next;
  }
}

// git walks trees by recursion: with a limit since 2.43, and before that until its stack is full.
const DEPTH = /maximum allowed tree depth/;
const TOO_DEEP =
  'Nothing was found missing. If trees are nested by the ten thousand, git cannot walk them: restore without `check-connectivity`.';

/**
 * Walks from `tips` through every object and proves that all are there. Tips in `proven` and all that they reach were
 * proven before and are not walked again.
 *
 * @throws `incomplete` where an object is missing or unreadable.
 */
export async function proveConnectivity(
  git: Git,
  repository: string,
  tips: readonly string[],
  proven: readonly string[] = [],
): Promise<void> {
  if (tips.length === 0) return;
  const input = [...tips, ...proven.map((id) => `^${id}`)].join('\n');
  await using child = startGit(git, ['-C', repository, 'rev-list', '--objects', '--quiet', '--stdin']);
  child.stdin.end(`${input}\n`);
  child.stdout.resume();
  const exit = await child.ended;
  const { message } = gitError('proving that every object is there', exit);
  if (exit.code === null || DEPTH.test(exit.stderr)) throw new BackupError('git', message, { hint: TOO_DEEP });
  if (exit.code !== 0) throw new BackupError('incomplete', message);
}
