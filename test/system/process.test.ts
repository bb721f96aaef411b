// Children that misbehave: what they say is bounded, and how they ended is told.
import { expect, test } from 'vitest';
import { run } from '../../src/system/process.ts';

const shell = (line: string, longest?: number) =>
  run({ program: 'sh', args: ['-c', line], env: { PATH: process.env['PATH'] } }, undefined, longest);

test('a child that does not stop talking is ended before it fills the memory', async () => {
  await expect(shell('yes', 100_000)).rejects.toMatchObject({ kind: 'unsupported' });
  expect((await shell('printf 12345', 5)).stdout.toString()).toBe('12345');
});

test('the way that a child ended is told', async () => {
  expect(await shell('exit 3')).toMatchObject({ code: 3, signal: null });
  expect(await shell('kill -SEGV $$')).toMatchObject({ code: null, signal: 'SIGSEGV' });
  expect(await run({ program: '/nowhere/git', args: [], env: {} })).toMatchObject({ code: 127, signal: null });
});
