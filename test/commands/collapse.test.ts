// A repository whose refs are gone: the run is red, and the state before stays however often a prune looks at it.
import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { fsck, refsOf } from '../lab/inspection.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { openPlace, type Place } from './place.ts';

const DAY = 24;

/** A place with acme/app, which has main and twelve branches, backed up once. */
async function backedUp(refs = 'refs/heads/topic-') {
  const place = await openPlace();
  const app = await linearHistory(place.folder.join('app.git'), 3);
  place.target('acme/app', app.path);
  for (let index = 0; index < 12; index += 1) await app.setRef(`${refs}${index}`, 'main');
  const before = await refsOf(app.path);
  const { verdict } = await place.run('sync', { pullRefs: true });
  expect(verdict).toBe('ok');
  place.pass(DAY);
  const lose = async () => {
    for (let index = 0; index < 12; index += 1) await app.deleteRef(`${refs}${index}`);
  };
  return { place, app, lose, before };
}

async function sync(place: Place, pullRefs = true) {
  const entry = (await place.ledger('sync', { pullRefs }))['acme/app'];
  place.pass(DAY);
  return entry;
}

test('refs that went from 13 to 1 turn the run red, and the snapshot before stays for ever', async () => {
  const { place, app, lose, before } = await backedUp();
  await using _place = place;
  await lose();
  const report = await place.run('sync', { pullRefs: true });
  expect(report.verdict).toBe('partial');
  const [entry] = report.repositories as LedgerEntry[];
  expect(entry).toMatchObject({ status: 'stored', error: { kind: 'incomplete' } });
  expect(entry?.error?.message).toContain('refs collapsed from 13 to 1');
  const [snapshot] = (await place.status())['acme/app']?.pins ?? [];
  expect(snapshot).toMatchObject({ snapshot_name: 'snapshot-20261101-020000', reason: 'refs collapsed from 13 to 1' });

  for (let month = 0; month < 4; month += 1) {
    place.pass(31 * DAY);
    await app.commit();
    expect(await sync(place)).not.toHaveProperty('error');
  }
  const to = place.folder.join('restored.git');
  await place.run('restore', {
    patterns: ['acme/app'],
    to,
    choice: { snapshot: 'snapshot-20261101-020000', at: undefined },
  });
  expect(await refsOf(to)).toEqual(before);
  expect((await fsck(to)).clean).toBe(true);
});

test('nothing of that repository is pruned in the run that finds it', async () => {
  const { place, app, lose } = await backedUp();
  await using _place = place;
  for (let month = 0; month < 3; month += 1) {
    await app.commit();
    await place.run('snapshot', { pullRefs: true, type: 'full' });
    place.pass(31 * DAY);
  }
  const held = async () => (await place.status())['acme/app']?.snapshots;
  const count = await held();
  await lose();
  expect(await sync(place)).not.toHaveProperty('removed');
  expect(await held()).toBe((count ?? 0) + 1);
  await app.commit();
  expect((await sync(place))?.removed).not.toEqual([]);
});

test('all refs gone is the same alarm', async () => {
  const { place, app, lose } = await backedUp();
  await using _place = place;
  await lose();
  await app.deleteRef('refs/heads/main');
  expect((await sync(place))?.error?.message).toContain('refs collapsed from 13 to 0');
});

test.each([1, 2, 3])(
  'the only copy of a repository with %i refs that lost them all stays, however often a prune looks',
  async (count) => {
    await using place = await openPlace();
    const app = await place.origin('acme/app');
    await app.commit();
    for (let index = 1; index < count; index += 1) await app.setRef(`refs/tags/v${index}`, 'main');
    const before = await refsOf(app.path);
    await sync(place);
    for (const line of before) await app.deleteRef(line.split(' ')[1] ?? '');
    expect((await sync(place))?.error?.message).toContain(`refs collapsed from ${count} to 0`);
    await place.run('snapshot', { type: 'full' });
    for (let month = 0; month < 3; month += 1) {
      place.pass(31 * DAY);
      expect((await place.run('sync')).verdict).toBe('ok');
    }
    const to = place.folder.join('restored.git');
    const choice = { snapshot: 'snapshot-20261101-020000', at: undefined };
    await place.run('restore', { patterns: ['acme/app'], to, choice });
    expect(await refsOf(to)).toEqual(before);
  },
);

test('what a force push replaced is no alarm, and can be restored until its days of retention are over', async () => {
  await using place = await openPlace();
  const app = await place.origin('acme/app');
  await app.commit();
  const before = await refsOf(app.path);
  await sync(place);
  // Longer unchanged than the policy keeps: it counts from the day on which the state ended.
  place.pass(60 * DAY);
  await app.commit({ parents: [] });
  for (let day = 0; day < 30; day += 1) expect(await sync(place)).not.toHaveProperty('error');
  const to = place.folder.join('restored.git');
  const choice = { snapshot: undefined, at: new Date('2026-12-31T00:00:00Z') };
  await place.run('restore', { patterns: ['acme/app'], to, choice });
  expect(await refsOf(to)).toEqual(before);
  place.pass(DAY);
  await app.commit();
  expect((await sync(place))?.removed).toEqual(['snapshot-20261101-020000']);
});

test('refs of pull requests that are no longer asked for are not lost', async () => {
  const { place } = await backedUp('refs/pull/1');
  await using _place = place;
  expect(await sync(place, false)).not.toHaveProperty('error');
});

test('a few deleted branches are no alarm', async () => {
  const { place, app } = await backedUp();
  await using _place = place;
  for (let index = 0; index < 6; index += 1) await app.deleteRef(`refs/heads/topic-${index}`);
  expect(await sync(place)).not.toHaveProperty('error');
});
