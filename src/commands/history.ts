// status --history: the audit trail of a store, the newest run first. Records come from a store, so nothing in them is trusted.
import { summariseError } from '../domain/errors.ts';
import type { Verdict } from '../domain/ledger.ts';
import { matchNames } from '../domain/patterns.ts';
import type { Store } from '../stores/store.ts';
import { readRuns, type RunRecord } from '../vault/runs.ts';
import type { HistoryEntry } from './report.ts';
import type { Context, Settings } from './settings.ts';
import { inStore } from './stores.ts';

/** Runs that are told. */
const RUNS_TOLD = 100;
/** Characters of a text from a record. */
const LONGEST = 500;

/**
 * The last runs of every store, and whether all of them could be asked.
 *
 * @throws what the only store throws; of several, one that fails is warned of.
 */
export async function readHistory(
  context: Context,
  settings: Settings,
  stores: readonly Store[],
): Promise<{ history: HistoryEntry[]; verdict: Verdict }> {
  const told = await Promise.all(
    stores.map(async (store) => {
      try {
        return (await lastRuns(settings, store)).map((entry) => inStore(entry, store, stores));
      } catch (error) {
        if (stores.length === 1) throw error;
        context.log.warn(`${store.address}: ${summariseError(error).message}`);
        return undefined;
      }
    }),
  );
  const entries = told.flatMap((one) => one ?? []);
  return {
    history: entries.toSorted((a, b) => b.started_at.localeCompare(a.started_at)).slice(0, RUNS_TOLD),
    verdict: told.every((one) => one !== undefined) ? 'ok' : 'partial',
  };
}

/** The last runs that had to do with the selected repositories. */
async function lastRuns(settings: Settings, store: Store): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for await (const record of readRuns(store)) {
    const entry = describe(record, settings.patterns);
    if (entry) entries.push(entry);
    if (entries.length === RUNS_TOLD) break;
  }
  return entries;
}

function describe(record: RunRecord, patterns: readonly string[]): HistoryEntry | undefined {
  const names = new Set(
    matchNames(
      record.repositories.map(({ repository }) => repository),
      patterns,
    ),
  );
  const lines = record.repositories.filter(({ repository }) => names.has(repository));
  if (lines.length === 0) return undefined;
  const { started_by: by, created_by: program } = record;
  return {
    started_at: text(record.started_at) ?? '',
    command: text(record.command) ?? '',
    verdict: text(record.verdict) ?? 'unknown',
    duration_ms: number(record.duration_ms) ?? null,
    actor: text(by?.actor),
    event: text(by?.event),
    workflow: text(by?.workflow),
    run_url: text(program?.run_url),
    repositories: lines.length,
    failed: lines
      .filter(({ status, error }) => status === 'failed' || error)
      .map(({ repository, error }) => ({ repository: text(repository) ?? '', message: text(error?.message) ?? '' })),
    bytes: lines.reduce((sum, { bytes }) => sum + (number(bytes) ?? 0), 0),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST) : null;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
