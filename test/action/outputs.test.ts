// Outputs: what the next step of a workflow reads, also after a run that stored nothing.
import { expect, test } from 'vitest';
import { NO_OUTPUTS, outputsOf } from '../../src/action/outputs.ts';
import { actionOutputs } from './action-file.ts';
import { failed, held, report, stored } from '../report/reports.ts';

test('every output that action.yml promises, and no other', async () => {
  const promised = await actionOutputs();
  expect(Object.keys(outputsOf(report([])))).toEqual(promised);
  expect(Object.keys(NO_OUTPUTS)).toEqual(promised);
});

test('a run', () => {
  const unchanged = { repository: 'acme/site', status: 'unchanged' as const };
  const torn = stored('acme/lib', { error: { kind: 'corrupt', message: 'not pruned' } });
  const run = report([stored('acme/app'), unchanged, failed('acme/old', 'gone'), torn], {
    verdict: 'partial',
    bytes: 9,
  });
  expect(outputsOf(run)).toMatchObject({ verdict: 'partial', stored: '2', unchanged: '1', failed: '2', bytes: '9' });
  expect(JSON.parse(outputsOf(run)['snapshots'] ?? '')).toEqual([
    { repository: 'acme/app', snapshot: 'snapshot-20261121-020000', type: 'full', bytes: 1536 },
    { repository: 'acme/lib', snapshot: 'snapshot-20261121-020000', type: 'full', bytes: 1536 },
  ]);
});

test('status counts what is not healthy as failed', () => {
  const outputs = outputsOf(report([held('acme/app'), held('acme/old', { healthy: false })], { command: 'status' }));
  expect(outputs).toMatchObject({ stored: '0', failed: '1', snapshots: '[]' });
});

test('a run that is not ok never says that nothing failed, also where it looked at no repository', () => {
  const unrecorded = report([stored('acme/app')], { verdict: 'partial' });
  for (const outputs of [NO_OUTPUTS, outputsOf(unrecorded)]) expect(outputs['failed']).toBe('1');
  expect(outputsOf(report([stored('acme/app')]))['failed']).toBe('0');
});

test('10,000 snapshots: the list stays JSON and below the limit of a job, and the count is whole', () => {
  const outputs = outputsOf(report(Array.from({ length: 10_000 }, (_, index) => stored(`acme/app-${index}`))));
  expect(outputs['stored']).toBe('10000');
  expect(Buffer.byteLength(outputs['snapshots'] ?? '')).toBeLessThan(600_000);
  expect(JSON.parse(outputs['snapshots'] ?? '')).not.toEqual([]);
});

test('a repository in two stores is counted once, and is unchanged only if it is so in both', () => {
  const line = (repository: string, store: string) => ({ repository, store, status: 'unchanged' as const });
  const outputs = outputsOf(
    report([
      stored('acme/app', { store: './a' }),
      stored('acme/app', { store: './b' }),
      line('acme/site', './a'),
      line('acme/site', './b'),
      line('acme/lib', './a'),
      { ...failed('acme/lib', 'away'), store: './b' },
    ]),
  );
  expect(outputs).toMatchObject({ stored: '1', unchanged: '1', failed: '1' });
  expect(JSON.parse(outputs['snapshots'] ?? '')).toMatchObject([{ store: './a' }, { store: './b' }]);
});
