// Downloading over connections that break: what is missing is asked for again, and nothing that is short passes as whole.
import { BackupError } from '../domain/errors.ts';
import type { ByteRange } from './store.ts';

/** An answer to a request for bytes from some place on; `start` is where its bytes begin, before that place if it must be. */
export type Answer = { start: number; bytes: AsyncIterable<Uint8Array> };

/** Asks for the bytes of an object from `range.start` on. What it throws ends the download; what its stream throws does not. */
export type Ask = (range: ByteRange) => Promise<Answer>;

/** How often in a row a download may break off without having brought a single byte. */
const TRIES = 5;
/** Before each further try, in milliseconds, times the number of tries that brought nothing. */
const PAUSE = 1000;

/**
 * Opens bytes for reading. The first request is made at once, so that what is not there is told before anything is read.
 *
 * @throws what `ask` throws; while reading, `unreachable` where the connection breaks again and again.
 */
export async function download(
  ask: Ask,
  range: ByteRange,
  { what, wait }: { what: string; wait: (ms: number) => Promise<unknown> },
): Promise<AsyncIterable<Buffer>> {
  return read(await ask(range), ask, range, { what, wait });
}

async function* read(
  first: Answer,
  ask: Ask,
  { start, length }: ByteRange,
  { what, wait }: { what: string; wait: (ms: number) => Promise<unknown> },
): AsyncGenerator<Buffer, void, undefined> {
  const end = start + length;
  let answer = first;
  let at = start;
  for (let idle = 0; at < end;) {
    const before = at;
    const broken: { cause?: unknown } = {};
    for await (const chunk of missingOf(answer, at, end, broken)) {
      at += chunk.length;
      yield chunk;
    }
    if (at === end) return;
    idle = at > before ? 0 : idle + 1;
    if (idle >= TRIES)
      throw new BackupError('unreachable', `reading ${what} broke off after ${at - start} of ${length} bytes`, {
        hint: 'Run it again when the connection is better.',
        ...broken,
      });
    await wait(PAUSE * Math.max(1, idle));
    answer = await ask({ start: at, length: end - at });
  }
}

/** The bytes from `at` to `end` that an answer brings. It ends where the answer ends or breaks. */
async function* missingOf(
  { start, bytes }: Answer,
  at: number,
  end: number,
  broken: { cause?: unknown },
): AsyncGenerator<Buffer, void, undefined> {
  let position = start;
  const stream = bytes[Symbol.asyncIterator]();
  try {
    while (position < end) {
      const next = await stream.next().catch((cause: unknown) => {
        broken.cause = cause;
        return { done: true as const, value: undefined };
      });
      if (next.done) return;
      const chunk = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
      const wanted = chunk.subarray(Math.min(chunk.length, Math.max(0, at - position)), Math.max(0, end - position));
      position += chunk.length;
      if (wanted.length > 0) yield wanted;
    }
  } finally {
    // Lets go of the connection, whoever stops reading.
    await stream.return?.().catch(() => undefined);
  }
}
