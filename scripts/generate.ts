// Writes what is derived from action.yml, package.json and the manifest's schema; with --check it only names the files that drifted.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '..');

const actionSchema = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});
type Action = z.infer<typeof actionSchema>;

const files: [path: string, make: (action: Action) => string | Promise<string>][] = [
  ['src/inputs/declared.ts', declaredInputs],
  ['src/domain/version.ts', version],
  ['docs/manifest.schema.json', manifestSchema],
  ['README.md', readme],
];

function declaredInputs({ inputs }: Action): string {
  const entries = Object.entries(inputs).map(([name, input]) => ({
    name,
    description: oneLine(input.description),
    // An expression is the runner's business: it arrives evaluated, and a terminal has no such thing.
    default: input.default.includes('${{') ? '' : input.default,
  }));
  return [
    '// The inputs of both doors: generated from action.yml by `npm run generate`, never edited by hand.',
    '',
    '/** Every input, in the order of action.yml. A default of `true` or `false` makes it a switch. */',
    `export const declaredInputs = ${JSON.stringify(entries)} as const;`,
  ].join('\n');
}

function version(): string {
  const { version: current } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  return [
    '// The version of this program: generated from package.json by `npm run generate`, never edited by hand.',
    '',
    `export const VERSION = '${current}';`,
  ].join('\n');
}

async function manifestSchema(): Promise<string> {
  const path = 'src/domain/manifest-text.ts';
  if (!existsSync(join(ROOT, path)))
    throw new Error(`${path} does not exist, so there is no manifest schema to publish`);
  const module = await import('../src/domain/manifest-text.ts');
  const { $schema, ...schema } = z.toJSONSchema(module.storedManifestSchema, { io: 'input' });
  return JSON.stringify({ $schema, title: 'The manifest of a snapshot, format 1', ...schema });
}

function readme({ name, description, inputs, outputs }: Action): string {
  const path = join(ROOT, 'README.md');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : firstReadme(name, description);
  const rows = Object.entries(inputs).map(([input, { description: what, default: value }]) => [
    `\`${input}\``,
    value === '' ? '' : `\`${value}\``,
    oneLine(what),
  ]);
  const results = Object.entries(outputs).map(([output, { description: what }]) => [`\`${output}\``, oneLine(what)]);
  return between(
    between(text, 'inputs', table(['Input', 'Default', 'What it does'], rows)),
    'outputs',
    table(['Output', 'What it holds'], results),
  );
}

function firstReadme(name: string, description: string): string {
  const section = (title: string, marker: string) => `## ${title}\n\n<!-- ${marker} -->\n<!-- /${marker} -->\n`;
  return [`# ${name}\n`, `${description}\n`, section('Inputs', 'inputs'), section('Outputs', 'outputs')].join('\n');
}

function between(text: string, marker: string, content: string): string {
  const [start, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md needs the lines ${start} and ${end} around its table`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** What the formatter makes of a file's text, so that `npm run format` and this script never disagree. */
function formatted(path: string, text: string): string {
  const program = join(ROOT, 'node_modules/oxfmt/bin/oxfmt');
  const result = spawnSync(process.execPath, [program, '--stdin-filepath', path], {
    cwd: ROOT,
    input: text,
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`oxfmt failed on ${path}: ${result.error?.message ?? result.stderr}`);
  return result.stdout;
}

const action = actionSchema.parse(parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')));
const drifted: string[] = [];
for (const [path, make] of files) {
  const target = join(ROOT, path);
  const made = await make(action);
  const text = path === 'README.md' ? made : formatted(path, made);
  if (existsSync(target) && readFileSync(target, 'utf8') === text) continue;
  drifted.push(path);
  if (process.argv.includes('--check')) continue;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

if (!process.argv.includes('--check')) {
  console.log(drifted.length > 0 ? `wrote ${drifted.join(', ')}` : 'everything is up to date');
} else if (drifted.length > 0) {
  console.error(
    `not up to date with action.yml, package.json and src/domain/manifest.ts: ${drifted.join(', ')}\nRun: npm run generate`,
  );
  process.exitCode = 1;
}
