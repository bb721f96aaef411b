// What GitHub refuses comes out as a sentence with the change that helps.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explainGitHub } from '../../src/github/errors.ts';
import { answer, hangUp } from '../lab/faults.ts';
import { startGitHub } from '../lab/github/github.ts';
import type { LabGitHub } from '../lab/github/github.ts';
import { openLab, rejected } from './world.ts';

const APP = { owner: 'acme', repo: 'app' };
const attempt = { doing: 'filing an issue in acme/app', permission: 'issues: write', tokenPermission: 'Issues: write' };

let github: LabGitHub;
beforeEach(async () => {
  github = await startGitHub();
  await github.addRepository('acme/app', { private: true });
});
afterEach(() => github[Symbol.asyncDispose]());

async function explained(token = github.settings.token) {
  const octokit = await openLab(github, token).clientFor('acme');
  return explainGitHub(
    await rejected(octokit.rest.issues.create({ ...APP, title: 'x', request: { retries: 0 } })),
    attempt,
  );
}

test('a revoked token is told to be one, with the input to change', async () => {
  expect(await explained('ghp_revoked')).toMatchObject({
    kind: 'denied',
    message: `${attempt.doing}: GitHub refuses the token (401): it has expired, was revoked or is mistyped`,
    hint: expect.stringContaining('`token`') as string,
  });
});

test('a missing permission is named, with the line to add', async () => {
  github.settings.permissions = { issues: 'read' };
  expect(await explained()).toMatchObject({
    kind: 'denied',
    message: expect.stringContaining('Resource not accessible by personal access token') as string,
    hint: 'Allow it: `permissions: { issues: write }` in the workflow, or "Issues: write" for a fine-grained token or an App.',
  });
});

test('a repository that is not to be seen is said to be missing or hidden', async () => {
  github.settings.repositories = ['acme/other'];
  expect(await explained()).toMatchObject({
    kind: 'not-found',
    hint: 'Check the name, or allow it: `permissions: { issues: write }` in the workflow, or "Issues: write" for a fine-grained token or an App.',
  });
});

test('a budget that is used up says until when', async () => {
  github.settings.budget = { limit: 1000, remaining: 0, resetAt: new Date(Date.UTC(2099, 0, 1, 2, 13)) };
  expect(await explained()).toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('the limit of requests is used up') as string,
    hint: expect.stringContaining('after 2099-01-01 02:13 UTC') as string,
  });
});

test('a server that is broken or gone is no refusal', async () => {
  github.faults.next({ fault: answer(503) });
  expect(await explained()).toMatchObject({
    kind: 'unreachable',
    message: `${attempt.doing}: GitHub is broken or busy (503)`,
  });
  github.faults.next({ fault: hangUp() });
  expect(await explained()).toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(/no answer \(other side closed|ECONNRESET\)/) as string,
  });
});

test('the token is in no message, whatever failed', async () => {
  github.settings.permissions = { issues: 'none' };
  const error = (await explained()) as Error;
  expect(JSON.stringify([error.message, error.cause, String(error.cause)])).not.toContain('ghp_lab');
});

test('what is no answer of GitHub stays what it was', () => {
  const bug = new TypeError('x is not a function');
  expect(explainGitHub(bug, attempt)).toBe(bug);
});
