// Sealed files: sealed as they stream by, and opened whole or by range without reading what lies before.
import { BackupError } from '../domain/errors.ts';
import { openStart, type Keys } from './keys.ts';
import { BLOCK, changed, openPayload, plainSize, sealedSize, sealPayload, TAG, type FileStart } from './payload.ts';
import type { Sealer } from './sealer.ts';

/** Bytes with their size, to be read from the start, again and again. */
type Bytes = { size: number; open: () => AsyncIterable<Buffer> };

/** Seals bytes. The result is the same each time that it is opened, as long as the bytes are: never open it over others. */
export async function sealFile({ begin }: Sealer, { size, open }: Bytes): Promise<Bytes> {
  const start = await begin();
  return { size: start.head.length + sealedSize(size), open: () => sealStream(start, open()) };
}

async function* sealStream({ head, key }: FileStart, plain: AsyncIterable<Buffer>) {
  yield head;
  yield* sealPayload(key, plain);
}

/** Where a sealed file rests: its size and a way to read `length` bytes from `start` on. */
export type SealedSource = {
  size: number;
  read: (range: { start: number; length: number }) => Promise<AsyncIterable<Buffer>>;
};

/** A sealed file whose header was opened. */
export type OpenFile = {
  /** Its plain size in bytes. */
  size: number;
  /** Plain bytes `start` to `start + length - 1`. Only the blocks that hold them are read. */
  read: (start: number, length: number) => Promise<AsyncIterable<Buffer>>;
  /** Opens the file's whole stored bytes as they stream by. */
  open: (stored: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
};

/**
 * Opens the header of a sealed file; undefined where none of the keys fits. What is read later throws `corrupt` at the
 * first block that was changed, so that no changed byte is ever given.
 *
 * @throws `corrupt` where the file is no age file, or its header or size cannot be right. `what` names the file.
 */
export async function openFile(keys: Keys, source: SealedSource, what: string): Promise<OpenFile | undefined> {
  const front = async (length: number) =>
    collect(await source.read({ start: 0, length: Math.min(length, source.size) }));
  const start = await openStart(keys, front, what);
  if (!start) return undefined;
  const { head, key } = start;
  const size = plainSize(source.size - head.length);
  if (size === undefined) throw changed(what);
  const last = Math.max(0, Math.ceil(size / BLOCK) - 1);
  return {
    size,
    async read(from, length) {
      if (from + length > size)
        throw new BackupError('corrupt', `${what} holds ${size} bytes, but ${from + length} are needed`);
      const first = Math.floor(from / BLOCK);
      const begin = head.length + first * (BLOCK + TAG);
      const end = head.length + (Math.floor(Math.max(from, from + length - 1) / BLOCK) + 1) * (BLOCK + TAG);
      const stored = await source.read({ start: begin, length: Math.min(end, source.size) - begin });
      return slice(openPayload(key, stored, { first, last }, what), from - first * BLOCK, length);
    },
    open: (stored) => openPayload(key, slice(stored, head.length, source.size), { first: 0, last }, what),
  };
}

/** Leaves out the first `skip` bytes of a stream, and what comes after the `length` bytes behind them. Reads it to its end. */
async function* slice(
  stream: AsyncIterable<Buffer>,
  skip: number,
  length: number,
): AsyncGenerator<Buffer, void, undefined> {
  let at = 0;
  for await (const chunk of stream) {
    const part = chunk.subarray(Math.max(0, skip - at), Math.max(0, skip + length - at));
    at += chunk.length;
    if (part.length > 0) yield part;
  }
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Seals a few bytes at once. */
export async function sealBytes(sealer: Sealer, plain: Buffer): Promise<Buffer> {
  const sealed = await sealFile(sealer, { size: plain.length, open: () => once(plain) });
  return collect(sealed.open());
}

/** Opens a few bytes at once; undefined where none of the keys fits. @throws `corrupt` as `openFile` does. */
export async function openBytes(keys: Keys, sealed: Buffer, what: string): Promise<Buffer | undefined> {
  const read: SealedSource['read'] = async ({ start, length }) => once(sealed.subarray(start, start + length));
  const file = await openFile(keys, { size: sealed.length, read }, what);
  return file && collect(file.open(once(sealed)));
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}
