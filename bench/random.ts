// Files for transfers and sealing: bytes that nothing can compress.
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

const PIECE = 16 * 1024 * 1024;

/** Writes so many random bytes, a multiple of 16 MiB. */
export async function writeRandom(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'w');
  for (let written = 0; written < bytes; written += PIECE) await file.write(randomBytes(PIECE));
}
