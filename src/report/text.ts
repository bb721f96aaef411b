// Reports as people read them: a table, what went wrong and how to mend it, and a verdict as the last line.
import type { Report, StatusEntry } from '../commands/report.ts';
import type { ErrorSummary } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { formatBytes, formatDuration } from '../system/units.ts';
import { historySummary, historyTable } from './history.ts';
import { terminalTable, type Table } from './table.ts';

/** The table of a report, failed repositories first. */
export function reportTable(report: Report): Table {
  if (report.history) return historyTable(report.history);
  const [first] = report.repositories;
  return first && 'healthy' in first
    ? statusTable(report.repositories as StatusEntry[], new Date(report.started_at))
    : ledgerTable(report.repositories as LedgerEntry[]);
}

/** What a person looks for first: what failed, then what changed. */
function rank({ error, status }: LedgerEntry): number {
  if (error) return 0;
  return isQuiet(status) ? 2 : 1;
}

/** Nothing was to be done for it: a long list only counts it. */
export function isQuiet(status: LedgerEntry['status']): boolean {
  return status === 'unchanged' || status === 'empty';
}

function ledgerTable(entries: readonly LedgerEntry[]): Table {
  const sorted = [...entries].toSorted((a, b) => rank(a) - rank(b));
  // Columns that would say the same in every row are left out.
  const stores = inSeveralStores(entries);
  const sources = entries.some((entry) => Object.keys(entry.sources ?? {}).length > 1);
  return {
    heads: [
      'REPOSITORY',
      ...(stores ? ['STORE'] : []),
      'STATUS',
      'SNAPSHOT',
      'TYPE',
      ...(sources ? ['SOURCES'] : []),
      'BYTES>',
      'TIME>',
    ],
    rows: sorted.map((entry) => [
      entry.repository,
      ...(stores ? [entry.store ?? '-'] : []),
      entry.status,
      entry.snapshot ?? '-',
      entry.type ?? '-',
      ...(sources ? [sourcesText(entry)] : []),
      entry.bytes === undefined ? '-' : formatBytes(entry.bytes),
      entry.duration_ms === undefined ? '-' : formatDuration(entry.duration_ms),
    ]),
  };
}

function sourcesText({ sources = {} }: LedgerEntry): string {
  return Object.entries(sources)
    .map(([source, status]) => `${source} ${status}`)
    .join(', ');
}

/** A run with several stores has a line for each store, so a repository alone does not tell which. */
function inSeveralStores(entries: readonly { store?: string }[]): boolean {
  return entries.some(({ store }) => store !== undefined);
}

function statusTable(entries: readonly StatusEntry[], now: Date): Table {
  const unhealthyFirst = [...entries.filter(({ healthy }) => !healthy), ...entries.filter(({ healthy }) => healthy)];
  const several = inSeveralStores(entries);
  return {
    heads: [
      'REPOSITORY',
      ...(several ? ['STORE'] : []),
      'HEALTH',
      'SNAPSHOTS>',
      'FULL>',
      'INCR>',
      'PINS>',
      'NEWEST',
      'AGE>',
      'LAST CHECK',
      'LAST DRILL>',
      'RTO>',
      'BYTES>',
    ],
    rows: unhealthyFirst.map((entry) => [
      entry.repository,
      ...(several ? [entry.store ?? '-'] : []),
      entry.healthy ? 'ok' : 'NOT OK',
      String(entry.snapshots),
      String(entry.full),
      String(entry.incremental),
      String(entry.pins.length),
      entry.latest ?? '-',
      ageText(entry.latest_at, now),
      entry.last_check_at ?? '-',
      ageText(entry.last_drill_at, now),
      entry.rto_ms === null ? '-' : formatDuration(entry.rto_ms),
      formatBytes(entry.bytes),
    ]),
  };
}

/** An age to the minute; below that it says nothing that a person would act on. */
function ageText(at: string | null, now: Date): string {
  if (at === null) return '-';
  const ms = now.getTime() - new Date(at).getTime();
  return ms < 60_000 ? '< 1 min' : formatDuration(ms);
}

/** Everything below the table that a person should read, one line each: errors with their hints, warnings, notes. */
export function remarks(report: Report): string[] {
  const lines = report.repositories.flatMap((entry) =>
    'healthy' in entry ? statusRemarks(entry) : ledgerRemarks(entry),
  );
  return [...lines, ...alarmRemarks(report)];
}

/** Only what wants attention, one line each: what is wrong, with its hint, and what may become so. */
export function troubles(report: Report): { errors: string[]; warnings: string[] } {
  const errors: string[] = [];
  const warnings: string[] = [];
  for (const entry of report.repositories) {
    if ('healthy' in entry) errors.push(...statusRemarks(entry));
    else {
      errors.push(...errorRemark(entry));
      warnings.push(...warningRemarks(entry));
    }
  }
  errors.push(...alarmRemarks(report));
  return { errors, warnings };
}

/** Alarms that were not delivered. */
function alarmRemarks({ alarms = [] }: Report): string[] {
  return alarms.flatMap(({ alarm, error }) => (error ? [`${alarm}: ${error.kind}: ${errorText(error)}`] : []));
}

function errorText({ message, hint }: ErrorSummary): string {
  return indented(`${message}${hint ? `\n${hint}` : ''}`);
}

/** What a line is about: the repository and, in a run with several stores, the copy. */
function subjectOf({ repository, store }: { repository: string; store?: string }): string {
  return store === undefined ? repository : `${repository} (${store})`;
}

function statusRemarks(entry: StatusEntry): string[] {
  return entry.problems.map((problem) => `${subjectOf(entry)}: ${indented(problem)}`);
}

function ledgerRemarks(entry: LedgerEntry): string[] {
  const { note, removed = [] } = entry;
  const subject = subjectOf(entry);
  return [
    ...(note ? [`${subject}: ${note}`] : []),
    ...(removed.length > 0 && entry.status !== 'pruned' ? [`${subject}: pruned ${shortList(removed)}`] : []),
    ...warningRemarks(entry),
    ...errorRemark(entry),
  ];
}

function warningRemarks(entry: LedgerEntry): string[] {
  return (entry.warnings ?? []).map((warning) => `${subjectOf(entry)}: warning: ${indented(warning)}`);
}

function errorRemark(entry: LedgerEntry): string[] {
  const { error } = entry;
  if (!error) return [];
  return [`${subjectOf(entry)}: ${error.kind}: ${errorText(error)}`];
}

/** The lines after the first indented: what a server says cannot pose as a line of ours. */
export function indented(text: string): string {
  return text.replace(/\r?\n|\r/g, '\n  ');
}

const LISTED = 5;

function shortList(names: readonly string[]): string {
  const more = names.length - LISTED;
  return `${names.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** One line that says it all. */
export function verdictLine(report: Report): string {
  const words = { ok: 'OK', partial: 'PARTIAL', failed: 'FAILED' }[report.verdict];
  if (report.history) return `${words}: ${historySummary(report.history)}`;
  const counts = new Map<string, number>();
  const add = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const entry of report.repositories) {
    if ('healthy' in entry) add(entry.healthy ? 'healthy' : 'not healthy');
    else add(entry.error && entry.status !== 'failed' ? `${entry.status} with an error` : entry.status);
  }
  for (const { error } of report.alarms ?? []) if (error) add('alarm not delivered');
  const parts = [...counts].map(([what, count]) => `${count} ${what}`);
  const bytes = formatBytes(report.bytes);
  const cost = report.command === 'status' ? `${bytes} stored` : `${bytes} in ${formatDuration(report.duration_ms)}`;
  return `${words}: ${parts.join(', ')}; ${cost}`;
}

/** The whole report for a terminal. */
export function reportText(report: Report): string {
  return [terminalTable(reportTable(report)), ...remarks(report), verdictLine(report)].join('\n');
}
