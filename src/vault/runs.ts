// The audit trail: one record a run under `runs/`, written once and never changed.
import { isKind } from '../domain/errors.ts';
import { parseBounded } from '../domain/json.ts';
import type { LedgerEntry, Verdict } from '../domain/ledger.ts';
import { isoSecond } from '../domain/names.ts';
import type { Store } from '../stores/store.ts';
import { readWhole } from './read.ts';
import { bodyOf, putConfirmed } from './save.ts';

/** What a run did, as it is kept. Times are UTC, durations milliseconds, sizes bytes. */
export type RunRecord = {
  command: string;
  started_at: string;
  duration_ms: number;
  verdict: Verdict;
  repositories: LedgerEntry[];
  /** Other stores of the same run in which something failed: one that was away has no record of its own. */
  failed_in?: string[];
  created_by: { name: string; version: string; run_url: string | null };
  /** Who started it; not in records of versions before 0.2. */
  started_by?: { actor: string | null; event: string | null; workflow: string | null };
};

/** What the name of a record tells before it is read. Names of versions before 0.2 have no command. */
export type RunName = { at: Date; command: string | undefined; id: string };

const FOLDER = 'runs/';
/** Bytes; a run over ten thousand repositories has 5 MB. */
const RECORD_LIMIT = 64 * 1024 * 1024;
/** Values of JSON in one. */
const MOST_VALUES = 1_000_000;
const KEY = /^runs\/(\d{4}-\d{2}-\d{2}T)(\d{2})-(\d{2})-(\d{2}Z)-(?:([a-z]+)-)?([A-Za-z0-9_.-]+)\.json$/;

/** Stores a record. `id` tells runs of the same second apart. */
export async function writeRun(store: Store, record: RunRecord, id: string): Promise<void> {
  const at = isoSecond(new Date(record.started_at)).replaceAll(':', '-');
  const key = `${FOLDER}${at}-${record.command}-${id}.json`;
  await putConfirmed(store, key, bodyOf(Buffer.from(`${JSON.stringify(record, null, 2)}\n`)));
}

/**
 * Records from the newest back to the oldest, read one by one as they are asked for, and of those only what is `wanted`.
 * Damaged ones are passed over.
 */
export async function* readRuns(
  store: Store,
  wanted: (name: RunName) => boolean = () => true,
): AsyncGenerator<RunRecord, void, undefined> {
  for await (const { record } of readNamedRuns(store, wanted)) yield record;
}

/** The same with the name of each. */
export async function* readNamedRuns(
  store: Store,
  wanted: (name: RunName) => boolean,
): AsyncGenerator<{ name: RunName; record: RunRecord }, void, undefined> {
  for (const { key } of (await store.list(FOLDER)).toReversed()) {
    const name = nameOf(key);
    const record = name && wanted(name) ? await readRun(store, key) : undefined;
    if (name && record) yield { name, record };
  }
}

function nameOf(key: string): RunName | undefined {
  const [, date, hour, minute, second, command, id = ''] = KEY.exec(key) ?? [];
  if (date === undefined) return undefined;
  return { at: new Date(`${date}${hour}:${minute}:${second}`), command, id };
}

async function readRun(store: Store, key: string): Promise<RunRecord | undefined> {
  try {
    const record: unknown = parseBounded(
      (await readWhole(await store.get(key), RECORD_LIMIT, key)).toString(),
      MOST_VALUES,
    );
    return isRecord(record) ? record : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isKind(error, 'not-found') || isKind(error, 'corrupt')) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is RunRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { command, started_at: started, repositories } = value as Partial<RunRecord>;
  const told = typeof command === 'string' && typeof started === 'string' && !Number.isNaN(Date.parse(started));
  return told && Array.isArray(repositories) && repositories.every(isEntry);
}

/** A line that can be told: whoever can write to the store must not keep a report from being made. */
function isEntry(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || 'healthy' in value) return false;
  const { repository, status, warnings = [], removed = [], error } = value as Partial<LedgerEntry>;
  const named = typeof repository === 'string' && typeof status === 'string';
  return (
    named && isTexts(warnings) && isTexts(removed) && (error === undefined || isTexts([error?.kind, error?.message]))
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
