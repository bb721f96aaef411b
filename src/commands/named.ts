// Named repositories: what GitHub knows of each today, and why one that it does not know is no target.
import { BackupError, isKind, summariseError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { asksForTopics, isExcluded, type RepositoryFacts } from '../domain/selection.ts';
import { onServer, serverName } from '../git/address.ts';
import { batchesOf, lookUp, type Batch, type Found } from '../github/lookup.ts';
import { speaksFor } from '../github/server.ts';
import { mapConcurrently } from '../system/concurrency.ts';
import type { Context, Settings, Target } from './settings.ts';

/** Requests sent at once. */
const PARALLEL_LOOKUPS = 4;

/** What was selected and leads to nothing: its line in the ledger, and how `repositories` says it. */
export type Lost = { line: LedgerEntry; written: string };

/** Targets, and what is none. */
export type Part = { targets: Target[]; failed: Lost[] };

/**
 * Looks the named ones up. They go on without facts where there is nobody to ask: no token, no API, or one that does not
 * answer. One that is not there fails.
 */
export async function resolveNamed(context: Context, { targets, selection, serverUrl }: Settings): Promise<Part> {
  const nameOf = ({ address }: Target) => serverName(address, serverUrl);
  const wanted = targets.filter(({ repository }) => !isExcluded(repository, [], selection));
  const names = wanted.map(nameOf).filter((name) => name !== undefined);
  const found = await findNamed(context, names, asksForTopics(selection));
  const silent = [...found.values()].flatMap((facts) => (isKind(facts, 'unreachable') ? [facts.message] : []));
  for (const message of new Set(silent)) context.log.warn(`${message}: names are taken as they are written`);
  const part: Part = { targets: [], failed: [] };
  for (const target of wanted) {
    const name = nameOf(target);
    const facts = name === undefined ? undefined : found.get(name);
    if (facts === undefined || name === undefined || isUnasked(facts)) part.targets.push(target);
    else if (facts instanceof BackupError)
      part.failed.push({ line: failedEntry(target.repository, facts), written: writtenAs(target, serverUrl) });
    else {
      const known = withFacts(target, name, facts, serverUrl);
      if (!isExcluded(known.repository, facts.topics, selection)) addTarget(part, known, serverUrl);
    }
  }
  return part;
}

/** True where GitHub could not be asked. A token that is refused is never taken for that. */
export function isUnasked(facts: Found): facts is BackupError {
  return isKind(facts, 'unreachable') || isKind(facts, 'unsupported');
}

/** What GitHub says of names, by the name as it was given; where there is no token or no API to ask with, all are missing. */
export async function findNamed(
  context: Context,
  names: readonly string[],
  withTopics = false,
): Promise<Map<string, Found>> {
  const { reader } = context;
  if (!speaksFor(reader)) return new Map();
  const batches = await batchesOf(reader, [...new Set(names)]);
  const found = await mapConcurrently(batches, PARALLEL_LOOKUPS, (batch) => findBatch(context, batch, withTopics));
  return new Map(found.flatMap((some) => [...some]));
}

async function findBatch({ reader }: Context, batch: Batch, withTopics: boolean): Promise<Map<string, Found>> {
  try {
    return await lookUp(reader, batch, withTopics);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    return new Map(batch.names.map((name) => [name, error]));
  }
}

/** The target under the name that the repository has today, unless the user chose another one to keep it under. */
function withFacts(target: Target, written: string, facts: RepositoryFacts, serverUrl: string): Target {
  if (facts.fullName.toLowerCase() === written.toLowerCase()) return { ...target, facts };
  const warning = `${written} is called ${facts.fullName} now: write the new name in \`repositories\``;
  const repository = target.repository.toLowerCase() === written.toLowerCase() ? facts.fullName : target.repository;
  return {
    repository,
    address: onServer(facts.fullName, serverUrl),
    facts,
    warnings: [warning],
    selectedAs: [written],
  };
}

/** What says the same target under `repositories`. */
export function writtenAs({ repository, address }: Target, serverUrl: string): string {
  const name = serverName(address, serverUrl);
  return name === repository ? repository : `${repository}=${name ?? address.display}`;
}

/** What GitHub has switched off cannot be read: it gets its line, and costs no attempt. */
export function addTarget(part: Part, target: Target, serverUrl: string): void {
  if (!target.facts?.disabled) part.targets.push(target);
  else {
    const error = new BackupError('denied', `GitHub has disabled ${target.repository} (DMCA, abuse or billing)`, {
      hint: `Ask GitHub's support, or write !${target.repository} to leave it out.`,
    });
    part.failed.push({ line: failedEntry(target.repository, error), written: writtenAs(target, serverUrl) });
  }
}

/** The ledger's line of what is no target. */
export function failedEntry(repository: string, error: BackupError): LedgerEntry {
  return { repository, status: 'failed', error: summariseError(error) };
}
