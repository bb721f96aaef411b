// The payload of an age file (STREAM, age-encryption.org/v1) by node:crypto: eight times as fast as in plain JavaScript.
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { BackupError } from '../domain/errors.ts';

/** Plain bytes in one block; only the last one of a file may hold less. */
export const BLOCK = 64 * 1024;
/** Bytes that sealing adds to every block: its Poly1305 tag. */
export const TAG = 16;
/** Random bytes between the header and the first block. */
export const NONCE = 16;

const CIPHER = 'chacha20-poly1305';

/** The beginning of an age file, header and nonce, and the key of the payload behind it. Good for one file only. */
export type FileStart = { head: Buffer; key: Buffer };

/** The key of a payload. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

/** The size of a payload that holds `size` plain bytes. An empty file still has one, empty, block. */
export function sealedSize(size: number): number {
  return size + TAG * Math.max(1, Math.ceil(size / BLOCK));
}

/** The plain bytes in a payload of `size` bytes; undefined for a size that no payload can have. */
export function plainSize(size: number): number | undefined {
  const plain = size - TAG * Math.ceil(size / (BLOCK + TAG));
  return size > 0 && plain >= 0 && sealedSize(plain) === size ? plain : undefined;
}

/** Seals a stream. The same key must never meet other bytes. */
export async function* sealPayload(key: Buffer, plain: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let index = 0;
  for await (const { block, last } of inBlocks(plain, BLOCK)) {
    yield sealBlock(key, blockNonce(index, last), block);
    index += 1;
  }
}

/** Which blocks of a file a stream holds: from block `first` on; `last` is the file's last one, counted from 0. */
export type BlockRange = { first: number; last: number };

/**
 * Opens whole blocks of a payload.
 *
 * @throws `corrupt` for a block that was changed, moved or cut, before any byte of it is given; `what` names the file.
 */
export async function* openPayload(
  key: Buffer,
  sealed: AsyncIterable<Buffer>,
  { first, last }: BlockRange,
  what: string,
): AsyncGenerator<Buffer, void, undefined> {
  let index = first;
  for await (const { block } of inBlocks(sealed, BLOCK + TAG)) {
    const plain = openBlock(key, blockNonce(index, index === last), block);
    if (!plain) throw changed(what);
    yield plain;
    index += 1;
  }
}

/** What is said of sealed bytes that their own seal does not confirm. */
export function changed(what: string): BackupError {
  return new BackupError('corrupt', `${what} cannot be opened: the stored bytes have changed`, {
    hint: 'Use another snapshot, or bring the file back from another copy of the store.',
  });
}

/** ChaCha20-Poly1305: the bytes and their tag. */
export function sealBlock(key: Buffer, nonce: Buffer, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  const sealed = cipher.update(plain);
  cipher.final();
  return Buffer.concat([sealed, cipher.getAuthTag()]);
}

/** The reverse of `sealBlock`; undefined where the tag does not confirm the bytes. */
export function openBlock(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < TAG) return undefined;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(-TAG));
  const plain = decipher.update(sealed.subarray(0, -TAG));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

/** The nonce of a block: its index as 11 bytes, big-endian, and whether it is the last. */
function blockNonce(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Cuts a stream into blocks of `size`; the last one holds what is left, which is nothing only in an empty stream. */
async function* inBlocks(
  stream: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<{ block: Buffer; last: boolean }, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    let at = 0;
    while (rest.length + chunk.length - at > size) {
      const end = at + size - rest.length;
      const part = chunk.subarray(at, end);
      yield { block: rest.length > 0 ? Buffer.concat([rest, part]) : part, last: false };
      rest = Buffer.alloc(0);
      at = end;
    }
    rest = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(at)]) : chunk.subarray(at);
  }
  yield { block: rest, last: true };
}
