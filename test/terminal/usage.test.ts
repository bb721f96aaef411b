// Help is complete: every command, every flag that it reads, and nothing that it would refuse.
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/settings.ts';
import { declaredInputs } from '../../src/inputs/declared.ts';
import { ACTION_ONLY, READS, VARIABLES } from '../../src/inputs/reads.ts';
import { readArguments } from '../../src/terminal/arguments.ts';
import { usageText } from '../../src/terminal/usage.ts';
import { complaintIfAny } from '../inputs/parsing.ts';

test('the help of the program names every command, the exit codes and where a token comes from', () => {
  const text = usageText(undefined);
  for (const command of COMMANDS) expect(text).toContain(`\n  ${command} `);
  expect(text).toContain('0 all good, 1 failed, 2 bad usage, 3 some repositories failed');
  expect(text).toContain('REPO_BACKUP_TOKEN');
  expect(usageText('no-such-command')).toBe(text);
});

test.each(COMMANDS)('the help of %s names the flags that it reads and no other', (command) => {
  const flags = [...usageText(command).matchAll(/^ {2}--([\w-]+)/gm)].map((match) => match[1]);
  const read = READS[command].filter((name) => !(name in VARIABLES) && !ACTION_ONLY.includes(name));
  const order: string[] = declaredInputs.map(({ name }) => name);
  expect(order).toEqual(expect.arrayContaining(read));
  expect(flags).toEqual([...order.filter((name) => read.includes(name)), 'json']);
});

test.each(COMMANDS)('the help of %s names the variables that take the place of flags', (command) => {
  const variables = [...usageText(command).matchAll(/^ {2}(REPO_BACKUP_\w+)$/gm)].map((match) => match[1]);
  const read = Object.entries(VARIABLES).filter(([name]) => READS[command].includes(name));
  expect(new Set(variables)).toEqual(new Set(read.map(([, variable]) => variable)));
});

test.each([undefined, ...COMMANDS])('the examples in the help of %s are accepted as they stand', (command) => {
  const examples = [...usageText(command).matchAll(/^ {2}repo-backup ([^<\n]+)$/gm)].map((match) => match[1] ?? '');
  expect(examples).not.toEqual([]);
  for (const example of examples) {
    const { raw, problems } = readArguments(example.split(/\s+/));
    expect(complaintIfAny(raw, { problems })).toBe('');
  }
});

test.each([undefined, ...COMMANDS])('no line of the help of %s is wider than 110 characters', (command) => {
  expect(
    Math.max(
      ...usageText(command)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(110);
});
