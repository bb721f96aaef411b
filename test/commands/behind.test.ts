// Copies side by side: status of several stores says which one is behind, by how much, and which store has none.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareHeld } from '../../src/commands/held.ts';
import type { StatusEntry } from '../../src/commands/report.ts';
import type { Settings } from '../../src/commands/settings.ts';
import { reportText } from '../../src/report/text.ts';
import type { Repository } from '../lab/repositories.ts';
import { held } from '../report/reports.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
let app: Repository;
let one: string;
let two: string;
let both: Pick<Settings, 'stores'>;
beforeEach(async () => {
  place = await openPlace();
  app = await place.origin('acme/app');
  await app.commit();
  [one, two] = [place.folder.join('one'), place.folder.join('two')];
  both = { stores: [one, two] };
});
afterEach(() => place[Symbol.asyncDispose]());

const lines = (changes: Partial<Settings> = both) => place.run('sync', changes);

test('a copy that is behind says so, by what it holds and not by the names of its snapshots', async () => {
  const told = async () => (await place.run('status', both)).repositories as StatusEntry[];
  const behindOf = (entries: readonly StatusEntry[]) => entries.map(({ behind }) => behind);
  await lines();
  await app.commit();
  place.pass(1);
  await lines({ stores: [one] });
  const report = await place.run('status', both);
  expect(report).toMatchObject({
    verdict: 'ok',
    repositories: [
      { store: one, healthy: true },
      { store: two, healthy: true, behind: { store: one, latest: 'snapshot-20261101-030000', by_ms: 3_600_000 } },
    ],
  });
  expect(report.repositories[0]).not.toHaveProperty('behind');
  const text = reportText(report);
  expect(text).toMatch(/^acme\/app +\S+two +ok, behind /m);
  const why = `acme/app (${two}): warning: behind ${one} by 1 h 0 min, where snapshot-20261101-030000 is the newest`;
  expect(text).toContain(`\n${why}\n  The next \`sync\` into it mends that, or \`copy\`.\nOK: 2 healthy, 1 behind; `);
  // The other one gets the same state under a younger name: nobody is behind.
  place.pass(1);
  await lines({ stores: [two] });
  expect(behindOf(await told())).toEqual([undefined, undefined]);
  // A snapshot of a younger name that holds what was there before: whoever saw the newer state last is ahead.
  await app.git('update-ref', 'refs/heads/side', 'HEAD');
  place.pass(1);
  await lines({ stores: [one] });
  await app.git('update-ref', '-d', 'refs/heads/side');
  place.pass(1);
  await lines({ stores: [two] });
  expect(behindOf(await told())).toMatchObject([{ store: two, by_ms: 3_600_000 }, undefined]);
});

test('a store that has nothing of a repository is not passed over, and copy mends it', async () => {
  await lines();
  const web = await place.origin('acme/web');
  await web.commit();
  await lines({ stores: [one] });
  const report = await place.run('status', both);
  expect(report).toMatchObject({
    verdict: 'partial',
    repositories: [
      { store: one, repository: 'acme/app', healthy: true },
      { store: one, repository: 'acme/web', healthy: true },
      {
        store: two,
        repository: 'acme/web',
        healthy: false,
        snapshots: 0,
        problems: [`nothing of it is stored here, and snapshot-20261101-020000 is in ${one}: \`copy\` brings it`],
      },
      { store: two, repository: 'acme/app', healthy: true },
    ],
  });
  await place.run('copy', { stores: [one], copyTo: [two] });
  expect(await place.run('status', both)).toMatchObject({ verdict: 'ok' });
});

test('a sealed copy of the same state is not behind', async () => {
  await lines({ stores: [one] });
  place.pass(1);
  await lines({ stores: [two], encryptTo: { kind: 'passphrase', passphrase: 'of this test' } });
  const { repositories } = await place.run('status', both);
  expect(repositories).toHaveLength(2);
  for (const line of repositories) expect(line).not.toHaveProperty('behind');
});

test('a store that keeps a repository under its old name is one of its copies', async () => {
  const newest = (digest: string, hour: number) => ({ id: 7, digest, seen: new Date(Date.UTC(2026, 10, 1, hour)) });
  const told = compareHeld([
    { entry: held('acme/old'), store: './a', newest: newest('x', 2) },
    { entry: held('acme/new'), store: './b', newest: newest('y', 3) },
  ]);
  expect(told).toMatchObject([
    { repository: 'acme/old', store: './a', behind: { store: './b', by_ms: 3_600_000 } },
    { repository: 'acme/new', store: './b' },
  ]);
  expect(told).toHaveLength(2);
});
