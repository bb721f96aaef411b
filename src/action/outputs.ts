// The Action's outputs, as action.yml declares them.
import type { Report } from '../commands/report.ts';
import type { LedgerEntry } from '../domain/ledger.ts';

/** GitHub takes 1 MB of outputs from a whole job, counted in UTF-16: so many characters are nearly that. */
const LIMIT = 500_000;
/** Beyond this many characters the list of snapshots is cut. The report gets what is left of the limit. */
const SNAPSHOTS = 200_000;

/** What a run that came to no report gives: a workflow that reads them finds values all the same. */
export const NO_OUTPUTS: Readonly<Record<string, string>> = {
  verdict: 'failed',
  snapshots: '[]',
  stored: '0',
  unchanged: '0',
  // None was looked at. Whoever asks whether something failed must not read that nothing did.
  failed: '1',
  bytes: '0',
  matrix: '',
  report: '',
  issue: '',
};

/** Every output by name. A list that would not fit is cut at its end: `stored` and the like still count all. */
export function outputsOf(report: Report): Record<string, string> {
  const entries = report.repositories.filter((entry): entry is LedgerEntry => 'status' in entry);
  const count = (status: LedgerEntry['status']) =>
    String(namesOf(entries.filter((entry) => entry.status === status)).size);
  const stored = entries
    .filter(({ status }) => status === 'stored')
    .map(({ repository, store, snapshot, type, bytes }) => ({
      repository,
      ...(store === undefined ? {} : { store }),
      snapshot,
      type,
      bytes,
    }));
  const snapshots = fitting(stored);
  const matrix = report.matrix ? JSON.stringify(report.matrix) : '';
  return {
    verdict: report.verdict,
    snapshots,
    stored: count('stored'),
    unchanged: String(countUnchanged(entries)),
    failed: String(Math.max(failures(report), report.verdict === 'ok' ? 0 : 1)),
    bytes: String(report.bytes),
    matrix,
    report: fittingReport(report, LIMIT - snapshots.length - matrix.length),
    // Known once the issue is written, after everything else was told.
    issue: '',
  };
}

/** Repositories, each counted once however many stores it is in. */
function namesOf(entries: readonly { repository: string }[]): Set<string> {
  return new Set(entries.map(({ repository }) => repository));
}

/** Unchanged in every store that it is in. */
function countUnchanged(entries: readonly LedgerEntry[]): number {
  const others = namesOf(entries.filter(({ status }) => status !== 'unchanged'));
  return [...namesOf(entries)].filter((repository) => !others.has(repository)).length;
}

function failures({ repositories }: Report): number {
  const bad = repositories.filter((entry) =>
    'healthy' in entry ? !entry.healthy : entry.status === 'failed' || entry.error,
  );
  return namesOf(bad).size;
}

function fitting(list: unknown[]): string {
  const text = JSON.stringify(list);
  return text.length <= SNAPSHOTS ? text : fitting(list.slice(0, Math.floor(list.length / 2)));
}

/** The report as `--json` prints it, without the matrix. What failed comes first; `cut` counts the lines that had no room. */
function fittingReport(report: Report, room: number): string {
  const isBad = (entry: Report['repositories'][number]) => ('healthy' in entry ? !entry.healthy : entry.error);
  const { repositories } = report;
  const sorted = [...repositories.filter(isBad), ...repositories.filter((entry) => !isBad(entry))];
  for (let shown = sorted.length; ; shown = Math.floor(shown / 2)) {
    const cut = sorted.length - shown;
    const text = JSON.stringify({
      ...report,
      matrix: undefined,
      repositories: sorted.slice(0, shown),
      ...(cut > 0 ? { cut } : {}),
    });
    if (text.length <= room || shown === 0) return text;
  }
}
