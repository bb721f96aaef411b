// Parts of a stream, each compared with its digest while it passes: an archive, its members, a pack inside of it.
import { createHash, type Hash } from 'node:crypto';
import { BackupError } from '../domain/errors.ts';
import type { Member } from '../domain/manifest.ts';

const HELP = { hint: 'Bring the file back from another copy of the store, or restore another snapshot.' };

/** Passes on a stream of `size` bytes. @throws `corrupt` at its end where it is of another size, or names the first part that differs. */
export async function* provenParts(
  stream: AsyncIterable<Buffer>,
  { size, parts }: { size: number; parts: readonly Member[] },
  where: string,
): AsyncGenerator<Buffer, void, undefined> {
  const slices = parts.map((part) => ({ part, hash: createHash('sha256') }));
  let at = 0;
  for await (const chunk of stream) {
    for (const slice of slices) addOverlap(slice, chunk, at);
    at += chunk.length;
    yield chunk;
  }
  if (at !== size) throw new BackupError('corrupt', `${where} has ${at} bytes instead of ${size}`, HELP);
  const bad = slices.find(({ part, hash }) => hash.digest('hex') !== part.sha256);
  if (bad) throw new BackupError('corrupt', `${where}: ${bad.part.name} is not what the manifest says`, HELP);
}

function addOverlap({ part, hash }: { part: Member; hash: Hash }, chunk: Buffer, at: number): void {
  const from = Math.max(part.offset - at, 0);
  const to = Math.min(part.offset + part.size - at, chunk.length);
  if (from < to) hash.update(chunk.subarray(from, to));
}
