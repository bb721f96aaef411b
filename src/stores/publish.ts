// Publishing: a finished file gets its name in one step, and only if nobody has that name yet.
import { link, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BackupError, systemCode } from '../domain/errors.ts';

/** Files that are being written begin with this. They are never listed, so a crash leaves nothing that looks like an object. */
export const PART = '.part-';

/** Gives a file a second name; `link` of `node:fs`, or what stands for it on a file system without hard links. */
export type HardLink = (file: string, name: string) => Promise<void>;

const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/** Makes `part` known as `path`, in the same folder. @throws `exists` where there is a file of that name already. */
export async function publish(part: string, path: string, hardLink: HardLink = link): Promise<void> {
  try {
    await hardLink(part, path);
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'EEXIST') throw taken(path);
    if (!NO_LINKS.includes(code)) throw error;
    await publishWithoutLinks(part, path);
  }
}

/** For file systems without hard links (exFAT, many network mounts): the name is claimed first, then renamed over nothing. */
async function publishWithoutLinks(part: string, path: string): Promise<void> {
  const claim = join(dirname(path), `${PART}claim-${basename(path)}`);
  await writeFile(claim, '', { flag: 'wx' }).catch((error: unknown) => {
    throw systemCode(error) === 'EEXIST' ? taken(path) : error;
  });
  try {
    await refuseTaken(path);
    await rename(part, path);
  } finally {
    await rm(claim, { force: true });
  }
}

/** @throws `exists` where the name is taken: told early, it spares writing a body for nothing. */
export async function refuseTaken(path: string): Promise<void> {
  const free = await stat(path).then(
    () => false,
    (error: unknown) => systemCode(error) === 'ENOENT',
  );
  if (!free) throw taken(path);
}

function taken(path: string): BackupError {
  return new BackupError('exists', `${path} is already there and is never overwritten`);
}
