// GitHub takes 500 artifacts of one job: what is beyond that fails by name, and the next run goes on from there.
import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { startArtifacts } from '../lab/github/artifact-world.ts';
import { openArtifacts } from '../lab/github/open-artifacts.ts';
import { openPlace } from './place.ts';

test('a first run over more repositories than a job has artifacts loses none: some fail, and the next runs store them', async () => {
  await using place = await openPlace();
  await using world = await startArtifacts();
  const names = [1, 2, 3, 4, 5].map((number) => `acme/app-${number}`);
  for (const name of names) await (await place.origin(name)).commit();
  const night = async (run: number) => {
    const store = await openArtifacts(world, { run, most: 4, scratch: place.folder.path });
    const { verdict, repositories } = await place.runOn(store, 'sync', { allowPublicStore: true });
    const lines = repositories as LedgerEntry[];
    return { verdict, lines, statuses: lines.map(({ status }) => status).toSorted() };
  };
  const first = await night(1);
  expect(first).toMatchObject({ verdict: 'partial', statuses: ['failed', 'failed', 'failed', 'stored', 'stored'] });
  const [lost] = first.lines.filter(({ status }) => status === 'failed');
  expect(lost?.error).toMatchObject({
    kind: 'store',
    message: expect.stringContaining('GitHub allows 500 artifacts of one') as string,
    hint: expect.stringContaining('`plan`') as string,
  });
  // Two snapshots and the record of the run; what came too late left nothing.
  expect(world.state.artifacts).toHaveLength(5);
  expect(await night(2)).toMatchObject({ statuses: ['failed', 'stored', 'stored', 'unchanged', 'unchanged'] });
  expect(await night(3)).toMatchObject({ verdict: 'ok' });
  const store = await openArtifacts(world, { scratch: place.folder.path });
  expect(await place.runOn(store, 'verify')).toMatchObject({ verdict: 'ok', repositories: names.map(() => ({})) });
});
