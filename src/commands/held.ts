// What several stores hold of a repository, side by side: which copy is behind, and which store has none.
import type { BackupError } from '../domain/errors.ts';
import { WHOLE_STORE } from '../domain/ledger.ts';
import type { Manifest } from '../domain/manifest.ts';
import { stateDigest } from '../domain/sealed.ts';
import type { StatusEntry } from './report.ts';

/** The line of a repository in a store, and the newest whole state that it holds. */
export type Held = { entry: StatusEntry; store?: string; newest?: NewestState | undefined };

/** `digest` is over HEAD and all refs, `seen` the last instant at which a run found the repository in that state. */
export type NewestState = { id: number | null; digest: string; seen: Date };

/** The state that a manifest tells of, the same whether or not it is sealed. */
export function newestState(manifest: Manifest, seen: Date): NewestState {
  const { git, commit_hash, repository, sealed } = manifest;
  const refs = git.refs.sha256;
  return {
    id: repository.id,
    digest: sealed ? refs : stateDigest({ head: git.head, headId: commit_hash, refs }),
    seen,
  };
}

/** The line of a store that could not be read at all. */
export function failedStatus({ message }: BackupError): Held {
  return { entry: nothingHeld(WHOLE_STORE, message) };
}

function nothingHeld(repository: string, problem: string): StatusEntry {
  return {
    repository,
    snapshots: 0,
    full: 0,
    incremental: 0,
    latest: null,
    latest_at: null,
    age_hours: null,
    last_check_at: null,
    last_drill_at: null,
    rto_ms: null,
    bytes: 0,
    pins: [],
    healthy: false,
    problems: [problem],
  };
}

/**
 * The lines of all stores. One whose state another store has left behind says so, and a store that could be read and has
 * nothing of what another holds gets a line of its own. What counts is the state and when it was seen last: of two stores
 * that were filled by runs of their own, the snapshot of the younger name may hold the older state.
 */
export function compareHeld(held: readonly Held[]): StatusEntry[] {
  const read = new Set(held.flatMap(({ entry, store }) => (entry.repository === WHOLE_STORE ? [] : (store ?? []))));
  const copiesOf = indexCopies(held);
  return held.flatMap((line) => {
    const copies = copiesOf(line);
    const leader = copies.reduce(newer, line);
    const own = { ...line.entry, ...behind(line, leader), ...(line.store === undefined ? {} : { store: line.store }) };
    if (!leader.newest || copies[0] !== line) return [own];
    const lacking = [...read].filter((store) => copies.every((copy) => copy.store !== store));
    const problem = `nothing of it is stored here, and ${leader.entry.latest} is in ${leader.store}: \`copy\` brings it`;
    return [own, ...lacking.map((store) => ({ ...nothingHeld(line.entry.repository, problem), store }))];
  });
}

function newer(one: Held, other: Held): Held {
  return (other.newest?.seen ?? 0) > (one.newest?.seen ?? 0) ? other : one;
}

function behind({ newest: own }: Held, { entry, store, newest }: Held): Pick<StatusEntry, 'behind'> {
  if (!own || !newest || own.digest === newest.digest || store === undefined) return {};
  const by_ms = newest.seen.getTime() - own.seen.getTime();
  return by_ms > 0 ? { behind: { store, latest: entry.latest, by_ms } } : {};
}

/** Finds all lines about the repository of a line, in the order in which they came: stores may keep it under different names. */
function indexCopies(held: readonly Held[]): (line: Held) => Held[] {
  const places = new Map(held.map((line, place) => [line, place]));
  const byKey = new Map<string, Held[]>();
  for (const line of held) for (const key of keysOf(line)) byKey.set(key, [...(byKey.get(key) ?? []), line]);
  return (line) =>
    [...new Set(keysOf(line).flatMap((key) => byKey.get(key) ?? []))]
      .filter((other) => isSame(line, other))
      .toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

function keysOf({ entry, newest }: Held): string[] {
  const { id = null } = newest ?? {};
  return [entry.repository, ...(id === null ? [] : [String(id)])];
}

function isSame(one: Held, other: Held): boolean {
  const [id = null, otherId = null] = [one.newest?.id, other.newest?.id];
  return id === null || otherId === null ? one.entry.repository === other.entry.repository : id === otherId;
}
