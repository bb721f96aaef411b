// The webhook's messages: complete for programs, readable and harmless where people chat.
import { expect, test } from 'vitest';
import { judgeLine, occasionOf } from '../../src/alarms/occasion.ts';
import { jsonMessage, slackMessage, type News } from '../../src/alarms/webhook.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { failed, report, stored } from '../report/reports.ts';

const createdBy = { name: 'repo-backup', version: '1.2.3', run_url: 'https://github.com/acme/backups/actions/runs/7' };
const startedBy = { actor: 'ada', event: 'schedule', workflow: null };

function newsOf(entries: LedgerEntry[], rest: Partial<News> = {}): News {
  const verdict = entries.some(({ error }) => error) ? 'partial' : 'ok';
  const occasion = occasionOf(
    verdict,
    entries.map((entry) => judgeLine(entry)),
    ({ repository }) => (repository === 'acme/back' ? 'bad' : 'good'),
  );
  return { report: report(entries, { verdict }), occasion, error: undefined, createdBy, startedBy, ...rest };
}

const textOf = (news: News) => (JSON.parse(slackMessage(news)) as { text: string }).text;

test('for programs: what happened, to whom, and why', () => {
  const news = newsOf([stored('acme/app'), failed('acme/old', 'HTTP 401', 'Check the token.'), stored('acme/back')]);
  expect(JSON.parse(jsonMessage(news))).toEqual({
    event: 'failure',
    command: 'sync',
    verdict: 'partial',
    summary: 'PARTIAL: 2 stored, 1 failed; 0 B in 1.5 s',
    started_at: '2026-11-21T02:00:10Z',
    duration_ms: 1500,
    stores: ['./backups'],
    failed: [{ repository: 'acme/old', errors: [{ kind: 'denied', message: 'HTTP 401', hint: 'Check the token.' }] }],
    recovered: [{ repository: 'acme/back' }],
    error: null,
    started_by: startedBy,
    created_by: createdBy,
  });
});

test('for people: the verdict, what failed with its mending, and the way to the run', () => {
  expect(textOf(newsOf([stored('acme/app'), failed('acme/old', 'HTTP 401', 'Check the token.')]))).toBe(
    [
      '*repo-backup sync*: PARTIAL: 1 stored, 1 failed; 0 B in 1.5 s',
      '• acme/old: HTTP 401. Check the token.',
      'Stored in ./backups',
      '<https://github.com/acme/backups/actions/runs/7|The run>',
    ].join('\n'),
  );
  expect(textOf(newsOf([stored('acme/back')]))).toMatch(
    /^\*repo-backup sync\*: works again\. OK: .*\n• acme\/back works again\n/,
  );
});

test('a run that came to no report tells why', () => {
  const error = { kind: 'denied' as const, message: 's3://b refuses the key', hint: 'Give it s3:ListBucket.' };
  const news = { ...newsOf([]), error, report: report([], { verdict: 'failed' }) };
  expect(textOf(news)).toContain(
    'FAILED: s3://b refuses the key\n• the run: s3://b refuses the key. Give it s3:ListBucket.',
  );
  expect(JSON.parse(jsonMessage(news))).toMatchObject({ error, verdict: 'failed' });
});

test('what a server says is no link, calls nobody, and cannot pose as a line of ours', () => {
  const text = textOf(newsOf([failed('acme/a', '<!channel> <http://evil|log in> @here & co\n*repo-backup sync*: OK')]));
  expect(text).toContain(
    '• acme/a: &lt;!channel&gt; &lt;http://evil|log in&gt; @\u200Bhere &amp; co *repo-backup sync*: OK',
  );
  expect(text.match(/\n/g)).toHaveLength(3);
});

test('thousands of failures still fit into one message', () => {
  const many = Array.from({ length: 5000 }, (_, index) => failed(`acme/r${index}`, 'x'.repeat(2000)));
  const text = textOf(newsOf(many));
  expect(text).toContain('• and 4980 more');
  // Slack cuts a text at 40,000 characters (docs.slack.dev, chat.postMessage).
  expect(text.length).toBeLessThan(40_000);
});
