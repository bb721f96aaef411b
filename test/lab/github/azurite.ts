// Starts Azurite, Microsoft's own emulator of Azure's storage, once for all tests of the long suite: vitest.github.config.ts names it.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startProcess } from '../processes.ts';
import { temporaryFolder } from '../temp.ts';

export interface Azurite {
  /** Without a slash at the end. */
  readonly url: string;
  /** Of the one account, in Base64. */
  readonly key: string;
}

/** The variable by which the processes of tests know of it. */
const VARIABLE = 'LAB_AZURITE';

/** The Azurite that runs for the long suite; undefined elsewhere. */
export function runningAzurite(): Azurite | undefined {
  const told = process.env[VARIABLE];
  return told === undefined ? undefined : (JSON.parse(told) as Azurite);
}

/** Its name is the first part of every path. */
export const ACCOUNT = 'blobs';

const FOLDER = new URL('../node_modules/', import.meta.url);
const PACKAGE = new URL('azurite/', FOLDER);

/** Starts it on a free port of 127.0.0.1, says so, and gives what ends it. @throws where test/lab's packages are missing. */
export async function setup(): Promise<() => Promise<void>> {
  for (const name of ['azurite', '@octokit/openapi'])
    if (!existsSync(new URL(`${name}/package.json`, FOLDER)))
      throw new Error(`${name} is not installed, and these tests are measured with it: npm ci --prefix test/lab`);
  const { version } = JSON.parse(await readFile(new URL('package.json', PACKAGE), 'utf8')) as { version: string };
  const folder = await temporaryFolder('repo-backup-azurite-');
  const key = randomBytes(32).toString('base64');
  const program = fileURLToPath(new URL('dist/src/blob/main.js', PACKAGE));
  const flags = ['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent'];
  const { child, finished } = startProcess(
    process.execPath,
    [program, '--blobHost', '127.0.0.1', '--blobPort', '0', ...flags],
    { cwd: folder.path, env: { PATH: process.env['PATH'], AZURITE_ACCOUNTS: `${ACCOUNT}:${key}` } },
  );
  const listening = new Promise<string>((resolve) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, url] = /successfully listens on (http:\S+)\n/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const ended = finished.then(({ code, stdout, stderr }) => {
    throw new Error(`Azurite ended with ${code}: ${stdout.toString()}${stderr.toString()}`);
  });
  const url = await Promise.race([listening, ended]);
  // It ends when it is told to.
  ended.catch(() => undefined);
  process.env[VARIABLE] = JSON.stringify({ url, key } satisfies Azurite);
  process.stdout.write(`Blobs of artifacts and caches rest in Azurite ${version} at ${url}.\n`);
  return async () => {
    child.kill();
    await finished;
    await folder[Symbol.asyncDispose]();
  };
}
