// What a run is about: the named repositories as GitHub knows them today, and those that patterns select.
import { BackupError } from '../domain/errors.ts';
import { matchesPattern } from '../domain/patterns.ts';
import {
  isExcluded,
  ownerOf,
  ownersOf,
  passesFilters,
  type RepositoryFacts,
  type Selection,
} from '../domain/selection.ts';
import { onServer } from '../git/address.ts';
import { listOwner } from '../github/listing.ts';
import { speaksFor } from '../github/server.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import { addTarget, failedEntry, resolveNamed, type Lost, type Part } from './named.ts';
import type { Context, Settings, Target } from './settings.ts';

/** What the selection came to. Every name and pattern is in one of these: nothing is silently skipped. */
export type Resolved = {
  targets: Target[];
  /** Names and patterns that led to nothing, with the reason. */
  failed: Lost[];
  /** All that each owner of a pattern has, selected or not; an owner whose list failed is missing. */
  listed: { owner: string; repositories: RepositoryFacts[] }[];
};

/** Owners listed at once. */
const PARALLEL_OWNERS = 4;

/** Asks GitHub for what the names and patterns mean. What that comes to is a result: one that fails never stops the others. */
export async function resolveTargets(context: Context, settings: Settings): Promise<Resolved> {
  const { selection } = settings;
  const named = await resolveNamed(context, settings);
  const owners = await mapConcurrently(ownersOf(selection), PARALLEL_OWNERS, (owner) => listFor(context, owner));
  const selected = owners.map((owner) => selectFrom(owner, settings));
  const known = new Map<string, Target>();
  for (const target of [...named.targets, ...selected.flatMap(({ targets }) => targets)]) {
    // The same one under two names is one: the first, which was named, stays.
    const keys = [target.repository.toLowerCase(), ...(target.facts ? [`#${target.facts.id}`] : [])];
    const same = keys.map((key) => known.get(key)).find((one) => one !== undefined);
    if (!same) for (const key of keys) known.set(key, target);
    else if (target.selectedAs) same.selectedAs = [...(same.selectedAs ?? []), ...target.selectedAs];
  }
  return {
    targets: [...new Set(known.values())],
    failed: [...named.failed, ...selected.flatMap(({ failed }) => failed)],
    listed: owners.flatMap(({ owner, listed }) => (listed ? [{ owner, repositories: listed }] : [])),
  };
}

/** What an owner has, or why that is not known. */
type Owner = { owner: string; listed?: RepositoryFacts[]; error?: BackupError };

async function listFor({ reader, log }: Context, owner: string): Promise<Owner> {
  try {
    if (!speaksFor(reader)) {
      throw new BackupError('unsupported', `${reader.apiUrl} is not the API of ${reader.serverUrl}`, {
        hint: 'Set `api-url` to the API of the server, or name each repository.',
      });
    }
    const { repositories, warning } = await listOwner(reader, owner);
    if (warning) log.warn(warning);
    return { owner, listed: repositories };
  } catch (error) {
    if (error instanceof BackupError) return { owner, error };
    throw error;
  }
}

function selectFrom({ owner, listed, error }: Owner, { selection, serverUrl }: Settings): Part {
  const part: Part = { targets: [], failed: [] };
  const patterns = selection.patterns.filter((pattern) => ownerOf(pattern).toLowerCase() === owner.toLowerCase());
  for (const pattern of patterns) {
    const matching = listed?.filter((facts) => matchesPattern(facts.fullName, pattern)) ?? [];
    const chosen = matching.filter(
      (facts) => passesFilters(facts, selection) && !isExcluded(facts.fullName, facts.topics, selection),
    );
    const reason = error ?? (chosen.length === 0 ? matchesNothing(pattern, matching, selection) : undefined);
    if (reason) part.failed.push({ line: failedEntry(pattern, reason), written: pattern });
    for (const [at, facts] of chosen.entries()) {
      const address = onServer(facts.fullName, serverUrl);
      // One of them tells for all that the pattern has led somewhere.
      const selectedAs = at === 0 ? { selectedAs: [pattern] } : {};
      addTarget(part, { repository: facts.fullName, address, facts, ...selectedAs }, serverUrl);
    }
  }
  return part;
}

function matchesNothing(pattern: string, matching: readonly RepositoryFacts[], { topics }: Selection): BackupError {
  const why =
    matching.length === 0
      ? 'GitHub lists no such repository for this token'
      : `GitHub lists ${matching.length}, and ${topics.length > 0 ? 'topics, ' : ''}filters and exclusions leave none`;
  return new BackupError('not-found', `${pattern} selects nothing: ${why}`, {
    hint: 'Check the name, `include-archived`, `include-forks` and `visibility`, and that the token may read there.',
  });
}
