// docs/retention.md is true: its commands run as they stand, print what it shows, and its workflow is accepted.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { declaredInputs } from '../../src/inputs/declared.ts';
import { parseInputs } from '../../src/inputs/parse.ts';
import { createDatedStore, type DatedStore } from '../commands/dated-store.ts';
import { runProcess } from '../lab/processes.ts';

const page = await readFile(new URL('../../docs/retention.md', import.meta.url), 'utf8');
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The fenced blocks of a language, in the order of the page. */
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map((match) => match[1] ?? '');

let dated: DatedStore;

beforeAll(async () => {
  dated = await createDatedStore();
  const full = ['2024-12-30', '2024-12-31', '2025-12-31', '2026-10-30'];
  const november = ['08', '14', '15', '17', '18', '19', '20'].map((day) => `2026-11-${day}`);
  for (const day of full) await dated.take(`${day}T02:00:00Z`, 'full');
  await dated.take('2026-10-31T02:00:00Z', 'incremental');
  for (const day of november) await dated.take(`${day}T02:00:00Z`, 'full');
  await dated.take('2026-11-20T14:00:00Z', 'full');
  await dated.take('2026-11-21T02:00:00Z', 'full');
  await mkdir(dated.folder.join('bin'));
  await writeFile(dated.folder.join('bin/repo-backup'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
  await chmod(dated.folder.join('bin/repo-backup'), 0o755);
});
afterAll(() => dated[Symbol.asyncDispose]());

test('its commands run as they stand, and print what it shows', async () => {
  let printed = '';
  for (const script of blocks('sh')) {
    const { code, stdout, stderr } = await runProcess('sh', ['-e', '-c', script], {
      cwd: dated.folder.path,
      env: { PATH: `${dated.folder.join('bin')}:${process.env['PATH'] ?? ''}`, HOME: dated.folder.path },
    });
    expect({ script, code, stderr: stderr.toString() }).toMatchObject({ script, code: 0 });
    printed += `${stderr.toString()}\n${stdout.toString()}\n`;
  }
  const shown = blocks('text').flatMap((block) => block.split('\n').filter((line) => line !== ''));
  expect(shown.length).toBeGreaterThan(9);
  expect(shown.filter((line) => !printed.includes(line))).toEqual([]);
});

test('the pin that it shows is the pin that is stored', async () => {
  const [shown = ''] = blocks('json');
  const pin = dated.folder.join('backups/acme/app/snapshot-20261120-140000.pin');
  const script =
    blocks('sh')
      .join('\n')
      .match(/^repo-backup pin .*$/m)?.[0] ?? '';
  await runProcess('sh', ['-e', '-c', script], {
    cwd: dated.folder.path,
    env: { PATH: `${dated.folder.join('bin')}:${process.env['PATH'] ?? ''}`, HOME: dated.folder.path },
  });
  const stored = JSON.parse(await readFile(pin, 'utf8')) as object;
  expect({ ...stored, pinned_at: 'some time' }).toEqual({ ...(JSON.parse(shown) as object), pinned_at: 'some time' });
});

test('its workflow is accepted, and is the classic policy', () => {
  const [step] = parse(blocks('yaml')[0] ?? '') as { with: Record<string, string | number> }[];
  const raw = Object.fromEntries(Object.entries(step?.with ?? {}).map(([name, value]) => [name, String(value)]));
  const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
  expect(Object.keys(raw).filter((name) => !(name in defaults))).toEqual([]);
  const settings = parseInputs({ ...raw, repositories: 'acme/app' }, { door: 'action', defaults, cwd: '/', env: {} });
  expect(settings.retention).toEqual({
    days: 0,
    keepLast: 1,
    periods: { hourly: 0, daily: 7, weekly: 4, monthly: 12, yearly: 5 },
  });
});

test('its table tells the defaults that are declared', () => {
  const rows = [...page.matchAll(/^\| `([a-z-]+): N` \| .* \| `(\d+)` \|$/gm)];
  expect(rows).toHaveLength(7);
  for (const [, name, value] of rows) expect(declaredInputs.find((input) => input.name === name)?.default).toBe(value);
});
