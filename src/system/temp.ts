// Scratch folders that remove themselves.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of its own, removed with all it holds when disposed. */
export type ScratchFolder = AsyncDisposable & { path: string };

/** Creates an empty folder inside of `parent`, readable by this user only. */
export async function createScratch(parent: string): Promise<ScratchFolder> {
  const path = await mkdtemp(join(parent, 'scratch-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
