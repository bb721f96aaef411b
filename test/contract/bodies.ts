// Bodies for stores: whole, counted, and broken on purpose; and the short ways to read a store.
import type { Body, ByteRange, Store } from '../../src/stores/store.ts';

/** Bytes or text as a body, in pieces of `piece` bytes. */
export function bodyOf(content: Buffer | string, piece = 65_536): Body {
  const bytes = Buffer.from(content);
  return {
    size: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    },
  };
}

/** Says `size` and throws `reason` behind `after` bytes. */
export function brokenBody(size: number, after: number, reason: Error): Body {
  return {
    size,
    async *open() {
      if (after > 0) yield Buffer.alloc(after);
      throw reason;
    },
  };
}

/** A body of so many pieces that calls `before` each of them; `count` tells how many were asked for. */
export function countedBody(pieces: number, before: () => Promise<void>): Body & { readonly count: number } {
  let count = 0;
  return {
    size: pieces * 1000,
    get count() {
      return count;
    },
    async *open() {
      for (let piece = 0; piece < pieces; piece += 1) {
        count += 1;
        await before();
        yield Buffer.alloc(1000);
      }
    },
  };
}

/** All bytes of an object, or of a range of it. */
export async function readAll(store: Store, key: string, range?: ByteRange): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await store.get(key, range)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function keysOf(store: Store, prefix = ''): Promise<string[]> {
  return (await store.list(prefix)).map(({ key }) => key);
}
