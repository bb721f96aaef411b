// A store that is struck at its n-th operation: before it, in the middle of its bytes, or when it is done and unconfirmed.
import type { Body, ByteRange, Store } from '../../src/stores/store.ts';

export const MOMENTS = ['before', 'in the middle of', 'after'] as const;
export type Moment = (typeof MOMENTS)[number];

/** When a blow falls, counted from 0. `strike` throws, or ends the process. */
export type Blow = { at: number; moment: Moment; strike: () => void };

export type StruckStore = Store & {
  /** What was asked for so far: `put acme/app/snapshot-....tar`, `list`, ... */
  readonly operations: string[];
};

/** Passes every operation on, and strikes as the blow says. A moment that an operation does not have is passed over. */
export function struckStore(store: Store, blow?: Blow): StruckStore {
  const operations: string[] = [];
  const begin = (operation: string): ((moment: Moment) => void) => {
    const mine = operations.length === blow?.at;
    operations.push(operation);
    const reach = (moment: Moment) => {
      if (mine && blow.moment === moment) blow.strike();
    };
    reach('before');
    return reach;
  };
  const finish = async <R>(reach: (moment: Moment) => void, work: Promise<R>): Promise<R> => {
    const result = await work;
    reach('after');
    return result;
  };
  return {
    address: store.address,
    operations,
    async put(key, body) {
      const reach = begin(`put ${key}`);
      return finish(reach, store.put(key, halved(body, reach)));
    },
    async get(key, range?: ByteRange) {
      const reach = begin(`get ${key}`);
      return read(await store.get(key, range), reach);
    },
    async list(prefix) {
      return finish(begin(`list ${prefix}`), store.list(prefix));
    },
    async delete(key) {
      return finish(begin(`delete ${key}`), store.delete(key));
    },
  };
}

/** The same body; its first piece comes in two halves, with the middle between them. */
function halved({ size, open }: Body, reach: (moment: Moment) => void): Body {
  return {
    size,
    async *open() {
      let first = true;
      for await (const chunk of open()) {
        const half = first ? Math.ceil(chunk.length / 2) : 0;
        if (half > 0) yield chunk.subarray(0, half);
        if (first) reach('in the middle of');
        first = false;
        if (half < chunk.length) yield chunk.subarray(half);
      }
    },
  };
}

async function* read(
  stream: AsyncIterable<Buffer>,
  reach: (moment: Moment) => void,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of stream) {
    yield chunk.subarray(0, chunk.length >> 1);
    reach('in the middle of');
    yield chunk.subarray(chunk.length >> 1);
  }
  reach('after');
}
