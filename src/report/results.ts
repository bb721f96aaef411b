// What a report says of each repository, in the words of the failure issue: what failed, and what was handled well.
import type { Report, StatusEntry } from '../commands/report.ts';
import type { Failure } from '../domain/failures.ts';
import type { LedgerEntry } from '../domain/ledger.ts';

export type Results = { failed: Failure[]; good: string[] };

/** Sorts the repositories of a report. One with several lines is good only if all of them are. */
export function resultsOf(report: Report): Results {
  const failed = new Map<string, Failure>();
  const good = new Set<string>();
  for (const entry of report.repositories) {
    const { repository } = entry;
    const failure = 'healthy' in entry ? unhealthy(entry) : failureOf(entry);
    if (!failure) good.add(repository);
    else if (!failed.has(repository)) failed.set(repository, failure);
  }
  return { failed: [...failed.values()], good: [...good].filter((repository) => !failed.has(repository)) };
}

function failureOf({ repository, error }: LedgerEntry): Failure | undefined {
  return error && { repository, ...error };
}

function unhealthy({ repository, healthy, problems }: StatusEntry): Failure | undefined {
  if (healthy) return undefined;
  const hint = 'Look at the last runs that should have made a snapshot, and at what `verify` says.';
  return { repository, kind: 'unhealthy', message: problems.join('; '), hint };
}
