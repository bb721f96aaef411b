// Encryption with several stores, of which one was sealed before: each goes on from its own history, and says where it begins anew.
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Settings } from '../../src/commands/settings.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { refsOf } from '../lab/inspection.ts';
import type { Repository } from '../lab/repositories.ts';
import { makePair } from '../seal/world.ts';
import { openPlace, type Place } from './place.ts';

const [alice, bob] = [await makePair(), await makePair()];
const toAlice: Settings['encryptTo'] = { kind: 'keys', keys: [alice.recipient] };
const toBoth: Settings['encryptTo'] = { kind: 'keys', keys: [alice.recipient, bob.recipient] };
const identities = { secrets: { identities: [alice.identity, bob.identity], passphrase: undefined } };

let place: Place;
let app: Repository;
let one: string;
let two: string;
beforeEach(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  // So large that no increment here comes near to half of it.
  await app.commit({ files: { 'large.bin': randomBytes(100_000) } });
  [one, two] = [place.folder.join('one'), place.folder.join('two')];
});
afterEach(() => place[Symbol.asyncDispose]());

/** What a run of the next day says of each store: kind of the snapshot, and why. */
async function night(encryptTo: Settings['encryptTo'], stores = [one, two]): Promise<[string | undefined, string][]> {
  place.pass(24);
  const { repositories } = await place.run('sync', { stores, encryptTo });
  return (repositories as LedgerEntry[]).map(({ type, status, note = '' }) => [type ?? status, note]);
}

const says = (words: string) => expect.stringContaining(words) as string;

async function expectBoth(what: Partial<Settings>): Promise<void> {
  for (const [index, store] of [one, two].entries()) {
    const to = place.folder.join(`restored-${index}`);
    const restored = await place.run('restore', { ...what, stores: [store], patterns: ['acme/app'], to });
    expect(restored).toMatchObject({ verdict: 'ok', repositories: [{ status: 'restored' }] });
    expect(await refsOf(to)).toEqual(await refsOf(app.path));
  }
}

test('switched on for both: the one that was sealed builds on, the other begins anew, and both come back', async () => {
  await night(toAlice, [one]);
  await night(undefined, [two]);
  await app.commit();
  expect(await night(toAlice)).toEqual([
    ['incremental', says('builds on')],
    ['full', says('the last one is not sealed')],
  ]);
  await app.commit();
  expect(await night(toAlice)).toEqual([
    ['incremental', says('builds on')],
    ['incremental', says('builds on')],
  ]);
  expect(await night(toAlice)).toEqual([
    ['unchanged', ''],
    ['unchanged', ''],
  ]);
  await expectBoth(identities);
  expect(await place.run('verify', { stores: [one, two], deep: true, ...identities })).toMatchObject({ verdict: 'ok' });
});

test('a store that is sealed already is left alone, and the readable one is sealed though nothing has changed', async () => {
  await night(toAlice, [one]);
  await night(undefined, [two]);
  expect(await night(toAlice)).toEqual([
    ['unchanged', ''],
    ['full', says('the last one is not sealed')],
  ]);
});

test('one more recipient: each begins anew once, also the one that missed a night', async () => {
  await night(toAlice);
  await night(toBoth, [one]);
  await app.commit();
  expect(await night(toBoth)).toEqual([
    ['incremental', says('builds on')],
    ['full', says('the recipients have changed')],
  ]);
  await expectBoth({ secrets: { identities: [bob.identity], passphrase: undefined } });
});

test('lost: nothing goes to the one that was sealed, and the other builds on', async () => {
  await night(toAlice, [one]);
  await night(undefined, [two]);
  await app.commit();
  expect(await night(undefined)).toEqual([
    ['failed', ''],
    ['incremental', says('builds on')],
  ]);
  expect(place.log).toContainEqual(says(`acme/app (${one}): it is encrypted in ${one}, and \`encrypt-to\` is empty`));
  expect(await night(toAlice)).toEqual([
    ['incremental', says('builds on')],
    ['full', says('the last one is not sealed')],
  ]);
  await expectBoth(identities);
});

test('switched off: the one that was sealed begins anew, the other builds on', async () => {
  await night(toAlice, [one]);
  await night(undefined, [two]);
  await app.commit();
  expect(await night({ kind: 'none' })).toEqual([
    ['full', says('the last one is sealed, this one is not')],
    ['incremental', says('builds on')],
  ]);
  await expectBoth({});
});

test('on the worst day, without the key of the newest state, nobody takes an older one for it', async () => {
  await night(undefined, [two]);
  const old = await refsOf(app.path);
  await app.commit();
  await night(toAlice, [one]);
  const to = place.folder.join('restored');
  const what = { stores: [two, one], patterns: ['acme/app'], to };
  const refused = await place.run('restore', what);
  expect(refused).toMatchObject({
    verdict: 'failed',
    repositories: [
      {
        status: 'failed',
        error: { kind: 'denied', message: says(`of ${two} was not taken`), hint: says(alice.recipient) },
      },
    ],
  });
  expect(await place.run('restore', { ...what, ...identities })).toMatchObject({
    verdict: 'ok',
    repositories: [{ store: one }],
  });
  expect(await refsOf(to)).toEqual(await refsOf(app.path));
  // Who wants the older one names its store.
  const meant = place.folder.join('meant');
  expect(await place.run('restore', { ...what, stores: [two], to: meant })).toMatchObject({ verdict: 'ok' });
  expect(await refsOf(meant)).toEqual(old);
});
