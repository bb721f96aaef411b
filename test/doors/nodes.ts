// Every Node on this machine that dist/cli.js promises to run on: the tests' own, and the machine's beside it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface NodeProgram {
  /** `v20.19.0` */
  readonly version: string;
  readonly path: string;
}

/** The oldest Node that package.json names in `engines`. */
const oldest = [20, 19] as const;

/** One program for each version in PATH, the one that runs the tests first. Tells which, so that none is missed silently. */
export function nodesInPath(): NodeProgram[] {
  const found = new Map<string, string>([[process.version, process.execPath]]);
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    if (!existsSync(path)) continue;
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
    const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
    const supported = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
    if (supported && !found.has(version)) found.set(version, path);
  }
  const nodes = [...found].map(([version, path]) => ({ version, path }));
  console.log(`dist/cli.js is tested on Node ${nodes.map(({ version }) => version).join(', ')}`);
  return nodes;
}
