// The pace of github.com: who creates faster than it allows is locked out in the middle of a backup.
import { afterEach, expect, test, vi } from 'vitest';
import { isPaced, openGitHub } from '../../src/github/client.ts';
import { startGitHub } from '../lab/github/github.ts';

afterEach(() => void vi.useRealTimers());

test.each([
  ['https://api.github.com', true],
  ['https://api.acme.ghe.com', true],
  ['https://github.acme.com/api/v3', false],
  ['https://notgithub.com/api/v3', false],
  ['https://github.com.acme.example/api/v3', false],
])('%s: paced %s', (apiUrl, paced) => {
  expect(isPaced(apiUrl)).toBe(paced);
});

test.each([true, false])('paced %s: so are writes a second apart', async (paced) => {
  await using github = await startGitHub();
  await github.addRepository('acme/app');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  const times: number[] = [];
  const tokenFor = async () => {
    // Asked for when a request is sent.
    times.push(Date.now());
    return github.settings.token;
  };
  const { url: serverUrl, apiUrl } = github;
  const log = { info: () => undefined, progress: () => undefined, warn: () => undefined };
  const client = await openGitHub({ serverUrl, apiUrl, tokenFor, paced, log }).clientFor('acme');
  const write = (name: string) => client.rest.issues.createLabel({ owner: 'acme', repo: 'app', name });
  let done = false;
  const all = Promise.all(['a', 'b', 'c'].map(write)).then(() => (done = true));
  while (!done) {
    await vi.advanceTimersByTimeAsync(50);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  await all;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  // What the first one does before it is sent is no part of the second.
  expect(gaps.map((gap) => gap > 500)).toEqual([paced, paced]);
});
