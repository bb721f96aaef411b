// The Action when things go wrong: red, with the reason and its mending where a person looks, and nothing half stored.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sideBandError, stallAfter } from '../lab/faults.ts';
import { startOrigin } from './origin.ts';
import type { Origin } from './origin.ts';

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin[Symbol.asyncDispose]());

const errorsOf = (step: { annotations: { level: string; message: string }[] }) =>
  step.annotations.filter(({ level }) => level === 'error').map(({ message }) => message);

test('all bad inputs are told at once, in the log and in the summary, before anything is asked or written', async () => {
  const step = await origin.step({ store: 'floppy:', type: 'weekly', concurrency: 'many' });
  expect(step).toMatchObject({ conclusion: 'failure', code: 1, leftovers: [] });
  const [said = ''] = errorsOf(step);
  expect(said).toMatch(/^3 inputs are wrong:\n/);
  expect(said).toContain(
    '- store: "floppy:" is no kind of store that this version knows. Write ./backups, s3://bucket/backups',
  );
  expect(said).toContain('- type: "weekly" is none of auto, full, incremental, differential.');
  expect(said).toContain('- concurrency: "many" is not a whole number from 1 to 64.');
  expect(step.summary).toContain('**FAILED**');
  expect(step.summary).toContain('is no kind of store');
  expect(step.outputs).toMatchObject({ verdict: 'failed', snapshots: '[]', stored: '0' });
  expect(origin.server.requests).toEqual([]);
  expect(await readdir(origin.workspace)).toEqual([]);
});

test('reading a store that does not exist fails, and makes no store', async () => {
  const step = await origin.step({ command: 'status', store: './no-such-store' });
  expect(step.conclusion).toBe('failure');
  expect(errorsOf(step)[0]).toContain(join(origin.workspace, 'no-such-store'));
  expect(await readdir(origin.workspace)).toEqual([]);
});

test('one of two repositories fails: the other is stored, the step is red, and the reason is an annotation', async () => {
  const step = await origin.step({ store: './partial', repositories: 'acme/app\nacme/gone', concurrency: '1' });
  expect(step).toMatchObject({ conclusion: 'failure', code: 1, leftovers: [] });
  expect(step.outputs).toMatchObject({ verdict: 'partial', stored: '1', failed: '1' });
  const errors = errorsOf(step);
  expect(errors).toHaveLength(2);
  expect(errors[0]).toMatch(/^acme\/gone: not-found: .*answered HTTP 404/);
  expect(errors[0]).toContain('Check the name.');
  expect(errors[1]).toMatch(/^PARTIAL: 1 stored, 1 failed; /);
  expect(step.summary).toMatch(/\| acme\/gone \| failed \|.*\n\| acme\/app \| stored \|/);
  expect(await readdir(join(origin.workspace, 'partial/acme'))).toEqual(['app']);
});

test('a token that the server refuses: nothing is stored, and the token is not told', async () => {
  const step = await origin.step({ store: './denied', token: 'ghp_WrongToken' });
  expect(step.outputs).toMatchObject({ verdict: 'failed', stored: '0', failed: '1' });
  expect(errorsOf(step)[0]).toContain('the token was refused');
  const spoken = step.raw.output.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  expect([...spoken, step.raw.summary].join('\n')).not.toContain('ghp_WrongToken');
});

test('what a server says is no command to the runner', async () => {
  const hostile = 'no\n::error::pwned\n::add-mask::acme\r\n##[warning]pwned';
  origin.server.faults.next({ when: 'fetch', fault: sideBandError(hostile) });
  const step = await origin.step({ store: './hostile' });
  expect(origin.server.faults.pending).toBe(0);
  expect(step).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(step.masks).toHaveLength(2);
  expect(step.log).toContain('the server refused: no');
  expect(step.log).not.toContain('##[warning]');
});

test('a cancelled job ends within the time that the runner gives, and leaves nothing half done', async () => {
  const cancel = new AbortController();
  origin.server.faults.next({
    when: 'fetch',
    fault: stallAfter(200),
    match: () => {
      cancel.abort();
      return true;
    },
  });
  const step = await origin.step({ store: './cancelled' }, { cancel: { when: cancel.signal } });
  expect(step).toMatchObject({ conclusion: 'cancelled', code: 1, signal: null, leftovers: [] });
  expect(step.log).toContain('stopped by SIGINT');
  // Nothing but the record of the run.
  expect(await readdir(join(origin.workspace, 'cancelled'))).toEqual(['runs']);
});
