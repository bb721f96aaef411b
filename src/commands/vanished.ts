// The collapse guard: what the store holds under a pattern and GitHub lists no more is told, and never just forgotten.
import { BackupError, isKind } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { matchesPattern } from '../domain/patterns.ts';
import { isExcluded, ownerOf } from '../domain/selection.ts';
import type { Found } from '../github/lookup.ts';
import type { Store } from '../stores/store.ts';
import { idInHome } from '../vault/home.ts';
import { listVault } from '../vault/listing.ts';
import { failedEntry, findNamed, isUnasked } from './named.ts';
import type { Context, Settings } from './settings.ts';
import type { Resolved } from './targets.ts';

/**
 * The ledger's lines of what a store holds under the patterns of this run and GitHub does not list any more. A repository
 * that was renamed is none of them. Nothing of theirs is pruned: only what a run captures is.
 */
export async function findVanished(
  context: Context,
  { selection }: Settings,
  { targets, failed, listed }: Resolved,
  store: Store,
): Promise<LedgerEntry[]> {
  if (listed.length === 0) return [];
  const told = new Set(
    [...targets, ...failed.map(({ line }) => line)].map(({ repository }) => repository.toLowerCase()),
  );
  const onGitHub = new Set(listed.flatMap((one) => one.repositories.map(({ fullName }) => fullName.toLowerCase())));
  const owners = new Set(listed.map(({ owner }) => owner.toLowerCase()));
  const patterns = selection.patterns.filter((pattern) => owners.has(ownerOf(pattern).toLowerCase()));
  const ids = new Set(listed.flatMap((one) => one.repositories.map(({ id }) => id)));
  const held = (await listVault(store)).filter(({ snapshots }) => snapshots.length > 0);
  const missing = held
    .map(({ repository }) => repository)
    .filter((name) => patterns.some((pattern) => matchesPattern(name, pattern)))
    .filter((name) => !isExcluded(name, [], selection))
    .filter((name) => !told.has(name.toLowerCase()) && !onGitHub.has(name.toLowerCase()))
    .filter((name) => !ids.has(idInHome(name) ?? Number.NaN));
  if (missing.length === 0) return [];
  const found = await findNamed(context, missing);
  return missing.flatMap((name) => {
    const error = vanishedError(name, store, found.get(name), ids);
    return error ? [failedEntry(name, error)] : [];
  });
}

function vanishedError(
  name: string,
  store: Store,
  found: Found | undefined,
  listed: ReadonlySet<number>,
): BackupError | undefined {
  if (found === undefined || isUnasked(found)) {
    const why = found ? ` (${found.message})` : '';
    return new BackupError(
      'unreachable',
      `${name}: ${store.address} holds it and GitHub does not list it. Whether it is gone could not be asked${why}`,
      { hint: 'Run it again. What is stored stays.' },
    );
  }
  if (isKind(found, 'not-found'))
    return new BackupError(
      'not-found',
      `${name} has vanished: ${store.address} holds it, GitHub does not list it (it was deleted, or hidden from this token)`,
      { hint: `Write !${name} to accept that. What is stored stays: \`restore\` brings it back.` },
    );
  if (found instanceof BackupError) return found;
  if (listed.has(found.id)) return undefined;
  if (found.fullName.toLowerCase() !== name.toLowerCase())
    return new BackupError('not-found', `${name} has moved to ${found.fullName}, which this run does not back up`, {
      hint: `Add ${found.fullName} to \`repositories\`, and write !${name}.`,
    });
  return new BackupError('unreachable', `${name} is on GitHub, and its list left it out`, { hint: 'Run it again.' });
}
