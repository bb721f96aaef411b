// Writing a stream to a file: the disk works on one chunk while the next is read and hashed.
import type { FileHandle } from 'node:fs/promises';

/** Writes every chunk in order. @throws what the stream or the file throws; how much was written by then is undefined. */
export async function writeChunks(file: FileHandle, chunks: AsyncIterable<Buffer>): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  for await (const chunk of chunks) {
    await writing;
    writing = writeWhole(file, chunk);
    // The next turn waits for it and throws its error; until then that error must not count as unseen.
    writing.catch(() => undefined);
  }
  await writing;
}

async function writeWhole(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
}
