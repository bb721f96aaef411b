// Of several stores those that hold a repository, and in which order they are asked for it.
import { BackupError, type ErrorKind } from '../domain/errors.ts';
import { holdsNothing } from '../domain/patterns.ts';
import type { Store } from '../stores/store.ts';
import { chooseListed, newestFitting, selectListings, type SelectedListing } from './select.ts';
import type { Choice, Context, Settings } from './settings.ts';

/** A store that holds snapshots of a repository. */
export type Holder = { store: Store; listing: SelectedListing };

/** A repository and the stores that hold it, at least one; `unread` tells of those that nobody could ask. */
export type Held = { repository: string; holders: Holder[]; unread: readonly string[] };

/** Every selected repository with the stores that hold it. @throws the first store's error where no store has any. */
export async function holdersOf(
  context: Context,
  { patterns, command }: Settings,
  stores: readonly Store[],
): Promise<Held[]> {
  const found = new Map<string, Held>();
  const errors: BackupError[] = [];
  const unread: string[] = [];
  for (const store of stores) {
    const listings = await selectListings(store, patterns).catch((error: unknown) => {
      if (!(error instanceof BackupError)) throw error;
      errors.push(error);
      if (stores.length > 1) context.log.warn(`${store.address}: ${error.message}`);
      unread.push(`whether ${store.address} has a newer state is not known: ${error.message}`);
      return [];
    });
    for (const listing of listings) {
      const { repository } = listing;
      const held = found.get(repository) ?? { repository, holders: [], unread };
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

/**
 * Does `work` with the first store that it succeeds with; it is told what speaks against calling that the newest state.
 *
 * @throws what the last one throws, or at once what none would do better. `denied` where a key or a permission is missing
 *   for the newest state and the other stores have an older one only: whoever can give it wants the newest.
 */
export async function fromFirst<R>(
  context: Context,
  holders: readonly Holder[],
  choice: Choice,
  work: (holder: Holder, warnings: readonly string[]) => Promise<R>,
): Promise<R> {
  const warnings: string[] = [];
  for (const [index, holder] of holders.entries()) {
    try {
      return await work(holder, warnings);
    } catch (error) {
      const next = holders[index + 1];
      if (!(error instanceof BackupError) || !ANOTHER_MAY.includes(error.kind)) throw error;
      const [wanted, other] = [holder, next].map((one) => one && newestFitting(one.listing, choice));
      if (!next || other === undefined) throw error;
      const isOlder = wanted !== undefined && other < wanted;
      if (isOlder && error.kind === 'denied') throw notOlder(error, next, choice);
      context.log.warn(`${error.message}: trying the next store`);
      if (isOlder) warnings.push(`a newer state, in ${holder.store.address}, could not be restored: ${error.message}`);
    }
  }
  throw new Error('a repository that no store holds was selected');
}

function notOlder({ message, hint = '', cause }: BackupError, { store, listing }: Holder, choice: Choice): BackupError {
  const { name } = chooseListed(listing, choice);
  return new BackupError('denied', `${message}; the older ${name} of ${store.address} was not taken in its place`, {
    hint: `${hint} Or name ${store.address} as the only store, if the older one is meant.`.trim(),
    cause,
  });
}
