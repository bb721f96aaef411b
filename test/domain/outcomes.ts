// Nights of a workflow, and the list of failures that they leave.
import { noFailures, type Failure, type FailureState } from '../../src/domain/failures.ts';
import { mergeOutcome, type Outcome } from '../../src/domain/failures-merge.ts';

export const origin = { step: 'step1', shard: '0', task: 'backup' };
export const fails = (repository: string, rest: Partial<Failure> = {}): Failure => ({
  repository,
  kind: 'denied',
  ...rest,
});
export const everything = (_name: string) => true;
export const nothing = (_name: string) => false;

export function night(day: number, failed: Failure[], rest: Partial<Outcome> = {}): Outcome {
  const at = `2026-11-${String(day).padStart(2, '0')}T02:00:00Z`;
  return { origin, run: String(day), jobs: 1, at, reported: true, whole: true, failed, good: [], ...rest };
}

/** The list after some runs. */
export function after(outcomes: Outcome[], isNamed = everything): FailureState {
  return outcomes.reduce((state, outcome) => mergeOutcome(state, outcome, isNamed), noFailures('salt'));
}
