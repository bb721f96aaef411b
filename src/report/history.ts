// The audit trail as people read it: a row a run, and how many of them were not good.
import { counted } from '../domain/counted.ts';
import type { HistoryEntry } from '../commands/report.ts';
import { formatBytes, formatDuration } from '../system/units.ts';
import type { Table } from './table.ts';

/** Failed repositories named in a row. */
const NAMED = 3;

/** The runs, in the order that they have. */
export function historyTable(entries: readonly HistoryEntry[]): Table {
  const several = entries.some(({ store }) => store !== undefined);
  return {
    heads: [
      'WHEN',
      'COMMAND',
      'RESULT',
      'WHO',
      'REPOSITORIES>',
      'FAILED',
      'BYTES>',
      'TIME>',
      ...(several ? ['STORE'] : []),
    ],
    rows: entries.map((entry) => [
      entry.started_at,
      entry.command,
      entry.verdict,
      whoOf(entry),
      String(entry.repositories),
      namesOf(entry),
      formatBytes(entry.bytes),
      entry.duration_ms === null ? '-' : formatDuration(entry.duration_ms),
      ...(several ? [entry.store ?? '-'] : []),
    ]),
  };
}

function whoOf({ actor, event }: HistoryEntry): string {
  if (actor === null) return event ?? '-';
  return event === null ? actor : `${actor} (${event})`;
}

function namesOf({ failed }: HistoryEntry): string {
  const more = failed.length - NAMED;
  const names = failed.slice(0, NAMED).map(({ repository }) => repository);
  return failed.length === 0 ? '-' : `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `12 runs, 2 not ok`. */
export function historySummary(entries: readonly HistoryEntry[]): string {
  const bad = entries.filter(({ verdict }) => verdict !== 'ok').length;
  if (entries.length === 0) return 'no run is recorded';
  const runs = counted(entries.length, 'run');
  return `${runs}, ${bad} not ok`;
}
