// The framing: whatever way the bytes arrive, the same packets come out, and what is no packet is refused.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DELIMITER, FLUSH, packet, readPackets, type Packet } from '../../src/git/pkt-line.ts';
import { bandPacket, parsePackets } from '../lab/pkt-lines.ts';

async function* pieces(data: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const places = [0, ...cuts.map((cut) => cut % (data.length + 1)), data.length].sort((a, b) => a - b);
  for (const [index, place] of places.entries()) if (index > 0) yield data.subarray(places[index - 1], place);
}

/** Packets as text, copied at once: they are views that the next chunk may overwrite. */
async function read(data: Buffer, cuts: readonly number[] = []): Promise<string[]> {
  const found: string[] = [];
  for await (const one of readPackets(pieces(data, cuts))) found.push(show(one));
  return found;
}

function show(one: Packet): string {
  return typeof one === 'string' ? one : `data ${one.toString('hex')}`;
}

const payload = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const pieceOfStream = fc.oneof(
  {
    weight: 4,
    arbitrary: payload.map((bytes) => ({ raw: bandPacket(1, bytes), seen: `data 01${bytes.toString('hex')}` })),
  },
  fc.constant({ raw: FLUSH, seen: 'flush' }),
  fc.constant({ raw: DELIMITER, seen: 'delimiter' }),
  fc.constant({ raw: Buffer.from('0002'), seen: 'response-end' }),
  fc.constant({ raw: Buffer.from('0004'), seen: 'data ' }),
);

test('the same packets come out however the stream is cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(pieceOfStream, { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 40 }),
      async (all, cuts) => {
        const data = Buffer.concat(all.map(({ raw }) => raw));
        expect(await read(data, cuts)).toEqual(all.map(({ seen }) => seen));
      },
    ),
    { numRuns: 300 },
  );
});

test('every single place to cut a stream in two is harmless', async () => {
  const data = Buffer.concat([packet('command=ls-refs\n'), DELIMITER, packet('peel\n'), FLUSH, packet('x'), FLUSH]);
  const whole = await read(data);
  expect(whole).toHaveLength(6);
  for (let cut = 0; cut <= data.length; cut += 1) expect(await read(data, [cut])).toEqual(whole);
  expect(await read(data, [...data.keys()])).toEqual(whole);
});

test('a stream that ends inside of a packet is cut, at every place but between packets', async () => {
  const data = Buffer.concat([packet('one\n'), packet('three\n'), FLUSH]);
  const between = [0, 8, 18];
  expect(await Promise.all(between.map((end) => read(data.subarray(0, end))))).toMatchObject(
    [[], [{}], [{}, {}]].map(({ length }) => ({ length })),
  );
  const inside = [...data.keys()].filter((end) => !between.includes(end));
  for (const end of inside) await expect(read(data.subarray(0, end))).rejects.toMatchObject({ kind: 'unreachable' });
});

test.each(['0003', 'fff1', 'ffff', '00g0', '-001', ' 004', '+004', '0x04', '<htm', '\u0000\u0000\u0000\u0000'])(
  'the length %j is refused',
  async (length) => {
    await expect(read(Buffer.from(`${length}${' '.repeat(70_000)}`))).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining("did not answer in git's protocol") as string,
    });
  },
);

test('the longest packet that git sends is read, the next longer one is refused', async () => {
  const longest = Buffer.concat([Buffer.from('fff0'), Buffer.alloc(65_516, 'x')]);
  expect(await read(longest, [4, 5, 30_000])).toHaveLength(1);
});

test('any bytes are read as another reader would, or refused, but never waited for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
      const data = Buffer.from(bytes);
      const theirs = parsePackets(data);
      const whole = theirs.reduce((sum, { raw }) => sum + raw.length, 0) === data.length;
      const ours = await read(data).catch((error: unknown) => (error as Error).name);
      expect(whole ? ours.length : ours).toBe(whole ? theirs.length : 'BackupError');
    }),
  );
});

test('a written packet is what git reads, with every byte of a name kept', () => {
  expect(packet('want 1\n').toString()).toBe('000bwant 1\n');
  expect(packet('')).toEqual(Buffer.from('0004'));
  expect(packet('\xff\x80')).toEqual(Buffer.from([0x30, 0x30, 0x30, 0x36, 0xff, 0x80]));
});

test('a reader that stops early closes the stream', async () => {
  let closed = false;
  async function* stream(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield packet('again');
    } finally {
      closed = true;
    }
  }
  for await (const one of readPackets(stream())) if (one !== 'flush') break;
  expect(closed).toBe(true);
});
