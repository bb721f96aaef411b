// The file of metrics: a reader finds the old one or the new one, never half of either.
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BackupError, diskFull } from '../domain/errors.ts';

/**
 * Replaces the file in one step. What is under way has a name that node_exporter does not read (it wants `*.prom`).
 *
 * @throws `disk-full`, or `store` where the folder is missing or may not be written.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  try {
    // Readable by all, as far as the umask allows: the collector is another user.
    const file = await open(part, 'wx', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw (
      diskFull(cause, dirname(path)) ??
      new BackupError('store', `the metrics could not be written: ${reason}`, {
        hint: `Make the folder ${dirname(path)} and let this user write there.`,
        cause,
      })
    );
  }
}
