// A run that dies between any two requests leaves no snapshot that lies, loses nothing, and the next run succeeds.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CommandName, Settings } from '../../../src/commands/settings.ts';
import type { LedgerEntry } from '../../../src/domain/ledger.ts';
import { openPlace, type Place } from '../../commands/place.ts';
import { keysOf } from '../../contract/bodies.ts';
import { answer } from '../../lab/faults.ts';
import { startGitHub, type LabGitHub } from '../../lab/github/github.ts';
import { openReleases, type ReleasePlace } from '../../lab/release-store.ts';

let github: LabGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterEach(() => github.faults.clear());
afterAll(() => github[Symbol.asyncDispose]());

const SETTINGS: Partial<Settings> = { fullEveryDays: 90, retention: { days: 30, keepLast: 1 } };

type Options = { draft?: boolean; immutable?: boolean };
type Scene = AsyncDisposable & { place: Place; holder: ReleasePlace; reset: () => Promise<void> };

/** A store with four snapshots of which the next run prunes two, and a commit that it has to store. */
async function openScene(options: Options): Promise<Scene> {
  const [place, holder] = [await openPlace(), await openReleases(github)];
  holder.releases.immutable = options.immutable ?? false;
  const app = await place.origin('acme/app');
  for (const [type, hours] of [
    ['full', 24],
    ['incremental', 480],
    ['full', 24],
    ['incremental', 816],
  ] as const) {
    await app.commit();
    await run({ place, holder }, options, 'snapshot', { type });
    place.pass(hours);
  }
  await app.commit();
  return {
    place,
    holder,
    reset: await holder.remember(),
    async [Symbol.asyncDispose]() {
      await holder[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function run(
  { place, holder }: Pick<Scene, 'place' | 'holder'>,
  { draft = false }: Options,
  command: CommandName,
  changes: Partial<Settings> = {},
): Promise<LedgerEntry> {
  const store = await holder.open({ draft, now: place.context.now });
  const report = await place.runOn(store, command, { ...SETTINGS, ...changes });
  return report.repositories[0] as LedgerEntry;
}

describe.each<[string, Options]>([
  ['publishes releases', {}],
  ['publishes immutable releases', { immutable: true }],
  ['leaves drafts', { draft: true }],
])('a run that %s', (_, options) => {
  test('tells no lie, whenever it dies', async () => {
    await using scene = await openScene(options);
    const before = github.requests.length;
    expect(await run(scene, options, 'sync')).toMatchObject({
      status: 'stored',
      removed: ['snapshot-20261101-020000', 'snapshot-20261102-020000'],
    });
    const requests = github.requests
      .slice(before)
      .map(({ method, path }) => `${method} ${path.replace(/^.*?backups-\d+/, '')}`);
    expect(requests.filter((request) => request.startsWith('DELETE')).length).toBeGreaterThan(3);
    const examined = new Set<string>();
    for (const died of requests.keys()) {
      await scene.reset();
      // 400: a client does not ask again.
      github.faults.next({ fault: answer(400), skip: died, times: Infinity });
      const entry = await run(scene, options, 'sync').catch(() => undefined);
      github.faults.clear();
      const what = requests[died];
      const state = await stateOf(scene.holder);
      // Dying before a request that only reads leaves what dying before the next one does.
      if (examined.has(state)) continue;
      examined.add(state);
      await examine(scene, options, { what, entry });
    }
  }, 300_000);
});

async function stateOf(holder: ReleasePlace): Promise<string> {
  const snapshots = holder.releases.all.filter(({ tag }) => tag.includes('.snapshot-'));
  const told = snapshots.map(({ tag, name, draft, assets }) => [
    tag,
    name,
    draft,
    ...assets.map((one) => [one.name, one.state]),
  ]);
  return JSON.stringify([told, await holder.tags()]);
}

async function examine(
  scene: Scene,
  options: Options,
  { what, entry }: { what: string | undefined; entry: LedgerEntry | undefined },
): Promise<void> {
  const listed = async () =>
    (await keysOf(await scene.holder.open({ draft: options.draft ?? false }), 'acme/app/')).filter((key) =>
      key.endsWith('.json'),
    );
  const kept = ['snapshot-20261122-020000', 'snapshot-20261123-020000'].map((name) => `acme/app/${name}.json`);
  // What a run says it stored is there.
  const told = entry?.status === 'stored' ? [`acme/app/${entry.snapshot}.json`] : [];
  const names = await listed();
  expect({ what, names }).toEqual({ what, names: expect.arrayContaining([...kept, ...told]) as string[] });
  expect({ what, verified: await run(scene, options, 'verify') }).toMatchObject({
    what,
    verified: { status: 'verified' },
  });
  scene.place.pass(1);
  const next = await run(scene, options, 'sync');
  expect({ what, next }).toMatchObject({
    what,
    next: { status: expect.stringMatching(/^(stored|unchanged)$/) as string },
  });
  expect({ what, error: next.error, left: (await listed()).length }).toEqual({ what, error: undefined, left: 3 });
  // A day later nothing is left of it but what is listed.
  scene.place.pass(48);
  const last = await run(scene, options, 'sync');
  expect({ what, last }).toMatchObject({ what, last: { status: 'unchanged' } });
  expect({ what, error: last.error }).toEqual({ what, error: undefined });
  const snapshots = scene.holder.releases.all.filter(({ tag }) => tag.includes('.snapshot-'));
  expect({ what, releases: snapshots.length }).toEqual({ what, releases: 3 });
  scene.place.pass(-49);
}
