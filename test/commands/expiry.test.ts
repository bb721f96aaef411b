// A hundred days of runs on artifacts that GitHub removes by itself after thirty: nothing that is listed is ever broken.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { runOn } from '../../src/commands/run.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { listRepository, readManifest } from '../../src/vault/listing.ts';
import { startArtifacts } from '../lab/github/artifact-world.ts';
import { openArtifacts } from '../lab/github/open-artifacts.ts';
import { openPlace } from './place.ts';

const LIMIT = 30;

test('with a limit as short as the retention a full snapshot a week keeps states for three weeks, and none is broken', async () => {
  await using place = await openPlace();
  await using world = await startArtifacts();
  world.state.retentionDays = LIMIT;
  const app = await place.origin('acme/app');
  // Large enough that increments stay small beside it.
  await app.commit({ files: { 'large.txt': randomBytes(100_000).toString('base64') } });
  const context = { ...place.context, now: world.state.now, scratch: place.folder.path };
  const chains = new Map<string, string[]>();
  const full: number[] = [];
  for (let day = 0; day < 100; day += 1) {
    // It changes every third day, and not at all after the sixtieth.
    if (day % 3 === 0 && day <= 60) await app.commit();
    const store = await openArtifacts(world, { run: day + 1, scratch: place.folder.path });
    const { snapshots, archives } = await listRepository(store, 'acme/app');
    const needed = snapshots.flatMap(({ name }) => chains.get(name) ?? ['unknown']);
    expect(needed.filter((name) => !archives.has(`${name}.tar`))).toEqual([]);
    const oldest = world.state.now().getTime() - (snapshots[0]?.at.getTime() ?? 0);
    expect(day <= LIMIT || oldest / 86_400_000 > 21).toBe(true);

    const report = await runOn([store], context, place.settings('sync', { allowPublicStore: true }));
    expect(report.verdict).toBe('ok');
    const [entry] = report.repositories as LedgerEntry[];
    if (entry?.type === 'full') full.push(day);
    if (entry?.status === 'stored' && entry.snapshot) {
      const manifest = await readManifest(store, 'acme/app', entry.snapshot);
      chains.set(
        entry.snapshot,
        manifest.git.chain.map(({ snapshot }) => snapshot),
      );
    }
    world.days(1);
  }
  expect(full.slice(0, 4)).toEqual([0, 7, 14, 21]);
});
