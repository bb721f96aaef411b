// Reports as people read them: a table, what went wrong and how to mend it, and a verdict as the last line.
import type { Report, StatusEntry } from '../commands/report.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { formatBytes, formatDuration } from '../system/units.ts';
import { terminalTable, type Table } from './table.ts';

/** The table of a report, failed repositories first. */
export function reportTable(report: Report): Table {
  const [first] = report.repositories;
  return first && 'healthy' in first
    ? statusTable(report.repositories as StatusEntry[])
    : ledgerTable(report.repositories as LedgerEntry[]);
}

function ledgerTable(entries: readonly LedgerEntry[]): Table {
  const failedFirst = [...entries.filter((entry) => entry.error), ...entries.filter((entry) => !entry.error)];
  return {
    heads: ['REPOSITORY', 'STATUS', 'SNAPSHOT', 'TYPE', 'BYTES>', 'TIME>'],
    rows: failedFirst.map((entry) => [
      entry.repository,
      entry.status,
      entry.snapshot ?? '-',
      entry.type ?? '-',
      entry.bytes === undefined ? '-' : formatBytes(entry.bytes),
      entry.duration_ms === undefined ? '-' : formatDuration(entry.duration_ms),
    ]),
  };
}

function statusTable(entries: readonly StatusEntry[]): Table {
  const unhealthyFirst = [...entries.filter(({ healthy }) => !healthy), ...entries.filter(({ healthy }) => healthy)];
  return {
    heads: ['REPOSITORY', 'HEALTH', 'SNAPSHOTS>', 'FULL>', 'INCR>', 'NEWEST', 'AGE>', 'LAST CHECK', 'BYTES>'],
    rows: unhealthyFirst.map((entry) => [
      entry.repository,
      entry.healthy ? 'ok' : 'NOT OK',
      String(entry.snapshots),
      String(entry.full),
      String(entry.incremental),
      entry.latest ?? '-',
      entry.age_hours === null ? '-' : formatDuration(entry.age_hours * 3_600_000),
      entry.last_check_at ?? '-',
      formatBytes(entry.bytes),
    ]),
  };
}

/** Everything below the table that a person should read, one line each: errors with their hints, warnings, notes. */
export function remarks(report: Report): string[] {
  return report.repositories.flatMap((entry) =>
    'healthy' in entry ? entry.problems.map((problem) => `${entry.repository}: ${problem}`) : ledgerRemarks(entry),
  );
}

function ledgerRemarks({ repository, note, warnings = [], removed = [], error }: LedgerEntry): string[] {
  return [
    ...(note ? [`${repository}: ${note}`] : []),
    ...(removed.length > 0 && !note ? [`${repository}: removed ${removed.join(', ')}`] : []),
    ...warnings.map((warning) => `${repository}: warning: ${warning}`),
    ...(error ? [`${repository}: ${error.kind}: ${error.message}${error.hint ? `\n  ${error.hint}` : ''}`] : []),
  ];
}

/** One line that says it all. */
export function verdictLine(report: Report): string {
  const words = { ok: 'OK', partial: 'PARTIAL', failed: 'FAILED' }[report.verdict];
  const counts = new Map<string, number>();
  for (const entry of report.repositories) {
    const status = 'healthy' in entry ? (entry.healthy ? 'healthy' : 'not healthy') : entry.status;
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  const parts = [...counts].map(([status, count]) => `${count} ${status}`);
  return `${words}: ${parts.join(', ')}; ${formatBytes(report.bytes)} in ${formatDuration(report.duration_ms)}`;
}

/** The whole report for a terminal. */
export function reportText(report: Report): string {
  return [terminalTable(reportTable(report)), ...remarks(report), verdictLine(report)].join('\n');
}
