// Of several stores those that hold a repository, and in which order they are asked for it.
import { BackupError, type ErrorKind } from '../domain/errors.ts';
import { holdsNothing } from '../domain/patterns.ts';
import type { Store } from '../stores/store.ts';
import { newestFitting, selectListings, type SelectedListing } from './select.ts';
import type { Choice, Context, Settings } from './settings.ts';

/** A store that holds snapshots of a repository. */
export type Holder = { store: Store; listing: SelectedListing };

/** A repository and the stores that hold it, at least one. */
export type Held = { repository: string; holders: Holder[] };

/** Every selected repository with the stores that hold it. @throws the first store's error where no store has any. */
export async function holdersOf(
  context: Context,
  { patterns, command }: Settings,
  stores: readonly Store[],
): Promise<Held[]> {
  const found = new Map<string, Held>();
  const errors: BackupError[] = [];
  for (const store of stores) {
    const listings = await selectListings(store, patterns).catch((error: unknown) => {
      if (!(error instanceof BackupError)) throw error;
      errors.push(error);
      if (stores.length > 1) context.log.warn(`${store.address}: ${error.message}`);
      return [];
    });
    for (const listing of listings) {
      const { repository } = listing;
      const held = found.get(repository) ?? { repository, holders: [] };
      found.set(repository, held);
      held.holders.push({ store, listing });
    }
  }
  if (found.size > 0) return [...found.values()];
  throw errors[0] ?? holdsNothing(stores.map(({ address }) => address).join(', '), command);
}

/** The store with the youngest fitting snapshot first: one that is behind must not restore an older state. */
export function byAge(holders: readonly Holder[], choice: Choice): Holder[] {
  const ages = new Map(holders.map((holder) => [holder, newestFitting(holder.listing, choice)]));
  return holders.toSorted((a, b) => (ages.get(b) ?? 0) - (ages.get(a) ?? 0));
}

/** What another copy may do better. A place that is taken or full is the same for all. */
const ANOTHER_MAY: readonly ErrorKind[] = ['corrupt', 'incomplete', 'not-found', 'unreachable', 'denied', 'store'];

/** Does `work` with the first store that it succeeds with. @throws what the last one throws, or at once what none would do better */
export async function fromFirst<R>(
  context: Context,
  holders: readonly Holder[],
  work: (holder: Holder) => Promise<R>,
): Promise<R> {
  for (const holder of holders.slice(0, -1)) {
    try {
      return await work(holder);
    } catch (error) {
      if (!(error instanceof BackupError) || !ANOTHER_MAY.includes(error.kind)) throw error;
      context.log.warn(`${error.message}: trying the next store`);
    }
  }
  const [last] = holders.slice(-1);
  if (!last) throw new Error('a repository that no store holds was selected');
  return work(last);
}
