// What is failing, over many runs of one workflow, as the failure issue keeps it from one run to the next.
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

/** When something was found. Instants are in UTC. */
export type Found = {
  /** When the first run found it. */
  since: string;
  /** When the last one did, and which that was. */
  found: string;
  run: string;
  /** The runs since then in which other steps have done the same task, and nothing was heard of it. */
  missed: string[];
};

/** One that still fails. */
export type OpenFailure = Failure & Origin & Found;

/**
 * Repositories that still fail and are not named, because they are private where the list is public, or too many. `tags`
 * are one after the other, `TAG` characters each.
 */
export type UnnamedFailures = Origin & Found & { kind: FailureKind; tags: string };

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

/** Characters of a tag: 24 bits, so that ten thousand fit into an issue and two are hardly ever the same. */
const TAG = 4;
/** What a group costs beside its tags, counted in tags. */
const GROUP = 70;

/** The name of a repository as it is kept where it must not be named. */
export function tagOf(salt: string, repository: string): string {
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

/** One failure of a list, named or not. */
export type Listed = Origin &
  Found & { kind: FailureKind } & {
    /** What it is about, as a tag; undefined for a whole run or store. */
    tag: string | undefined;
    /** What stays the same while it lasts, in whatever job of its step. */
    id: string;
    named: OpenFailure | undefined;
  };

/** Every failure of a list, named or not. */
export function listFailures(state: FailureState): Listed[] {
  const hidden = state.unnamed.flatMap((group) => splitTags(group).map((tag) => listTag(group, tag)));
  return [...state.open.map((one) => listOpen(state, one)), ...hidden];
}

function listOpen({ salt }: FailureState, one: OpenFailure): Listed {
  const tag = one.repository === undefined || isWhole(one) ? undefined : tagOf(salt, one.repository);
  const id = JSON.stringify([one.step, one.task, tag ?? `${one.repository ?? 'run'} ${one.shard}`]);
  return { ...one, tag, id, named: one };
}

function listTag(group: UnnamedFailures, tag: string): Listed {
  return { ...group, tag, id: JSON.stringify([group.step, group.task, tag]), named: undefined };
}

/** The list with those only that shall stay. */
export function keepFailures(state: FailureState, stays: (one: Listed) => boolean): FailureState {
  const unnamed = state.unnamed.map((group) => ({
    ...group,
    tags: splitTags(group)
      .filter((tag) => stays(listTag(group, tag)))
      .join(''),
  }));
  const open = state.open.filter((one) => stays(listOpen(state, one)));
  return { ...state, open, unnamed: unnamed.filter(({ tags }) => tags !== '') };
}

/** The list with more in it. `isNamed` tells which repositories may be named. */
export function addFailures(
  state: FailureState,
  added: readonly OpenFailure[],
  isNamed: (repository: string) => boolean,
): FailureState {
  const isOpen = ({ repository }: Failure) => repository === undefined || isNamed(repository);
  const open = [...state.open, ...added.filter(isOpen)].toSorted(byName);
  return {
    ...state,
    open,
    unnamed: addUnnamed(
      state,
      added.filter((one) => !isOpen(one)),
    ),
  };
}

function addUnnamed(state: FailureState, added: readonly OpenFailure[]): UnnamedFailures[] {
  const groups = new Map<string, UnnamedFailures>();
  const add = ({ step, shard, task, kind, since, found, run, missed, tags }: UnnamedFailures) => {
    const group = { step, shard, task, kind, since, found, run, missed };
    const key = JSON.stringify(group);
    groups.set(key, { ...group, tags: (groups.get(key)?.tags ?? '') + tags });
  };
  for (const group of state.unnamed) add(group);
  for (const one of added) if (one.repository !== undefined) add({ ...one, tags: tagOf(state.salt, one.repository) });
  // In one order, whoever wrote last: where not all have room, the same are cut by everybody.
  const sorted = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return sorted.flatMap((group) => (group.tags === '' ? [] : { ...group, tags: splitTags(group).toSorted().join('') }));
}

function byName(a: OpenFailure, b: OpenFailure): number {
  const key = ({ repository = '', task, shard, step }: OpenFailure) => JSON.stringify([repository, task, shard, step]);
  return key(a) < key(b) ? -1 : 1;
}

/** The list with only the first `most` named, for where the others do not fit. What failed as a whole stays. */
export function nameAtMost(state: FailureState, most: number): FailureState {
  const named = state.open.filter(({ repository }) => repository !== undefined);
  const cut = new Set(named.slice(most));
  return { ...state, open: state.open.filter((one) => !cut.has(one)), unnamed: addUnnamed(state, [...cut]) };
}

/** The list with no more tags than have room where `most` of one group would have it. Those that are cut are found again by the run that fails on them. */
export function tagAtMost(state: FailureState, most: number): FailureState {
  let room = Math.floor(most);
  const unnamed = state.unnamed.map((group) => {
    room = Math.max(0, room - GROUP);
    const tags = group.tags.slice(0, room * TAG);
    room -= tags.length / TAG;
    return { ...group, tags };
  });
  return { ...state, unnamed: unnamed.filter(({ tags }) => tags !== '') };
}
