// The processes of this machine, for tests that ask whether a program left children behind.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { runProcess } from '../lab/processes.ts';

/** The command lines of all processes that name `path` in an argument. */
export async function processesNaming(path: string): Promise<string[]> {
  const lines = existsSync('/proc/self/cmdline') ? await fromProc() : await fromPs();
  return lines.filter((line) => line.includes(path));
}

async function fromProc(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // A process may end between the listing and the reading.
  const read = (id: string) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
  return (await Promise.all(ids.map(read))).map((line) => line.replaceAll('\0', ' ').trim());
}

async function fromPs(): Promise<string[]> {
  const { stdout } = await runProcess('ps', ['-axo', 'args'], { env: { PATH: process.env['PATH'] } });
  return stdout.toString().split('\n');
}
