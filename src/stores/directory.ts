// The directory store: a folder on a disk of this machine, or on anything that is mounted there.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupError, diskFull, systemCode } from '../domain/errors.ts';
import type { Body, ByteRange, Confirmation, Store, StoredObject } from './store.ts';

/** Files that are being written. They are never listed, so a crash leaves nothing that looks like an object. */
const PART = '.part-';
/** A part older than this many milliseconds belongs to a run that died. */
const PART_LIFETIME = 24 * 3_600_000;
/** Bytes read at once. */
const CHUNK = 256 * 1024;
const KEY_SEGMENTS = 3;

/** Opens a store in `root`, an absolute path. With `create` the folder is made if it is missing; without, that is an error. */
export async function openDirectoryStore(root: string, address: string, create: boolean): Promise<Store> {
  const explain = (error: unknown, doing: string) => explainError(error, doing, root);
  if (create)
    await mkdir(root, { recursive: true }).catch((error: unknown) =>
      Promise.reject(explain(error, 'creating the folder')),
    );
  const info = await stat(root).catch((error: unknown) => Promise.reject(explain(error, 'opening the folder')));
  if (!info.isDirectory())
    throw new BackupError('store', `the store ${root} is a file, not a folder`, { hint: 'Give a folder as --store.' });
  return {
    address,
    put: (key, body) =>
      putFile(root, pathOf(root, key), body).catch((error: unknown) =>
        Promise.reject(explain(error, `storing ${key}`)),
      ),
    get: (key, range) => getFile(pathOf(root, key), key, range, explain),
    list: (prefix) =>
      listFolder(root, prefix).catch((error: unknown) =>
        Promise.reject(explain(error, `listing ${prefix || 'the store'}`)),
      ),
    delete: (key) =>
      rm(pathOf(root, key), { force: true }).catch((error: unknown) =>
        Promise.reject(explain(error, `removing ${key}`)),
      ),
  };
}

/** The file of a key. A key that could lead out of the root is a bug of the caller and throws. */
function pathOf(root: string, key: string): string {
  const segments = key.split('/');
  const safe =
    segments.length <= KEY_SEGMENTS &&
    segments.every((part) => /^[A-Za-z0-9_.-]+$/.test(part) && part !== '.' && part !== '..');
  if (!safe) throw new Error(`not a key of a store: ${JSON.stringify(key)}`);
  return join(root, ...segments);
}

async function putFile(root: string, path: string, body: Body): Promise<Confirmation> {
  const folder = dirname(path);
  const created = await mkdir(folder, { recursive: true });
  await removeDeadParts(folder);
  const part = join(folder, `${PART}${randomBytes(8).toString('hex')}`);
  try {
    const confirmation = await writeDurably(part, body);
    await publish(part, path);
    for (let at = folder; ; at = dirname(at)) {
      await syncFolder(at);
      if (created === undefined || at === dirname(root) || at.length < created.length) break;
    }
    return confirmation;
  } finally {
    await rm(part, { force: true });
  }
}

async function writeDurably(part: string, body: Body): Promise<Confirmation> {
  await using file = await open(part, 'wx', 0o666);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of body.open()) {
    hash.update(chunk);
    for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
    size += chunk.length;
  }
  await file.sync();
  const written = (await file.stat()).size;
  if (size !== body.size || written !== size) {
    throw new BackupError('store', `${written} of ${body.size} bytes arrived in ${part}`, {
      hint: 'Run it again; nothing incomplete was stored.',
    });
  }
  return { size, sha256: hash.digest('hex') };
}

/** Gives the finished part its name, in one step and only if nobody has the name yet. */
async function publish(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw taken(path);
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'].includes(systemCode(error) ?? '')) throw error;
    await publishWithoutLinks(part, path);
  }
}

/** For file systems without hard links (exFAT, many network mounts): the name is claimed first, then renamed over nothing. */
async function publishWithoutLinks(part: string, path: string): Promise<void> {
  const claim = join(dirname(path), `${PART}claim-${path.slice(dirname(path).length + 1)}`);
  await writeFile(claim, '', { flag: 'wx' }).catch((error: unknown) => {
    throw systemCode(error) === 'EEXIST' ? taken(path) : error;
  });
  try {
    if (await exists(path)) throw taken(path);
    await rename(part, path);
  } finally {
    await rm(claim, { force: true });
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function taken(path: string): BackupError {
  return new BackupError('exists', `${path} is already there and is never overwritten`);
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

type Explain = (error: unknown, doing: string) => BackupError;

async function getFile(
  path: string,
  key: string,
  range: ByteRange | undefined,
  explain: Explain,
): Promise<AsyncIterable<Buffer>> {
  const info = await stat(path).catch((error: unknown) => Promise.reject(explain(error, `reading ${key}`)));
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
  return length === 0 ? none() : readRange(path, key, { start, length }, explain);
}

async function* none(): AsyncGenerator<Buffer, void, undefined> {
  // An empty range has nothing to read.
}

async function* readRange(
  path: string,
  key: string,
  { start, length }: ByteRange,
  explain: Explain,
): AsyncGenerator<Buffer, void, undefined> {
  let read = 0;
  try {
    for await (const chunk of createReadStream(path, { start, end: start + length - 1, highWaterMark: CHUNK })) {
      read += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  } catch (error) {
    throw explain(error, `reading ${key}`);
  }
  if (read < length) throw new BackupError('corrupt', `${path} ended after ${read} of ${length} bytes`);
}

async function listFolder(root: string, prefix: string): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  const start = prefix.split('/').filter((part) => part !== '');
  await walk(root, start, found);
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function walk(root: string, segments: string[], found: StoredObject[]): Promise<void> {
  const entries = await readdir(join(root, ...segments), { withFileTypes: true }).catch((error: unknown) => {
    // A folder below the root that is not there holds nothing; a root that is not there is a store that is gone.
    if (systemCode(error) === 'ENOENT' && segments.length > 0) return [] as Dirent[];
    throw error;
  });
  for (const entry of entries) {
    if (entry.name.startsWith(PART)) continue;
    const path = [...segments, entry.name];
    if (entry.isDirectory() && path.length < KEY_SEGMENTS) await walk(root, path, found);
    else if (!entry.isDirectory()) await addFile(root, path, found);
  }
}

async function addFile(root: string, segments: string[], found: StoredObject[]): Promise<void> {
  // A file may vanish between listing and looking when another run prunes.
  const info = await stat(join(root, ...segments)).catch(() => undefined);
  if (info?.isFile()) found.push({ key: segments.join('/'), size: info.size });
  else if (info?.isDirectory() && segments.length < KEY_SEGMENTS) await walk(root, segments, found);
}

function explainError(error: unknown, doing: string, root: string): BackupError {
  if (error instanceof BackupError) return error;
  const full = diskFull(error, root);
  if (full) return full;
  const code = systemCode(error);
  const message = `${doing} in ${root}: ${error instanceof Error ? error.message : String(error)}`;
  if (code === 'ENOENT')
    return new BackupError('not-found', message, { hint: 'Check --store: is the disk mounted?', cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new BackupError('denied', message, { hint: `Give this user the right to write to ${root}.`, cause: error });
  }
  return new BackupError('store', message, { cause: error });
}
