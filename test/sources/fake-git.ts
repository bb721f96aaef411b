// A git in PATH that writes down how it is started, or does as a test says, before the real one takes over.
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import type { World } from './world.ts';

/** How git was started: its arguments, and its environment as `NAME=value`. */
export interface Start {
  readonly args: string;
  readonly env: string[];
}

/** Puts it first in the PATH of the world's commands. `lines` of shell run first, with git's arguments as theirs. */
export async function useFakeGit(world: World, ...lines: string[]): Promise<{ starts(): Promise<Start[]> }> {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const bin = world.folder.join('bin');
  const log = world.folder.join('starts.log');
  await mkdir(bin, { recursive: true });
  await writeFile(log, '');
  const note = `{ echo "ARGS $*"; env | sed 's/^/ENV /'; } >>'${log}'`;
  await writeFile(`${bin}/git`, ['#!/bin/sh', note, ...lines, `exec '${real}' "$@"`, ''].join('\n'));
  await chmod(`${bin}/git`, 0o755);
  world.env['PATH'] = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
  return { starts: async () => readStarts(await readFile(log, 'utf8')) };
}

function readStarts(log: string): Start[] {
  return log
    .split(/^ARGS /m)
    .slice(1)
    .map((text) => {
      const [args = '', ...env] = text.split('\n');
      return { args, env: env.map((line) => line.replace(/^ENV /, '')) };
    });
}
