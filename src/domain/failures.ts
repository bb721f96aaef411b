// What is failing, over many runs of one workflow: what each run adds and takes away, and what of it is news.
import { createHash } from 'node:crypto';
import type { ErrorSummary } from './errors.ts';
import { WHOLE_STORE } from './ledger.ts';

/** Where in a workflow a result comes from. */
export type Origin = {
  /** The step, by its place in the workflow: a change of its inputs does not change it. */
  step: string;
  /** The job of the matrix, `0` without one. */
  shard: string;
  /** What was being done: `backup`, `verify`, ...; empty where even that is unknown. */
  task: string;
};

/** `unhealthy` is what `status` finds. */
export type FailureKind = ErrorSummary['kind'] | 'unhealthy';

/** Something that failed. Without a repository it is the whole run, without a message the reason is not told in public. */
export type Failure = {
  repository?: string | undefined;
  kind: FailureKind;
  message?: string | undefined;
  hint?: string | undefined;
};

/** True for what is about a whole run or a whole store: of another job of a matrix it says nothing. */
export function isWhole({ repository }: Pick<Failure, 'repository'>): boolean {
  return repository === undefined || repository === WHOLE_STORE;
}

/** One that still fails. `since` is when the first run found it, in UTC. */
export type OpenFailure = Failure & Origin & { since: string };

/**
 * Repositories that still fail and are not named, because they are private where the list is public, or too many. `tags`
 * are one after the other, `TAG` characters each.
 */
export type UnnamedFailures = Origin & { kind: FailureKind; since: string; tags: string };

/** Which jobs of a run have come to a report, while something waits for all of them. */
export type Heard = Omit<Origin, 'shard'> & { run: string; shards: string[] };

export type FailureState = {
  /** Makes the tags of one list useless for another. */
  salt: string;
  /** The last run that told people of a change. */
  told: string;
  /** The last run that failed: when it began, and its page where that may be told. */
  last?: { at: string; url?: string | undefined } | undefined;
  heard: Heard[];
  open: OpenFailure[];
  unnamed: UnnamedFailures[];
};

/** What one run found. */
export type Outcome = {
  origin: Origin;
  /** The run of the workflow, the same for all jobs of its matrix, and how many there are. */
  run: string;
  jobs: number;
  /** When it began, UTC. */
  at: string;
  /** Whether it came to a report at all. */
  reported: boolean;
  /** Whether it looked at all that its step is for: what it did not look at is no longer selected then. */
  whole: boolean;
  failed: Failure[];
  /** Repositories that it handled well. */
  good: readonly string[];
};

/** Characters of a tag: 24 bits, so that ten thousand fit into an issue and two are hardly ever the same. */
const TAG = 4;

/** The name of a repository as it is kept where it must not be named. */
function tagOf(salt: string, repository: string): string {
  return createHash('sha256').update(`${salt}\n${repository.toLowerCase()}`).digest('base64url').slice(0, TAG);
}

/** The tags of a group. */
export function splitTags({ tags }: UnnamedFailures): string[] {
  return tags.match(new RegExp(`.{${TAG}}`, 'g')) ?? [];
}

/** A list of nothing. `salt` is random. */
export function noFailures(salt: string): FailureState {
  return { salt, told: '', heard: [], open: [], unnamed: [] };
}

/** How many repositories and runs still fail. */
export function countFailures({ open, unnamed }: FailureState): number {
  return open.length + unnamed.reduce((sum, { tags }) => sum + tags.length / TAG, 0);
}

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
  const { salt } = state;
  const { origin, at, failed } = outcome;
  const before = new Map(identified(state).map((one) => [one.id, one]));
  const since = (id: string) => before.get(id)?.since ?? at;
  const mine = failed.map((failure) => ({
    ...failure,
    ...origin,
    since: since(idOf(salt, { ...failure, ...origin })),
  }));
  const isGone = goneAfter(state, outcome);
  const shown = ({ repository }: Failure) => repository === undefined || isNamed(repository);
  const open = [...state.open.filter((one) => !isGone(one)), ...mine.filter(shown)];
  const left = state.unnamed.map((group) => ({
    ...group,
    tags: splitTags(group)
      .filter((tag) => !isGone({ ...group, tag }))
      .join(''),
  }));
  const unnamed = addUnnamed(
    { ...state, unnamed: left },
    mine.filter((one) => !shown(one)),
  );
  return { ...state, open: open.toSorted(byName), unnamed };
}

/** The list with only the first `most` named, for where the others do not fit. What failed as a whole stays. */
export function nameAtMost(state: FailureState, most: number): FailureState {
  const named = state.open.filter(({ repository }) => repository !== undefined);
  const cut = new Set(named.slice(most));
  return { ...state, open: state.open.filter((one) => !cut.has(one)), unnamed: addUnnamed(state, [...cut]) };
}

/** The list with at most `most` tags. Those that are cut are found again by the run that fails on them. */
export function tagAtMost(state: FailureState, most: number): FailureState {
  let room = most * TAG;
  const unnamed = state.unnamed.map((group) => {
    const tags = group.tags.slice(0, room);
    room -= tags.length;
    return { ...group, tags };
  });
  return { ...state, unnamed: unnamed.filter(({ tags }) => tags !== '') };
}

/** True for what the same step did at the same task, in whatever job. A task that nobody could read may be any. */
export function isSameStep(one: Origin, { step, task }: Origin): boolean {
  return one.step === step && (one.task === task || one.task === '');
}

type Tagged = Origin & { tag?: string; repository?: string | undefined };

/** Tells of each failure of a state whether the outcome ends it, or has said it anew. */
function goneAfter({ salt }: FailureState, { origin, reported, whole, failed, good }: Outcome) {
  const handled = new Set(
    [...good, ...failed.flatMap(({ repository }) => repository ?? [])].map((name) => tagOf(salt, name)),
  );
  const runFailed = failed.some(({ repository }) => repository === undefined);
  return (one: Tagged): boolean => {
    if (!isSameStep(one, origin)) return false;
    const tag = one.tag ?? (one.repository === undefined || isWhole(one) ? undefined : tagOf(salt, one.repository));
    if (tag === undefined) return one.shard === origin.shard && (reported || runFailed);
    return handled.has(tag) || (reported && whole && one.shard === origin.shard);
  };
}

function addUnnamed(state: FailureState, added: readonly OpenFailure[]): UnnamedFailures[] {
  const groups = new Map<string, UnnamedFailures>();
  const add = ({ step, shard, task, kind, since, tags }: UnnamedFailures) => {
    const key = JSON.stringify([step, shard, task, kind, since]);
    groups.set(key, { step, shard, task, kind, since, tags: (groups.get(key)?.tags ?? '') + tags });
  };
  for (const group of state.unnamed) add(group);
  for (const one of added) if (one.repository !== undefined) add({ ...one, tags: tagOf(state.salt, one.repository) });
  return [...groups.values()].filter(({ tags }) => tags !== '');
}

function byName(a: OpenFailure, b: OpenFailure): number {
  const key = ({ repository = '', task, shard, step }: OpenFailure) => JSON.stringify([repository, task, shard, step]);
  return key(a) < key(b) ? -1 : 1;
}

type Identified = { id: string; kind: FailureKind; since: string; named: OpenFailure | undefined };

/** Every failure by what stays the same while it lasts, named or not. */
function identified({ salt, open, unnamed }: FailureState): Identified[] {
  const hidden = unnamed.flatMap((group) =>
    splitTags(group).map((tag) => ({ ...group, id: idOf(salt, { ...group, tag }), named: undefined })),
  );
  return [...open.map((one) => ({ ...one, id: idOf(salt, one), named: one })), ...hidden];
}

function idOf(salt: string, { step, shard, task, tag, repository }: Tagged): string {
  const whole = repository === undefined || isWhole({ repository });
  const what = tag ?? (whole ? `${repository ?? 'run'} ${shard}` : tagOf(salt, repository));
  return JSON.stringify([step, task, what]);
}

/** What is news between two lists. Those that are not named are counted. */
export type Change = {
  /** Fail now and did not, or fail in another way. */
  failing: OpenFailure[];
  unnamedFailing: number;
  well: OpenFailure[];
  unnamedWell: number;
};

/** Compares two lists of the same workflow. */
export function compareFailures(before: FailureState, after: FailureState): Change {
  const [old, now] = [before, after].map((state) => new Map(identified(state).map((one) => [one.id, one])));
  const failing = [...(now?.values() ?? [])].filter(({ id, kind }) => old?.get(id)?.kind !== kind);
  const well = [...(old?.values() ?? [])].filter(({ id }) => !now?.has(id));
  const named = (list: Identified[]) => list.flatMap((one) => one.named ?? []);
  return {
    failing: named(failing),
    unnamedFailing: failing.length - named(failing).length,
    well: named(well),
    unnamedWell: well.length - named(well).length,
  };
}
