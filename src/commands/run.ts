// Running a command: store opened, work done, verdict reached, record written. Both doors come through here.
import { summariseError, type ErrorSummary } from '../domain/errors.ts';
import { judge, type LedgerEntry, type Verdict } from '../domain/ledger.ts';
import { isoSecond } from '../domain/names.ts';
import { holdsNothing } from '../domain/patterns.ts';
import type { Store } from '../stores/store.ts';
import { noteHoldings } from '../vault/holdings.ts';
import { writeRun } from '../vault/runs.ts';
import { warmStore } from '../vault/warm-store.ts';
import { runEntries } from './entries.ts';
import { compareHeld, failedStatus } from './held.ts';
import { owedRecords, type LostRecord, type Report, type StatusEntry } from './report.ts';
import { CAPTURING, type CommandName, type Context, type Settings } from './settings.ts';
import { findShortLived } from './short-lived.ts';
import { startedBy } from './started-by.ts';
import { onEachStore, openDestinations, openStores, wholeStoreFailed } from './stores.ts';

type Work = (context: Context, settings: Settings, stores: readonly Store[]) => Promise<LedgerEntry[]>;
type StoreWork = (context: Context, settings: Settings, store: Store) => Promise<LedgerEntry[]>;

// Each command is loaded only when it runs: a store of a thousand snapshots is listed without loading what captures.
const WORK: Record<Exclude<CommandName, 'status' | 'plan'>, () => Promise<Work>> = {
  sync: async () => (await import('./sync.ts')).sync,
  snapshot: async () => (await import('./sync.ts')).snapshot,
  init: async () => (await import('./sync.ts')).init,
  copy: async () => (await import('./copy.ts')).copy,
  restore: async () => (await import('./restore.ts')).restore,
  prune: async () => inTurn((await import('./prune.ts')).prune),
  pin: async () => inTurn((await import('./pin.ts')).pin),
  unpin: async () => inTurn((await import('./pin.ts')).unpin),
  verify: async () => inTurn((await import('./verify.ts')).verify),
  drill: async () => inTurn((await import('./drill.ts')).drill),
  report: async () => (await import('./merge.ts')).mergeRuns,
};

/** Work on one store, done on every store in turn. */
function inTurn(work: StoreWork): Work {
  return (context, settings, stores) =>
    onEachStore(
      stores,
      async (store) => someOf(await work(context, settings, store), store, settings),
      wholeStoreFailed,
    );
}

/** @throws `not-found` where a store held nothing to work on. */
function someOf(lines: LedgerEntry[], store: Store, { command }: Settings): LedgerEntry[] {
  if (lines.length > 0) return lines;
  throw holdsNothing(store.address, command);
}

/**
 * Runs one command, once for each entry of a matrix. With stores, they are opened first.
 *
 * @throws what `runOn` throws, and where the only store cannot be opened.
 */
export async function runCommand(context: Context, settings: Settings): Promise<Report> {
  if (settings.entries) return runEntries(context, settings.entries, runCommand);
  if (settings.command === 'plan') return (await import('./plan.ts')).plan(context, settings);
  const { cwd, env, now, github, scratch, log } = context;
  const create = CAPTURING.includes(settings.command);
  const world = { cwd, env, now, github, scratch, log };
  const { warm } = context;
  const opened = await openStores(settings.stores, { ...world, create });
  const stores = warm ? opened.map((store) => warmStore(store, warm)) : opened;
  const destinations = await openDestinations(settings.copyTo, settings.dryRun, world);
  return runOn([...stores, ...destinations], context, settings);
}

/**
 * Runs one command to its report. What fails for one repository, or for one store of several, is in the report; what fails
 * for the whole run throws.
 *
 * @throws `BackupError` where the only store cannot be listed, or nothing was selected.
 */
export async function runOn(opened: readonly Store[], context: Context, settings: Settings): Promise<Report> {
  const started = context.now();
  const noted = opened.map(noteHoldings);
  const stores = noted.map(({ store }) => store);
  const { command } = settings;
  if (settings.history) return runHistory(stores, context, settings);
  const found = command === 'status' ? await runStatus(context, settings, stores) : undefined;
  const ledger =
    command === 'status' || command === 'plan' ? [] : await (await WORK[command]())(context, settings, stores);
  const repositories = found ?? ledger;
  const report: Report = {
    command,
    verdict: found ? judgeStatus(found) : judge(ledger),
    stores: stores.map(({ address }) => address),
    started_at: isoSecond(started),
    duration_ms: context.now().getTime() - started.getTime(),
    repositories,
    bytes: repositories.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    held: noted.map(({ store, holdings }) => ({ store: store.address, ...holdings() })),
    ...findShortLived(stores, settings),
  };
  if (found || settings.dryRun || command === 'report') return report;
  const lost = await Promise.all(
    stores.map(async (store) => {
      const error = await record(context, store, stores, { ...report, repositories: ledger });
      return error ? [{ store: store.address, error }] : [];
    }),
  );
  return withLost(report, lost.flat());
}

async function runHistory(stores: readonly Store[], context: Context, settings: Settings): Promise<Report> {
  const started = context.now();
  const told = await (await import('./history.ts')).readHistory(context, settings, stores);
  return {
    command: settings.command,
    verdict: told.verdict,
    stores: stores.map(({ address }) => address),
    started_at: isoSecond(started),
    duration_ms: context.now().getTime() - started.getTime(),
    repositories: [],
    bytes: 0,
    history: told.history,
  };
}

async function runStatus(context: Context, settings: Settings, stores: readonly Store[]): Promise<StatusEntry[]> {
  const { status } = await import('./status.ts');
  return compareHeld(await onEachStore(stores, (store) => status(context, settings, store), failedStatus));
}

function judgeStatus(entries: readonly StatusEntry[]): Verdict {
  return judge(entries.map(({ healthy }) => ({ status: healthy ? 'verified' : 'failed' })));
}

function withLost(report: Report, unrecorded: LostRecord[]): Report {
  if (unrecorded.length === 0) return report;
  const told = { ...report, unrecorded };
  return owedRecords(told).length > 0 && report.verdict === 'ok' ? { ...told, verdict: 'partial' } : told;
}

/** Writes what the run did to one store into that store, and gives what went wrong with it. */
async function record(
  context: Context,
  store: Store,
  stores: readonly Store[],
  { command, started_at, duration_ms, repositories }: Report & { repositories: LedgerEntry[] },
): Promise<ErrorSummary | undefined> {
  const own = repositories
    .filter((line) => stores.length === 1 || line.store === store.address)
    .map(({ store: _store, ...line }) => line);
  // A restore reads one store of several, a copy writes to the others.
  if (own.length === 0) return undefined;
  const bad = repositories.filter(({ status, error }) => status === 'failed' || error);
  const others = new Set(bad.flatMap((line) => line.store ?? []));
  others.delete(store.address);
  try {
    await writeRun(
      store,
      {
        command,
        started_at,
        duration_ms,
        verdict: judge(own),
        repositories: own,
        ...(others.size > 0 ? { failed_in: [...others] } : {}),
        created_by: context.createdBy,
        started_by: startedBy(context.env),
      },
      context.runId,
    );
    return undefined;
  } catch (error) {
    const summary = summariseError(error);
    context.log.warn(`the record of this run could not be written: ${summary.message}`);
    return summary;
  }
}
