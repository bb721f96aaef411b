// The report that a person reads: failures first, every error with the change that helps, the verdict last.
import { describe, expect, test } from 'vitest';
import { remarksOn } from '../../src/report/remarks.ts';
import { reportText, verdictLine } from '../../src/report/text.ts';
import { failed, held, report, stored } from './reports.ts';

test('a run: what failed stands on top, its reason and its mending below, the verdict last', () => {
  const text = reportText(
    report(
      [
        stored('acme/app', { note: 'builds on snapshot-20261120-020000; proven by links' }),
        {
          repository: 'acme/site',
          status: 'unchanged',
          snapshot: 'snapshot-20261119-020000',
          bytes: 0,
          duration_ms: 40,
        },
        failed('acme/old', 'https://github.com/acme/old.git answered HTTP 401', 'Check the token.'),
      ],
      { verdict: 'partial', bytes: 1536 },
    ),
  );
  expect(text).toBe(
    [
      'REPOSITORY  STATUS     SNAPSHOT                  TYPE     BYTES    TIME',
      'acme/old    failed     -                         -            -   30 ms',
      'acme/app    stored     snapshot-20261121-020000  full  1.50 KiB  900 ms',
      'acme/site   unchanged  snapshot-20261119-020000  -          0 B   40 ms',
      'acme/app: builds on snapshot-20261120-020000; proven by links',
      'acme/old: denied: https://github.com/acme/old.git answered HTTP 401',
      '  Check the token.',
      'PARTIAL: 1 stored, 1 unchanged, 1 failed; 1.50 KiB in 1.5 s',
    ].join('\n'),
  );
});

test('status: what is not healthy stands on top; ages are counted from the run', () => {
  const text = reportText(
    report(
      [
        held('acme/app', { latest_at: '2026-11-21T02:00:00Z' }),
        held('acme/old', { healthy: false, problems: ['last looked at 3 d 0 h ago, more than 48 h'] }),
        held('acme/gone', {
          snapshots: 0,
          full: 0,
          incremental: 0,
          latest: null,
          latest_at: null,
          age_hours: null,
          last_check_at: null,
          last_drill_at: null,
          rto_ms: null,
          bytes: 0,
          healthy: false,
          problems: ['no whole snapshot'],
        }),
      ],
      { command: 'status', verdict: 'partial', bytes: 3_145_728 },
    ),
  );
  expect(text).toBe(
    [
      'REPOSITORY  HEALTH  SNAPSHOTS  FULL  INCR  PINS  NEWEST                        AGE  LAST CHECK            LAST DRILL    RTO     BYTES',
      'acme/old    NOT OK          3     1     2     0  snapshot-20261119-010000  2 d 1 h  2026-11-21T01:00:00Z     7 d 0 h  1.2 s  1.50 MiB',
      'acme/gone   NOT OK          0     0     0     0  -                               -  -                              -      -       0 B',
      'acme/app    ok              3     1     2     0  snapshot-20261119-010000  < 1 min  2026-11-21T01:00:00Z     7 d 0 h  1.2 s  1.50 MiB',
      'acme/old: last looked at 3 d 0 h ago, more than 48 h',
      'acme/gone: no whole snapshot',
      'PARTIAL: 1 healthy, 2 not healthy; 3.00 MiB stored',
    ].join('\n'),
  );
});

describe('nothing is hidden', () => {
  test('a snapshot that was stored while pruning failed is not counted as all good', () => {
    const error = { kind: 'corrupt' as const, message: 'acme/app was not pruned' };
    const line = verdictLine(report([stored('acme/app', { error })], { verdict: 'partial', bytes: 1536 }));
    expect(line).toBe('PARTIAL: 1 stored with an error; 1.50 KiB in 1.5 s');
  });

  test('what sync pruned is named, and a long list is cut', () => {
    const names = Array.from({ length: 7 }, (_, day) => `snapshot-2026110${day + 1}-020000`);
    const text = reportText(report([stored('acme/app', { note: 'asked for', removed: names })]));
    expect(text).toContain(`acme/app: pruned ${names.slice(0, 5).join(', ')} and 2 more\n`);
  });

  test('warnings', () => {
    const moved = stored('acme/app', { warnings: ['acme/app has moved'] });
    expect(reportText(report([moved]))).toContain('acme/app: warning: it has moved\n');
  });
});

test('a server cannot write a verdict of its own into the report', () => {
  const text = reportText(
    report([failed('acme/app', 'remote: no\nOK: 1 stored\r\nOK: 2 stored')], { verdict: 'failed' }),
  );
  expect(text.split('\n').filter((line) => line.startsWith('OK'))).toEqual([]);
  expect(text.split('\n').at(-1)).toBe('FAILED: 1 failed; 0 B in 1.5 s');
});

test('errors stand nearest to the verdict, whatever else there is to say', () => {
  const told = stored('acme/app', { note: 'asked for', warnings: ['acme/app has moved'] });
  const lines = reportText(report([failed('acme/old', 'gone', 'Check.'), told])).split('\n');
  expect(lines.slice(3, -1)).toEqual([
    'acme/app: asked for',
    'acme/app: warning: it has moved',
    'acme/old: denied: gone',
    '  Check.',
  ]);
});

test('what every store of a repository says is said once, and what one of them says names it', () => {
  const stores = ['./a', './b'];
  const lines = [
    ...stores.map((store) => ({ ...failed('acme/old', 'gone', 'Check.'), store })),
    { ...failed('acme/app', 'disk full'), store: './b' },
  ];
  expect(remarksOn(report(lines, { stores })).errors).toEqual([
    { subject: 'acme/old', text: 'denied: gone', hint: 'Check.' },
    { subject: 'acme/app (./b)', text: 'denied: disk full', hint: undefined },
  ]);
});

test('a snapshot that was stored with an error is not shown as one that is only stored', () => {
  const error = { kind: 'incomplete' as const, message: 'half of its refs are gone' };
  expect(reportText(report([stored('acme/app', { error })]))).toMatch(/^acme\/app +stored, error /m);
});

test('on a screen that is too narrow for the table nothing is broken in two, and nothing is lost', () => {
  const name = `acme/${'long-'.repeat(9)}name`;
  const text = reportText(report([held(name, { latest_at: '2026-11-21T02:00:00Z' })], { command: 'status' }), 80);
  expect(text.split('\n').slice(0, -1)).toEqual([
    name,
    '  health ok  snapshots 3  full 1  incr 2  pins 0',
    '  newest snapshot-20261119-010000  age < 1 min  last check 2026-11-21T01:00:00Z',
    '  last drill 7 d 0 h  rto 1.2 s  bytes 1.50 MiB',
  ]);
  expect(reportText(report([stored('acme/app')]), 80)).toContain('REPOSITORY  STATUS');
});

test.each([
  [1, '1 alarm not delivered'],
  [2, '2 alarms not delivered'],
])('%i lost alarms are counted in plain words', (count, words) => {
  const error = { kind: 'unreachable' as const, message: 'no' };
  const alarms = Array.from({ length: count }, () => ({ alarm: 'webhook' as const, to: 'chat.example', error }));
  expect(verdictLine(report([stored('acme/app')], { verdict: 'partial', alarms }))).toContain(`, ${words};`);
});
