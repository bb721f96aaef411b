// What passes by itself: a server that is busy, a ref that moves under our hands. A second attempt mends it, unseen.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { answer, errPacket, retryAfter } from '../lab/faults.ts';
import { gitEnvironment } from '../lab/git-environment.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { expectBack, photograph } from './comes-back.ts';
import { openWorld } from './world.ts';

test.each([
  [1, [1000], 'stored'],
  [2, [1000, 5000], 'stored'],
  [3, [1000, 5000], 'failed'],
])('a server that is broken %i times is asked again after pauses', async (times, waits, status) => {
  await using world = await openWorld();
  await linearHistory(world.origin('acme/app'), 3);
  world.server.faults.next({ fault: answer(503), times });
  const run = await world.run('sync');
  expect(run.entry.status).toBe(status);
  expect(run.waits).toEqual(waits);
  expect(run.log.filter((line) => /HTTP 503.*trying again in \d s/.test(line))).toHaveLength(waits.length);
});

const date = 'Sun, 01 Nov 2026 00:00:00 GMT';
test.each([
  ['a 429 in seconds', retryAfter(7), [7000]],
  ['a 503 in seconds', retryAfter(2, 503), [2000]],
  ['a 403 that names a wait, as a secondary rate limit does', retryAfter(3, 403), [3000]],
  ['a date', answer(429, { headers: { date, 'retry-after': 'Sun, 01 Nov 2026 00:00:09 GMT' } }), [9000]],
  ['a date that has passed', answer(429, { headers: { date, 'retry-after': date } }), [1000]],
  ['no wait that can be read', retryAfter('soon'), [1000]],
])('the wait that a server asks for is kept: %s', async (_name, fault, waits) => {
  await using world = await openWorld();
  await linearHistory(world.origin('acme/app'), 2);
  world.server.faults.next({ fault });
  const run = await world.run('sync');
  expect(run.waits).toEqual(waits);
  expect(run.entry.status).toBe('stored');
});

test('a server that asks for a long wait is left to the next run, and not asked again before', async () => {
  await using world = await openWorld();
  await linearHistory(world.origin('acme/app'), 2);
  world.server.faults.next({ fault: retryAfter(600) });
  const run = await world.run('sync');
  expect(run.waits).toEqual([]);
  expect(run.entry).toMatchObject({ status: 'failed', error: { kind: 'unreachable' } });
  expect(world.server.requests).toHaveLength(1);
});

test('a refused token is not tried again: more attempts could lock the account', async () => {
  await using world = await openWorld({ token: 'right' });
  await linearHistory(world.origin('acme/app'), 2);
  const run = await world.run('sync', { token: 'wrong' });
  expect(run.entry).toMatchObject({ status: 'failed', error: { kind: 'denied' } });
  expect(run.entry.error?.message).toMatch(/the token was refused/);
  expect(run.waits).toEqual([]);
  expect(world.server.requests).toHaveLength(1);
});

test('a branch that is force-pushed and forgotten between listing and fetching is captured as it is then', async () => {
  await using world = await openWorld();
  const app = await linearHistory(world.origin('acme/app'), 4);
  await world.run('sync');
  const kept = await app.git('rev-parse', 'main~2');
  const lost = await app.commit({ message: 'Seen by nobody\n' });
  const git = (...args: string[]) => execFileSync('git', ['-C', app.path, ...args], { env: gitEnvironment() });
  // Runs when the fetch arrives, after the refs were listed; nothing is wrong with the request itself.
  const forget = () => {
    git('update-ref', 'refs/heads/main', kept);
    git('-c', 'gc.reflogExpire=now', 'gc', '--quiet', '--prune=now');
    return false;
  };
  world.server.faults.next({ when: 'fetch', match: forget, fault: answer(500) });
  const { entry, waits, log } = await world.run('sync');
  expect(log.join('\n')).toMatch(new RegExp(`not our ref ${lost}.*trying again`));
  expect(waits).toEqual([1000]);
  expect(entry).toMatchObject({ status: 'stored' });
  await expectBack(world, await photograph(app.path));
});

test('an error that stays is reported with the words of the server', async () => {
  await using world = await openWorld();
  await linearHistory(world.origin('acme/app'), 2);
  world.server.faults.next({ when: 'ls-refs', fault: errPacket('this repository is being moved'), times: Infinity });
  const { entry } = await world.run('sync');
  expect(entry.error).toMatchObject({ kind: 'git', message: 'the server refused: this repository is being moved' });
});
