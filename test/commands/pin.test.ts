// Pins through the command line: what someone asked to keep stays until someone lets it go.
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusEntry } from '../../src/commands/report.ts';
import { refsOf } from '../lab/inspection.ts';
import { runCli } from '../lab/program.ts';
import { createDatedStore, REPOSITORY, type DatedStore } from './dated-store.ts';

const [OLD, MIDDLE, NEW] = [
  'snapshot-20250301-020000',
  'snapshot-20250302-020000',
  'snapshot-20260303-020000',
] as const;
const INSTANTS = ['2025-03-01T02:00:00Z', '2025-03-02T02:00:00Z', '2026-03-03T02:00:00Z'] as const;

/** A full snapshot, one that is built on it, and a year later another full one. */
async function threeSnapshots(): Promise<{ dated: DatedStore; commits: string[] }> {
  const dated = await createDatedStore();
  const commits: string[] = [];
  for (const [index, instant] of INSTANTS.entries())
    commits.push(await dated.take(instant, index === 1 ? 'incremental' : 'full'));
  return { dated, commits };
}

const run = ({ folder }: DatedStore, ...args: string[]) =>
  runCli([...args, '--store', './backups'], { cwd: folder.path });
const one = ['--repositories', REPOSITORY] as const;
const prune = (dated: DatedStore) => run(dated, 'prune', '--retention-days', '7');
const statusOf = async (dated: DatedStore) => {
  const result = await run(dated, 'status', '--max-age-hours', '876000', '--json');
  const { repositories } = result.json() as { repositories: StatusEntry[] };
  return repositories[0];
};

test('a pinned snapshot and its chain outlive the policy, and restore years later', async () => {
  const { dated, commits } = await threeSnapshots();
  await using folder = dated.folder;
  const pinned = await run(dated, 'pin', ...one, '--snapshot', MIDDLE, '--reason', 'before the migration');
  expect(pinned.stdout).toMatch(/pinned: before the migration[^]*^OK: 1 pinned/m);
  expect(pinned.code).toBe(0);

  const { stderr } = await prune(dated);
  expect(stderr).toContain(`keep   ${OLD} (needed by ${MIDDLE})`);
  expect(stderr).toContain(`keep   ${MIDDLE} (pinned)`);
  expect((await run(dated, 'verify', ...one)).code).toBe(0);
  await run(dated, 'restore', ...one, '--snapshot', MIDDLE, '--to', './pinned.git');
  expect(await refsOf(folder.join('pinned.git'))).toEqual([`${commits[1]} refs/heads/main`]);

  expect(await statusOf(dated)).toMatchObject({
    healthy: true,
    snapshots: 3,
    pins: [{ snapshot_name: MIDDLE, reason: 'before the migration' }],
  });
  expect((await run(dated, 'status')).stdout).toMatch(/ PINS .*\n.* 1 /);
});

test('unpinning gives it back to the policy, and removes nothing by itself', async () => {
  await using dated = (await threeSnapshots()).dated;
  await run(dated, 'pin', ...one, '--at', '2025-03-02');
  await run(dated, 'pin', ...one, '--snapshot', 'latest');
  const { code, stdout } = await run(dated, 'unpin', ...one, '--snapshot', MIDDLE);
  expect(stdout).toContain('OK: 1 unpinned');
  expect(code).toBe(0);
  expect(await statusOf(dated)).toMatchObject({ snapshots: 3, pins: [{ snapshot_name: NEW, reason: null }] });
  expect((await prune(dated)).stdout).toContain('removed 2');
  expect((await run(dated, 'verify', ...one)).code).toBe(0);
});

test('a pin is never overwritten: pinning again tells of the first one', async () => {
  await using dated = (await threeSnapshots()).dated;
  await run(dated, 'pin', ...one, '--snapshot', OLD, '--reason', 'the first');
  const pin = () => readFile(`${dated.path}/${REPOSITORY}/${OLD}.pin`, 'utf8');
  const before = await pin();
  expect(JSON.parse(before)).toEqual({
    snapshot_name: OLD,
    pinned_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
    reason: 'the first',
  });
  const again = await run(dated, 'pin', ...one, '--snapshot', OLD, '--reason', 'the second');
  expect(again.stdout).toMatch(/pinned before, on \d{4}-.*: the first; `unpin` it first to give another reason/);
  expect(again.code).toBe(0);
  expect(await pin()).toBe(before);
});

test('a pin that is damaged still pins', async () => {
  await using dated = (await threeSnapshots()).dated;
  await run(dated, 'pin', ...one, '--snapshot', MIDDLE, '--reason', 'lost soon');
  await writeFile(`${dated.path}/${REPOSITORY}/${MIDDLE}.pin`, 'x'.repeat(100_000));
  expect((await prune(dated)).stderr).toContain(`keep   ${MIDDLE} (pinned)`);
  expect(await statusOf(dated)).toMatchObject({
    healthy: true,
    pins: [{ snapshot_name: MIDDLE, pinned_at: null, reason: null }],
  });
});

test('what cannot be restored cannot be pinned: that would promise what is lost', async () => {
  await using dated = (await threeSnapshots()).dated;
  await truncate(`${dated.path}/${REPOSITORY}/${OLD}.tar`, 100);
  const { code, stdout } = await run(dated, 'pin', ...one, '--snapshot', MIDDLE);
  expect(stdout).toContain(`${MIDDLE} is not whole`);
  expect(stdout).toContain(`Give \`snapshot\` as ${NEW}: that one is whole`);
  expect(code).toBe(1);
  expect((await statusOf(dated))?.pins).toEqual([]);
});

test('a pinned snapshot that someone removed by hand is told by status, and can be let go', async () => {
  await using dated = (await threeSnapshots()).dated;
  await run(dated, 'pin', ...one, '--snapshot', MIDDLE);
  for (const ending of ['json', 'tar']) await rm(`${dated.path}/${REPOSITORY}/${MIDDLE}.${ending}`);
  expect(await statusOf(dated)).toMatchObject({
    healthy: false,
    snapshots: 2,
    problems: [`${REPOSITORY} ${MIDDLE} is pinned but not there: bring it back, or unpin it`],
  });
  // Nothing else trips over the pin that is left.
  for (const command of ['verify', 'prune', 'drill']) expect((await run(dated, command, ...one)).code).toBe(0);
  expect((await run(dated, 'unpin', ...one, '--snapshot', MIDDLE)).stdout).toContain('the snapshot itself is gone');
  expect(await statusOf(dated)).toMatchObject({ healthy: true, pins: [] });
});

test('a pinned snapshot that lost its manifest by hand loses neither its archive nor its chain', async () => {
  const { dated, commits } = await threeSnapshots();
  await using folder = dated.folder;
  await run(dated, 'pin', ...one, '--snapshot', MIDDLE);
  const manifest = `${dated.path}/${REPOSITORY}/${MIDDLE}.json`;
  const copy = await readFile(manifest);
  await rm(manifest);
  const pruned = await prune(dated);
  expect(pruned.stdout).toContain(`was not pruned: ${MIDDLE} is pinned and its manifest is gone`);
  expect(pruned.code).toBe(1);

  await writeFile(manifest, copy);
  expect((await prune(dated)).code).toBe(0);
  await run(dated, 'restore', ...one, '--snapshot', MIDDLE, '--to', './pinned.git');
  expect(await refsOf(folder.join('pinned.git'))).toEqual([`${commits[1]} refs/heads/main`]);
});

describe('a slip is no success', () => {
  let dated: DatedStore;
  beforeAll(async () => {
    dated = await createDatedStore();
    await dated.take(INSTANTS[0]);
  });
  afterAll(() => dated[Symbol.asyncDispose]());

  test.each([
    ['pin without a name', ['pin', ...one], 2, 'pin needs the name of a snapshot'],
    ['unpin without a name', ['unpin', ...one], 2, 'unpin needs the name of a snapshot'],
    ['a novel', ['pin', ...one, '--snapshot', OLD, '--reason', 'x'.repeat(501)], 2, 'longer than 500 characters'],
    ['no such snapshot', ['pin', ...one, '--snapshot', NEW], 1, `${REPOSITORY}: it has no ${NEW}`],
    ['nothing pinned', ['unpin', ...one, '--snapshot', OLD], 1, `${OLD} is not pinned`],
    ['no such name', ['pin', '--repositories', 'acme/ap', '--snapshot', 'latest'], 1, 'holds no snapshot of acme/ap'],
  ] as const)('%s', async (_, args, exit, told) => {
    const { code, stdout, stderr } = await run(dated, ...args);
    expect(stdout + stderr).toContain(told);
    expect(code).toBe(exit);
  });
});
