// A pack that does not arrive whole, cut or damaged at any byte: it is never stored, nothing is lost, nothing is left behind.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { corruptAt, cutAfter, truncateAt } from '../lab/faults.ts';
import type { Fault } from '../lab/faults.ts';
import { linearHistory, randomRepository } from '../lab/repository-shapes.ts';
import { expectBack, photograph } from './comes-back.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;
/**
 * Bytes of the small repository's pack. The answer that brings it is longer, by framing and by lines of progress whose
 * number depends on how busy the server is: so every offset into the pack's length lies inside of every answer.
 */
let packBytes: number;

beforeAll(async () => {
  world = await openWorld();
  await linearHistory(world.origin('acme/app'), 3);
  await randomRepository(world.origin('acme/large'), 2);
  await world.run('sync');
  packBytes = (await world.manifest()).git.chain[0]?.pack.size ?? 0;
});
afterAll(() => world[Symbol.asyncDispose]());

/** Offsets below `end`: the first and the last ones, and others between. Every single one is tried in test/git/wire.test.ts. */
function offsets(end: number): number[] {
  const spread = [1, 2, 3, 4].map((part) => Math.floor((part * end) / 5));
  return [0, 1, 4, 7, 12, ...spread, end - 21, end - 20, end - 1];
}

/** What a full snapshot comes to whose first fetch meets the fault. */
async function meet(fault: Fault) {
  world.server.faults.next({ when: 'fetch', fault });
  const { entry, waits } = await world.run('snapshot', { type: 'full' });
  return { fault: fault.name, waits, status: entry.status, error: entry.error };
}

/** The second attempt was needed, and it was enough. */
const mended = { waits: [1000], status: 'stored', error: undefined };

test('the connection is cut at any byte of the answer', async () => {
  for (const [index, offset] of offsets(packBytes).entries()) {
    expect(await meet(cutAfter(offset, { reset: index % 2 === 0 }))).toMatchObject(mended);
  }
});

test('the answer ends early at any byte, as if it were whole', async () => {
  for (const offset of offsets(packBytes)) {
    expect(await meet(truncateAt(offset))).toMatchObject(mended);
  }
});

test('the pack inside of a whole answer ends early at any byte', async () => {
  for (const offset of offsets(packBytes)) {
    expect(await meet(truncateAt(offset, { of: 'pack' }))).toMatchObject(mended);
  }
});

test('one bit of the pack is flipped at any byte', async () => {
  // Without its signature it is no pack at all, and stock git is asked for one.
  world.server.faults.next({ when: 'fetch', fault: corruptAt(0, { of: 'pack' }) });
  const { entry, log } = await world.run('snapshot', { type: 'full' });
  expect(entry.status).toBe('stored');
  expect(log.join('\n')).toMatch(/something that is no pack: falling back to stock git/);
  for (const [index, offset] of offsets(packBytes).slice(2).entries()) {
    expect(await meet(corruptAt(offset, { of: 'pack', mask: 1 << (index % 8) }))).toMatchObject(mended);
  }
});

const lasting: [string, Fault, string, RegExp][] = [
  ['cut', cutAfter(900_000, { of: 'pack' }), 'unreachable', /the connection was cut/],
  ['reset', cutAfter(900_000, { of: 'pack', reset: true }), 'unreachable', /the connection was cut/],
  ['ended early', truncateAt(900_000), 'unreachable', /cut in the middle of an answer/],
  ['shortened', truncateAt(900_000, { of: 'pack' }), 'unreachable', /checking the pack: .*early EOF/],
  ['damaged at its begin', corruptAt(40, { of: 'pack' }), 'corrupt', /checking the pack: /],
  ['damaged in its middle', corruptAt(900_000, { of: 'pack' }), 'corrupt', /checking the pack: /],
];

test.each(lasting)(
  'a large pack that is always %s fails clearly, and no snapshot is listed',
  async (_, fault, kind, message) => {
    const before = await world.listing();
    world.server.faults.next({ when: 'fetch', fault, times: Infinity });
    const { entry, waits } = await world.run('sync', { repositories: 'acme/large' });
    world.server.faults.clear();
    expect(entry).toMatchObject({ status: 'failed', error: { kind } });
    expect(entry.error?.message).toMatch(message);
    expect(waits).toEqual([1000, 5000]);
    expect(await world.listing()).toEqual(before);
    expect(await readdir(join(world.store, 'acme'))).not.toContain('large');
  },
);

test('after all that the large repository is captured whole', async () => {
  expect((await world.run('sync', { repositories: 'acme/large' })).entry).toMatchObject({ status: 'stored' });
  await expectBack(world, await photograph(world.origin('acme/large')), { repository: 'acme/large' });
});
