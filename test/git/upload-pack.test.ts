// A child that speaks for a repository: one that is silent or noisy is ended, and never waited for.
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseAddress } from '../../src/git/address.ts';
import { connectPipe } from '../../src/git/upload-pack.ts';
import { fetchPack, listRefs } from '../../src/git/wire.ts';
import { linearHistory, randomRepository } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';

type PipeAddress = Parameters<typeof connectPipe>[1];

const gitIn = (folder: TemporaryFolder, env: NodeJS.ProcessEnv = {}) => ({
  program: 'git',
  env: { PATH: process.env['PATH'], ...env },
  home: folder.path,
});
const local = (path: string) => parseAddress(path, '/') as PipeAddress;

/** Ids of processes whose home is the folder. */
async function livingIn(folder: TemporaryFolder): Promise<string[]> {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const environments = ids.map(async (id) => readFile(`/proc/${id}/environ`, 'latin1').catch(() => ''));
  const all = await Promise.all(environments);
  return ids.filter((_, index) => all[index]?.includes(`HOME=${folder.path}\0`));
}

test('one process answers many requests', async () => {
  await using folder = await temporaryFolder();
  const app = await linearHistory(folder.join('app.git'), 3);
  await using connection = await connectPipe(gitIn(folder), local(app.path));
  const { exchange, capabilities } = connection;
  const tip = await app.git('rev-parse', 'main');
  for (let round = 0; round < 3; round += 1) {
    expect((await listRefs(exchange, capabilities)).headId).toBe(tip);
    const chunks: Buffer[] = [];
    for await (const chunk of fetchPack(exchange, capabilities, { wants: [tip], haves: [] })) chunks.push(chunk);
    expect(chunks[0]?.toString('latin1', 0, 4)).toBe('PACK');
  }
});

test('an answer that nobody wants to the end ends with its process', async () => {
  await using folder = await temporaryFolder();
  const app = await randomRepository(folder.join('app.git'), 2);
  const wants = [await app.git('rev-parse', 'main')];
  {
    await using connection = await connectPipe(gitIn(folder), local(app.path));
    const { exchange, capabilities } = connection;
    for await (const chunk of fetchPack(exchange, capabilities, { wants, haves: [] })) if (chunk.length > 0) break;
    // What is left of the first answer is never taken for the second.
    await expect(listRefs(exchange, capabilities)).rejects.toMatchObject({ name: 'BackupError' });
  }
  expect(await livingIn(folder)).toEqual([]);
});

test.each([
  ['says nothing', 'exec sleep 600'],
  ['says the half of a greeting', 'printf "000eversion 2\\n"; exec sleep 600'],
])('an ssh that %s is given up', async (_, command) => {
  await using folder = await temporaryFolder();
  const ssh = folder.join('ssh');
  await writeFile(ssh, `#!/bin/sh\n${command}\n`);
  await chmod(ssh, 0o755);
  const address = parseAddress('lab.example:app.git', '/') as PipeAddress;
  await expect(connectPipe(gitIn(folder, { GIT_SSH: ssh }), address, 100)).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'lab.example:app.git fell silent',
  });
  expect(await livingIn(folder)).toEqual([]);
});
