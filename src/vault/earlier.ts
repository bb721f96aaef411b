// What a vault's earlier snapshots tell the next capture: what to compare with, what to build on, what was proven.
import { planChain, type RequestedType } from '../domain/chain.ts';
import type { ChainLink, Manifest } from '../domain/manifest.ts';
import { allTips } from '../git/refs.ts';
import type { Earlier, EarlierState } from '../sources/capture.ts';
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
  /** Why nothing may build on the last one, if so. */
  barrier: string | undefined;
};

/** Opens the history of one repository for a capture. Reads from the store, and only what is asked for. */
export function openEarlier({ store, repository, last, requested, ...rules }: EarlierInput): Earlier {
  const known = last && { snapshot: last.snapshot_name, chain: last.git.chain };
  const open = async (snapshot: string): Promise<StoredSnapshot> => {
    const manifest = last?.snapshot_name === snapshot ? last : await readManifest(store, repository, snapshot);
    return { store, repository, manifest };
  };
  return {
    last,
    plan: async (full) => planChain({ requested: full ? 'full' : requested, last: known, ...rules }),
    async readState({ since, chain }) {
      if (since === undefined) return { tips: [], set: { refs: [], headId: undefined } };
      if (last?.sealed) return readSealedState(chain, open);
      const stored = await open(since);
      const set = { refs: await readRefs(stored), headId: stored.manifest.commit_hash ?? undefined };
      return { tips: allTips(set), set };
    },
    async indexes({ chain }) {
      if (last?.sealed || chain.some(({ index }) => index === null)) return undefined;
      return chain.toReversed().map((link) => () => readIndex({ store, repository }, link));
    },
  };
}

type Open = (snapshot: string) => Promise<StoredSnapshot>;

/** Refs cannot be read where they are sealed. What each snapshot of the chain has added to its tips can. */
async function readSealedState(chain: readonly ChainLink[], open: Open): Promise<EarlierState> {
  const added = chain.toReversed().map(async ({ snapshot }) => (await open(snapshot)).manifest.git.tips ?? []);
  return { tips: [...new Set((await Promise.all(added)).flat())], set: undefined };
}
