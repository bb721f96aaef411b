// A repository that we write ourselves is one that git takes for its own.
import { expect, test } from 'vitest';
import { createBare } from '../../src/git/bare.ts';
import { fsck, headOf } from '../lab/inspection.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { openRepository } from '../lab/repositories.ts';
import { temporaryFolder } from '../lab/temp.ts';

test.each(['sha1', 'sha256'] as const)('git finds an empty bare repository, and fills it: %s', async (objectFormat) => {
  await using folder = await temporaryFolder();
  const path = folder.join('made.git');
  await createBare(path, objectFormat);
  const made = openRepository(path);
  expect(await made.git('rev-parse', '--is-bare-repository', '--show-object-format')).toBe(`true\n${objectFormat}`);
  expect(await headOf(path)).toBe('ref: refs/heads/main');
  expect(await fsck(path)).toMatchObject({ clean: true });
  const app = await linearHistory(folder.join('app.git'), 3, { objectFormat });
  await made.git('fetch', '-q', app.path, 'refs/*:refs/*');
  expect(await made.git('rev-parse', 'HEAD')).toBe(await app.git('rev-parse', 'main'));
});
