// Our own side: the command line as a user would type it, and a look into the directory store that it wrote.
import { access, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runTimed } from './command.ts';
import type { Report } from '../src/commands/report.ts';
import type { Manifest } from '../src/domain/manifest.ts';
import type { Command, Cost } from './command.ts';

export interface Product {
  /** The child process for a command with its flags. */
  readonly command: (...args: readonly string[]) => Command;
  /** Runs a command with --json and expects every repository to end in one of these states. */
  readonly expect: (states: readonly string[], ...args: readonly string[]) => Promise<Cost>;
}

/** The built command line, or undefined if `dist/cli.js` is not there. */
export async function findProduct(cli: string, env: NodeJS.ProcessEnv): Promise<Product | undefined> {
  const built = await access(cli).then(
    () => true,
    () => false,
  );
  if (!built) return undefined;
  const command = (...args: readonly string[]): Command => ({ argv: [process.execPath, cli, ...args], env });
  return {
    command,
    async expect(states, ...args) {
      const { wall, cpu, stdout } = await runTimed(command(...args, '--json'));
      const found = readStates(stdout);
      const odd = found.filter((state) => !states.includes(state));
      if (found.length === 0 || odd.length > 0)
        throw new Error(`expected ${states.join(' or ')}, not ${odd[0] ?? 'nothing'}: ${stdout.slice(0, 1000)}`);
      return { wall, cpu };
    },
  };
}

/** A folder as `--store` takes it. */
export const storeFlag = (folder: string): string => `--store=${pathToFileURL(folder).href}`;

/** Repositories as `--repositories` takes them: stored under this name, read at this address. */
export const repositoriesFlag = (...list: readonly { readonly name: string; readonly address: string }[]): string =>
  `--repositories=${list.map(({ name, address }) => `${name}=${address}`).join(',')}`;

/** Bytes of one kind of member (`repo.bundle`, `repo.idx`) over all snapshots of a repository. */
export async function sumMembers(folder: string, name: string, member: string): Promise<number> {
  const manifests = await readManifests(join(folder, name));
  const members = manifests.flatMap(({ manifest }) => manifest.archives.flatMap((archive) => archive.members));
  return members.filter((found) => found.name === member).reduce((sum, { size }) => sum + size, 0);
}

/** Every manifest of a repository's folder, oldest first. */
export async function readManifests(
  folder: string,
): Promise<readonly { path: string; text: string; manifest: Manifest }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { path: join(folder, name), text, manifest: JSON.parse(text) as Manifest };
    }),
  );
}

/** How each repository of a `--json` document ended; `status` tells `healthy` or `unhealthy` instead. */
function readStates(stdout: string): readonly string[] {
  const { repositories } = JSON.parse(stdout) as Report;
  return repositories.map((entry) => {
    if ('status' in entry) return entry.status;
    return entry.healthy ? 'healthy' : 'unhealthy';
  });
}
