// The header that makes a bundle of a pack: git itself reads every one of them.
import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { bundleHeader } from '../../src/git/bundle.ts';
import { git } from '../lab/inspection.ts';
import { createRepository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';

test('the header is what gitformat-bundle says, for both hash functions', () => {
  const refs = [{ id: 'b', name: 'refs/heads/b\xff' }];
  const text = (objectFormat: 'sha1' | 'sha256', headId?: string) =>
    bundleHeader({ objectFormat, prerequisites: ['a'], refs, headId }).toString('latin1');
  expect(text('sha1', 'h')).toBe('# v2 git bundle\n-a \nh HEAD\nb refs/heads/b\xff\n\n');
  expect(text('sha256')).toBe('# v3 git bundle\n@object-format=sha256\n-a \nb refs/heads/b\xff\n\n');
});

test.each(['sha1', 'sha256'] as const)(
  'git verifies a full bundle and one with prerequisites: %s',
  async (objectFormat) => {
    await using folder = await temporaryFolder();
    const app = await linearHistory(folder.join('app.git'), 4, { objectFormat });
    const id = (name: string) => app.git('rev-parse', name);
    const write = async (file: string, since: string[], prerequisites: string[]) => {
      const pack = await app.gitBytes(
        ['pack-objects', '--revs', '--stdout', '-q'],
        ['main\n', ...since.map((one) => `^${one}\n`)],
      );
      const refs = [{ name: 'refs/heads/main', id: await id('main') }];
      const header = bundleHeader({ objectFormat, prerequisites, refs, headId: await id('main') });
      await writeFile(folder.join(file), Buffer.concat([header, pack]));
      expect((await readFile(folder.join(file))).length).toBe(header.length + pack.length);
    };
    await write('full.bundle', [], []);
    const boundary = await id('main~2');
    await write('since.bundle', [boundary], [boundary]);
    const empty = await createRepository(folder.join('empty.git'), { objectFormat });
    const verify = (path: string, file: string) => git(path, ['bundle', 'verify', folder.join(file)]);
    expect(await verify(empty.path, 'full.bundle')).toMatchObject({ code: 0 });
    expect(await verify(app.path, 'since.bundle')).toMatchObject({ code: 0 });
    // Without its prerequisites it must say what is missing, and not half work.
    expect((await verify(empty.path, 'since.bundle')).stderr.toString()).toContain(boundary);
    const heads = await git(empty.path, ['bundle', 'list-heads', folder.join('since.bundle')]);
    expect(heads.stdout.toString()).toBe(`${await id('main')} HEAD\n${await id('main')} refs/heads/main\n`);
  },
);
