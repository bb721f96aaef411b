// The selection: which of the repositories that GitHub lists are meant. Pure, so that each rule can be read and tested.
import type { Visibility } from './visibility.ts';
import { matchesPattern } from './patterns.ts';

/** What GitHub tells of a repository beside its git data. */
export type RepositoryFacts = {
  /** Stays the same when the repository is renamed or transferred. */
  id: number;
  /** `owner/name` as it is today. */
  fullName: string;
  visibility: Visibility;
  /** Bytes on GitHub's disk, as it estimates them. */
  size: number;
  /** null where the repository is empty. */
  defaultBranch: string | null;
  archived: boolean;
  fork: boolean;
  /** Switched off by GitHub: for the law (DMCA), for abuse, or for an unpaid bill. */
  disabled: boolean;
  topics: string[];
};

/** What `repositories` says beside names, and the filters. Everything but `exclusions` is about the patterns only. */
export type Selection = {
  /** `owner/*` or `owner/lib-*`: the owner is always a name. */
  patterns: string[];
  /** With any, the patterns select only what has one of them. */
  topics: string[];
  /** Names, patterns and `topic:x`, without the `!`. They also leave out what is named. */
  exclusions: string[];
  archived: boolean;
  forks: boolean;
  visibility: Visibility | 'all';
};

const TOPIC = 'topic:';

/** The owners whose repositories must be listed. */
export function ownersOf({ patterns }: Selection): string[] {
  const owners = new Map(patterns.map((pattern) => [ownerOf(pattern).toLowerCase(), ownerOf(pattern)]));
  return [...owners.values()];
}

/** The first half of `owner/name`. */
export function ownerOf(name: string): string {
  return name.split('/')[0] ?? '';
}

/** True where topics must be known to decide. */
export function asksForTopics({ topics, exclusions }: Selection): boolean {
  return topics.length > 0 || exclusions.some((exclusion) => exclusion.startsWith(TOPIC));
}

/** True where a `!` leaves the repository out; `topics` is empty where they are unknown. */
export function isExcluded(name: string, topics: readonly string[], { exclusions }: Selection): boolean {
  return exclusions.some((exclusion) =>
    exclusion.startsWith(TOPIC) ? topics.includes(exclusion.slice(TOPIC.length)) : matchesPattern(name, exclusion),
  );
}

/** True where a repository that the patterns match passes topics and filters. */
export function passesFilters(facts: RepositoryFacts, { topics, archived, forks, visibility }: Selection): boolean {
  return (
    (topics.length === 0 || topics.some((topic) => facts.topics.includes(topic))) &&
    (archived || !facts.archived) &&
    (forks || !facts.fork) &&
    (visibility === 'all' || visibility === facts.visibility)
  );
}
