// The Action's outputs, as action.yml declares them.
import type { Report } from '../commands/report.ts';
import type { LedgerEntry } from '../domain/ledger.ts';

/** GitHub takes 1 MB of outputs from a whole job; beyond this many characters the list of snapshots is cut. */
const LIMIT = 500_000;

/** What a run that came to no report gives: a workflow that reads them finds values all the same. */
export const NO_OUTPUTS: Readonly<Record<string, string>> = {
  verdict: 'failed',
  snapshots: '[]',
  stored: '0',
  unchanged: '0',
  failed: '0',
  bytes: '0',
  issue: '',
};

/** Every output by name. A list that would not fit is cut at its end: `stored` still counts all. */
export function outputsOf(report: Report): Record<string, string> {
  const entries = report.repositories.filter((entry): entry is LedgerEntry => 'status' in entry);
  const count = (status: LedgerEntry['status']) => String(entries.filter((entry) => entry.status === status).length);
  const stored = entries
    .filter(({ status }) => status === 'stored')
    .map(({ repository, snapshot, type, bytes }) => ({ repository, snapshot, type, bytes }));
  return {
    verdict: report.verdict,
    snapshots: fitting(stored),
    stored: count('stored'),
    unchanged: count('unchanged'),
    failed: String(failures(report)),
    bytes: String(report.bytes),
    // Known once the issue is written, after everything else was told.
    issue: '',
  };
}

function failures(report: Report): number {
  return report.repositories.filter((entry) =>
    'healthy' in entry ? !entry.healthy : entry.status === 'failed' || entry.error,
  ).length;
}

function fitting(list: unknown[]): string {
  const text = JSON.stringify(list);
  return text.length <= LIMIT ? text : fitting(list.slice(0, Math.floor(list.length / 2)));
}
