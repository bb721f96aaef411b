// Folders: made with all that are missing above them, and what stands in the way of one.
import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '../domain/errors.ts';

/**
 * Makes a folder and those above it, and gives the topmost one that was missing; undefined where something of that name is
 * there. `mode` is what the umask may still narrow. Not `mkdir` with `recursive`, which never ends where a folder takes no others, as `/proc` does.
 *
 * @throws what the system throws
 */
export async function makeFolder(path: string, mode = 0o777): Promise<string | undefined> {
  const above = dirname(path);
  try {
    return await makeOne(path, mode);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || above === path) throw error;
  }
  const first = await makeFolder(above, mode);
  const own = await makeOne(path, mode);
  return first ?? own;
}

async function makeOne(path: string, mode: number): Promise<string | undefined> {
  return mkdir(path, { mode }).then(
    () => path,
    (error: unknown) => {
      if (systemCode(error) === 'EEXIST') return undefined;
      throw error;
    },
  );
}

/** What is at the path or above it and is no folder, in words; undefined where nothing is. */
export async function findObstacle(path: string): Promise<string | undefined> {
  const entry = await lstat(path).catch(() => undefined);
  if (!entry) return dirname(path) === path ? undefined : findObstacle(dirname(path));
  const target = await stat(path).catch(() => undefined);
  if (!target) return entry.isSymbolicLink() ? `${path} is a link that leads nowhere` : undefined;
  return target.isDirectory() ? undefined : `${path} is a file, not a folder`;
}
