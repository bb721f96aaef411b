// Inputs of both doors become settings, or one error that names everything to mend.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS, PINNING, type CommandName } from '../../src/commands/settings.ts';
import { declaredInputs } from '../../src/inputs/declared.ts';
import { READS } from '../../src/inputs/reads.ts';
import { complaint, complaintIfAny, goodSync, parse } from './parsing.ts';

const verify = { command: 'verify', store: './backups' };
const restore = { command: 'restore', store: './backups', to: './x.git' };

test('what is left out has the default of action.yml', () => {
  expect(parse(goodSync)).toMatchObject({
    command: 'sync',
    type: 'auto',
    fullEveryDays: 30,
    pullRefs: false,
    concurrency: 8,
    retention: { days: 30, keepLast: 1 },
    checkConnectivity: true,
    maxAgeHours: 48,
    token: undefined,
  });
  expect(parse({ ...goodSync, command: '', type: ' ', concurrency: '' })).toEqual(parse(goodSync));
});

test('all bad inputs are told at once, each with the line to write instead', () => {
  const bad = {
    repositories: 'app=/x',
    store: 'floppy:a',
    type: 'weekly',
    'full-every-days': '0',
    concurrency: 'many',
    'retention-days': '-1',
    'keep-last': '1.5',
  };
  const cli = complaint(bad);
  expect(cli).toMatch(/^7 inputs are wrong:\n/);
  for (const line of [
    'repositories: "app=/x" begins with "app", which is not owner/name. Write owner/name=/x',
    'store: "floppy:" is no kind of store that this version knows. Write ./backups, s3://bucket/backups',
    'type: "weekly" is none of auto, full, incremental, differential. Write for example: --type auto',
    'full-every-days: "0" is not a whole number from 1 to 3650. Write for example: --full-every-days 30',
    'concurrency: "many" is not a whole number from 1 to 64. Write for example: --concurrency 8',
    'retention-days: "-1" is not a whole number from 0 to 36500. Write for example: --retention-days 30',
    'keep-last: "1.5" is not a whole number from 1 to 1000000. Write for example: --keep-last 1',
  ])
    expect(cli).toContain(`  - ${line}`);
  const action = complaint(bad, { door: 'action' });
  expect(action).toContain('Write for example: concurrency: 8');
  expect(action).not.toContain('--');
});

test.each([
  ['snyc', 'sync'],
  ['verfy', 'verify'],
  ['what', 'sync'],
])('a mistyped command is told alone: nobody goes looking for what is wrong with the rest (%s)', (typed, meant) => {
  for (const raw of [{}, { store: './x' }, { store: './x', type: 'weekly', repositories: 'x', deep: 'true' }]) {
    const said = complaint({ ...raw, command: typed });
    expect(said).toMatch(new RegExp(`^command: "${typed}" is none of .* Write for example: repo-backup ${meant}$`));
    expect(complaint({ ...raw, command: typed }, { door: 'action' })).toMatch(new RegExp(`: command: ${meant}$`));
  }
});

test('what the door has found wrong by itself is told in the same breath', () => {
  expect(complaint({ ...goodSync, type: 'weekly' }, { problems: ['--stroe is no flag'] })).toMatch(
    /^2 inputs are wrong:\n {2}- --stroe is no flag\n {2}- type: /,
  );
});

test.each(['0', '-1', '1.5', '1e3', '0x10', '٣', 'NaN', '99999999999999999999'])(
  '%s is not silently another number of days to keep',
  (value) => {
    expect(complaint({ ...goodSync, 'retention-days': value })).toContain('retention-days: ');
  },
);

test.each([
  ['true', true],
  ['TRUE', true],
  ['False', false],
])('a switch says %s', (value, expected) => {
  expect(parse({ ...verify, deep: value }).deep).toBe(expected);
});

test.each(['yes', '1', 'on'])('a switch that says %s is refused with a line that works', (value) => {
  expect(complaint({ ...verify, deep: value })).toContain('Write for example: --deep');
  expect(complaint({ ...verify, deep: value }, { door: 'action' })).toContain('Write for example: deep: true');
});

describe('an input that the command does not read is refused: it would look as if it had been obeyed', () => {
  const sample: Record<string, string> = { snapshot: 'latest', at: '2026-11-05', to: './x', type: 'full' };
  const good = (command: CommandName) => ({
    ...(command === 'restore' ? restore : { ...goodSync, to: '' }),
    ...(PINNING.includes(command) ? { snapshot: 'latest' } : {}),
    ...(command === 'copy' ? { 'copy-to': './second' } : {}),
    ...(command === 'plan' ? { store: '' } : {}),
    command,
  });
  const pairs = COMMANDS.flatMap((command) =>
    declaredInputs
      .filter(({ name }) => !['command', 'token', 'server-url'].includes(name) && !READS[command].includes(name))
      .map(({ name, default: value }) => {
        const other = value === 'true' ? 'false' : value === 'false' ? 'true' : '7';
        return [command, name, sample[name] ?? other] as const;
      }),
  );

  test.each(pairs)('%s does not read %s', (command, name, value) => {
    const said = complaint({ ...good(command), [name]: value });
    expect(said).toContain(`${name}: ${command} does not read it. Leave it out; it is for `);
  });

  test('the defaults that a workflow hands in with every command are none', () => {
    const filled = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
    for (const command of COMMANDS) {
      const raw = { ...filled, ...good(command), token: 'ghs_x', 'server-url': 'https://github.com' };
      expect(complaintIfAny(raw, { door: 'action' })).toBe('');
    }
  });
});

describe('which snapshot', () => {
  const at = (value: string) => parse({ ...verify, at: value }).choice.at?.toISOString();

  test.each([
    ['2026-11-05T12:00:00Z', '2026-11-05T12:00:00.000Z'],
    ['2026-11-05T12:00Z', '2026-11-05T12:00:00.000Z'],
    ['2026-11-05T12:00:00+02:00', '2026-11-05T10:00:00.000Z'],
    ['2026-11-05T00:30:00+02:00', '2026-11-04T22:30:00.000Z'],
    ['2026-11-05T23:59:59.5Z', '2026-11-05T23:59:59.500Z'],
    ['2026-11-05', '2026-11-05T23:59:59.000Z'],
  ])('at %s', (value, expected) => {
    expect(at(value)).toBe(expected);
  });

  test.each(['yesterday', '2026-11-05T12:00:00', '2026-02-30', '2026-13-01', '2026-11-05T25:00:00Z', '05.11.2026'])(
    'at %s is refused: another instant would be restored than the one that was meant',
    (value) => {
      expect(complaint({ ...verify, at: value })).toContain(
        `at: "${value}" is neither a date nor an instant with a time zone`,
      );
    },
  );

  test('two ways of saying which are refused', () => {
    expect(complaint({ ...verify, at: '2026-11-05', snapshot: 'latest' })).toContain('both say which snapshot');
  });

  test.each(['snapshot-20261121', 'snapshot-20261399-020000', '../other', 'newest'])(
    '%s is no snapshot',
    (snapshot) => {
      expect(complaint({ ...verify, snapshot })).toContain('is no snapshot');
    },
  );
});

test('restore without a folder to restore into is refused', () => {
  expect(complaint({ ...restore, to: '' })).toContain('to: restore needs a folder to restore into');
});

test('whatever is written, the answer is settings or a usage error, never a crash', () => {
  const names = declaredInputs.map(({ name }) => name);
  const value = fc.oneof(fc.string(), fc.constantFrom(...COMMANDS, 'file://%', 'a/b=%', '2026-99-99', 'true', '1'));
  const raw = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: names.length });
  fc.assert(
    fc.property(raw, (inputs) => {
      expect(complaintIfAny(inputs)).toBeTypeOf('string');
    }),
  );
});
