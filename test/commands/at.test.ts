// Any instant: which snapshot stands for it, and how far from it that was taken, on both sides.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { refsOf } from '../lab/inspection.ts';
import { runCli } from '../lab/program.ts';
import { createDatedStore, REPOSITORY, type DatedStore } from './dated-store.ts';

let dated: DatedStore;
const commits: string[] = [];
const store = ['--repositories', REPOSITORY, '--store', './backups'];
const run = (...args: string[]) => runCli(args, { cwd: dated.folder.path });

beforeAll(async () => {
  dated = await createDatedStore();
  for (const instant of ['2025-03-01T02:00:00Z', '2025-03-04T02:00:00Z', '2025-03-04T20:30:00Z'])
    commits.push(await dated.take(instant));
});
afterAll(() => dated[Symbol.asyncDispose]());

test.each([
  [
    'between two',
    '2025-03-03T05:04:03Z',
    0,
    'taken 2 d 3 h before 2025-03-03T05:04:03Z; the next one, snapshot-20250304-020000, 20 h 55 min after it',
  ],
  [
    'the very second',
    '2025-03-04T02:00:00Z',
    1,
    'taken at 2025-03-04T02:00:00Z; the next one, snapshot-20250304-203000, 18 h 30 min after it',
  ],
  [
    'a day, which means its end',
    '2025-03-03',
    0,
    'taken 2 d 21 h before 2025-03-03T23:59:59Z; the next one, snapshot-20250304-020000, 2 h 0 min after it',
  ],
  ['after all', '2025-03-05T00:00:00+02:00', 2, 'taken 1 h 30 min before 2025-03-04T22:00:00Z; there is no later one'],
])('restore --at %s says which snapshot that is and how far away', async (name, at, index, words) => {
  const to = `./${name.replaceAll(' ', '-')}.git`;
  const { code, stdout } = await run('restore', ...store, '--at', at, '--to', to);
  expect(stdout).toContain(words);
  expect(code).toBe(0);
  expect(await refsOf(dated.folder.join(to))).toEqual([`${commits[index]} refs/heads/main`]);
});

test.each(['verify', 'drill'])('%s --at says it too, and programs get the distance as a number', async (command) => {
  const result = await run(command, ...store, '--at', '2025-03-04T02:00:30Z', '--json');
  const { repositories } = result.json() as { repositories: LedgerEntry[] };
  expect(repositories[0]).toMatchObject({ snapshot: 'snapshot-20250304-020000', distance_ms: 30_000 });
  expect(repositories[0]?.note).toContain('taken 30.0 s before 2025-03-04T02:00:30Z');
});

test('an instant before the first snapshot is refused, with what there is instead', async () => {
  const { code, stdout } = await run('restore', ...store, '--at', '2025-02-28', '--to', './before.git');
  expect(stdout).toContain('has no snapshot at or before 2025-02-28T23:59:59Z');
  expect(stdout).toContain('The oldest is snapshot-20250301-020000');
  expect(code).toBe(1);
});

test('latest is the newest one', async () => {
  const { stdout } = await run('restore', ...store, '--snapshot', 'latest', '--to', './latest.git');
  expect(stdout).toContain('snapshot-20250304-203000');
  expect(await refsOf(dated.folder.join('latest.git'))).toEqual([`${commits[2]} refs/heads/main`]);
});
