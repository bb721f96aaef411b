// What a person should read beside the table: errors with what mends them, warnings, and notes.
import { owedRecords, type LostRecord, type Report, type StatusEntry } from '../commands/report.ts';
import { behindName } from '../domain/behind-name.ts';
import { firstOf } from '../domain/counted.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { formatDuration } from '../system/units.ts';

/** Snapshots of which it is told that they were pruned. */
const LISTED = 5;

/** One thing to read. `subject` is the repository, with its stores where it is not about all of the run's. */
export type Remark = { subject: string; text: string; hint?: string | undefined };

export type Remarks = { errors: Remark[]; warnings: Remark[]; notes: Remark[] };

/** Everything that a report has to say. What is the same for a repository in several stores is said once. */
export function remarksOn(report: Report): Remarks {
  const { repositories, alarms = [], unrecorded = [], stores } = report;
  const found = repositories.map((entry) => ('healthy' in entry ? ofStatus(entry) : ofLedger(entry)));
  const undelivered = alarms.flatMap(({ alarm, error }): Told[] =>
    error ? [{ repository: alarm, text: `${error.kind}: ${error.message}`, hint: error.hint }] : [],
  );
  const owed = owedRecords(report);
  const excused = unrecorded.filter((lost) => !owed.includes(lost));
  const once = (told: readonly Told[]) => mergeStores(told, stores);
  return {
    errors: once([...found.flatMap(({ errors = [] }) => errors), ...owed.map(ofRecord), ...undelivered]),
    warnings: once([...found.flatMap(({ warnings = [] }) => warnings), ...excused.map(ofRecord)]),
    notes: once(found.flatMap(({ notes = [] }) => notes)),
  };
}

/** A remark as text: the lines after the first indented. */
export function remarkLine({ subject, text, hint }: Remark): string {
  return indented(`${subject}: ${text}${hint ? `\n${hint}` : ''}`);
}

/** The lines after the first indented: what a server says cannot pose as a line of ours. */
export function indented(text: string): string {
  return text.replace(/\r?\n|\r/g, '\n  ');
}

/** A remark before it is known for how many stores it holds. */
type Told = { repository: string; store?: string | undefined; text: string; hint?: string | undefined };
type Found = { errors?: Told[]; warnings?: Told[]; notes?: Told[] };

function ofStatus({ repository, store, problems, behind }: StatusEntry): Found {
  const told = (text: string): Told => ({ repository, store, text: behindName(repository, text) });
  return {
    errors: problems.map(told),
    warnings: behind ? [{ ...told(`warning: behind ${behind.store} ${behindBy(behind)}`), hint: CATCH_UP }] : [],
  };
}

const CATCH_UP = 'The next `sync` into it mends that, or `copy`.';

function behindBy({ latest, by_ms: ms }: NonNullable<StatusEntry['behind']>): string {
  return `by ${formatDuration(ms)}, where ${latest} is the newest`;
}

function ofLedger({ repository, store, status, note, removed = [], warnings = [], error }: LedgerEntry): Found {
  const told = (text: string): Told => ({ repository, store, text });
  const pruned = removed.length > 0 && status !== 'pruned' ? [told(`pruned ${firstOf(removed, LISTED)}`)] : [];
  return {
    errors: error ? [{ ...told(`${error.kind}: ${behindName(repository, error.message)}`), hint: error.hint }] : [],
    warnings: warnings.map((warning) => told(`warning: ${behindName(repository, warning)}`)),
    notes: [...(note ? [told(note)] : []), ...pruned],
  };
}

function ofRecord({ store, error: { kind, message, hint } }: LostRecord): Told {
  return { repository: store, text: `the record of this run is not stored: ${kind}: ${message}`, hint };
}

function mergeStores(told: readonly Told[], stores: readonly string[]): Remark[] {
  const same = new Map<string, { told: Told; stores: string[] }>();
  for (const one of told) {
    const key = JSON.stringify([one.repository, one.text, one.hint]);
    const known = same.get(key) ?? { told: one, stores: [] };
    if (one.store !== undefined) known.stores.push(one.store);
    same.set(key, known);
  }
  return [...same.values()].map(({ told: { repository, text, hint }, stores: where }) => {
    const partly = where.length > 0 && where.length < stores.length;
    return { subject: partly ? `${repository} (${where.join(', ')})` : repository, text, hint };
  });
}
