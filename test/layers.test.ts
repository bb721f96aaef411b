// Keeps the layers apart: imports go one way, and one folder alone knows the Actions runner.
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '../src');

// From the doors down. A layer may import itself and the rows below it, never its neighbours ...
const rows = [
  ['main', 'cli'],
  ['action', 'terminal'],
  ['alarms'],
  ['inputs', 'report'],
  ['commands'],
  ['vault'],
  ['stores', 'sources'],
  ['seal'],
  ['git', 'github', 'system'],
  ['domain'],
];
// ... but for those that need child processes, temp folders and the log.
const neighbours = ['git -> system', 'github -> system'];
const RUNNER = '@actions/core';
const knowTheRunner = ['action', 'main'];
const neverTheRunner = ['inputs', 'report'];

const layerOf = (path: string) => path.replace(/\.ts$/, '').split('/')[0] ?? '';
const rowOf = (layer: string) => rows.findIndex((row) => row.includes(layer));

/** What a source file imports, statically, on demand, or for its types. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*(['"])(.+?)\1/g)].map((match) => match[2] ?? '');
}

/** The imports of a source file that its layer must not have. */
function forbiddenImports(path: string, text: string): string[] {
  const from = layerOf(path);
  const forbidden = importsOf(text).filter((target) => {
    if (target === RUNNER) return !knowTheRunner.includes(from);
    if (target.startsWith('@actions/')) return neverTheRunner.includes(from);
    if (!target.startsWith('.')) return false;
    const to = layerOf(posix.join(posix.dirname(path), target));
    if (to === from || neighbours.includes(`${from} -> ${to}`)) return false;
    return rowOf(from) < 0 || rowOf(to) <= rowOf(from);
  });
  return forbidden.map((target) => `${path} imports ${target}`);
}

/** Files that lead back to themselves, given what each of them imports. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  return [...imports.keys()].filter((start) => {
    const reached = new Set(imports.get(start));
    for (const file of reached) for (const next of imports.get(file) ?? []) reached.add(next);
    return reached.has(start);
  });
}

test('no file imports itself by way of others, not even for types', () => {
  const files = globSync('**/*.ts', { cwd: src }).map((path) => path.replaceAll('\\', '/'));
  const imports = files.map((path) => {
    const own = importsOf(readFileSync(join(src, path), 'utf8')).filter((target) => target.startsWith('.'));
    return [path, own.map((target) => posix.join(posix.dirname(path), target))] as const;
  });
  expect(circles(new Map(imports))).toEqual([]);
  expect(
    circles(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b', 'c']);
});

test('imports go from the doors down to the domain, and the runner is known in src/action only', () => {
  const files = globSync('**/*.ts', { cwd: src }).map((path) => path.replaceAll('\\', '/'));
  expect(files).not.toEqual([]);
  expect(files.flatMap((path) => forbiddenImports(path, readFileSync(join(src, path), 'utf8')))).toEqual([]);
});

test.each([
  ['domain/names.ts', "import { run } from '../system/process.ts';"],
  ['stores/directory.ts', "import type { Refs } from '../sources/git.ts';"],
  ['vault/save.ts', "export * from '../commands/sync.ts';"],
  ['git/wire.ts', "const { main } = await import('../main.ts');"],
  ['system/log.ts', "import '../git/wire.ts';"],
  ['cli.ts', 'import { run } from "./main.ts";'],
  ['commands/sync.ts', "import { join } from '../elsewhere/paths.ts';"],
  ['commands/sync.ts', "import { info } from '@actions/core';"],
  ['report/table.ts', "import { DefaultArtifactClient } from '@actions/artifact';"],
])('%s may not say %s', (path, text) => {
  expect(forbiddenImports(path, text)).toHaveLength(1);
});
