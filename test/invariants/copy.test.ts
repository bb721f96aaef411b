// A copy that is struck at any point leaves a vault: what is listed is whole and the source's, and the next copy brings the rest.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/commands/report.ts';
import { runOn } from '../../src/commands/run.ts';
import { BackupError } from '../../src/domain/errors.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { listRepository } from '../../src/vault/listing.ts';
import { refsOf } from '../lab/inspection.ts';
import { runProcess } from '../lab/processes.ts';
import { fingerprint, makeHistory, type History } from './history.ts';
import { MOMENTS, struckStore, type Blow, type Moment } from './struck-store.ts';

let history: History;
let copies = 0;
// States that were examined: most blows leave one of a few.
const examined = new Set<string>();

beforeAll(async () => {
  history = await makeHistory();
  const [oldest] = history.refs.keys();
  await history.place.run('pin', { choice: { snapshot: oldest, at: undefined } });
});
afterAll(() => history[Symbol.asyncDispose]());

const nextRoot = () => history.place.folder.join('copies', String((copies += 1)));
const open = (root: string) => openDirectoryStore(root, root, true);
const throwing = () => {
  throw new BackupError('store', 'the store broke');
};

function copy(source: Store, destination: Store): Promise<Report> {
  const { context, settings } = history.place;
  return runOn([source, destination], context, settings('copy', { copyTo: [destination.address] }));
}

/** What is in the copy is the source's, all that is listed verifies and the newest restores, and another copy brings the rest. */
async function examine(root: string): Promise<void> {
  const { place, refs } = history;
  const state = await fingerprint(root);
  if (examined.has(state)) return;
  examined.add(state);
  const files = await readdir(join(root, 'acme/app')).catch(() => []);
  for (const file of files.filter((name) => !name.startsWith('.part-'))) {
    const [here, there] = await Promise.all(
      [root, place.root].map((folder) => readFile(join(folder, 'acme/app', file))),
    );
    expect({ file, same: here?.equals(there ?? Buffer.alloc(0)) }).toEqual({ file, same: true });
  }
  const names = (await listRepository(await open(root), 'acme/app')).snapshots.map(({ name }) => name);
  // The oldest come first.
  expect(names).toEqual([...refs.keys()].slice(0, names.length));
  if (names.length > 0) await prove(root, names.at(-1) ?? '');
  const again = await copy(await open(place.root), await open(root));
  expect(again).toMatchObject({ verdict: 'ok', repositories: [{ missing: 0 }] });
  const listed = (folder: string) => readdir(join(folder, 'acme/app'));
  expect((await listed(root)).filter((name) => !name.startsWith('.part-'))).toEqual(await listed(place.root));
}

/** All that is listed verifies, and the newest restores to what the origin was then. */
async function prove(root: string, newest: string): Promise<void> {
  const { place, refs } = history;
  expect(await place.run('verify', { stores: [root], deep: true })).toMatchObject({ verdict: 'ok' });
  const to = nextRoot();
  expect(await place.run('restore', { stores: [root], patterns: ['acme/app'], to })).toMatchObject({ verdict: 'ok' });
  expect(await refsOf(to)).toEqual(refs.get(newest));
}

async function strike(side: 'source' | 'destination', blow: Omit<Blow, 'strike'>): Promise<string | undefined> {
  const root = nextRoot();
  const struck = struckStore(await open(side === 'source' ? history.place.root : root), { ...blow, strike: throwing });
  const report = await (
    side === 'source' ? copy(struck, await open(root)) : copy(await open(history.place.root), struck)
  ).catch((error: unknown) => {
    if (error instanceof BackupError) return undefined;
    throw error;
  });
  const [line] = (report?.repositories ?? []) as LedgerEntry[];
  const listed = (await listRepository(await open(root), 'acme/app')).snapshots.map(({ name }) => name);
  // What is told to be there is there.
  expect(listed).toEqual(expect.arrayContaining(line?.copied ?? []));
  await examine(root);
  const operation = struck.operations[blow.at];
  const fell = operation !== undefined && (blow.moment !== 'in the middle of' || /^(get|put)/.test(operation));
  return fell ? (report?.verdict ?? 'failed') : undefined;
}

test.each(['source', 'destination'] as const)(
  'every operation of the %s fails once, in every way it can',
  async (side) => {
    const whole = struckStore(await open(side === 'source' ? history.place.root : nextRoot()));
    const other = await open(side === 'source' ? nextRoot() : history.place.root);
    expect(await (side === 'source' ? copy(whole, other) : copy(other, whole))).toMatchObject({ verdict: 'ok' });
    const kinds = new Set(whole.operations.map((operation) => operation.replace(/(acme|runs)\/.*\./, '*.')));
    expect([...kinds].toSorted()).toEqual(
      side === 'source'
        ? ['get *.json', 'get *.pin', 'get *.tar', 'list ']
        : ['list acme/app/', 'put *.json', 'put *.pin', 'put *.tar'],
    );
    const verdicts: (string | undefined)[] = [];
    for (const at of whole.operations.keys())
      for (const moment of MOMENTS) verdicts.push(await strike(side, { at, moment }));
    expect(verdicts).not.toContain('ok');
    expect(verdicts).toContain('partial');
  },
  300_000,
);

test('killed in the middle of every file that it stores, a copy leaves nothing that lies', async () => {
  const { place } = history;
  const program = fileURLToPath(new URL('run-and-die.ts', import.meta.url));
  const run = async (root: string, at: number, moment: Moment) => {
    const orders = {
      folder: place.folder.path,
      root,
      origin: '',
      from: place.root,
      now: place.context.now(),
      at,
      moment,
    };
    const env = { PATH: process.env['PATH'] };
    const { signal, stdout, stderr } = await runProcess(process.execPath, [program, JSON.stringify(orders)], { env });
    if (signal === 'SIGKILL') return [];
    if (stdout.length === 0) throw new Error(stderr.toString());
    return JSON.parse(stdout.toString()) as string[];
  };
  const operations = await run(nextRoot(), -1, 'before');
  const changes = [...operations.entries()].filter(([, operation]) => operation.startsWith('put '));
  expect(changes).toHaveLength(10);
  const last = changes.at(-1)?.[0] ?? 0;
  const blows = [...changes.map(([at]): [number, Moment] => [at, 'in the middle of']), [last, 'after'] as const];
  for (const [at, moment] of blows) {
    const root = nextRoot();
    expect(await run(root, at, moment)).toEqual([]);
    await examine(root);
  }
}, 300_000);

test('two copies at once to one place lose nothing, and both are green', async () => {
  const root = nextRoot();
  const reports = await Promise.all([0, 1].map(async () => copy(await open(history.place.root), await open(root))));
  for (const report of reports) expect(report).toMatchObject({ verdict: 'ok', repositories: [{ missing: 0 }] });
  expect(await fingerprint(root)).toBe(await fingerprint(history.place.root));
});
