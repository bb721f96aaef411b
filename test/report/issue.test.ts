// The failure issue's text: GitHub refuses one that is too long, and shows whatever markup stands in it.
import { describe, expect, test } from 'vitest';
import { addFailures, countFailures, noFailures, type Failure, type FailureState } from '../../src/domain/failures.ts';
import { mergeOutcome, type Outcome } from '../../src/domain/failures-merge.ts';
import { compareFailures } from '../../src/domain/failures-news.ts';
import { WHOLE_STORE } from '../../src/domain/ledger.ts';
import { findState } from '../../src/domain/failures-text.ts';
import { issueBody, issueTitle } from '../../src/report/issue.ts';
import { changeComment, recoveryComment } from '../../src/report/issue-comments.ts';

const facts = {
  marker: '<!-- mark -->',
  workflow: 'Backup',
  runUrl: 'https://github.com/acme/backups/actions/runs/7',
  at: '2026-11-21T02:00:00Z',
};
const origin = { step: 'step1', shard: '0', task: 'backup' };

function stateOf(failed: Failure[], isNamed = true, rest: Partial<Outcome> = {}): FailureState {
  const outcome = {
    origin,
    run: '7',
    jobs: 1,
    at: facts.at,
    url: facts.runUrl,
    reported: true,
    whole: true,
    failed,
    good: [],
    ...rest,
  };
  return mergeOutcome(noFailures('salt'), outcome, () => isNamed);
}

const revoked: Failure = {
  repository: 'acme/app',
  kind: 'denied',
  message: 'https://github.com/acme/app.git: the token was refused',
  hint: 'Put a new token into the secret.',
};

test('it tells what mends it, what fails, why, and since when, without a table that a phone cuts off', () => {
  const body = issueBody(stateOf([revoked, { ...revoked, repository: 'acme/web' }]), facts);
  expect(body.split('\n').slice(0, -2)).toEqual([
    '<!-- mark -->',
    '',
    'The backup of the workflow **Backup** fails. Last run that failed: [2026-11-21 02:00 UTC](https://github.com/acme/backups/actions/runs/7).',
    '',
    '**What to do**',
    '',
    '- Put a new token into the secret. (acme/app, acme/web)',
    '',
    '**What fails**',
    '',
    '- **acme/app** (backup, since 2026-11-21 02:00 UTC): denied&#58; https&#58;//github.com/acme/app.git&#58; the token was refused',
    '- **acme/web** (backup, since 2026-11-21 02:00 UTC): denied&#58; https&#58;//github.com/acme/app.git&#58; the token was refused',
    '',
    'repo-backup closes this issue once all of it is well again. Closing it by hand is fine too: what still fails then opens a new one.',
    '',
  ]);
});

test('all bad inputs of a run that never began are told', () => {
  const message = '2 inputs are wrong:\n  - store: no store is named\n  - type: "x" is none of full';
  const body = issueBody(
    stateOf([{ kind: 'usage', message, hint: 'Read the README.' }], true, { reported: false }),
    facts,
  );
  expect(body).toContain('**The whole run failed** (backup)');
  expect(body).toContain('- store&#58; no store is named<br>');
  expect(body).toContain('- Read the README. (the whole run)');
});

test('private repositories are counted, by kind, with a mending that names nobody', () => {
  const body = issueBody(stateOf([revoked, { ...revoked, repository: 'acme/web', kind: 'corrupt' }], false), facts);
  expect(body).not.toContain('acme/app');
  expect(body).not.toContain('acme/web');
  expect(body).not.toContain('token was refused');
  expect(body).toContain('2 more repositories not named here');
  expect(body).toContain('1 corrupt (since 2026-11-21 02:00 UTC), 1 denied');
  expect(body).toContain('Put a new token into the secret');
});

describe('it always fits', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    ...revoked,
    repository: `acme/${'long-name-'.repeat(9)}${index}`,
    message: '<|`é'.repeat(2000),
    hint: `Mend ${index}: ${'<'.repeat(500)}`,
  }));

  test.each([true, false])('10,000 failures (named: %s): all are counted, and none is forgotten', (isNamed) => {
    const state = stateOf(many, isNamed);
    const body = issueBody(state, facts);
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(isNamed ? /\n99\d\d more repositories/ : /\n10000 more repositories/);
    const kept = findState(body);
    expect(kept && countFailures(kept)).toBe(10_000);
  });

  test('a run that failed with any message', () => {
    const body = issueBody(stateOf([{ kind: 'bug', message: '<\n'.repeat(50_000), hint: '<'.repeat(9000) }]), facts);
    expect(body.length).toBeLessThan(65_536);
  });
});

describe('256 jobs of a matrix that all fail as a whole', () => {
  const all = (message: (shard: number) => string) => {
    const stopped = Array.from({ length: 256 }, (_, shard): Outcome => {
      const failed = [{ kind: 'denied' as const, message: message(shard), hint: `Mend it. ${message(shard)}` }];
      const from = { origin: { ...origin, shard: String(shard) }, run: '7', jobs: 256, at: facts.at };
      return { ...from, reported: false, whole: true, failed, good: [] };
    });
    return stopped.reduce((state, outcome) => mergeOutcome(state, outcome, () => true), noFailures('salt'));
  };
  const others = Array.from({ length: 3000 }, (_, index) => ({ ...revoked, repository: `acme/${index}` }));
  const withOthers = (state: FailureState) => addFailures(state, stateOf(others).open, () => true);

  test('for one reason: it is told once, with the jobs, and none is forgotten', () => {
    const body = issueBody(
      all(() => 'no such key'),
      facts,
    );
    expect(body.match(/^> .*no such key$/gm)).toHaveLength(1);
    expect(body.match(/Mend it/g)).toHaveLength(2);
    expect(body).toContain('jobs 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 246 more of the matrix');
    expect(countFailures(findState(body) ?? noFailures(''))).toBe(256);
  });

  test('for a long reason each, beside 3,000 repositories: the issue fits, so that it can be written at all', () => {
    const body = issueBody(withOthers(all((shard) => `${shard}: ${'<'.repeat(5000)}`)), facts);
    expect(body.length).toBeLessThan(65_536);
    expect(countFailures(findState(body) ?? noFailures(''))).toBe(3256);
  });
});

test('a body that somebody has edited keeps no failure from being filed', () => {
  const unknown = { ...revoked, kind: 'constructor', message: undefined, hint: undefined } as unknown as Failure;
  const body = issueBody(stateOf([unknown]), facts);
  expect(body).toContain('acme/app');
  const kept = findState(body);
  expect(kept && countFailures(kept)).toBe(1);
  expect(issueBody(stateOf([unknown], false), facts)).toContain('1 constructor');
  expect(findState(body.replace('"constructor"', '"@ada"'))).toBeUndefined();
});

test('what a server said is shown, and mentions, links and tables are none', () => {
  const hostile =
    'no <script>alert(1)</script> | x |\n| --- |\n# [click](https://evil.example) ![](y) @acme/admins -->';
  const body = issueBody(stateOf([{ ...revoked, message: hostile, hint: hostile }]), { ...facts, workflow: hostile });
  const shown = body.replace(/<!-- repo-backup state .*$/m, '').replace(facts.marker, '');
  const texts = shown.split('\n').filter((line) => line.includes('click'));
  expect(texts).toHaveLength(3);
  for (const line of texts)
    expect(line.replaceAll(/&#\d+;/g, '').replace(/\[2026.*?\)/, '')).not.toMatch(/[<>[\]#@!`]/);
  expect(shown.split('\n').filter((line) => line.startsWith('|'))).toEqual([]);
});

describe('comments', () => {
  const before = stateOf([revoked]);
  const after = (failed: Failure[], good: string[] = []) =>
    mergeOutcome(
      before,
      { origin, run: '7', jobs: 1, at: facts.at, reported: true, whole: true, failed, good },
      () => true,
    );

  test('another failure is told, with what is well again', () => {
    const text = changeComment(
      compareFailures(before, after([{ ...revoked, repository: 'acme/web' }], ['acme/app']), () => false),
      facts,
    );
    expect(text).toContain('fails too, or in another way: acme/web (backup&#58; denied).');
    expect(text).toContain('Well again: acme/app (backup&#58; denied).');
  });

  test('what is only well again waits for the end', () => {
    const two = stateOf([revoked, { ...revoked, repository: 'acme/web' }]);
    expect(
      changeComment(
        compareFailures(two, before, () => false),
        facts,
      ),
    ).toBeUndefined();
  });

  test('the end names the run that mended it', () => {
    const well = compareFailures(before, noFailures('salt'), () => false);
    expect(recoveryComment(well, facts)).toContain('https://github.com/acme/backups/actions/runs/7');
    expect(recoveryComment(well, { ...facts, runUrl: undefined })).toContain('2026-11-21 02:00 UTC');
    expect(recoveryComment(well, facts)).toContain('Everything is well again');
  });

  test('what is only not heard of any more is never called well', () => {
    const change = compareFailures(before, noFailures('salt'), () => true);
    for (const text of [changeComment(change, facts), recoveryComment(change, facts)]) {
      expect(text).toContain('not been heard of for more than a week, while others ran: acme/app (backup&#58; denied)');
      expect(text).not.toMatch(/well again|fails too/i);
    }
  });
});

test('a workflow with a name of any length has a title that GitHub takes', () => {
  expect(issueTitle('x'.repeat(1000)).length).toBeLessThan(256);
});

test('a store that failed as a whole is told in words', () => {
  const body = issueBody(stateOf([{ ...revoked, repository: WHOLE_STORE }]), facts);
  expect(body).toContain('- **a whole store** (backup, ');
  expect(body).toContain('(a whole store)');
});

test('a workflow whose name must not be told is not in the title', () => {
  expect(issueTitle('Backup')).toContain('Backup');
  expect(issueTitle(undefined)).toBe('A backup fails');
});
