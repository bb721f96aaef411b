// Which tests use a part of the lab, also through what they import: so no test has to be listed or named for it.
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Test files whose imports lead to one of the paths, all from the project's folder. At least one, or it throws. */
export function testsThatImport(...paths: string[]): string[] {
  const root = join(import.meta.dirname, '../..');
  const files = globSync('test/**/*.ts', { cwd: root, exclude: ['test/lab/node_modules/**'] }).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const imports = new Map(files.map((name) => [name, importsOf(name, readFileSync(join(root, name), 'utf8'))]));
  const leading = new Set(paths);
  for (let size = 0; size < leading.size;) {
    size = leading.size;
    for (const [name, targets] of imports) if (targets.some((target) => leading.has(target))) leading.add(name);
  }
  const tests = [...leading].filter((name) => name.endsWith('.test.ts')).sort();
  if (tests.length === 0) throw new Error(`no test imports ${paths.join(' or ')}`);
  return tests;
}

function importsOf(name: string, text: string): string[] {
  const found = text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\..+?)['"]/g);
  return [...found].map(([, target = '']) => posix.join(posix.dirname(name), target));
}
