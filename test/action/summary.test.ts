// The job summary: GitHub drops one over 1 MiB whole, and shows whatever markup stands in it.
import { describe, expect, test } from 'vitest';
import { failureMarkdown, summaryMarkdown as markdown, type About } from '../../src/action/summary.ts';
import type { Report } from '../../src/commands/report.ts';
import { failed, held, report, stored } from '../report/reports.ts';

const MIB = 1024 * 1024;
const nothing: About = { now: new Date('2026-11-21T02:00:12Z'), budget: undefined, warnings: [] };
const summaryMarkdown = (run: Report, about: Partial<About> = {}) => markdown(run, { ...nothing, ...about });

test('what failed and what mends it stand above the table, where a phone shows them', () => {
  const text = summaryMarkdown(
    report([stored('acme/app', { note: 'asked for' }), failed('acme/old', 'HTTP 401', 'Check the token.')], {
      verdict: 'partial',
      bytes: 1536,
    }),
  );
  expect(text).toBe(
    [
      '### repo-backup sync',
      '',
      '**PARTIAL&#58; 1 stored, 1 failed; 1.50 KiB in 1.5 s**',
      '',
      '- **acme/old**: denied&#58; HTTP 401<br>Check the token.',
      '',
      '| REPOSITORY | STATUS | SNAPSHOT | TYPE | BYTES | TIME |',
      '| --- | --- | --- | --- | ---: | ---: |',
      '| acme/old | failed | - | - | - | 30 ms |',
      '| acme/app | stored | snapshot-20261121-020000 | full | 1.50 KiB | 900 ms |',
      '',
      '- **acme/app**: asked for',
      '',
      '',
    ].join('\n'),
  );
});

describe('it always fits', () => {
  test('10,000 repositories: cut with a count of the rest, the failed ones kept', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      stored(`acme/${'long-name-'.repeat(9)}${index}`, { note: 'asked for' }),
    );
    const text = summaryMarkdown(report([...many, failed('acme/last', 'HTTP 500')], { verdict: 'partial' }));
    expect(Buffer.byteLength(text)).toBeLessThan(MIB);
    expect(text).toMatch(/\n\.\.\. and \d+ more\.\n/);
    expect(text).toContain('| acme/last | failed |');
    expect(text).toContain('- **acme/last**: denied&#58; HTTP 500');
    expect(text).not.toContain('asked for');
  });

  test('10,000 failures with long messages full of markup', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      failed(`acme/app-${index}`, '<|`é'.repeat(2000), '|@a'.repeat(2000)),
    );
    const text = summaryMarkdown(report(many, { verdict: 'failed' }));
    expect(Buffer.byteLength(text)).toBeLessThan(MIB);
    expect(text).toContain('- ... and 9900 more, which the log shows.');
  });

  test('a status of 10,000', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => held(`acme/app-${index}`));
    expect(Buffer.byteLength(summaryMarkdown(report(many, { command: 'status' })))).toBeLessThan(MIB);
  });

  test('one failure of the whole run, with any message', () => {
    const message = Array.from({ length: 1000 }, () => '<'.repeat(5000)).join('\n');
    expect(Buffer.byteLength(failureMarkdown('sync', { kind: 'usage', message }))).toBeLessThan(MIB);
  });
});

test('what a server said is shown, and is neither markup nor a row of the table', () => {
  const hostile = 'no <script>alert(1)</script> | x |\n| --- |\n# [click](https://evil.example) ![](y) @acme/admins';
  const text = summaryMarkdown(report([failed('acme/app', hostile)], { verdict: 'failed' }));
  const line = text.split('\n').find((one) => one.startsWith('- ')) ?? '';
  expect(line).toContain('click');
  expect(line.replaceAll(/&#\d+;/g, '')).not.toMatch(/[<>|[\]#@!`]/);
  expect(line).not.toContain('&#64;acme');
  expect(text.split('\n').filter((one) => one.startsWith('|'))).toHaveLength(3);
});

test('a failure of the whole run is told with all its lines and the hint', () => {
  const message = '2 inputs are wrong:\n  - store: no store is named\n  - type: "x" is none of full';
  expect(failureMarkdown('sync', { kind: 'usage', message, hint: 'Read the README.' })).toBe(
    [
      '### repo-backup sync',
      '',
      '**FAILED**',
      '',
      '2 inputs are wrong&#58;<br>',
      '- store&#58; no store is named<br>',
      '- type&#58; "x" is none of full<br>',
      'Read the README.',
      '',
    ].join('\n'),
  );
});

test('of a long list what failed and what changed is shown, and what had nothing new is counted', () => {
  const many = Array.from({ length: 9_998 }, (_, index) => ({
    repository: `acme/quiet-${index}`,
    status: 'unchanged' as const,
  }));
  const text = summaryMarkdown(
    report([...many, stored('acme/app'), failed('acme/old', 'gone')], { verdict: 'partial' }),
  );
  expect(text.split('\n').filter((line) => line.startsWith('| acme/'))).toEqual([
    '| acme/old | failed | - | - | - | 30 ms |',
    '| acme/app | stored | snapshot-20261121-020000 | full | 1.50 KiB | 900 ms |',
  ]);
  expect(text).toContain('... and 9998 of which nothing is to be told.');
});

test('a table of sources where there are several, and of stores', () => {
  const sources = { git: 'ok' as const, wiki: 'denied' as const };
  const text = summaryMarkdown(report([stored('acme/app', { sources, store: 's3://bucket' })]));
  expect(text).toContain('| REPOSITORY | STORE | STATUS | SNAPSHOT | TYPE | SOURCES | BYTES | TIME |');
  expect(text).toContain(
    '| acme/app | s3&#58;//bucket | stored | snapshot-20261121-020000 | full | git ok, wiki denied |',
  );
});

test('what the store holds, how old that is, how it grew, and what is left of the requests', () => {
  const days = [
    { day: '2026-10-01', snapshots: 1, bytes: 9_000_000 },
    { day: '2026-11-19', snapshots: 1, bytes: 1_048_576 },
    { day: '2026-11-21', snapshots: 2, bytes: 524_288 },
  ];
  const held = [{ store: './backups', snapshots: 4, bytes: 10_572_864, newest_at: '2026-11-21T01:30:12Z', days }];
  const budget = { limit: 5000, remaining: 4987, resetAt: new Date('2026-11-21T03:00:00Z') };
  const warnings = ['The token expires in 9 days'];
  const text = summaryMarkdown(report([stored('acme/app')], { held }), { budget, warnings });
  expect(text).toContain('> ⚠️ The token expires in 9 days\n');
  expect(text).toContain('* Newest snapshot&#58; 2026-11-21T01&#58;30&#58;12Z, 30 min 0 s old\n');
  expect(text).toContain('* Held in ./backups&#58; 4 snapshots, 10.1 MiB\n');
  expect(text).toContain('* GitHub requests left&#58; 4987 of 5000, until 2026-11-21T03&#58;00&#58;00Z\n');
  expect(text).toContain(
    '* Stored a day: `···························█·▄` 2026-10-23 to 2026-11-21, at most 1.00 MiB a day\n',
  );
});
