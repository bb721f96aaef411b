// The directory store: a folder on a disk of this machine, or on anything that is mounted there.
import { randomBytes } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { lstat, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupError, diskFull, systemCode } from '../domain/errors.ts';
import { findObstacle, makeFolder } from '../system/folders.ts';
import { undoAtExit } from '../system/undo.ts';
import { modesIn, OWNER_ONLY, type Modes } from './modes.ts';
import { PART, publish, refuseTaken, type HardLink } from './publish.ts';
import {
  canHoldKeys,
  expectKey,
  expectPrefix,
  isKey,
  noBytes,
  type Body,
  type ByteRange,
  type Confirmation,
  type Store,
  type StoredObject,
} from './store.ts';
import { writeBody } from './write-body.ts';

/** A part older than this many milliseconds belongs to a run that died. */
const PART_LIFETIME = 24 * 3_600_000;
/** Bytes read at once. */
const CHUNK = 256 * 1024;

/**
 * Opens a store in `root`, an absolute path. With `create` the folder is made if it is missing; without, that is an error.
 * `hardLink` is for file systems that have none.
 */
export async function openDirectoryStore(
  root: string,
  address: string,
  create: boolean,
  hardLink?: HardLink,
): Promise<Store> {
  const explained =
    (doing: string) =>
    async (error: unknown): Promise<never> => {
      throw explainError(error, doing, root);
    };
  await openRoot(root, create);
  const place = { root, modes: await modesIn(root).catch(explained('opening the folder')), hardLink };
  return {
    address,
    probe: async (prefix) => {
      expectPrefix(prefix);
      await writeProbe(root, join(root, ...prefix.split('/').slice(0, -1))).catch(explained(`storing below ${prefix}`));
    },
    put: async (key, body) => putFile(place, pathOf(root, key), body).catch(explained(`storing ${key}`)),
    get: async (key, range) => getFile(pathOf(root, key), range, explained(`reading ${key}`)),
    list: async (prefix) => listFolder(root, prefix).catch(explained(`listing ${prefix || 'the store'}`)),
    delete: async (key) => removeFile(pathOf(root, key)).catch(explained(`removing ${key}`)),
  };
}

/** Sees that the folder of a store is one, and makes it where it is to be made. */
async function openRoot(root: string, create: boolean): Promise<void> {
  const error: unknown = await (create ? makeFolder(root, OWNER_ONLY.folder) : stat(root)).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const obstacle = await findObstacle(root);
  if (obstacle)
    throw new BackupError('store', `there is no store in ${root}: ${obstacle}`, {
      hint: 'Check `store` for a typing error and whether its disk is mounted, or choose another folder.',
      cause: error,
    });
  if (error === undefined) return;
  if (systemCode(error) !== 'ENOENT')
    throw explainError(error, create ? 'creating the folder' : 'opening the folder', root);
  if (create)
    throw new BackupError('store', `the store ${root} cannot be made: what is above it takes no folders`, {
      hint: 'Choose a folder on a disk.',
      cause: error,
    });
  throw new BackupError('not-found', `there is no store in ${root}: the folder is not there`, {
    hint: 'Check `store` for a typing error, and whether its disk is mounted. `sync` creates a store.',
    cause: error,
  });
}

function pathOf(root: string, key: string): string {
  expectKey(key);
  return join(root, ...key.split('/'));
}

type Place = { root: string; modes: Modes; hardLink: HardLink | undefined };

async function putFile({ root, modes, hardLink }: Place, path: string, body: Body): Promise<Confirmation> {
  const folder = dirname(path);
  const created = await makeFolder(folder, modes.folder);
  await removeDeadParts(folder);
  await refuseTaken(path);
  return withPart(folder, async (part) => {
    const confirmation = await writeBody(part, body, { mode: modes.file, durable: true });
    await publish(part, path, hardLink);
    for (let at = folder; ; at = dirname(at)) {
      await syncFolder(at);
      if (created === undefined || at === dirname(root) || at.length < created.length) break;
    }
    return confirmation;
  });
}

/** Gives `work` a name to write to in the folder; a file that is left there is removed. */
async function withPart<R>(folder: string, work: (part: string) => Promise<R>): Promise<R> {
  const part = join(folder, `${PART}${randomBytes(8).toString('hex')}`);
  using _part = undoAtExit(() => rmSync(part, { force: true }));
  try {
    return await work(part);
  } finally {
    await rm(part, { force: true });
  }
}

/** Bytes written to see whether a disk takes any: a block, since an empty file fits onto a full one. */
const PROBE = Buffer.alloc(4096);

/** Writes where the folder is or, so that none is left that nothing came to, where it will be made. */
async function writeProbe(root: string, folder: string): Promise<void> {
  const missing = await lstat(folder).then(
    () => false,
    (error: unknown) => systemCode(error) === 'ENOENT',
  );
  if (missing && folder !== root) return writeProbe(root, dirname(folder));
  await removeDeadParts(folder);
  await withPart(folder, async (part) => writeFile(part, PROBE, { flag: 'wx', flush: true }));
}

async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  // Without this a power cut could undo the removal of a manifest, but not that of the files it names.
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders, and some network mounts refuse to sync them: the file itself was synced.
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

async function removeDeadParts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(PART)) continue;
    const path = join(folder, name);
    const modified = await stat(path).then(
      (info) => info.mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (Date.now() - modified > PART_LIFETIME) await rm(path, { force: true });
  }
}

/** Rejects with an error that names the store and what was done there. */
type Explained = (error: unknown) => Promise<never>;

async function getFile(
  path: string,
  range: ByteRange | undefined,
  explained: Explained,
): Promise<AsyncIterable<Buffer>> {
  const info = await stat(path).catch(explained);
  const { start, length } = range ?? { start: 0, length: info.size };
  if (start + length > info.size) {
    throw new BackupError(
      'corrupt',
      `${path} has ${info.size} bytes, but ${start + length} are needed: it was cut short`,
      {
        hint: 'Bring the file back from another copy of the store, or use another snapshot.',
      },
    );
  }
  return length === 0 ? noBytes() : readRange(path, { start, length }, explained);
}

async function* readRange(
  path: string,
  { start, length }: ByteRange,
  explained: Explained,
): AsyncGenerator<Buffer, void, undefined> {
  let read = 0;
  try {
    for await (const chunk of createReadStream(path, { start, end: start + length - 1, highWaterMark: CHUNK })) {
      read += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  } catch (error) {
    await explained(error);
  }
  if (read < length) throw new BackupError('corrupt', `${path} ended after ${read} of ${length} bytes`);
}

async function listFolder(root: string, prefix: string): Promise<StoredObject[]> {
  const folders = prefix.split('/').slice(0, -1);
  expectPrefix(prefix);
  const found: StoredObject[] = [];
  await walk(root, folders, found);
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function walk(root: string, folders: string[], found: StoredObject[]): Promise<void> {
  const names = await readdir(join(root, ...folders)).catch(async (error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
    // A folder below the root that is not there holds nothing; a root that is not there is a store that is gone.
    await stat(root);
    return [];
  });
  for (const name of names) await look(root, [...folders, name], found);
}

/** Adds a file, or what a folder holds. What can be no key is passed over unopened: it is not ours and may be closed to us. */
async function look(root: string, segments: string[], found: StoredObject[]): Promise<void> {
  const key = segments.join('/');
  if (!isKey(key) && !canHoldKeys(segments)) return;
  const info = await stat(join(root, ...segments)).catch((error: unknown) => {
    // A file may vanish between listing and looking when another run prunes; a link may lead nowhere. Anything else may hide an object.
    if (['ENOENT', 'ELOOP'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  });
  if (info?.isFile() && isKey(key)) found.push({ key, size: info.size });
  else if (info?.isDirectory() && canHoldKeys(segments)) await walk(root, segments, found);
}

/** What the system refused becomes an error that names the store; anything else passes as it is. */
function explainError(error: unknown, doing: string, root: string): unknown {
  const full = diskFull(error, root);
  if (full) return full;
  const code = systemCode(error);
  if (code === undefined) return error;
  const message = `${doing} in ${root}: ${error instanceof Error ? error.message : String(error)}`;
  if (code === 'ENOENT')
    return new BackupError('not-found', message, { hint: 'Check `store`: is the disk mounted?', cause: error });
  if (code === 'EROFS') {
    const hint = `${root} is mounted for reading only: mount it for writing, or choose another folder.`;
    return new BackupError('denied', message, { hint, cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new BackupError('denied', message, { hint: `Give this user the right to write to ${root}.`, cause: error });
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    const hint = `A file is in the place of a folder of ${root}: move it away, or choose another folder.`;
    return new BackupError('store', message, { hint, cause: error });
  }
  return new BackupError('store', message, { cause: error });
}
