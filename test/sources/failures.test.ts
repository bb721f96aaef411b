// What goes wrong between us and a server: the error is clear, the store is untouched, and the next good run succeeds.
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  answer,
  errPacket,
  garbage,
  hangUp,
  htmlPage,
  sideBandError,
  strangeCapabilities,
  truncateAt,
} from '../lab/faults.ts';
import type { Fault, FaultRule } from '../lab/faults.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import type { Repository } from '../lab/repositories.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

// One world for all: after every failure its next run must succeed, whatever failed before.
let world: World;
let app: Repository;

beforeAll(async () => {
  world = await openWorld();
  app = await linearHistory(world.origin('acme/app'), 6);
  await world.run('sync');
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => app.commit());

type Case = { name: string; fault: Fault; when?: FaultRule['when']; kind: string; message: RegExp; hint: RegExp };

const cases: Case[] = [
  {
    name: 'a 401',
    fault: answer(401),
    kind: 'denied',
    message: /HTTP 401: the repository is private or does not exist/,
    hint: /give a token/,
  },
  { name: 'a 403', fault: answer(403), kind: 'denied', message: /HTTP 403: access is forbidden/, hint: /give a token/ },
  {
    name: 'a 404',
    fault: answer(404),
    kind: 'not-found',
    message: /HTTP 404: the repository does not exist, or it is private and the token cannot see it/,
    hint: /Check the name.*token/,
  },
  { name: 'a 410', fault: answer(410), kind: 'not-found', message: /HTTP 410/, hint: /Check the name/ },
  { name: 'a 451', fault: answer(451), kind: 'denied', message: /blocked for legal reasons/, hint: /^$/ },
  {
    name: 'a 500',
    fault: answer(500),
    kind: 'unreachable',
    message: /HTTP 500: the server is busy or broken/,
    hint: /again later/,
  },
  {
    name: 'a 500 for the pack',
    fault: answer(500),
    when: 'fetch',
    kind: 'unreachable',
    message: /HTTP 500/,
    hint: /again later/,
  },
  {
    name: 'no answer at all',
    fault: hangUp(),
    kind: 'unreachable',
    message: /the connection was cut/,
    hint: /network/,
  },
  {
    name: 'a captive portal',
    fault: htmlPage(),
    kind: 'unreachable',
    message: /answered with text\/html/,
    hint: /captive portal/,
  },
  {
    name: 'a captive portal before the pack',
    fault: htmlPage(),
    when: 'fetch',
    kind: 'unreachable',
    message: /answered with text\/html/,
    hint: /captive portal/,
  },
  {
    name: 'an ERR packet',
    fault: errPacket('zugriff verweigert für dich'),
    when: 'fetch',
    kind: 'git',
    message: /the server refused: zugriff verweigert für dich/,
    hint: /again/,
  },
  {
    name: 'an error in the middle of the pack',
    fault: sideBandError('the disk is on fire', 100),
    when: 'fetch',
    kind: 'git',
    message: /the server refused: the disk is on fire/,
    hint: /again/,
  },
  {
    name: 'a server whose objects are damaged',
    fault: sideBandError('aborting due to possible repository corruption on the remote side.'),
    when: 'fetch',
    kind: 'incomplete',
    message: /does not hold all of its objects/,
    hint: /git fsck/,
  },
  {
    name: 'capabilities that nobody knows',
    fault: strangeCapabilities(),
    kind: 'git',
    message: /server doesn't support 'ls-refs'/,
    hint: /^$/,
  },
  {
    name: 'a page of plain text',
    fault: answer(200),
    kind: 'protocol',
    message: /answered with text\/plain/,
    hint: /Check the address/,
  },
  {
    name: 'bytes that are no packets',
    fault: garbage(),
    when: 'fetch',
    kind: 'unreachable',
    message: /bad line length character/,
    hint: /Check the address/,
  },
  {
    name: 'an answer that is empty',
    fault: truncateAt(0),
    when: 'fetch',
    kind: 'unreachable',
    message: /cut in the middle/,
    hint: /nothing incomplete was stored/,
  },
];

let strangers = 0;

test.each(cases)('$name is told as what it is, and loses nothing', async ({ fault, when = 'any', ...wanted }) => {
  const before = await world.listing();
  world.server.faults.next({ when, fault, times: Infinity });
  // One repository that is known from yesterday, and one that is met for the first time.
  const stranger = `acme/stranger-${(strangers += 1)}=${world.server.url}/acme/app.git`;
  const { report } = await world.run('sync', { repositories: `acme/app, ${stranger}` });
  world.server.faults.clear();
  expect(report).toMatchObject({ verdict: 'failed', repositories: [{}, {}] });
  for (const { status, error } of report.repositories as LedgerEntry[]) {
    expect({ status, kind: error?.kind, message: error?.message }).toEqual({
      status: 'failed',
      kind: wanted.kind,
      message: expect.stringMatching(wanted.message) as string,
    });
    expect(error?.hint ?? '').toMatch(wanted.hint);
  }
  expect(await world.listing()).toEqual(before);
  const next = await world.run('sync', { type: 'incremental' });
  expect(next.entry).toMatchObject({ status: 'stored', type: 'incremental' });
});
