// The folder that a restore makes: built beside its place, moved there in one step, and never over anything unasked.
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { BackupError, diskFull, systemCode } from '../domain/errors.ts';
import { makeFolder } from '../system/folders.ts';
import { undoAtExit } from '../system/undo.ts';

/** Where to build. `stores` are the folders of those stores that are on this machine. */
export type Place = { path: string; overwrite: boolean; stores: readonly string[] };

/** Sees that the place is free, before any work is done for it. @throws `exists` */
export async function refuseTaken({ path, overwrite, stores }: Place): Promise<void> {
  for (const store of overwrite ? stores : []) {
    if (!(await overlap(path, store))) continue;
    throw new BackupError(
      'exists',
      `${path} and the store ${store} lie in each other: replacing it could remove backups`,
      {
        hint: 'Choose another `to`.',
      },
    );
  }
  if (!overwrite && !(await isFree(path))) throw taken(path);
}

/**
 * Calls `build` with an empty folder beside the place, and moves what it made there into place when it is done. Where it fails
 * nothing is left, and what was there before is there still.
 *
 * @throws what `build` throws; `exists`, `denied`, `disk-full` or `unsupported` where the system refuses the place.
 */
export async function buildFolder<R>({ path, overwrite }: Place, build: (part: string) => Promise<R>): Promise<R> {
  const part = `${path}.part-${randomBytes(4).toString('hex')}`;
  using _part = undoAtExit(() => rmSync(part, { recursive: true, force: true, maxRetries: 3 }));
  try {
    await makeFolder(dirname(path));
    await mkdir(part);
    const result = await build(part);
    await (overwrite ? replace(part, path) : occupy(part, path));
    return result;
  } catch (error) {
    throw explain(error, path);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

function taken(path: string): BackupError {
  return new BackupError('exists', `${path} is already there and was left as it is`, {
    hint: 'Choose another `to`, or give `overwrite` to replace it.',
  });
}

/** Nothing is there, or an empty folder. */
async function isFree(path: string): Promise<boolean> {
  const info = await lstat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw explain(error, path);
  });
  return info === undefined || (info.isDirectory() && (await readdir(path)).length === 0);
}

/** Moves `part` to a place that is free. What came there meanwhile stays. */
async function occupy(part: string, path: string): Promise<void> {
  await rmdir(path).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
  });
  await rename(part, path);
}

/** Puts `part` in place of what is there. Of several restores at once each replaces what the one before it has put there. */
async function replace(part: string, path: string): Promise<void> {
  const aside = `${path}.old-${randomBytes(4).toString('hex')}`;
  using away = undoAtExit(() => renameSync(aside, path));
  const moved = await rename(path, aside).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
  try {
    await rename(part, path);
  } catch (error) {
    const again = isTaken(systemCode(error));
    if (moved && !again) await rename(aside, path);
    if (!again) throw error;
    await replace(part, path);
  }
  away[Symbol.dispose]();
  await rm(aside, { recursive: true, force: true });
}

/** Something came to lie there that cannot be moved over. */
function isTaken(code: string | undefined): boolean {
  return code !== undefined && ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(code);
}

async function overlap(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => realpath(path).catch(() => path)));
  const inside = (path: string, folder: string) => !/^\.\.([/\\]|$)/.test(relative(folder, path));
  return inside(a ?? one, b ?? other) || inside(b ?? other, a ?? one);
}

/** What the system refused becomes an error that names the place; anything else passes as it is. */
function explain(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === undefined || code.startsWith('ERR_')) return error;
  if (isTaken(code)) return taken(path);
  const message = `${path} cannot be made: ${(error as Error).message}`;
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return new BackupError('denied', message, {
      hint: 'Choose another `to`, or get the right to write there.',
      cause: error,
    });
  return (
    diskFull(error, dirname(path)) ??
    new BackupError('unsupported', message, { hint: 'Choose another `to`, on a local disk.', cause: error })
  );
}
