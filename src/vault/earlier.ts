// What a vault's earlier snapshots tell the next capture: what to compare with, what to build on, what was proven.
import { planChain, type RequestedType } from '../domain/chain.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Earlier } from '../sources/git.ts';
import type { Store } from '../stores/store.ts';
import { readManifest } from './listing.ts';
import { readIndex, readRefs, type StoredSnapshot } from './read.ts';

export type EarlierInput = {
  store: Store;
  repository: string;
  /** The newest snapshot whose chain is whole. */
  last: Manifest | undefined;
  requested: RequestedType;
  now: Date;
  fullEveryDays: number;
};

/** Opens the history of one repository for a capture. Reads from the store, and only what is asked for. */
export function openEarlier({ store, repository, last, requested, now, fullEveryDays }: EarlierInput): Earlier {
  const known = last && { snapshot: last.snapshot_name, chain: last.git.chain };
  const open = async (snapshot: string): Promise<StoredSnapshot> => {
    const manifest = last?.snapshot_name === snapshot ? last : await readManifest(store, repository, snapshot);
    return { store, repository, manifest };
  };
  return {
    last,
    plan: async (full) => planChain({ requested: full ? 'full' : requested, last: known, now, fullEveryDays }),
    async readRefs(snapshot) {
      const stored = await open(snapshot);
      return { refs: await readRefs(stored), headId: stored.manifest.commit_hash ?? undefined };
    },
    async indexes({ chain }) {
      if (chain.some(({ index }) => index === null)) return undefined;
      return chain.toReversed().map((link) => () => readIndex({ store, repository }, link));
    },
  };
}
