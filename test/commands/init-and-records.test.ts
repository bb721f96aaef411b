// init proves the store before anything is read, and every run leaves its record, whatever became of it.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { raiseAlarms } from '../../src/alarms/raise.ts';
import { BackupError } from '../../src/domain/errors.ts';
import type { Store } from '../../src/stores/store.ts';
import { resultsOf } from '../../src/report/results.ts';
import { reportText } from '../../src/report/text.ts';
import type { RunRecord } from '../../src/vault/runs.ts';
import { startListener } from '../lab/listener.ts';
import { keysOf } from '../contract/bodies.ts';
import { openPlace, type Place } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = await openPlace();
  await (await place.origin('acme/app')).commit();
});
afterEach(() => place[Symbol.asyncDispose]());

const one = async (command: 'init') => (await place.ledger(command))['acme/app'];
const snapshotsOf = async () => (await keysOf(place.store, 'acme/app/')).filter((key) => key.endsWith('.json'));

describe('the record of a run', () => {
  const records = async () => {
    const files = (await readdir(join(place.root, 'runs'))).toSorted();
    return Promise.all(
      files.map(async (file) => JSON.parse(await readFile(join(place.root, 'runs', file), 'utf8')) as RunRecord),
    );
  };

  test('says of every repository what was done, also of those that failed', async () => {
    place.target('acme/gone', place.folder.join('nowhere.git'));
    await place.run('sync');
    await place.run('verify');
    expect(await records()).toMatchObject([
      {
        command: 'sync',
        started_at: '2026-11-01T02:00:00Z',
        duration_ms: 0,
        verdict: 'partial',
        repositories: [
          { repository: 'acme/app', status: 'stored', snapshot: 'snapshot-20261101-020000', sources: { git: 'ok' } },
          { repository: 'acme/gone', status: 'failed', error: { kind: 'not-found' } },
        ],
        created_by: { name: 'repo-backup' },
      },
      { command: 'verify', verdict: 'ok', repositories: [{ repository: 'acme/app', status: 'verified' }] },
    ]);
  });

  test('that cannot be written makes a capturing run partial, which says why, and a reading one only warns', async () => {
    const full: Store = {
      ...place.store,
      put: (key, body) =>
        key.startsWith('runs/') ? Promise.reject(new BackupError('disk-full', 'no space')) : place.store.put(key, body),
    };
    const unrecorded = [{ store: './store', error: { kind: 'disk-full', message: 'no space' } }];
    const stored = await place.runOn(full, 'sync');
    expect(stored).toMatchObject({ verdict: 'partial', repositories: [{ status: 'stored' }], unrecorded });
    const why = './store: the record of this run is not stored: disk-full: no space';
    expect(reportText(stored)).toMatch(new RegExp(`\n${why}\nPARTIAL: 1 stored, 1 record not stored; .*$`));
    expect(resultsOf(stored).failed).toMatchObject([
      { kind: 'disk-full', message: expect.stringContaining('no space') as string },
    ]);
    const read = await place.runOn(full, 'verify');
    expect(read).toMatchObject({ verdict: 'ok', unrecorded });
    expect(reportText(read)).toMatch(new RegExp(`\n${why}\nOK: 1 verified; .*$`));
    expect(resultsOf(read).failed).toEqual([]);
    expect(place.log.filter((line) => line.includes('record of this run'))).toHaveLength(2);
  });
});

test('whoever is called because a record is lost hears of which store, and why', async () => {
  await using listener = await startListener();
  const webhook = { url: listener.url, on: ['failure' as const], format: 'json' as const };
  const error = { kind: 'disk-full' as const, message: 'no space' };
  const lost = { verdict: 'partial' as const, unrecorded: [{ store: './store', error }] };
  const ended = { report: { ...(await place.run('sync')), ...lost } };
  await raiseAlarms(place.context, place.settings('sync', { alarms: { webhook } }), ended);
  expect(JSON.parse(listener.heard[0]?.body ?? '')).toMatchObject({
    failed: [{ repository: 'the record of the run', store: './store', errors: [error] }],
  });
});

describe('init', () => {
  test('may be run again and again: the first snapshots are made once, and nothing is left of the probe', async () => {
    expect(await one('init')).toMatchObject({ status: 'stored', type: 'full' });
    place.pass(1);
    expect(await one('init')).toMatchObject({ status: 'unchanged' });
    expect((await keysOf(place.store)).filter((key) => key.includes('probe'))).toEqual([]);
    expect(await snapshotsOf()).toHaveLength(1);
  });

  test.each(['put', 'get', 'list', 'delete'] as const)(
    'finds out that a store cannot %s before any repository is read',
    async (operation) => {
      const broken: Store = {
        ...place.store,
        [operation]: () => Promise.reject(new BackupError('denied', `no right to ${operation}`)),
      };
      await expect(place.runOn(broken, 'init')).rejects.toMatchObject({ kind: 'denied' });
      expect(await snapshotsOf()).toEqual([]);
    },
  );

  test('finds out that a store gives back something else than it was given', async () => {
    const forgetful: Store = {
      ...place.store,
      get: async () =>
        (async function* () {
          yield Buffer.from('repo-backuP\n');
        })(),
    };
    await expect(place.runOn(forgetful, 'init')).rejects.toMatchObject({ kind: 'store' });
  });
});
