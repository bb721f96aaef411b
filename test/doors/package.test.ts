// The npm package: all that a user needs to run, restore and read, and nothing of the workshop.
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProcess } from '../lab/processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('it holds both doors with all their chunks, the documents, and no source', async () => {
  const { code, stdout } = await runProcess('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
  expect(code).toBe(0);
  const [{ files }] = JSON.parse(stdout.toString()) as [{ files: { path: string; mode: number }[] }];
  const packed = files.map(({ path }) => path);
  const built = await readdir(`${root}/dist`, { recursive: true, withFileTypes: true });
  const needed = built
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(root.length).replace(/^\//, '')}/${entry.name}`);
  const documents = ['README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'action.yml', 'docs/format.md'];
  expect(packed).toEqual(expect.arrayContaining([...needed, ...documents, 'docs/manifest.schema.json']));
  expect(packed.filter((path) => /^(src|test|bench|scripts|\.)/.test(path))).toEqual([]);
  expect((files.find(({ path }) => path === 'dist/cli.js')?.mode ?? 0) & 0o111).not.toBe(0);
});
