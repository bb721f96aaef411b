// Targets: what stands under `repositories`, turned into names to keep and addresses to read.
import { resolve } from 'node:path';
import type { Target } from '../commands/settings.ts';
import { BackupError } from '../domain/errors.ts';
import { isRepositoryName } from '../domain/names.ts';
import { nameOfAddress, parseAddress, type Address } from '../git/address.ts';
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
    const target = tryParse(entry, serverUrl, cwd, problems);
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

function tryParse(entry: string, serverUrl: string, cwd: string, problems: Problems): Target | undefined {
  try {
    return parseTarget(entry, serverUrl, cwd);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    problems.note(`repositories: ${error.message}`, error.hint);
    return undefined;
  }
}

function parseTarget(entry: string, serverUrl: string, cwd: string): Target {
  const equals = entry.indexOf('=');
  if (equals > 0 && isRepositoryName(entry.slice(0, equals))) {
    return { repository: entry.slice(0, equals), address: parseAddress(entry.slice(equals + 1), cwd) };
  }
  if (/^!|^[^/]*\/?\*|^(topic|owner):/.test(entry)) {
    throw new BackupError('usage', `"${entry}" is a pattern, and this version cannot ask GitHub for a list`, {
      hint: 'Name each repository: owner/name.',
    });
  }
  if (isRepositoryName(entry) && !entry.startsWith('.')) return onServer(entry.replace(/\.git$/, ''), serverUrl);
  return named(entry, parseAddress(entry, cwd), cwd);
}

function onServer(repository: string, serverUrl: string): Target {
  const url = `${serverUrl}/${repository}.git`;
  return { repository, address: { kind: 'http', url, display: url } };
}

function named(entry: string, address: Address, cwd: string): Target {
  const repository = nameOfAddress(address);
  if (repository && isRepositoryName(repository)) return { repository, address };
  const where = address.kind === 'local' ? resolve(cwd, address.path) : entry;
  throw new BackupError('usage', `"${entry}" tells no name that it could be kept under`, {
    hint: `Give it one: owner/name=${where}`,
  });
}
