// What `--json` prints is named in docs/json.md, field by field: no program has to guess, and no field comes in unnoticed.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { daysAgo, openScene } from '../doors/scene.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The fields that the table below a heading names, as they stand there: `held[].days[].day`. */
function fieldsBelow(heading: string): string[] {
  const section = read('docs/json.md')
    .split(/^## /m)
    .find((one) => one.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/json.md has no heading "${heading}"`);
  return [...section.matchAll(/^\| `([^`]+)` \| .+ \| .+ \|$/gm)].map(([, name = '']) => name);
}

const DOCUMENT = fieldsBelow('The document');
const LINE = fieldsBelow('A line of `repositories`');
const STATUS = fieldsBelow('A line of `status`');
const HISTORY = fieldsBelow('A line of `history`');
const ERROR = fieldsBelow('An `error`');

/** The fields of a type, as they stand in its source: one a line, or all of them on one. */
function fieldsOf(path: string, type: string): string[] {
  const [, source] = read(path).split(`export type ${type} = `);
  if (source === undefined) throw new Error(`${path} has no type ${type}`);
  const fields = source.startsWith('{\n') ? /^ {2}(\w+)\??: /gm : /[{;] (\w+)\??: /g;
  return [...(source.split('\n\n')[0] ?? '').matchAll(fields)].map(([, name = '']) => name);
}

/** The names below `prefix`, without what is below them in turn. */
const childrenOf = (fields: readonly string[], prefix: string) => [
  ...new Set(
    fields.filter((name) => name.startsWith(prefix)).map((name) => /^\w+/.exec(name.slice(prefix.length))?.[0] ?? ''),
  ),
];

test.each([
  ['src/commands/report.ts', 'Report', DOCUMENT, '', ['error', 'cut']],
  ['src/commands/report.ts', 'AlarmResult', DOCUMENT, 'alarms[].', []],
  ['src/vault/holdings.ts', 'Holdings', DOCUMENT, 'held[].', ['store']],
  ['src/domain/expiry.ts', 'Shortfall', DOCUMENT, 'short_lived[].', ['store']],
  ['src/domain/ledger.ts', 'LedgerEntry', LINE, '', []],
  ['src/domain/retention.ts', 'RetentionDecision', LINE, 'decisions[].', []],
  ['src/commands/report.ts', 'StatusEntry', STATUS, '', []],
  ['src/domain/pin.ts', 'Pin', STATUS, 'pins[].', []],
  ['src/commands/report.ts', 'HistoryEntry', HISTORY, '', []],
  ['src/domain/errors.ts', 'ErrorSummary', ERROR, '', []],
] as const)('%s: the page names every field of %s, and none that is not there', (path, type, page, prefix, beside) => {
  expect(childrenOf(page, prefix).toSorted()).toEqual([...fieldsOf(path, type), ...beside].toSorted());
});

/** The path of every value in a document, `[]` for the entries of a list. */
function pathsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => pathsOf(one, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path.replace(/(\[\])$/, '')];
  return Object.entries(value).flatMap(([name, one]) => pathsOf(one, path === '' ? name : `${path}.${name}`));
}

/** What the page allows in the document of a command. */
function named(command: string): Set<string> {
  const line = command === 'status' ? STATUS : LINE;
  const all = [
    ...DOCUMENT,
    ...line.map((name) => `repositories[].${name}`),
    ...HISTORY.map((name) => `history[].${name}`),
  ];
  return new Set(all.flatMap((name) => (/(^|\.)error$/.test(name) ? ERROR.map((one) => `${name}.${one}`) : [name])));
}

test('the documents of real runs hold nothing that the page does not name', async () => {
  await using scene = await openScene();
  const { app, store } = scene;
  const several = ['--store', store, '--store', './second'];
  const metrics = ['--metrics-file', scene.path('metrics.prom')];
  await scene.run(['snapshot', '--repositories', app, '--store', store], { nodeFlags: daysAgo(90) });
  await scene.run(['snapshot', '--repositories', app, '--store', store, '--type', 'full'], { nodeFlags: daysAgo(60) });
  const seen = new Set<string>();
  for (const args of [
    ['sync', '--repositories', `${app},acme/gone=/nowhere`, ...several, ...metrics],
    ['pin', '--repositories', 'acme/app', '--store', store, '--snapshot', 'latest', '--reason', 'docs'],
    ['verify', '--store', store],
    ['copy', '--store', store, '--copy-to', './third'],
    ['prune', ...several, '--dry-run'],
    ['drill', '--store', store],
    ['restore', '--store', store, '--to', './back', '--at', '2999-01-01'],
    ['status', ...several, ...metrics],
    ['status', '--history', ...several],
    ['unpin', '--repositories', 'acme/app', '--store', store, '--snapshot', 'snapshot-20200101-000000'],
    ['plan', '--repositories', app],
    ['sync', '--store', store],
    ['status', '--store', './none', '--metrics-file', '/nowhere/metrics.prom'],
  ]) {
    const [command = ''] = args;
    const paths = pathsOf((await scene.run([...args, '--json'])).json());
    expect([args, paths.filter((path) => !named(command).has(path))]).toEqual([args, []]);
    for (const path of paths) seen.add(path);
  }
  // The runs above have to be worth looking at.
  for (const path of ['held[].days[].day', 'repositories[].removed', 'repositories[].decisions[].reasons'])
    expect(seen).toContain(path);
  for (const path of ['history[].failed[].message', 'matrix.include[].name', 'repositories[].error.hint', 'error.kind'])
    expect(seen).toContain(path);
});
