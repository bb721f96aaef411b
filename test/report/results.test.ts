// What of a report goes into the failure issue: nothing that failed is left out, and nothing counts as well that is not.
import { expect, test } from 'vitest';
import { resultsOf } from '../../src/report/results.ts';
import { failed, held, report, stored } from './reports.ts';

test('a repository whose copy in one of two stores failed is not well', () => {
  const lines = [
    stored('acme/app', { store: './a' }),
    { ...failed('acme/app', 'disk full', 'Free space.'), store: './b' },
    { ...failed('acme/app', 'refused'), store: './c' },
    stored('acme/web', { store: './a' }),
  ];
  expect(resultsOf(report(lines))).toEqual({
    failed: [{ repository: 'acme/app', kind: 'denied', message: './b: disk full; ./c: refused', hint: 'Free space.' }],
    good: ['acme/web'],
  });
});

test('a snapshot that was stored while pruning failed counts as failed', () => {
  const torn = stored('acme/app', { error: { kind: 'corrupt', message: 'not pruned' } });
  expect(resultsOf(report([torn]))).toMatchObject({ failed: [{ repository: 'acme/app' }], good: [] });
});

test('what status finds unhealthy failed, with all its problems', () => {
  const { failed: found, good } = resultsOf(
    report([held('acme/app'), held('acme/old', { healthy: false, problems: ['too old', 'damaged'] })]),
  );
  expect(found).toMatchObject([{ repository: 'acme/old', kind: 'unhealthy', message: 'too old; damaged' }]);
  expect(good).toEqual(['acme/app']);
});

test('an alarm that was not delivered is a failure of the run', () => {
  const error = { kind: 'denied' as const, message: 'chat.example answers 404', hint: 'Check the address.' };
  const alarms = [
    { alarm: 'metrics-file' as const, to: '/m.prom' },
    { alarm: 'pushgateway' as const, to: 'push.example', error: { kind: 'unreachable' as const, message: 'no' } },
    { alarm: 'webhook' as const, to: 'chat.example', error },
  ];
  expect(resultsOf(report([stored('acme/app')], { verdict: 'partial', alarms }))).toEqual({
    failed: [{ kind: 'unreachable', message: 'pushgateway: no; webhook: chat.example answers 404' }],
    good: ['acme/app'],
  });
});
