// A sealed snapshot of more tips than its manifest has room for: it is built on, and what comes of that restores.
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { MOST_TIPS } from '../../src/domain/manifest-text.ts';
import { refsOf } from '../lab/inspection.ts';
import { manyRefs } from '../lab/repository-shapes.ts';
import { makePair, openSealedWorld } from '../seal/world.ts';

test('of tens of thousands of tips a sealed manifest keeps what can be read back, and the rest is asked for', async () => {
  await using world = await openSealedWorld();
  const { recipient, identity } = await makePair();
  const seal = { 'encrypt-to': recipient };
  await rm(world.origin.path, { recursive: true });
  const app = await manyRefs(world.origin.path, MOST_TIPS + 500, MOST_TIPS + 500);
  expect((await world.run('sync', seal)).entry).toMatchObject({ status: 'stored', type: 'full' });
  expect((await world.manifest()).git.tips).toHaveLength(MOST_TIPS);
  await app.commit();
  const { entry } = await world.run('sync', seal);
  expect(entry).toMatchObject({ status: 'stored', type: 'incremental' });
  expect((await world.manifest()).git.tips).toHaveLength(501);
  expect(entry.bytes).toBeLessThan(3_000_000);
  const to = world.folder.join('restored');
  expect((await world.run('restore', { identity, to })).entry).toMatchObject({ status: 'restored' });
  expect(await refsOf(to)).toEqual(await refsOf(app.path));
});
