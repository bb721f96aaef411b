// Downloading: what breaks goes on where it broke, whatever a server answers with, and nothing short passes as whole.
import { expect, test } from 'vitest';
import { download, type Answer, type Ask } from '../../src/stores/download.ts';
import type { ByteRange } from '../../src/stores/store.ts';

const bytes = Buffer.from('0123456789');
const waits: number[] = [];
const options = { what: 'x', wait: async (ms: number) => void waits.push(ms) };

async function readAll(ask: Ask, range: ByteRange): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download(ask, range, options)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function* pieces(from: number, to: number, end?: Error): AsyncGenerator<Buffer> {
  for (let at = from; at < to; at += 1) yield bytes.subarray(at, at + 1);
  if (end) throw end;
}

test('each answer that breaks, or just ends, is followed by one for the rest', async () => {
  const asked: ByteRange[] = [];
  const ask: Ask = async (range) => {
    asked.push(range);
    const stop = Math.min(range.start + 3, 8);
    return { start: range.start, bytes: pieces(range.start, stop, asked.length % 2 ? new Error('reset') : undefined) };
  };
  expect(await readAll(ask, { start: 1, length: 7 })).toBe('1234567');
  expect(asked).toEqual([
    { start: 1, length: 7 },
    { start: 4, length: 4 },
    { start: 7, length: 1 },
  ]);
});

test('a server that sends all, or more, in place of a range gives the same bytes', async () => {
  const ask: Ask = async () => ({ start: 0, bytes: pieces(0, 10) });
  expect(await readAll(ask, { start: 4, length: 3 })).toBe('456');
});

test('whoever stops reading lets go of the connection', async () => {
  let released = false;
  async function* held(): AsyncGenerator<Buffer> {
    try {
      yield* pieces(0, 10);
    } finally {
      released = true;
    }
  }
  for await (const chunk of await download(
    async () => ({ start: 0, bytes: held() }),
    { start: 0, length: 10 },
    options,
  )) {
    expect(chunk.toString()).toBe('0');
    break;
  }
  expect(released).toBe(true);
});

test('five answers without a byte are the end, and one byte begins the count anew', async () => {
  const answers: Answer[] = [];
  const silent = (): Answer => ({ start: 0, bytes: pieces(0, 0, new Error('reset')) });
  answers.push(
    silent(),
    silent(),
    silent(),
    silent(),
    { start: 0, bytes: pieces(0, 1) },
    ...Array.from({ length: 5 }, silent),
  );
  waits.length = 0;
  const ask: Ask = async () => answers.shift() ?? Promise.reject(new Error('asked too often'));
  await expect(readAll(ask, { start: 0, length: 10 })).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'reading x broke off after 1 of 10 bytes',
    cause: new Error('reset'),
  });
  expect(waits).toEqual([1000, 2000, 3000, 4000, 1000, 1000, 2000, 3000, 4000]);
});

test('what the server says to the first request is thrown before anything is read', async () => {
  await expect(download(() => Promise.reject(new Error('gone')), { start: 0, length: 1 }, options)).rejects.toThrow(
    'gone',
  );
});
