// Targets: what stands under `repositories`, turned into names to keep and addresses to read.
import { resolve } from 'node:path';
import type { Target } from '../commands/settings.ts';
import { BackupError } from '../domain/errors.ts';
import { isRepositoryName } from '../domain/names.ts';
import { nameOfAddress, onServer, parseAddress, type Address } from '../git/address.ts';
import type { Problems } from './problems.ts';

/** Splits a list at line ends and commas. Empty entries and `#` comments on lines of their own are left out. */
export function splitList(text: string): string[] {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  return lines
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Reads every entry; problems go into the collection, one each. Entries that say the same are taken once. */
export function parseTargets(
  entries: readonly string[],
  { serverUrl, cwd }: { serverUrl: string; cwd: string },
  problems: Problems,
): Target[] {
  const targets = new Map<string, Target>();
  for (const entry of entries) {
    const target = attempt(entry, problems, () => parseTarget(entry, serverUrl, cwd));
    if (!target) continue;
    // GitHub and many file systems ignore case: two names that differ in nothing else would mix their snapshots.
    const key = target.repository.toLowerCase();
    const same = targets.get(key);
    if (same && same.address.display !== target.address.display) {
      problems.note(
        `repositories: ${same.address.display} and ${target.address.display} would both be kept as ${target.repository}`,
        `Name one of them: owner/name=${target.address.display}`,
      );
    } else targets.set(key, target);
  }
  return [...targets.values()];
}

/** The names that entries mean inside of a store: the same list that `sync` takes, and patterns such as `owner/*`. */
export function parsePatterns(entries: readonly string[], cwd: string, problems: Problems): string[] {
  return entries.flatMap((entry) => {
    const { name, address } = splitEntry(entry);
    if (name !== undefined) return [name];
    // Not split: the names in a store hold neither a colon nor a dot in front.
    if (!address.includes(':') && !/^[./]/.test(address)) return [address];
    return attempt(entry, problems, () => named(address, parseAddress(address, cwd), cwd).repository) ?? [];
  });
}

function attempt<R>(entry: string, problems: Problems, work: () => R): R | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    // Whatever stands between `://` and an `@` may be a password, also where the rest is no URL at all.
    const secret = /:\/\/(.+)@/s.exec(entry)?.[1];
    const tell = (text: string) => (secret === undefined ? text : text.replaceAll(secret, '***'));
    problems.note(`repositories: ${tell(error.message)}`, error.hint && tell(error.hint));
    return undefined;
  }
}

function parseTarget(entry: string, serverUrl: string, cwd: string): Target {
  const { name, address } = splitEntry(entry);
  if (name === undefined) return parseUnnamed(address, serverUrl, cwd);
  if (!isRepositoryName(name))
    throw new BackupError('usage', `"${entry}" begins with "${name}", which is not owner/name`, {
      hint: `Write owner/name=${address}, or ./${entry} if it is a path.`,
    });
  if (address === '')
    throw new BackupError('usage', `"${entry}" has no address behind the "="`, {
      hint: `Write ${name}=https://host/owner/name.git, or a path.`,
    });
  return {
    repository: name,
    address: isShorthand(address) ? onServer(address, serverUrl) : parseAddress(address, cwd),
  };
}

/** `name=address` taken apart. A path that holds a "=" begins with a dot or a slash, a URL has a colon before it. */
function splitEntry(entry: string): { name: string | undefined; address: string } {
  const [, name, address] = /^([^=:./][^=:]*)=(.*)$/s.exec(entry) ?? [];
  return name === undefined || address === undefined ? { name: undefined, address: entry } : { name, address };
}

function parseUnnamed(entry: string, serverUrl: string, cwd: string): Target {
  if (!isShorthand(entry) && !entry.includes(':') && !/^[./]/.test(entry)) {
    throw new BackupError('usage', `"${entry}" is neither owner/name nor an address`, {
      hint: `Write owner/name for a repository on ${serverUrl}, ./${entry} for a folder, or owner/* for all that an owner has.`,
    });
  }
  if (!isShorthand(entry)) return named(entry, parseAddress(entry, cwd), cwd);
  return { repository: entry.replace(/\.git$/, ''), address: onServer(entry, serverUrl) };
}

/** `owner/name`, which is looked up at the server. A path begins with a dot or a slash. */
function isShorthand(entry: string): boolean {
  return isRepositoryName(entry) && !entry.startsWith('.');
}

function named(entry: string, address: Address, cwd: string): Target {
  const repository = nameOfAddress(address);
  if (repository && isRepositoryName(repository)) return { repository, address };
  const where = address.kind === 'local' ? resolve(cwd, address.path) : entry;
  throw new BackupError('usage', `"${entry}" tells no name that it could be kept under`, {
    hint: `Give it one: owner/name=${where}`,
  });
}
