// Reports as people read them: a table, what went wrong and how to mend it, and a verdict as the last line.
import { owedRecords, type Report, type StatusEntry } from '../commands/report.ts';
import { counted } from '../domain/counted.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { formatBytes, formatDuration } from '../system/units.ts';
import { historySummary, historyTable } from './history.ts';
import { remarkLine, remarksOn } from './remarks.ts';
import { shortLivedLines } from './short-lived.ts';
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
      entry.error && entry.status !== 'failed' ? `${entry.status}, error` : entry.status,
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
      healthText(entry),
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

function healthText({ healthy, behind }: StatusEntry): string {
  return `${healthy ? 'ok' : 'NOT OK'}${behind ? ', behind' : ''}`;
}

/** An age to the minute; below that it says nothing that a person would act on. */
function ageText(at: string | null, now: Date): string {
  if (at === null) return '-';
  const ms = now.getTime() - new Date(at).getTime();
  return ms < 60_000 ? '< 1 min' : formatDuration(ms);
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
  const records = owedRecords(report).length;
  const alarms = (report.alarms ?? []).filter(({ error }) => error).length;
  const behind = report.repositories.filter((entry) => 'behind' in entry).length;
  const parts = [
    ...[...counts].map(([what, count]) => `${count} ${what}`),
    ...(behind > 0 ? [`${behind} behind`] : []),
    ...(records > 0 ? [`${counted(records, 'record')} not stored`] : []),
    ...(alarms > 0 ? [`${counted(alarms, 'alarm')} not delivered`] : []),
  ];
  const bytes = formatBytes(report.bytes);
  const cost = report.command === 'status' ? `${bytes} stored` : `${bytes} in ${formatDuration(report.duration_ms)}`;
  return `${words}: ${parts.join(', ')}; ${cost}`;
}

/**
 * The whole report as text, on a screen with so many columns. What went wrong stands nearest to the verdict, which is the
 * last line: there a person looks first.
 */
export function reportText(report: Report, columns?: number): string {
  const { errors, warnings, notes } = remarksOn(report);
  const short = shortLivedLines(report).map((line) => `warning: ${line}`);
  const lines = [...notes.map(remarkLine), ...short, ...[...warnings, ...errors].map(remarkLine)];
  return [terminalTable(reportTable(report), columns), ...lines, verdictLine(report)].join('\n');
}
