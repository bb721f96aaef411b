// The kept log: what the page of the run shows, whole, and without a secret.
import { expect, test } from 'vitest';
import { startGitHub } from '../lab/github/github.ts';
import { artifactsOf } from '../lab/github/artifact-routes.ts';
import { runActionOn } from '../lab/github/run-action.ts';

const inputs = { store: './backups', repositories: 'acme/backups, acme/gone', 'log-artifact': 'true' };

test('the log of each step is an artifact of its own for 30 days, with what failed and without a secret', async () => {
  await using github = await startGitHub({ token: 'ghp_lab' });
  const { git } = await github.addRepository('acme/backups', { private: true });
  await git.commit();
  const { artifacts, blobs } = artifactsOf(github.state, 'acme/backups');
  for (let step = 0; step < 2; step += 1) expect((await runActionOn(github, inputs)).conclusion).toBe('failure');
  expect(artifacts).toHaveLength(2);
  expect(new Set(artifacts.map(({ name }) => name)).size).toBe(2);
  for (const { name, created, expires, path } of artifacts) {
    expect(name).toMatch(/^repo-backup-log-backup-1-[0-9a-f]{8}\.txt$/);
    expect(Math.round((expires.getTime() - created.getTime()) / 86_400_000)).toBe(30);
    const text = await (await fetch(blobs.sign('download', path, 60))).text();
    expect(text).toContain('acme/backups');
    expect(text).toContain('PARTIAL: ');
    expect(text).toMatch(/::error::acme\/gone: not-found/);
    expect(text).not.toMatch(/ghp_lab|add-mask/);
  }
});

test('where it cannot be kept that is a warning, and the run is what it was', async () => {
  await using github = await startGitHub({ token: 'ghp_lab' });
  const { git } = await github.addRepository('acme/backups', { private: true });
  await git.commit();
  const env = { ACTIONS_RUNTIME_TOKEN: '', ACTIONS_RESULTS_URL: '' };
  const step = await runActionOn(github, { ...inputs, repositories: 'acme/backups' }, { env });
  expect(step).toMatchObject({ conclusion: 'success', leftovers: [] });
  expect(step.annotations.map(({ message }) => message)).toEqual([
    expect.stringContaining('the log could not be kept as an artifact'),
  ]);
});
