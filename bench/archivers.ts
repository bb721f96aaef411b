// The backup programs that a kept mirror is usually given to, each as the same two steps.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Command } from './command.ts';
import type { Programs } from './programs.ts';

/** A program that stores a folder and brings it back. */
export interface Archiver {
  readonly name: string;
  /** The folder that all its snapshots are in. */
  readonly repository: string;
  readonly backup: (mirror: string, day: number) => Command;
  readonly restore: (to: string) => Command;
}

/** Those that are installed, each with a fresh repository of its own in the folder. */
export async function openArchivers(
  programs: Programs,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly Archiver[]> {
  const found: Archiver[] = [];
  if (programs.restic !== undefined) found.push(await openRestic(join(folder, 'restic'), env));
  if (programs.borg !== undefined) found.push(await openBorg(join(folder, 'borg'), env));
  return found;
}

async function openRestic(repository: string, env: NodeJS.ProcessEnv): Promise<Archiver> {
  const restic = ['restic', '--quiet', '--repo', repository];
  await run({ argv: [...restic, 'init'], env });
  return {
    name: 'restic',
    repository,
    backup: (mirror) => ({ argv: [...restic, 'backup', '.'], env, cwd: mirror }),
    restore: (to) => ({ argv: [...restic, 'restore', 'latest', '--target', to], env }),
  };
}

async function openBorg(repository: string, env: NodeJS.ProcessEnv): Promise<Archiver> {
  await run({ argv: ['borg', 'init', '--encryption=none', repository], env });
  let latest = '';
  return {
    name: 'borg',
    repository,
    backup(mirror, day) {
      latest = `${repository}::day-${day}`;
      return { argv: ['borg', 'create', latest, '.'], env, cwd: mirror };
    },
    restore: (to) => ({ argv: ['borg', 'extract', latest], env, cwd: to }),
  };
}

/** A new empty folder. */
export async function makeFolder(...path: readonly string[]): Promise<string> {
  const folder = join(...path);
  await mkdir(folder, { recursive: true });
  return folder;
}
