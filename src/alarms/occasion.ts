// What a run is to the people who hear of it: a failure, the end of one, or nothing new.
import type { StatusEntry } from '../commands/report.ts';
import type { WebhookEvent } from '../commands/settings.ts';
import type { ErrorSummary } from '../domain/errors.ts';
import type { LedgerEntry, Verdict } from '../domain/ledger.ts';

/** One line of a report, judged. `store` is set where the run has several. */
export type Judged = { repository: string; store?: string; good: boolean; errors: ErrorSummary[] };

/** How the line of the same command, repository and store ended last time; undefined where nobody knows. */
export type Before = (line: Judged) => 'good' | 'bad' | undefined;

export type Occasion = {
  event: 'failure' | 'recovery' | 'success';
  /** What is bad now, first what was not so before. */
  failed: Judged[];
  /** What was bad the last time and is good now. */
  recovered: Judged[];
  /** Something began or ended, as far as anybody knows. */
  changed: boolean;
};

/** Judges a line of either kind of report. A snapshot that is stored with an error is not good. */
export function judgeLine(entry: LedgerEntry | StatusEntry): Judged {
  const place = { repository: entry.repository, ...(entry.store === undefined ? {} : { store: entry.store }) };
  if ('healthy' in entry) {
    const errors = entry.problems.map((message): ErrorSummary => ({ kind: 'store', message }));
    return { ...place, good: entry.healthy, errors };
  }
  return {
    ...place,
    good: entry.status !== 'failed' && !entry.error,
    errors: entry.error ? [entry.error] : [],
  };
}

/** Compares a run with the one before. `recovery` only where all is good now. */
export function occasionOf(verdict: Verdict, lines: readonly Judged[], before: Before): Occasion {
  const bad = lines.filter(({ good }) => !good);
  const began = bad.filter((line) => before(line) !== 'bad');
  const failed = [...began, ...bad.filter((line) => !began.includes(line))];
  const recovered = lines.filter((line) => line.good && before(line) === 'bad');
  const good = recovered.length > 0 ? 'recovery' : 'success';
  // A run that failed as a whole has no line that could tell what it was before.
  const unlike = began.length > 0 || recovered.length > 0 || (verdict !== 'ok' && bad.length === 0);
  return { event: verdict === 'ok' ? good : 'failure', failed, recovered, changed: unlike };
}

/** True where the webhook is to hear of it. */
export function isTold({ event, changed }: Occasion, on: readonly WebhookEvent[]): boolean {
  return on.some((one) => one === 'always' || one === event || (one === 'change' && changed));
}
