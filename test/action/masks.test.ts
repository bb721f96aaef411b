// What the runner is told to hide: every secret that a step has or makes, before anything could show it.
import { expect, test, vi } from 'vitest';
import { startGitHub } from '../lab/github/github.ts';
import { runActionOn } from '../lab/github/run-action.ts';
import { installApp } from '../selection/world.ts';
import { quietly } from '../../src/system/quiet.ts';

test('a token that is made for a GitHub App is masked, and so is what git sends of it', async () => {
  await using github = await startGitHub({ token: 'ghs_own', kind: 'workflow', repositories: ['acme/backups'] });
  for (const name of ['acme/backups', 'acme/app'])
    await (await github.addRepository(name, { private: true })).git.commit();
  const { 'app-id': id, 'app-private-key': key } = installApp(github, ['acme']);
  const inputs = { repositories: 'acme/app', store: './backups', 'app-id': id, 'app-private-key': key };
  const step = await runActionOn(github, inputs);
  expect(step).toMatchObject({ conclusion: 'success', outputs: { stored: '1' } });
  const made = [...github.state.tokens.keys()].filter((token) => token !== 'ghs_own');
  expect(made.length).toBeGreaterThan(0);
  for (const token of made)
    expect(step.masks).toEqual(
      expect.arrayContaining([token, Buffer.from(`x-access-token:${token}`).toString('base64')]),
    );
});

test('the keys of a bucket are masked, wherever the workflow has them from', async () => {
  await using github = await startGitHub();
  await (await github.addRepository('acme/backups')).git.commit();
  const env = { AWS_SECRET_ACCESS_KEY: 'bucket-key', AWS_SESSION_TOKEN: 'bucket-session' };
  const step = await runActionOn(github, { store: './backups' }, { env });
  expect(step.masks).toEqual(expect.arrayContaining(Object.values(env)));
});

test('what a client tells those only who debug is no line of progress that everybody reads', async () => {
  const shown: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, progress: (line: string) => void shown.push(line) };
  const written: string[] = [];
  using _stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  await quietly(log, async () => {
    process.stdout.write('::debug::Body: an address that opens a blob\n');
    process.stdout.write('Uploaded bytes 8388608\n');
  });
  expect(shown).toEqual(['Uploaded bytes 8388608']);
  expect(written).toEqual(['::debug::Body: an address that opens a blob\n']);
});
