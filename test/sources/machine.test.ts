// What can be wrong with the machine that makes the backup: its git, its disk. It is told as what it is, and nothing is lost.
import { mkdir, readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { linearHistory, randomRepository } from '../lab/repository-shapes.ts';
import { useFakeGit } from './fake-git.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const indexing = (...lines: string[]) => ['case "$*" in *index-pack*)', ...lines, ';; esac'];

/** The same world without the fake: the next good run must succeed. */
async function expectNextRunGood(world: World): Promise<void> {
  world.env['PATH'] = process.env['PATH'];
  expect((await world.run('sync')).entry).toMatchObject({ status: 'stored' });
  expect(await world.children()).toEqual([]);
}

test('no git at all', async () => {
  await using world = await openWorld();
  await linearHistory(world.origin('acme/app'), 3);
  await mkdir(world.folder.join('empty'));
  world.env['PATH'] = world.folder.join('empty');
  const { entry, waits } = await world.run('sync');
  expect(entry.error).toEqual({
    kind: 'unsupported',
    message: 'there is no git on this machine',
    hint: 'Install git 2.31 or newer and see that it is in PATH.',
  });
  expect(waits).toEqual([]);
  await expectNextRunGood(world);
});

test.each(['git version 2.30.9', 'git version 1.99.0 (Apple Git-154)'])(
  'a git that is too old: %s',
  async (version) => {
    await using world = await openWorld();
    await linearHistory(world.origin('acme/app'), 3);
    await useFakeGit(world, `echo "${version}"; exit 0`);
    const { entry } = await world.run('sync');
    expect(entry.error).toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(/^git \d+\.\d+ is too old$/) as string,
    });
    await expectNextRunGood(world);
  },
);

test('a program called git that is none', async () => {
  await using world = await openWorld();
  await linearHistory(world.origin('acme/app'), 3);
  await useFakeGit(world, 'echo "hub version 3"; exit 0');
  expect((await world.run('sync')).entry.error).toMatchObject({ kind: 'unsupported' });
});

test.each([
  ['ends at once', 'exit 1', 'git', /checking the pack: git exited with 1/],
  [
    'ends in the middle',
    'head -c 200000 >/dev/null; echo "fatal: out of memory" >&2; exit 128',
    'git',
    /checking the pack: fatal: out of memory/,
  ],
  ['is killed', 'kill -9 $$', 'git', /checking the pack: git was ended from outside/],
])('a git that indexes the pack and %s does not hang the run', async (_, line, kind, message) => {
  await using world = await openWorld();
  await randomRepository(world.origin('acme/app'), 2);
  await useFakeGit(world, ...indexing(line));
  const { entry, waits } = await world.run('sync');
  expect(entry.error).toMatchObject({ kind, message: expect.stringMatching(message) as string });
  expect(waits).toEqual([1000, 5000]);
  expect(await world.listing()).toEqual([]);
  await expectNextRunGood(world);
});

test('a full disk is called a full disk, tried once, and cleaned up', async () => {
  await using world = await openWorld();
  await randomRepository(world.origin('acme/app'), 2);
  // The limit on the size of a file stands in for a disk with no room left: the same call fails, with another number.
  await useFakeGit(world, ...indexing("trap '' XFSZ", 'ulimit -f 500'));
  const { entry, waits } = await world.run('sync');
  expect(entry.error).toMatchObject({
    kind: 'disk-full',
    hint: 'Free space there, or set TMPDIR to a larger disk; what was stored before is untouched.',
  });
  expect(waits).toEqual([]);
  expect(await world.listing()).toEqual([]);
  expect(await readdir(world.folder.join('scratch'))).toEqual([]);
  await expectNextRunGood(world);
});
