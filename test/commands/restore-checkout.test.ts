// Trees that no honest git would write: a mirror keeps them to the byte, and a working copy never leaves its folder.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../lab/inspection.ts';
import { createRepository, type Repository } from '../lab/repositories.ts';
import { openPlace } from './place.ts';

// Trees that no honest git would write, made object by object.
const hostileTrees: [what: string, make: (origin: Repository) => Promise<string>][] = [
  [
    'a file behind a link that leads out of the folder',
    async (origin) => {
      const blob = await origin.writeObject('blob', 'evil');
      const link = await origin.writeObject('blob', '../..');
      const inner = await origin.writeObject('tree', entry('100644', 'evil', blob));
      return origin.writeObject('tree', Buffer.concat([entry('120000', 'link', link), entry('40000', 'link', inner)]));
    },
  ],
  [
    'a folder called ..',
    async (origin) => {
      const blob = await origin.writeObject('blob', 'evil');
      return origin.writeObject(
        'tree',
        entry('40000', '..', await origin.writeObject('tree', entry('100644', 'evil', blob))),
      );
    },
  ],
  [
    'a hook in .git',
    async (origin) => {
      const blob = await origin.writeObject('blob', '#!/bin/sh\ntouch ../evil\n');
      const hooks = await origin.writeObject('tree', entry('100755', 'post-checkout', blob));
      return origin.writeObject(
        'tree',
        entry('40000', '.git', await origin.writeObject('tree', entry('40000', 'hooks', hooks))),
      );
    },
  ],
];
const entry = (mode: string, name: string, id: string) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);

test.each(hostileTrees)('%s is kept by a mirror, and leads no working copy out of its folder', async (_, make) => {
  await using place = await openPlace();
  const origin = await createRepository(place.folder.join('origins/acme/app.git'));
  place.target('acme/app', origin.path);
  const commit = await origin.git('commit-tree', await make(origin), '-m', 'evil');
  await origin.setRef('refs/heads/main', commit);
  expect((await place.ledger('sync'))['acme/app']).toMatchObject({ status: 'stored' });
  const around = place.folder.join('deep');
  await place.run('restore', { patterns: ['acme/app'], to: join(around, 'er/target'), worktree: true });
  const files = await readdir(place.folder.path, { recursive: true });
  expect(files.filter((path) => path.endsWith('evil') && !path.startsWith('deep/er/target/'))).toEqual([]);
  expect(files.filter((path) => path.includes('post-checkout'))).toEqual([]);
  const mirror = join(around, 'mirror');
  const { 'acme/app': entry } = await place.ledger('restore', { patterns: ['acme/app'], to: mirror });
  expect(entry).toMatchObject({ status: 'restored' });
  expect((await git(mirror, ['rev-parse', 'main'])).stdout.toString().trim()).toBe(commit);
});
