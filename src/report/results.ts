// What a report says of each repository, in the words of the failure issue: what failed, and what was handled well.
import { unexplainedRecords, type Report, type StatusEntry } from '../commands/report.ts';
import { behindName } from '../domain/behind-name.ts';
import type { Failure } from '../domain/failures.ts';
import type { LedgerEntry } from '../domain/ledger.ts';

export type Results = { failed: Failure[]; good: string[] };

/** Sorts the repositories of a report. One with lines of several stores is good only if all of them are. */
export function resultsOf(report: Report): Results {
  const failed = new Map<string, Failure>();
  const good = new Set<string>();
  for (const entry of report.repositories) {
    const { repository } = entry;
    const failure = 'healthy' in entry ? unhealthy(entry) : failureOf(entry);
    if (!failure) good.add(repository);
    else failed.set(repository, both(failed.get(repository), failure));
  }
  const beside = [...unrecorded(report), ...unheard(report)];
  const explained = report.verdict === 'ok' || failed.size + beside.length > 0;
  return {
    failed: [...beside, ...(explained ? [] : [UNEXPLAINED]), ...failed.values()],
    good: [...good].filter((repository) => !failed.has(repository)),
  };
}

/** A run that is no good and does not say why is told all the same. */
const UNEXPLAINED: Failure = {
  kind: 'store',
  message: 'No repository failed, and something else did: the log tells what.',
};

/** The records that were not stored, as one failure of the whole run. */
function unrecorded(report: Report): Failure[] {
  const lost = unexplainedRecords(report).map(({ store, error }): Failure => ({
    ...error,
    message: `${store}: the record of the run is not stored: ${error.message}`,
  }));
  return lost.length > 0 ? [lost.reduce(both)] : [];
}

/** The alarms that were not delivered, as one failure of the whole run. */
function unheard({ alarms = [] }: Report): Failure[] {
  const lost = alarms.flatMap(({ alarm, error }): Failure[] =>
    error ? [{ ...error, message: `${alarm}: ${error.message}` }] : [],
  );
  return lost.length > 0 ? [lost.reduce(both)] : [];
}

function both(first: Failure | undefined, next: Failure): Failure {
  return first ? { ...first, message: `${first.message}; ${next.message}` } : next;
}

function failureOf({ repository, store, error }: LedgerEntry): Failure | undefined {
  if (!error) return undefined;
  const message = behindName(repository, error.message);
  return { repository, ...error, message: store ? `${store}: ${message}` : message };
}

function unhealthy({ repository, store, healthy, problems }: StatusEntry): Failure | undefined {
  if (healthy) return undefined;
  const message = `${store ? `${store}: ` : ''}${problems.map((problem) => behindName(repository, problem)).join('; ')}`;
  const hint = 'Look at the last runs that should have made a snapshot, and at what `verify` says.';
  return { repository, kind: 'unhealthy', message, hint };
}
