// The entries of a matrix, one after the other: one that fails stops no other, and one report tells of them all.
import { BackupError, summariseError } from '../domain/errors.ts';
import { WHOLE_STORE, type LedgerEntry } from '../domain/ledger.ts';
import { isoSecond } from '../domain/names.ts';
import type { Report } from './report.ts';
import type { Context, Settings } from './settings.ts';

/** Runs each entry and gives one report. @throws what is no expected failure */
export async function runEntries(
  context: Context,
  entries: readonly Settings[],
  run: (context: Context, settings: Settings) => Promise<Report>,
): Promise<Report> {
  const started = context.now();
  const reports: Report[] = [];
  for (const [at, entry] of entries.entries()) {
    context.log.info(`matrix: entry ${at + 1} of ${entries.length}`);
    // Each is a run of its own in the audit trail, also in the same second.
    const own = { ...context, runId: `${context.runId}.${at + 1}` };
    const begin = async () => {
      context.stopped?.throwIfAborted();
      return run(own, entry);
    };
    reports.push(await begin().catch((error: unknown) => failedReport(context, entry, error)));
  }
  return combine(reports, context, started);
}

/** An entry of which nothing could be done: each name and pattern of it gets its line. */
function failedReport(
  { now }: Context,
  { command, stores, targets, selection, patterns }: Settings,
  error: unknown,
): Report {
  if (!(error instanceof BackupError)) throw error;
  const names = [...targets.map(({ repository }) => repository), ...selection.patterns, ...patterns];
  const lines = (names.length > 0 ? names : [WHOLE_STORE]).map((repository): LedgerEntry => ({
    repository,
    status: 'failed',
    error: summariseError(error),
  }));
  return {
    command,
    verdict: 'failed',
    stores,
    started_at: isoSecond(now()),
    duration_ms: 0,
    repositories: lines,
    bytes: 0,
  };
}

function combine(reports: readonly Report[], { now }: Context, started: Date): Report {
  const [first] = reports;
  const unrecorded = reports.flatMap(({ unrecorded: lost = [] }) => lost);
  const shortLived = new Map(
    reports.flatMap(({ short_lived: found = [] }) => found.map((one) => [JSON.stringify(one), one])),
  );
  if (!first) throw new Error('a matrix without entries was run');
  return {
    command: first.command,
    // What is all of one kind is that; anything else is neither good nor lost.
    verdict: reports.every(({ verdict }) => verdict === first.verdict) ? first.verdict : 'partial',
    stores: [...new Set(reports.flatMap(({ stores }) => stores))],
    started_at: isoSecond(started),
    duration_ms: now().getTime() - started.getTime(),
    // The entries of one command have lines of one kind.
    repositories: reports.flatMap(({ repositories }) => repositories as LedgerEntry[]),
    bytes: reports.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(shortLived.size > 0 ? { short_lived: [...shortLived.values()] } : {}),
    ...(unrecorded.length > 0 ? { unrecorded } : {}),
    ...(first.history ? { history: reports.flatMap(({ history = [] }) => history) } : {}),
  };
}
