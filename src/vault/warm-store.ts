// A store some of whose reads are kept warm: what has a known digest is read once, and then only where that was lost.
import { parseKey } from '../domain/names.ts';
import type { Store, StoredObject } from '../stores/store.ts';
import type { Warm, Wanted } from './warm.ts';

/**
 * The same store, which reads again only what is not warm: manifests whose digest the listing tells, and ranges whose digest
 * their reader tells. Listing, storing and removing are what they were.
 */
export function warmStore(store: Store, warm: Warm): Store {
  const manifests = new Map<string, Wanted>();
  const note = (objects: readonly StoredObject[]) => {
    for (const { key, size, sha256 } of objects)
      if (sha256 !== undefined && parseKey(key)?.kind === 'manifest') manifests.set(key, { sha256, size });
    warm.need(objects.flatMap(({ key }) => manifests.get(key)?.sha256 ?? []));
  };
  return {
    ...store,
    direct: store,
    async list(prefix) {
      const objects = await store.list(prefix);
      note(objects);
      return objects;
    },
    async get(key, range) {
      const told = range?.sha256 === undefined ? undefined : { sha256: range.sha256, size: range.length };
      const wanted = range ? told : manifests.get(key);
      if (!wanted) return store.get(key, range);
      return (await warm.open(wanted)) ?? warm.keep(wanted, await store.get(key, range));
    },
  };
}
