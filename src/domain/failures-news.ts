// What is news between two lists of what is failing.
import { listFailures, type FailureState, type Listed, type OpenFailure } from './failures.ts';

/** Some failures: those that are named, and how many are not. */
export type Group = { named: OpenFailure[]; unnamed: number };

/** What is news between two lists. */
export type Change = {
  /** Fail now and did not, or fail in another way. */
  failing: Group;
  well: Group;
  /** Taken off because nothing is heard of them any more. */
  forgotten: Group;
};

/** Compares two lists of the same workflow. */
export function compareFailures(
  before: FailureState,
  after: FailureState,
  isForgotten: (one: Listed) => boolean,
): Change {
  const old = new Map(listFailures(before).map((one) => [one.id, one]));
  const now = new Map(listFailures(after).map((one) => [one.id, one]));
  const gone = [...old.values()].filter(({ id }) => !now.has(id));
  return {
    failing: groupOf([...now.values()].filter(({ id, kind }) => old.get(id)?.kind !== kind)),
    well: groupOf(gone.filter((one) => !isForgotten(one))),
    forgotten: groupOf(gone.filter(isForgotten)),
  };
}

function groupOf(list: Listed[]): Group {
  const named = list.flatMap((one) => one.named ?? []);
  return { named, unnamed: list.length - named.length };
}

/** How many there are. */
export function countGroup({ named, unnamed }: Group): number {
  return named.length + unnamed;
}

/** True where both lists know the same of the same failures, in whatever words. */
export function isSameList(one: FailureState, other: FailureState): boolean {
  return signatureOf(one) === signatureOf(other);
}

function signatureOf(state: FailureState): string {
  const failures = listFailures(state).map(({ id, shard, kind, since, found, run, missed }) =>
    JSON.stringify([id, shard, kind, since, found, run, missed]),
  );
  return JSON.stringify([failures.toSorted(), state.heard.map((one) => JSON.stringify(one)).toSorted(), state.last]);
}
