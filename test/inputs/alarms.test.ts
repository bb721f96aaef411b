// The inputs of alarms: who hears what, and a secret that no problem repeats.
import { expect, test } from 'vitest';
import { WEBHOOK_EVENTS } from '../../src/commands/settings.ts';
import { complaint, cwd, goodSync, parse } from './parsing.ts';

const SLACK = 'https://hooks.slack.com/services/T000/B000/xyzzy';
const alarmsOf = (raw: Record<string, string>) => parse({ ...goodSync, ...raw }).alarms;

test('nothing is told to anybody who was not named', () => {
  expect(alarmsOf({})).toEqual({});
});

test('a webhook hears of failures and of their end, unless told otherwise', () => {
  expect(alarmsOf({ 'webhook-url': SLACK })).toEqual({
    webhook: { url: SLACK, format: 'slack', on: ['failure', 'recovery'] },
  });
  expect(alarmsOf({ 'webhook-url': SLACK, 'webhook-on': 'change\nalways' }).webhook?.on).toEqual(['change', 'always']);
  for (const on of WEBHOOK_EVENTS)
    expect(alarmsOf({ 'webhook-url': SLACK, 'webhook-on': on }).webhook?.on).toEqual([on]);
});

test.each([
  ['https://hooks.slack.com/services/x', 'auto', 'slack'],
  ['https://hooks.slack-gov.com/services/x', 'auto', 'slack'],
  ['https://hooks.slack.com.evil.example/x', 'auto', 'json'],
  ['https://chat.example/hooks/x', 'auto', 'json'],
  ['https://chat.example/hooks/x', 'slack', 'slack'],
  ['https://hooks.slack.com/services/x', 'json', 'json'],
])('%s with format %s gets %s', (url, format, expected) => {
  expect(alarmsOf({ 'webhook-url': url, 'webhook-format': format }).webhook?.format).toBe(expected);
});

test('the others: addresses as they are, a file relative to the working directory', () => {
  expect(
    alarmsOf({
      'heartbeat-url': 'https://hc.example/ping/1234',
      'metrics-file': 'metrics/backup.prom',
      'pushgateway-url': 'http://ada:pass@push.example:9091/',
    }),
  ).toEqual({
    heartbeat: 'https://hc.example/ping/1234',
    metricsFile: `${cwd}/metrics/backup.prom`,
    pushgateway: 'http://ada:pass@push.example:9091',
  });
});

test.each(['webhook-url', 'heartbeat-url', 'pushgateway-url'])(
  '%s that is no address is refused, and not repeated',
  (input) => {
    for (const value of [
      'xyzzy',
      'ftp://xyzzy@host/xyzzy',
      'https://host:xyzzy/',
      'file:///xyzzy',
      'https://%zz:xyzzy@host/',
    ]) {
      const said = complaint({ ...goodSync, [input]: value });
      expect(said).toContain(`${input}: it is no http or https address`);
      expect(said).not.toContain('xyzzy');
    }
  },
);

test('an event that nobody knows, and no event at all', () => {
  for (const on of ['failed', 'failure,sometimes', ','])
    expect(complaint({ ...goodSync, 'webhook-url': SLACK, 'webhook-on': on })).toContain(
      'is not made of failure, recovery, change, always',
    );
});

test('a webhook that got lost is noticed where something else says that one was meant', () => {
  for (const raw of [{ 'webhook-on': 'always' }, { 'webhook-format': 'slack' }])
    expect(complaint({ ...goodSync, 'webhook-url': '', ...raw })).toContain('no webhook is given');
});

test('commands that a person runs and looks at have no alarms', () => {
  for (const command of ['restore', 'pin', 'unpin']) {
    const raw = { command, store: './a', to: './x', snapshot: 'latest', 'webhook-url': SLACK };
    expect(complaint(raw)).toContain(`webhook-url: ${command} does not read it`);
  }
});
