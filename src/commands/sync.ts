// sync, snapshot and init: the commands that look at repositories and store what is new.
import { randomBytes } from 'node:crypto';
import { behindName } from '../domain/behind-name.ts';
import { BackupError, summariseError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { openHttpPool } from '../git/http.ts';
import { openSealer } from '../seal/sealer.ts';
import type { Store } from '../stores/store.ts';
import { openLook } from '../sources/git.ts';
import { createGate, mapConcurrently } from '../system/concurrency.ts';
import { unlessStopped } from '../system/stop.ts';
import { openHomes } from '../vault/home.ts';
import { readWhole } from '../vault/read.ts';
import { pruneRepository } from '../vault/remove.ts';
import { bodyOf, putConfirmed, takeBack } from '../vault/save.ts';
import { captureRepository, type CaptureResult, type CaptureSession, type Capturing } from './capture.ts';
import { entryOf } from './each.ts';
import { tellDecisions } from './prune.ts';
import type { Context, Settings, Target } from './settings.ts';
import { inStore, onEachStore, proveStores, wholeStoreFailed } from './stores.ts';
import { resolveTargets } from './targets.ts';
import { findVanished } from './vanished.ts';

/** `sync`: a snapshot of everything that has changed, and then what the policy no longer wants is pruned. */
export function sync(context: Context, settings: Settings, stores: readonly Store[]): Promise<LedgerEntry[]> {
  return captureAll(context, settings, stores, async (session, capturing) =>
    pruneAfter(session, capturing.store, await captureRepository(session, capturing, false)),
  );
}

/** `snapshot`: a snapshot of everything, changed or not. Nothing is pruned. */
export function snapshot(context: Context, settings: Settings, stores: readonly Store[]): Promise<LedgerEntry[]> {
  return captureAll(
    context,
    settings,
    stores,
    async (session, capturing) => (await captureRepository(session, capturing, true)).entry,
  );
}

/** `init`: proves that each store can be written and read, then makes the first snapshot of every repository that has none. */
export async function init(context: Context, settings: Settings, stores: readonly Store[]): Promise<LedgerEntry[]> {
  const proven = await proveStores(stores, async (store) => {
    await probeStore(store);
    context.log.info(`${store.address} can be written, read and cleaned`);
  });
  return captureAll(
    context,
    settings,
    proven,
    async (session, capturing) => (await captureRepository(session, capturing, false)).entry,
  );
}

/** One line a repository and store: each store has a history of its own, and one that fails stops no other. */
async function captureAll(
  context: Context,
  settings: Settings,
  stores: readonly Store[],
  work: (session: CaptureSession, capturing: Capturing) => Promise<LedgerEntry>,
): Promise<LedgerEntry[]> {
  const git = { program: 'git', env: context.env, home: context.scratch };
  const { encryptTo } = settings;
  const sealer = encryptTo && encryptTo.kind !== 'none' ? await openSealer(encryptTo) : undefined;
  using pool = openHttpPool();
  const resolved = await resolveTargets(context, settings);
  const findHome = openHomes();
  const session: CaptureSession = { context, settings, git, pool, cores: createGate(context.cores), sealer };
  const lost = [
    ...(await onEachStore(stores, async () => resolved.failed.map(({ line }) => line), wholeStoreFailed)),
    ...(await onEachStore(stores, (store) => findVanished(context, settings, resolved, store), wholeStoreFailed)),
  ];
  for (const { repository, error } of lost)
    context.log.warn(`${repository}: ${behindName(repository, error?.message ?? '')}`);
  const entries = await mapConcurrently(resolved.targets, settings.concurrency, async (target) => {
    await using look = openLook(context.now());
    const lines: LedgerEntry[] = [];
    for (const store of stores) {
      const label = stores.length > 1 ? `${target.repository} (${store.address})` : target.repository;
      const found = unlessStopped(context.stopped, () => findHome(store, target.repository, target.facts?.id));
      // All lines of a repository go by the name that the store keeps it under, also those of failures.
      const name = await found.then(
        ({ listing }) => listing.repository,
        () => target.repository,
      );
      const line = await entryOf(
        context,
        name,
        async () => work(session, { target, store, home: await found, look, label }),
        label,
      );
      lines.push(inStore({ ...line, ...knownOf(target, name) }, store, stores));
    }
    return lines;
  });
  return [...lost, ...entries.flat()];
}

/** What is known of a repository beside what became of it: who can read it, and what it is called elsewhere. */
function knownOf({ repository, facts, selectedAs = [] }: Target, kept: string): Partial<LedgerEntry> {
  const others = [...new Set([repository, ...selectedAs])].filter((name) => name !== kept);
  return {
    ...(facts ? { visibility: facts.visibility } : {}),
    ...(others.length > 0 ? { selected_as: others } : {}),
  };
}

/** Prunes what was just backed up. Where that fails the new snapshot is there all the same, and the entry tells both. */
async function pruneAfter(
  { context, settings }: CaptureSession,
  store: Store,
  { entry, listing }: CaptureResult,
): Promise<LedgerEntry> {
  // What is wrong with a repository may show in what it still has: nothing of it is removed.
  if (entry.error) return entry;
  try {
    const { removed, decisions } = await pruneRepository({
      store,
      listing,
      policy: settings.retention,
      now: context.now(),
      dryRun: false,
    });
    // Every day's run would tell the same of what stays: `prune --dry-run` does that for who asks.
    tellDecisions(
      context.log,
      entry.repository,
      decisions.filter(({ keep }) => !keep),
    );
    return removed.length > 0 ? { ...entry, removed } : entry;
  } catch (error) {
    return { ...entry, error: summariseError(error) };
  }
}

const PROBE = 'runs/probe-';

async function probeStore(store: Store): Promise<void> {
  const key = `${PROBE}${randomBytes(8).toString('hex')}`;
  const bytes = Buffer.from('repo-backup\n');
  await putConfirmed(store, key, bodyOf(bytes));
  try {
    const read = await readWhole(await store.get(key), bytes.length, key);
    const listed = (await store.list('runs/')).some((object) => object.key === key);
    if (listed && read.equals(bytes)) return;
    throw new BackupError('store', `${store.address} does not give back what is stored there`, {
      hint: 'Use another store.',
    });
  } finally {
    await takeBack(store, key);
  }
}
