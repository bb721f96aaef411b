// A body on its way into a store: written to a file, counted and hashed, and refused where it is not as long as it said.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { BackupError } from '../domain/errors.ts';
import { writeChunks } from '../system/write.ts';
import type { Body, Confirmation } from './store.ts';

/**
 * Writes a body to a new file that its owner alone may read, unless `mode` says otherwise; with `durable` it is on the disk
 * afterwards, and not only on its way there.
 *
 * @throws `store` where the body has another size than it said; what the body or the disk throws.
 */
export async function writeBody(
  path: string,
  body: Body,
  { mode = 0o600, durable = false }: { mode?: number; durable?: boolean } = {},
): Promise<Confirmation> {
  await using file = await open(path, 'wx', mode);
  const hash = createHash('sha256');
  let size = 0;
  async function* counted(): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of body.open()) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
      if (size > body.size) break;
    }
  }
  await writeChunks(file, counted());
  if (durable) await file.sync();
  const written = (await file.stat()).size;
  if (size !== body.size || written !== size) {
    throw new BackupError('store', `${written} of ${body.size} bytes arrived in ${path}`, {
      hint: 'Run it again; nothing incomplete was stored.',
    });
  }
  return { size, sha256: hash.digest('hex') };
}
