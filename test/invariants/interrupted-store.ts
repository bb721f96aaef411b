// A store in the middle of whose run something else happens: before the operation that is named, all else waits for it.
import type { Store } from '../../src/stores/store.ts';

export type InterruptedStore = Store & {
  /** What was asked for so far: `put acme/app/snapshot-....tar`, `list `, ... */
  readonly operations: readonly string[];
};

/** The store; before the operation of which `at` gives the place, counted from 0, `meanwhile` happens. */
export function interrupted(
  store: Store,
  at: (operations: readonly string[]) => number,
  meanwhile: () => Promise<void>,
): InterruptedStore {
  const operations: string[] = [];
  const pass = async <R>(operation: string, work: () => Promise<R>): Promise<R> => {
    operations.push(operation);
    if (at(operations) === operations.length - 1) await meanwhile();
    return work();
  };
  return {
    address: store.address,
    operations,
    put: (key, body) => pass(`put ${key}`, () => store.put(key, body)),
    get: (key, range) => pass(`get ${key}`, () => store.get(key, range)),
    list: (prefix) => pass(`list ${prefix}`, () => store.list(prefix)),
    delete: (key) => pass(`delete ${key}`, () => store.delete(key)),
  };
}

/** A promise, and what keeps it. */
export function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => void (give = resolve));
  return { given, give: () => give() };
}
