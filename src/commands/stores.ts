// The stores of a run: each has a history of its own, and one that fails stops no other.
import { BackupError, isKind, summariseError } from '../domain/errors.ts';
import { WHOLE_STORE, type LedgerEntry } from '../domain/ledger.ts';
import { openStore, type OpenOptions } from '../stores/index.ts';
import type { Store } from '../stores/store.ts';

/** The ledger's line of a store that failed as a whole. */
export function wholeStoreFailed(error: BackupError): LedgerEntry {
  return { repository: WHOLE_STORE, status: 'failed', error: summariseError(error) };
}

/** Opens every store. Of several, one that cannot be opened fails at everything that is asked of it. @throws for the only one */
export async function openStores(addresses: readonly string[], options: OpenOptions): Promise<Store[]> {
  return Promise.all(
    addresses.map(async (address) => orFailing(address, addresses.length, () => openStore(address, options))),
  );
}

/** Opens stores to copy to, and makes those that are missing; for a dry run they are as good as empty ones. @throws for the only one */
export async function openDestinations(
  addresses: readonly string[],
  dryRun: boolean,
  options: Omit<OpenOptions, 'create'>,
): Promise<Store[]> {
  const open = async (address: string): Promise<Store> => {
    try {
      return await openStore(address, { ...options, create: !dryRun });
    } catch (error) {
      if (dryRun && isKind(error, 'not-found')) return { ...failing(address, error), list: async () => [] };
      throw error;
    }
  };
  return Promise.all(addresses.map(async (address) => orFailing(address, addresses.length, () => open(address))));
}

/** Sees that every store can be used. Of several, one that cannot fails from then on at everything. @throws for the only one */
export async function proveStores(stores: readonly Store[], prove: (store: Store) => Promise<void>): Promise<Store[]> {
  return Promise.all(
    stores.map(async (store) =>
      orFailing(store.address, stores.length, async () => {
        await prove(store);
        return store;
      }),
    ),
  );
}

async function orFailing(address: string, count: number, open: () => Promise<Store>): Promise<Store> {
  try {
    return await open();
  } catch (error) {
    if (count === 1 || !(error instanceof BackupError)) throw error;
    return failing(address, error);
  }
}

function failing(address: string, error: BackupError): Store {
  const fail = () => Promise.reject(error);
  return { address, put: fail, get: fail, list: fail, delete: fail };
}

/** The line, with its store where the run has several. */
export function inStore<T extends object>(
  line: T,
  { address }: Store,
  stores: readonly Store[],
): T & { store?: string } {
  return stores.length > 1 ? { ...line, store: address } : line;
}

/**
 * Runs `work` on every store. Of several, what one throws becomes the line that `failed` makes of it.
 *
 * @throws what `work` throws on the only store.
 */
export async function onEachStore<T extends object>(
  stores: readonly Store[],
  work: (store: Store) => Promise<T[]>,
  failed: (error: BackupError) => T,
): Promise<T[]> {
  const lines: T[] = [];
  for (const store of stores) {
    const found = await work(store).catch((error: unknown) => {
      if (stores.length === 1 || !(error instanceof BackupError)) throw error;
      return [failed(error)];
    });
    lines.push(...found.map((line) => inStore(line, store, stores)));
  }
  return lines;
}
