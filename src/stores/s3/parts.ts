// Cutting a body into parts: each fills a buffer of a small pool, so that memory stays flat however large the object is.
import { BackupError } from '../../domain/errors.ts';
import type { Body } from '../store.ts';

/** Buffers of one size. Whoever takes one waits until there is one, and gives it back. */
export type PartBuffers = { readonly size: number; take: () => Promise<Buffer>; give: (buffer: Buffer) => void };

/** Makes a pool of at most `count` buffers of `size` bytes. Each is allocated when it is first needed. */
export function createPartBuffers(count: number, size: number): PartBuffers {
  const free: Buffer[] = [];
  const waiting: ((buffer: Buffer) => void)[] = [];
  let made = 0;
  return {
    size,
    async take() {
      const buffer = free.pop();
      if (buffer) return buffer;
      if (made === count) return new Promise((resolve) => waiting.push(resolve));
      made += 1;
      return Buffer.allocUnsafeSlow(size);
    },
    give(buffer) {
      const next = waiting.shift();
      if (next) next(buffer);
      else free.push(buffer);
    },
  };
}

/** A part of a body. Its bytes are good until it is released. */
export type Part = { bytes: Buffer; release: () => void };

/**
 * Cuts a body into parts, in order, all of one size but the last. Nothing gives no part.
 *
 * @throws `store` where the body is longer or shorter than it said; what reading it throws passes as it is.
 */
export async function* cutIntoParts(body: Body, buffers: PartBuffers): AsyncGenerator<Part, void, undefined> {
  let buffer: Buffer | undefined;
  let filled = 0;
  let total = 0;
  const part = (whole: Buffer): Part => {
    const bytes = whole.subarray(0, filled);
    [buffer, filled] = [undefined, 0];
    return { bytes, release: () => buffers.give(whole) };
  };
  try {
    for await (const chunk of body.open()) {
      total += chunk.length;
      if (total > body.size) break;
      for (let at = 0; at < chunk.length;) {
        buffer ??= await buffers.take();
        const copied = chunk.copy(buffer, filled, at);
        [at, filled] = [at + copied, filled + copied];
        if (filled === buffers.size) yield part(buffer);
      }
    }
    if (total !== body.size) throw wrongSize(total, body.size);
    if (buffer) yield part(buffer);
  } finally {
    if (buffer) buffers.give(buffer);
  }
}

function wrongSize(total: number, size: number): BackupError {
  return new BackupError(
    'store',
    `${total > size ? 'more than ' : ''}${Math.min(total, size)} of ${size} bytes came to be stored`,
    {
      hint: 'Run it again; nothing incomplete was stored.',
    },
  );
}
