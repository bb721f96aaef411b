// Sealed files: their size is known before, they can be read anywhere, and no changed byte of them is ever believed.
import { assert, asyncProperty, nat, tuple } from 'fast-check';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, Stanza } from 'age-encryption';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isKind } from '../../src/domain/errors.ts';
import { openBytes, openFile, sealBytes, sealFile } from '../../src/seal/file.ts';
import { openKeys } from '../../src/seal/keys.ts';
import { passphraseIdentity } from '../../src/seal/passphrase.ts';
import { BLOCK, TAG } from '../../src/seal/payload.ts';
import { openSealer } from '../../src/seal/sealer.ts';

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const sealer = await openSealer({ kind: 'keys', keys: [recipient] });
const keys = await openKeys({ identities: [identity], passphrase: undefined });
const stranger = await openKeys({ identities: [await generateX25519Identity()], passphrase: undefined });

/** Bytes that differ everywhere, and are the same each time. */
function bytes(size: number): Buffer {
  const block = Buffer.concat(
    Array.from({ length: 64 }, (_, index) => createHash('sha256').update(`${index}`).digest()),
  );
  const out = Buffer.alloc(size);
  for (let at = 0; at < size; at += block.length + 4) {
    block.copy(out, at);
    if (at + block.length + 4 <= size) out.writeUInt32BE(at, at + block.length);
  }
  return out;
}

async function* inChunks(data: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0, turn = 0; at < data.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield data.subarray(at, at + size);
    at += size;
  }
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const SIZES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 17];

describe('sealing', () => {
  test.each(SIZES)('tells the size of %i sealed bytes before, and gives the same ones each time', async (size) => {
    const plain = bytes(size);
    const chunks = [[1 << 18], [1000, 1], [BLOCK]].values();
    const sealed = await sealFile(sealer, {
      size,
      open: () => inChunks(plain, chunks.next().value ?? [7777]),
    });
    const [first, second] = [await collect(sealed.open()), await collect(sealed.open())];
    expect(first).toHaveLength(sealed.size);
    expect(second.equals(first)).toBe(true);
  });

  test('never uses a key twice', async () => {
    const [one, two] = [await sealBytes(sealer, bytes(100)), await sealBytes(sealer, bytes(100))];
    expect(one.subarray(-116).equals(two.subarray(-116))).toBe(false);
  });

  test('keys of files that begin at the same time are not mixed up', async () => {
    const plain = Array.from({ length: 20 }, (_, index) => bytes(index));
    const sealed = await Promise.all(plain.map((one) => sealBytes(sealer, one)));
    const opened = await Promise.all(sealed.map((one) => openBytes(keys, one, 'file')));
    expect(opened).toEqual(plain);
  });
});

describe('the age-encryption library, which has a payload of its own', () => {
  test.each(SIZES)('opens %i bytes that we sealed, and we open its', async (size) => {
    const plain = bytes(size);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const opened = await decrypter.decrypt(await sealBytes(sealer, plain));
    expect(Buffer.from(opened).equals(plain)).toBe(true);
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    const theirs = Buffer.from(await encrypter.encrypt(plain));
    expect((await openBytes(keys, theirs, 'file'))?.equals(plain)).toBe(true);
  });

  test('opens with the passphrase what we sealed with it, and the other way round', async () => {
    const passphrase = 'correct horse battery staple ü';
    const mine = await openSealer({ kind: 'passphrase', passphrase, work: 10 });
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    expect(Buffer.from(await decrypter.decrypt(await sealBytes(mine, bytes(99)))).equals(bytes(99))).toBe(true);
    const encrypter = new Encrypter();
    encrypter.setScryptWorkFactor(10);
    encrypter.setPassphrase(passphrase);
    const theirs = Buffer.from(await encrypter.encrypt(bytes(99)));
    expect((await openBytes(await openKeys({ identities: [], passphrase }), theirs, 'file'))?.equals(bytes(99))).toBe(
      true,
    );
    const wrong = await openKeys({ identities: [identity], passphrase: 'correct horse battery stable' });
    expect(await openBytes(wrong, theirs, 'file')).toBeUndefined();
  });
});

describe('opening', () => {
  test.each(['19', '20', '30', '99', '018'])(
    'with a passphrase a file that asks for the work of 2^%s is refused, before half a gigabyte is taken for it',
    async (work) => {
      const salt = Buffer.alloc(16, 1).toString('base64').replace(/=+$/, '');
      const stanza = new Stanza(['scrypt', salt, work], new Uint8Array(32));
      await expect(passphraseIdentity('x').unwrapFileKey([stanza])).rejects.toThrow('a strange scrypt stanza');
    },
  );

  test('any range gives its bytes and reads no block that does not hold them', async () => {
    const plain = bytes(5 * BLOCK + 321);
    const sealed = await sealBytes(sealer, plain);
    let read = 0;
    const source = {
      size: sealed.length,
      async read({ start, length }: { start: number; length: number }) {
        read += length;
        return inChunks(sealed.subarray(start, start + length), [10_007]);
      },
    };
    const file = await openFile(keys, source, 'file');
    const range = tuple(nat(plain.length), nat(plain.length)).map(([a, b]) => [Math.min(a, b), Math.abs(a - b)]);
    await assert(
      asyncProperty(range, async ([start = 0, length = 0]) => {
        read = 0;
        const part = file && (await collect(await file.read(start, length)));
        expect(part?.equals(plain.subarray(start, start + length))).toBe(true);
        expect(read).toBeLessThanOrEqual((Math.ceil(length / BLOCK) + 1) * (BLOCK + TAG));
      }),
      { numRuns: 60, examples: [[[0, plain.length]], [[plain.length, 0]], [[BLOCK, BLOCK]], [[0, 0]]] },
    );
    await expect(file?.read(plain.length - 1, 2)).rejects.toMatchObject({ kind: 'corrupt' });
  });

  test('each of several recipients opens it, and nobody else', async () => {
    const others = await Promise.all([generateX25519Identity(), generateX25519Identity()]);
    const to = await Promise.all([identity, ...others].map((one) => identityToRecipient(one)));
    const sealed = await sealBytes(await openSealer({ kind: 'keys', keys: to }), bytes(10));
    for (const one of [identity, ...others]) {
      const own = await openKeys({ identities: [one], passphrase: undefined });
      expect(await openBytes(own, sealed, 'file')).toEqual(bytes(10));
    }
    expect(await openBytes(stranger, sealed, 'file')).toBeUndefined();
  });
});

/** What came out before it ended, and how it ended. */
async function openHow(sealed: Buffer): Promise<{ given: Buffer; end: 'whole' | 'corrupt' | 'no key' }> {
  const given: Buffer[] = [];
  try {
    const read = async ({ start, length }: { start: number; length: number }) =>
      inChunks(sealed.subarray(start, start + length), [40_000]);
    const file = await openFile(keys, { size: sealed.length, read }, 'file');
    if (!file) return { given: Buffer.alloc(0), end: 'no key' };
    for await (const chunk of file.open(inChunks(sealed, [40_000]))) given.push(chunk);
    return { given: Buffer.concat(given), end: 'whole' };
  } catch (error) {
    if (!isKind(error, 'corrupt')) throw error;
    return { given: Buffer.concat(given), end: 'corrupt' };
  }
}

describe('a file that was changed', () => {
  const plain = bytes(2 * BLOCK + 100);
  const isFront = (part: Buffer) => part.equals(plain.subarray(0, part.length));

  test('one bit anywhere in header, nonce, blocks or tags: never opens whole, never gives a changed byte', async () => {
    const sealed = await sealBytes(sealer, plain);
    const head = sealed.length - (plain.length + 3 * TAG);
    const everyByteOfTheHead = Array.from({ length: head }, (_, at) => at);
    const edges = [0, 1, BLOCK - 1, BLOCK, BLOCK + TAG - 1, BLOCK + TAG, 2 * (BLOCK + TAG), plain.length + 3 * TAG - 1];
    for (const at of [...everyByteOfTheHead, ...edges.map((edge) => head + edge)]) {
      const flipped = Buffer.from(sealed);
      flipped.writeUInt8((flipped[at] ?? 0) ^ (1 << (at % 8)), at);
      const { given, end } = await openHow(flipped);
      expect([at, end]).not.toEqual([at, 'whole']);
      expect(isFront(given)).toBe(true);
    }
  });

  test('cut anywhere, or longer than it was: never opens whole', async () => {
    const sealed = await sealBytes(sealer, plain);
    const cuts = [0, 1, 20, 100, 180, 200, 215, 216, 217, 300, BLOCK + 216, 2 * (BLOCK + TAG) + 216, sealed.length - 1];
    for (const cut of cuts) {
      const { given, end } = await openHow(sealed.subarray(0, cut));
      expect([cut, end]).toEqual([cut, 'corrupt']);
      expect(isFront(given)).toBe(true);
    }
    expect((await openHow(Buffer.concat([sealed, Buffer.from('x')]))).end).toBe('corrupt');
  });

  test('blocks in another order, or of another file: do not open', async () => {
    const sealed = await sealBytes(sealer, bytes(3 * BLOCK));
    const head = sealed.length - 3 * (BLOCK + TAG);
    const block = (index: number) => sealed.subarray(head + index * (BLOCK + TAG), head + (index + 1) * (BLOCK + TAG));
    const swapped = Buffer.concat([sealed.subarray(0, head), block(1), block(0), block(2)]);
    expect((await openHow(swapped)).end).toBe('corrupt');
    const other = await sealBytes(sealer, bytes(3 * BLOCK));
    expect((await openHow(Buffer.concat([sealed.subarray(0, head), other.subarray(head)]))).end).toBe('corrupt');
  });
});

describe('keys that are none', () => {
  test('are refused, and a secret is not shown', async () => {
    const [bad] = [identity.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q'))];
    const error: unknown = await openKeys({ identities: [bad], passphrase: undefined }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ kind: 'usage' });
    expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain(bad.slice(20, 40));
    await expect(openSealer({ kind: 'keys', keys: [recipient.replace(/.$/, 'b')] })).rejects.toMatchObject({
      kind: 'usage',
    });
  });
});
