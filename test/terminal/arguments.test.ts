// Arguments become the same strings that a workflow would hand in, and what cannot be read is told without repeating it.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArguments } from '../../src/terminal/arguments.ts';

const read = (...argv: string[]) => readArguments(argv);

test('a command and flags with values behind them or attached', () => {
  expect(read('restore', '--store', './s', '--to=./x.git', '--at', '2026-11-05').raw).toEqual({
    command: 'restore',
    store: './s',
    to: './x.git',
    at: '2026-11-05',
  });
  expect(read('--store=a=b').raw).toEqual({ store: 'a=b' });
  expect(read('--concurrency', '-1').raw).toEqual({ concurrency: '-1' });
});

test.each([
  [['--deep'], 'true'],
  [['--deep=false'], 'false'],
  [['--no-deep'], 'false'],
  [['--deep', 'false'], 'false'],
  [['--deep', 'true'], 'true'],
  [['--deep', '--no-deep'], 'false'],
])('a switch: %j', (argv, expected) => {
  expect(read(...argv)).toMatchObject({ raw: { deep: expected }, problems: [] });
});

test('the word behind a switch is the command, not its value', () => {
  expect(read('--deep', 'verify').raw).toEqual({ deep: 'true', command: 'verify' });
});

test('repositories may be given again, and add up', () => {
  expect(read('--repositories', 'a/b', '--repositories=c/d,e/f').raw).toEqual({ repositories: 'a/b\nc/d,e/f' });
});

test.each([
  [['--help'], 'help'],
  [['-h'], 'help'],
  [['sync', '--help'], 'help'],
  [['help', 'sync'], 'help'],
  [['--version'], 'version'],
  [['--json'], 'json'],
  [['--json=true'], 'json'],
] as const)('%j', (argv, flag) => {
  expect(read(...argv)[flag]).toBe(true);
});

describe('what cannot be read is told, all of it', () => {
  test.each([
    [['--at', 'a', '--at', 'b'], '--at is given more than once'],
    [['--store'], '--store needs a value behind it'],
    [['--store', '--json'], '--store needs a value behind it'],
    [['--store='], '--store needs a value behind it'],
    [['--repositories', ''], '--repositories needs a value behind it'],
    [['--repository', 'a/b'], '--repository is no flag of this program. Did you mean --repositories?'],
    [['--dryrun'], '--dryrun is no flag of this program. Did you mean --dry-run?'],
    [['--stroe=x'], '--stroe is no flag of this program. Did you mean --store?'],
    [['--jsno'], '--jsno is no flag of this program. Did you mean --json?'],
    [['--xyz=1'], '--xyz is no flag of this program'],
    [['-v'], '-v is no flag of this program'],
    [['--'], '-- is no flag of this program'],
    [['--no-store'], '--no-store is no flag of this program'],
    [['--json=maybe'], '--json takes no value'],
    [['sync', 'prune'], 'sync and prune are two commands. Run one after the other'],
    [['sync', 'acme/app'], '"acme/app" is one word too many. Values belong to a flag: --repositories acme/app'],
  ])('%j', (argv, problem) => {
    expect(read(...argv).problems).toEqual([problem]);
  });

  test('together', () => {
    expect(read('--stroe', 'a', 'sync', 'b', '--to').problems).toHaveLength(3);
  });
});

test.each([
  [['--token', 'ghp_Secret']],
  [['--token=ghp_Secret']],
  [['sync', '--token', 'ghp_Secret', '--store', 's']],
  [['--tokn', 'ghp_Secret']],
  [['--password=ghp_Secret']],
  [['-t', 'ghp_Secret']],
  [['-tghp_Secret']],
  [['--json=ghp_Secret']],
])('%j: a secret on the command line is not repeated', (argv) => {
  const { raw, problems } = read(...argv);
  expect(problems).not.toEqual([]);
  expect(JSON.stringify({ raw, problems })).not.toContain('Secret');
});

test('--token tells where the token belongs', () => {
  expect(read('--token', 'x').problems).toEqual([expect.stringContaining('REPO_BACKUP_TOKEN')]);
});

test('whatever is written, reading it never crashes', () => {
  const word = fc.oneof(fc.string(), fc.constantFrom('--store', '--deep', '--no-deep', '--json', '-h', 'sync', '--'));
  fc.assert(
    fc.property(fc.array(word), (argv) => {
      expect(readArguments(argv).problems).toBeInstanceOf(Array);
    }),
  );
});
