// What each run adds to the list of what is failing, and what it takes away.
import {
  addFailures,
  keepFailures,
  listFailures,
  tagOf,
  type Failure,
  type FailureState,
  type Found,
  type Listed,
  type OpenFailure,
  type Origin,
} from './failures.ts';

/** What one run found. */
export type Outcome = {
  origin: Origin;
  /** The run of the workflow, the same for all jobs of its matrix, and how many those are. Later runs have higher numbers. */
  run: string;
  jobs: number;
  /** When it began, UTC, and its page where that may be told. */
  at: string;
  url?: string | undefined;
  /** Whether it came to a report at all. */
  reported: boolean;
  /** Whether it looked at all that its step is for: what it did not look at is no longer selected then. */
  whole: boolean;
  failed: Failure[];
  /** Repositories that it handled well. */
  good: readonly string[];
};

/** A step that was not heard of in so many runs, and for so many days, is no more, or has another name. */
const MISSED = { runs: 3, days: 8 };
const DAY = 24 * 60 * 60 * 1000;

/**
 * The list after a run: what it handled well is gone, what failed is there, since it first did, and what other steps and
 * other jobs of a matrix have found stays. Doing it again changes nothing.
 *
 * @param isNamed whether a repository may be named in the list.
 */
export function mergeOutcome(
  state: FailureState,
  outcome: Outcome,
  isNamed: (repository: string) => boolean,
): FailureState {
  const { origin, run, at, url, failed } = outcome;
  const found: Found = { since: at, found: at, run, missed: [] };
  const all = failed.map((failure): OpenFailure => ({ ...failure, ...origin, ...found }));
  const before = new Map(listFailures(state).map(({ id, since }) => [id, since]));
  const ids = listFailures({ ...state, open: all, unnamed: [] }).map(({ id }) => id);
  const mine = all.map((one, index) => ({ ...one, since: before.get(ids[index] ?? '') ?? at }));
  const stays = staysAfter(state, outcome, new Set(ids));
  const merged = addFailures(keepFailures(passBy(state, outcome), stays), mine, isNamed);
  const { last } = state;
  const isLast = failed.length > 0 && (last === undefined || last.at <= at);
  return endOfRun({ ...merged, last: isLast ? { at, url } : last }, outcome);
}

/** True for what the same step did at the same task, in whatever job. A task that nobody could read may be any. */
function isSameStep(one: Omit<Origin, 'shard'>, { step, task }: Origin): boolean {
  return one.step === step && (one.task === task || one.task === '');
}

/** Tells of each failure whether this one outcome leaves it as it is. What it has said anew is added again. */
function staysAfter({ salt }: FailureState, outcome: Outcome, said: ReadonlySet<string>) {
  const { origin, reported, failed } = outcome;
  const good = new Set(outcome.good.map((name) => tagOf(salt, name)));
  const isHeard = reported || failed.some(({ repository }) => repository === undefined);
  return (one: Listed): boolean => {
    if (isForgotten(one, outcome)) return false;
    if (!isSameStep(one, origin)) return true;
    if (said.has(one.id)) return false;
    // Of what another job found it knows nothing: that may be about another store.
    if (one.shard !== origin.shard) return true;
    return one.tag === undefined ? !isHeard : !good.has(one.tag);
  };
}

/** Another step has done the same task: a run of the workflow in which this failure could have been heard of. */
function isPassed(one: Origin & Found, { origin, run, reported, whole }: Outcome): boolean {
  return reported && whole && one.step !== origin.step && one.task === origin.task && isEarlier(one.run, run);
}

/** True for what a step found that is no more, as far as anyone can tell: its job or the step itself has another name. */
export function isForgotten(one: Origin & Found, outcome: Outcome): boolean {
  const runs = new Set([...one.missed, outcome.run]);
  const age = Date.parse(outcome.at) - Date.parse(one.found);
  return isPassed(one, outcome) && runs.size >= MISSED.runs && age > MISSED.days * DAY;
}

/** Notes the run at what it has passed by. More than enough runs are not counted, so that nothing is written for them. */
function passBy(state: FailureState, outcome: Outcome): FailureState {
  const note = <F extends Origin & Found>(one: F): F =>
    isPassed(one, outcome) && one.missed.length < MISSED.runs
      ? { ...one, missed: [...new Set([...one.missed, outcome.run])] }
      : one;
  return { ...state, open: state.open.map(note), unnamed: state.unnamed.map(note) };
}

/**
 * Once all jobs of one run have come to a report, what none of them has found is over: it is no longer selected, or its
 * job is no more. Until then it stays: another job may have what such a job had, and find the same.
 */
function endOfRun(state: FailureState, { origin, run, jobs, reported, whole }: Outcome): FailureState {
  const isMine = (one: Omit<Origin, 'shard'>) => one.step === origin.step && one.task === origin.task;
  const isOver = (one: Listed) => isSameStep(one, origin) && isEarlier(one.run, run);
  const others = state.heard.filter((one) => !isMine(one));
  if (!listFailures(state).some(isOver)) return { ...state, heard: others };
  if (!reported || !whole) return state;
  const before = state.heard.find((one) => isMine(one) && one.run === run)?.shards ?? [];
  const shards = [...new Set([...before, origin.shard])].toSorted();
  if (shards.length < jobs)
    return { ...state, heard: [...others, { step: origin.step, task: origin.task, run, shards }] };
  return keepFailures({ ...state, heard: others }, (one) => !isOver(one));
}

function isEarlier(one: string, other: string): boolean {
  return Number(one) < Number(other);
}
