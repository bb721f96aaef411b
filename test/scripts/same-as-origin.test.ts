// The comparison that the workflows make after a restore: it must see what is missing.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { gitEnvironment } from '../lab/git-environment.ts';
import { git } from '../lab/inspection.ts';
import { runProcess } from '../lab/processes.ts';
import { openRepository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';

const script = fileURLToPath(new URL('../../scripts/same-as-origin.sh', import.meta.url));

test('the same refs pass, with annotated tags and without those of pull requests; any difference fails', async () => {
  await using folder = await temporaryFolder();
  const origin = await linearHistory(folder.join('origin.git'), 3);
  await origin.annotatedTag('v1');
  const copy = folder.join('copy.git');
  expect((await git(folder.path, ['clone', '--quiet', '--mirror', origin.path, copy])).code).toBe(0);
  await origin.setRef('refs/pull/1/head', await origin.git('rev-parse', 'main'));
  const compare = () =>
    runProcess(script, [copy, origin.path], { cwd: folder.path, env: { ...gitEnvironment(), TOKEN: 'ghs_secret' } });
  expect(await compare()).toMatchObject({ code: 0 });

  const restored = openRepository(copy);
  await restored.deleteRef('refs/tags/v1');
  const missing = await compare();
  expect(missing.code).not.toBe(0);
  expect(missing.stdout.toString()).toContain('refs/tags/v1');
  expect(missing.stdout.toString() + missing.stderr.toString()).not.toContain('ghs_secret');
});

test('an origin that shows nothing is no match for a repository that holds nothing', async () => {
  await using folder = await temporaryFolder();
  for (const name of ['origin.git', 'copy.git'])
    expect((await git(folder.path, ['init', '--quiet', '--bare', name])).code).toBe(0);
  const { code } = await runProcess(script, ['copy.git', folder.join('origin.git')], {
    cwd: folder.path,
    env: gitEnvironment(),
  });
  expect(code).toBe(1);
});
