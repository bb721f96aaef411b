// The metrics: what this run knows and what earlier ones left, as Prometheus reads it.
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replaceFile } from '../../src/alarms/metrics-file.ts';
import { runAndTell } from '../../src/alarms/run.ts';
import type { CommandName, Settings } from '../../src/commands/settings.ts';
import { bodyOf } from '../contract/bodies.ts';
import { openPlace, type Place } from '../commands/place.ts';
import { temporaryFolder } from '../lab/temp.ts';

const START = Date.parse('2026-11-01T02:00:00Z') / 1000;
const HOUR = 3600;

let place: Place;
let metricsFile: string;
beforeEach(async () => {
  place = await openPlace();
  await (await place.origin('acme/app')).commit();
  metricsFile = place.folder.join('backup.prom');
});
afterEach(() => place[Symbol.asyncDispose]());

/** Runs a command and gives the samples of the file that it wrote: by name, or by name and what `labels` say besides. */
async function measure(command: CommandName, changes: Partial<Settings> = {}): Promise<Map<string, number>> {
  await runAndTell(place.context, place.settings(command, { alarms: { metricsFile }, ...changes })).catch(
    () => undefined,
  );
  return samplesOf(await readFile(metricsFile, 'utf8'));
}

/** Every sample of an exposition, `name{label="value",...}` without the label `store`. */
function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name = '', labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? expect.unreachable(line);
    const rest = labels.replace(/,?store="[^"]*"/, '');
    samples.set(`${name}{${rest}}`, Number(value));
  }
  return samples;
}

const app = (name: string) => `repo_backup_${name}{repository="acme/app"}`;

test('after a first backup: what was stored, how much, when', async () => {
  const samples = await measure('sync');
  const [archive] = [...(await place.store.list('acme/app/'))].filter(({ key }) => key.endsWith('.tar'));
  expect(Object.fromEntries(samples)).toEqual({
    [app('last_backup_success')]: 1,
    'repo_backup_last_backup_status{repository="acme/app",status="stored"}': 1,
    'repo_backup_last_backup_status{repository="acme/app",status="unchanged"}': 0,
    'repo_backup_last_backup_status{repository="acme/app",status="empty"}': 0,
    'repo_backup_last_backup_status{repository="acme/app",status="failed"}': 0,
    [app('last_backup_bytes')]: archive?.size,
    [app('last_backup_duration_seconds')]: 0,
    [app('last_success_timestamp_seconds')]: START,
    [app('snapshots')]: 1,
    [app('stored_bytes')]: archive?.size,
    [app('newest_snapshot_timestamp_seconds')]: START,
    [app('newest_snapshot_age_seconds')]: 0,
    'repo_backup_run_verdict{command="sync",verdict="ok"}': 1,
    'repo_backup_run_verdict{command="sync",verdict="partial"}': 0,
    'repo_backup_run_verdict{command="sync",verdict="failed"}': 0,
    'repo_backup_run_timestamp_seconds{command="sync"}': START,
    'repo_backup_run_duration_seconds{command="sync"}': 0,
  });
});

test('a repository that fails keeps the instant of its last success, from the records of earlier runs', async () => {
  await measure('sync');
  await rm(place.folder.join('origins/acme/app.git'), { recursive: true });
  place.pass(24);
  const samples = await measure('sync');
  expect(samples.get(app('last_backup_success'))).toBe(0);
  expect(samples.get('repo_backup_last_backup_status{repository="acme/app",status="failed"}')).toBe(1);
  expect(samples.get(app('last_success_timestamp_seconds'))).toBe(START);
  expect(samples.get(app('newest_snapshot_age_seconds'))).toBe(24 * HOUR);
  expect(samples.get('repo_backup_run_verdict{command="sync",verdict="failed"}')).toBe(1);
});

test('each command tells all, also what others did: one file never loses an alert', async () => {
  place.target('acme/gone', place.folder.join('nowhere.git'));
  await measure('sync');
  place.pass(1);
  const samples = await measure('drill');
  expect(samples.get(app('last_backup_success'))).toBe(1);
  expect(samples.get('repo_backup_last_backup_success{repository="acme/gone"}')).toBe(0);
  expect(samples.get(app('last_drill_timestamp_seconds'))).toBe(START + HOUR);
  expect(samples.get(app('last_drill_duration_seconds'))).toBe(0);
  expect(samples.get('repo_backup_run_verdict{command="sync",verdict="partial"}')).toBe(1);
  expect(samples.get('repo_backup_run_verdict{command="drill",verdict="ok"}')).toBe(1);
  place.pass(24 * 40);
  const later = await measure('sync');
  expect(later.get(app('last_drill_timestamp_seconds'))).toBe(START + HOUR);
});

test('a restore that failed once is no alert for ever', async () => {
  await measure('sync');
  const to = place.folder.join('taken');
  await mkdir(to);
  await writeFile(`${to}/mine`, '');
  expect((await place.ledger('restore', { to, patterns: ['acme/app'] }))['acme/app']).toMatchObject({
    status: 'failed',
  });
  expect([...(await measure('sync')).keys()].filter((name) => name.includes('restore'))).toEqual([]);
});

test('a store that is gone is a failure of every repository', async () => {
  await measure('sync');
  const samples = await measure('sync', { stores: ['unknown:store'] });
  expect(samples.get(app('last_backup_success'))).toBe(0);
  expect(samples.get('repo_backup_run_verdict{command="sync",verdict="failed"}')).toBe(1);
  expect(samples.has(app('snapshots'))).toBe(false);
});

test('each of several stores has lines of its own', async () => {
  const [one, two] = [place.folder.join('one'), place.folder.join('two')];
  await measure('sync', { stores: [one, two] });
  const text = await readFile(metricsFile, 'utf8');
  for (const store of [one, two])
    expect(text).toContain(`repo_backup_last_backup_success{repository="acme/app",store="${store}"} 1`);
});

test('records that somebody made up do not break it', async () => {
  const line = { repository: 'acme/a"b\\\n', status: ['?'], bytes: 'many', duration_ms: null, rto_ms: '1' };
  for (const [command, verdict] of [
    ['drill', 7],
    ['sync', 'great'],
    ['verify"\n', null],
  ]) {
    const text = JSON.stringify({
      command,
      verdict,
      started_at: '2026-11-01T01:00:00Z',
      repositories: [{ ...line, status: 'restored' }],
    });
    await place.store.put(`runs/2026-11-01T01-00-00Z-x${String(command).length}-0.json`, bodyOf(text));
  }
  const samples = await measure('sync');
  expect(samples.get(app('last_backup_success'))).toBe(1);
});

describe('the file', () => {
  test('is never half written: whoever reads meanwhile reads the old one or the new one', async () => {
    const texts = ['a', 'b'].map((letter) => `${letter.repeat(200_000)}\n`);
    await replaceFile(metricsFile, texts[0] ?? '');
    let writing = true;
    const seen = new Set<string>();
    const reader = (async () => {
      while (writing) seen.add(await readFile(metricsFile, 'utf8'));
    })();
    for (let round = 0; round < 50; round += 1) await replaceFile(metricsFile, texts[round % 2] ?? '');
    writing = false;
    await reader;
    expect([...seen].filter((text) => !texts.includes(text))).toEqual([]);
    expect((await readdir(place.folder.path)).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('stays as it was where the new one cannot take its place, and nothing is left beside it', async () => {
    await using folder = await temporaryFolder();
    await mkdir(folder.join('taken.prom/in'), { recursive: true });
    await expect(replaceFile(folder.join('taken.prom'), 'x\n')).rejects.toMatchObject({ kind: 'store' });
    expect(await readdir(folder.path)).toEqual(['taken.prom']);
    await symlink('/nowhere', folder.join('link'));
    await expect(replaceFile(folder.join('link/x.prom'), 'x\n')).rejects.toMatchObject({
      hint: expect.stringContaining(folder.join('link')) as string,
    });
  });
});
