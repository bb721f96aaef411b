// Years of snapshots through the command line: the promised states come back after a prune, and nothing is refused late.
import { readdir, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { refsOf } from '../lab/inspection.ts';
import { runCli } from '../lab/program.ts';
import { runAction } from '../lab/runner.ts';
import { createDatedStore, nameAt, REPOSITORY, type DatedStore } from './dated-store.ts';

// Two calendars of years: what a person would ask for, and what lies between. The third column says why it stays.
const HISTORY: [instant: string, kept: string, type?: 'full' | 'differential'][] = [
  ['2021-06-30T02:00:00Z', '', 'full'],
  ['2022-12-31T02:00:00Z', 'yearly 2022', 'full'],
  ['2024-02-29T02:00:00Z', 'needed', 'full'],
  ['2024-12-29T02:00:00Z', ''],
  ['2024-12-31T02:00:00Z', 'yearly 2024', 'differential'],
  ['2025-11-30T02:00:00Z', '', 'full'],
  ['2025-12-30T02:00:00Z', ''],
  ['2025-12-31T02:00:00Z', 'yearly 2025', 'full'],
  ['2026-09-29T02:00:00Z', 'needed', 'full'],
  ['2026-09-30T02:00:00Z', 'monthly 2026-09'],
  ['2026-10-30T02:00:00Z', '', 'full'],
  ['2026-10-31T02:00:00Z', 'monthly 2026-10', 'full'],
  ['2026-11-08T02:00:00Z', 'weekly 2026-W45', 'full'],
  ['2026-11-14T02:00:00Z', '', 'full'],
  ['2026-11-15T02:00:00Z', 'daily 2026-11-15; weekly 2026-W46', 'full'],
  ['2026-11-20T02:00:00Z', '', 'full'],
  ['2026-11-20T14:00:00Z', 'the newest good; daily 2026-11-20; weekly 2026-W47; monthly 2026-11; yearly 2026', 'full'],
];
const POLICY = [
  ['--retention-days', '0'],
  ['--keep-daily', '2'],
  ['--keep-weekly', '3'],
  ['--keep-monthly', '3'],
  ['--keep-yearly', '4'],
].flat();

const manifests = async ({ path }: DatedStore) =>
  (await readdir(`${path}/${REPOSITORY}`)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));

type Document = { verdict: string; repositories: LedgerEntry[] };

describe('prune', () => {
  let dated: DatedStore;
  const commits = new Map<string, string>();
  const prune = (...flags: string[]) =>
    runCli(['prune', '--store', './backups', ...POLICY, ...flags], { cwd: dated.folder.path });

  beforeAll(async () => {
    dated = await createDatedStore();
    for (const [instant, , type] of HISTORY) commits.set(instant, await dated.take(instant, type));
  });
  afterAll(() => dated[Symbol.asyncDispose]());

  test('tells of every snapshot why it stays or goes, and dry it removes none', async () => {
    const { code, stderr, stdout } = await prune('--dry-run');
    expect(code).toBe(0);
    const lines = stderr.split('\n').filter((line) => line.startsWith(`${REPOSITORY}: `));
    expect(lines).toHaveLength(HISTORY.length);
    expect(lines).toContain(`${REPOSITORY}: keep   snapshot-20241231-020000 (yearly 2024)`);
    expect(lines).toContain(`${REPOSITORY}: keep   snapshot-20240229-020000 (needed by snapshot-20241231-020000)`);
    expect(lines).toContain(
      `${REPOSITORY}: remove snapshot-20261120-020000 (daily 2026-11-20 has a younger one; weekly 2026-W47 has a younger one; monthly 2026-11 has a younger one; yearly 2026 has a younger one)`,
    );
    expect(stdout).toMatch(/would remove 7 .*, 10 kept/);
    expect(await manifests(dated)).toHaveLength(HISTORY.length);
  });

  test('keeps the last state of every promised period, whole, and each comes back', async () => {
    const { repositories } = (await prune('--json')).json() as Document;
    const decisions = repositories[0]?.decisions ?? [];
    const reasons = Object.fromEntries(decisions.map(({ snapshot, reasons: why }) => [snapshot, why.join('; ')]));
    const kept = HISTORY.filter(([, why]) => why !== '');
    for (const [instant, why] of kept) {
      expect(reasons[nameAt(instant)]).toMatch(why === 'needed' ? /^needed by/ : why);
    }
    expect(await manifests(dated)).toEqual(kept.map(([instant]) => nameAt(instant)));
    expect(repositories[0]?.removed).toHaveLength(HISTORY.length - kept.length);

    const verified = await runCli(['verify', '--store', './backups'], { cwd: dated.folder.path });
    expect(verified.code).toBe(0);
    // The last instant of a year, of a month, of a week and of a day in which nothing was taken.
    for (const [asked, state] of [
      ['2024-12-31', '2024-12-31T02:00:00Z'],
      ['2026-09-30', '2026-09-30T02:00:00Z'],
      ['2026-11-19', '2026-11-15T02:00:00Z'],
      ['2026-11-20', '2026-11-20T14:00:00Z'],
    ] as const) {
      const to = `./at-${asked}.git`;
      const { code, stdout } = await runCli(
        ['restore', '--repositories', REPOSITORY, '--store', './backups', '--at', asked, '--to', to],
        { cwd: dated.folder.path },
      );
      expect(stdout).toContain(nameAt(state));
      expect(code).toBe(0);
      expect(await refsOf(dated.folder.join(to))).toEqual([`${commits.get(state)} refs/heads/main`]);
    }
  });
});

test('sync prunes by the same rules and says why each snapshot goes, in the Action too', async () => {
  await using dated = await createDatedStore();
  for (const instant of ['2023-05-01T02:00:00Z', '2023-05-31T02:00:00Z']) await dated.take(instant, 'full');
  const step = await runAction(
    {
      repositories: `${REPOSITORY}=./origin.git`,
      store: './backups',
      'retention-days': '0',
      'keep-monthly': '1000',
      'keep-yearly': '1',
    },
    { workspace: dated.folder.path },
  );
  expect(step.log).toContain(
    `${REPOSITORY}: remove snapshot-20230501-020000 (monthly 2023-05 has a younger one; yearly 2023 has a younger one)`,
  );
  expect(step.conclusion).toBe('success');
  expect(await manifests(dated)).toEqual(['snapshot-20230531-020000']);
});

test('archives of a history that lost all its manifests stay as long as the policy reaches', async () => {
  await using dated = await createDatedStore();
  for (const instant of ['2022-05-01T02:00:00Z', '2026-11-20T02:00:00Z']) await dated.take(instant, 'full');
  await rm(`${dated.path}/${REPOSITORY}/snapshot-20220501-020000.json`);
  const prune = (years: string) =>
    runCli(['prune', '--store', './backups', '--keep-yearly', years], { cwd: dated.folder.path });
  expect((await prune('5')).stdout).toContain('removed 0 (0 B), 1 kept');
  expect((await prune('1')).stdout).toContain('removed 0, 1 leftovers');
});

test.each([
  [['--retention-days', '0'], 'everything but the newest snapshot would be removed'],
  [['--keep-weekly', '4', '--keep-weekly', '8'], 'keep-weekly is given more than once'],
])('a policy that cannot be meant is refused before anything is removed: %j', async (flags, told) => {
  const { code, stderr } = await runCli(['prune', '--store', './nowhere', ...flags]);
  expect(stderr).toContain(told);
  expect(code).toBe(2);
});
