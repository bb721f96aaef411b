// Spooling: a body on its way into assets rests in a scratch file, from where each part can be sent more than once.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Body, Confirmation } from '../store.ts';
import { writeBody } from '../write-body.ts';

/** A part of a body as it will be an asset. Digest: hex SHA-256. */
export type SpooledPart = { bytes: Blob; sha256: string };

/** A whole body in parts; one that is empty has none. Removed from scratch when disposed. */
export type Spooled = AsyncDisposable & Confirmation & { parts: SpooledPart[] };

/** Takes a body into a file of the folder `scratch`. @throws `store` where it has another size than it said. */
export async function spool(body: Body, scratch: string, partSize: number): Promise<Spooled> {
  const path = join(scratch, `asset-${randomBytes(8).toString('hex')}`);
  const remove = () => rm(path, { force: true });
  try {
    const { size, sha256 } = await writeBody(path, body);
    const file = await openAsBlob(path);
    const parts: SpooledPart[] = [];
    for (let start = 0; start < size; start += partSize) {
      const end = Math.min(start + partSize, size);
      const digest = size <= partSize ? sha256 : await digestOf(path, start, end);
      parts.push({ bytes: file.slice(start, end), sha256: digest });
    }
    return { size, sha256, parts, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function digestOf(path: string, start: number, end: number): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { start, end: end - 1 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
