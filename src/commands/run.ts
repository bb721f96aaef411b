// Running a command: store opened, work done, verdict reached, record written. Both doors come through here.
import { BackupError, summariseError } from '../domain/errors.ts';
import { judge, type LedgerEntry, type Verdict } from '../domain/ledger.ts';
import { isoSecond } from '../domain/names.ts';
import { openStore } from '../stores/index.ts';
import type { Store } from '../stores/store.ts';
import { writeRun } from '../vault/runs.ts';
import type { Report, StatusEntry } from './report.ts';
import { CAPTURING, type CommandName, type Context, type Settings } from './settings.ts';

type Work = (context: Context, settings: Settings, store: Store) => Promise<LedgerEntry[]>;

// Each command is loaded only when it runs: a store of a thousand snapshots is listed without loading what captures.
const WORK: Record<Exclude<CommandName, 'status'>, () => Promise<Work>> = {
  sync: async () => (await import('./sync.ts')).sync,
  snapshot: async () => (await import('./sync.ts')).snapshot,
  init: async () => (await import('./sync.ts')).init,
  prune: async () => (await import('./prune.ts')).prune,
  pin: async () => (await import('./pin.ts')).pin,
  unpin: async () => (await import('./pin.ts')).unpin,
  verify: async () => (await import('./verify.ts')).verify,
  restore: async () => (await import('./restore.ts')).restore,
  drill: async () => (await import('./drill.ts')).drill,
};

/** Opens the store and runs one command on it. @throws what `runOn` throws, and where the store cannot be opened. */
export async function runCommand(context: Context, settings: Settings): Promise<Report> {
  const { cwd, env, now, github, scratch, log } = context;
  const create = CAPTURING.includes(settings.command);
  return runOn(await openStore(settings.store, { create, cwd, env, now, github, scratch, log }), context, settings);
}

/**
 * Runs one command to its report. What fails for one repository is in the report; what fails for the whole run throws.
 *
 * @throws `BackupError` where the store cannot be listed, or nothing was selected.
 */
export async function runOn(store: Store, context: Context, settings: Settings): Promise<Report> {
  const started = context.now();
  const entries =
    settings.command === 'status' ? await runStatus(context, settings, store) : await runWork(context, settings, store);
  const report: Report = {
    command: settings.command,
    verdict: entries.verdict,
    store: store.address,
    started_at: isoSecond(started),
    duration_ms: context.now().getTime() - started.getTime(),
    repositories: entries.repositories,
    bytes: entries.repositories.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
  };
  return entries.ledger ? record(context, settings, store, { ...report, repositories: entries.ledger }) : report;
}

type Outcome = { verdict: Verdict; repositories: LedgerEntry[] | StatusEntry[]; ledger?: LedgerEntry[] };

async function runStatus(context: Context, settings: Settings, store: Store): Promise<Outcome> {
  const { status } = await import('./status.ts');
  const repositories = await status(context, settings, store);
  return {
    verdict: judge(repositories.map(({ healthy }) => ({ status: healthy ? 'verified' : 'failed' }))),
    repositories,
  };
}

async function runWork(context: Context, settings: Settings, store: Store): Promise<Outcome> {
  const work = await WORK[settings.command as keyof typeof WORK]();
  const ledger = await work(context, settings, store);
  if (ledger.length > 0) return { verdict: judge(ledger), repositories: ledger, ledger };
  throw new BackupError('not-found', `${store.address} holds no snapshot to ${settings.command}`, {
    hint: 'Check --store, or run `sync` first.',
  });
}

/** Writes the run's record. A store that takes snapshots must take it; for reading commands it may be read-only. */
async function record(
  context: Context,
  settings: Settings,
  store: Store,
  report: Report & { repositories: LedgerEntry[] },
): Promise<Report> {
  if (settings.dryRun) return report;
  const { command, started_at, duration_ms, verdict, repositories } = report;
  try {
    await writeRun(
      store,
      { command, started_at, duration_ms, verdict, repositories, created_by: context.createdBy },
      context.runId,
    );
    return report;
  } catch (error) {
    const { message } = summariseError(error);
    context.log.warn(`the record of this run could not be written: ${message}`);
    return CAPTURING.includes(command) && verdict === 'ok' ? { ...report, verdict: 'partial' } : report;
  }
}
