// The job summary: GitHub drops one over 1 MiB whole, and shows whatever markup stands in it.
import { describe, expect, test } from 'vitest';
import { failureMarkdown, summaryMarkdown } from '../../src/action/summary.ts';
import { failed, held, report, stored } from '../report/reports.ts';

const MIB = 1024 * 1024;

test('the verdict, a table and what is worth saying', () => {
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
      '| REPOSITORY | STATUS | SNAPSHOT | TYPE | BYTES | TIME |',
      '| --- | --- | --- | --- | ---: | ---: |',
      '| acme/old | failed | - | - | - | 30 ms |',
      '| acme/app | stored | snapshot-20261121-020000 | full | 1.50 KiB | 900 ms |',
      '',
      '- acme/app&#58; asked for',
      '- acme/old&#58; denied&#58; HTTP 401 Check the token.',
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
    expect(text).toMatch(/\n\.\.\. and \d+ more repositories\.\n/);
    expect(text).toContain('| acme/last | failed |');
    expect(text).toContain('- acme/last&#58; denied&#58; HTTP 500');
    expect(text).not.toContain('asked for');
  });

  test('10,000 failures with long messages full of markup', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => failed(`acme/app-${index}`, '<|`é'.repeat(2000)));
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
