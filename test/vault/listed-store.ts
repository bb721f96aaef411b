// A store that has nothing but a listing.
import type { Store, StoredObject } from '../../src/stores/store.ts';

export function listedStore(list: (prefix: string) => StoredObject[]): Store {
  const refuse = () => Promise.reject(new Error('this store only lists'));
  return {
    address: './listed',
    put: refuse,
    get: refuse,
    list: async (prefix) => list(prefix),
    delete: async () => undefined,
  };
}
