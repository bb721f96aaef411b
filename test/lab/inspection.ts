// What a repository holds, read by stock git: the measure for what a backup stored and a restore brought back.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitEnvironment } from './git-environment.ts';
import { runProcess } from './processes.ts';
import type { Finished } from './processes.ts';

/** `<id> <name>` of every ref, in git's order. One character a byte (latin1), so that no two names look alike. */
export async function refsOf(path: string): Promise<string[]> {
  const { code, stdout, stderr } = await git(path, ['for-each-ref', '--format=%(objectname) %(refname)']);
  if (code !== 0) throw new Error(`git for-each-ref in ${path} ended with ${code}: ${stderr.toString()}`);
  return stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '');
}

/** What HEAD says: `ref: refs/heads/main` (also if that branch is missing) or the id of a commit. */
export async function headOf(path: string): Promise<string> {
  return (await readFile(join(path, 'HEAD'), 'latin1')).trim();
}

/** `git fsck --full`: clean if it exits with 0. Warnings about old history stand in `output` and leave it clean. */
export async function fsck(path: string): Promise<{ readonly clean: boolean; readonly output: string }> {
  const { code, stdout, stderr } = await git(path, ['fsck', '--full', '--no-dangling', '--no-progress']);
  return { clean: code === 0, output: Buffer.concat([stdout, stderr]).toString() };
}

/** Ids of all objects that the refs reach, sorted. */
export async function objectsOf(path: string): Promise<string[]> {
  const { code, stdout, stderr } = await git(path, ['rev-list', '--objects', '--no-object-names', '--all']);
  if (code !== 0) throw new Error(`git rev-list in ${path} ended with ${code}: ${stderr.toString()}`);
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

/** Stock git with the lab's environment, for clones and fetches by a test; a failure is a result. `env` is added. */
export function git(path: string, args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  // A path that is no repository must not be taken for a part of one above it.
  const ceiling = { GIT_CEILING_DIRECTORIES: dirname(path) };
  return runProcess('git', args, { cwd: path, env: { ...gitEnvironment(), ...ceiling, ...env } });
}
