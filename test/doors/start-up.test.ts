// Starting is cheap: the doors load what reads inputs, and nothing of what captures, stores or talks to the runner.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** The file and all that it imports before its first line runs. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\b[^;]*?\bfrom\s*"(\.[^"]+)"|^import\s*"(\.[^"]+)"/gm,
  );
  for (const [, from, bare] of imports) loadedWith(join(dirname(file), from ?? bare ?? ''), seen);
  return seen;
}

const namesOf = (file: string) => [...loadedWith(join(dist, file))].map((path) => basename(path, '.js'));

test('the command line: --help and a bad input come without any package', () => {
  const packages = ['zod', 'tar', 'actions-core', 'https-proxy-agent', 'http-proxy-agent', 'proxy-from-env', 'sync'];
  const loaded = namesOf('cli.js');
  expect(loaded).toContain('cli');
  expect(loaded.filter((name) => packages.includes(name))).toEqual([]);
  expect(loaded.length).toBeLessThan(6);
});

test('the Action: inputs are checked before anything but the runner is loaded', () => {
  const packages = ['zod', 'tar', 'https-proxy-agent', 'http-proxy-agent', 'proxy-from-env', 'sync'];
  const loaded = namesOf('main.js');
  expect(loaded).toContain('actions-core');
  expect(loaded.filter((name) => packages.includes(name))).toEqual([]);
});
