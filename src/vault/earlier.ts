// What a vault's earlier snapshots tell the next capture: what to compare with, what to build on, what was proven.
import { planChain, type ChainPlan, type RequestedType } from '../domain/chain.ts';
import { BackupError } from '../domain/errors.ts';
import { findMember, type ChainLink, type Manifest } from '../domain/manifest.ts';
import type { OpenIndex } from '../git/proof.ts';
import type { Earlier } from '../sources/git.ts';
import type { Store } from '../stores/store.ts';
import { readManifest } from './listing.ts';
import { INDEX, readMember, readRefs, type StoredSnapshot } from './read.ts';

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
    indexes: (plan) => openIndexes(plan, open),
  };
}

async function openIndexes(
  plan: ChainPlan,
  open: (snapshot: string) => Promise<StoredSnapshot>,
): Promise<OpenIndex[] | undefined> {
  const snapshots = await Promise.all(plan.chain.map(async (link) => ({ link, stored: await open(link.snapshot) })));
  if (snapshots.some(({ stored }) => !findMember(stored.manifest, INDEX))) return undefined;
  return snapshots.toReversed().map(
    ({ link, stored }) =>
      async () =>
        readMember(checkLink(stored, link), INDEX),
  );
}

/** The manifest of a link must tell of the same pack as the chain does. */
function checkLink(stored: StoredSnapshot, link: ChainLink): StoredSnapshot {
  const own = stored.manifest.git.chain.find(({ snapshot }) => snapshot === link.snapshot);
  if (own?.pack.sha256 === link.pack.sha256) return stored;
  throw new BackupError(
    'corrupt',
    `${stored.repository} ${link.snapshot} does not hold the pack that later snapshots build on`,
    {
      hint: 'The next snapshot will be a full one.',
    },
  );
}
