// The input `matrix`: one run over many entries, each with its own repositories and its own value of any input.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Settings } from '../commands/settings.ts';
import { declaredInputs } from './declared.ts';
import { parseInputs, readInputs, type ParseOptions, type RawInputs } from './parse.ts';
import { collectProblems, type Problems } from './problems.ts';
import { ACTION_ONLY, VARIABLES } from './reads.ts';
import { findSimilar } from './similar.ts';
import { parsePatterns, splitList } from './targets.ts';

/** Keys of an entry that are for people and for the job's title. */
const TITLES = ['name', 'index'];

const INPUTS: readonly string[] = declaredInputs.map(({ name }) => name);

/** Why an entry may not have an input of its own; undefined where it may. */
function refusalOf(key: string): string | undefined {
  if (key === 'command' || key === 'matrix') return 'a run does one thing: use another step for another command';
  if (key in VARIABLES || ['identity', 'issue-token', 'workflow-token'].includes(key))
    return 'a matrix is shown in the log of every job: give secrets to the step itself';
  if (['server-url', 'api-url', 'app-id'].includes(key))
    return 'the token belongs to one server: use another step for another one';
  if (ACTION_ONLY.includes(key) || ['webhook-on', 'webhook-format', 'metrics-file'].includes(key))
    return 'it is about the run as a whole: give it to the step itself';
  return undefined;
}

/**
 * Reads all inputs, and with `matrix` those of each entry: then the settings have `entries`.
 *
 * @throws `usage` that tells all that is wrong at once, each with its entry and the line to write instead.
 */
export async function parseRun(raw: RawInputs, options: ParseOptions): Promise<Settings> {
  const text = raw['matrix']?.trim() ?? '';
  // The final report takes the plan as it is: what was to be done, and not how.
  if (text === '' || raw['command'] === 'plan') return parseInputs(raw, options);
  const problems = collectProblems(options.door, options.problems);
  const entries = await readEntries(text, options.cwd, problems);
  if (raw['command'] === 'report') {
    const settings = readInputs({ ...raw, matrix: '' }, options, problems);
    const written = entries.flatMap(({ raw: { repositories = '' } }) => splitList(repositories));
    const planned = parsePatterns(written, options.cwd, problems).filter((name) => !name.startsWith('!'));
    problems.throwIfAny();
    return { ...settings, planned };
  }
  const parsed = entries.map((entry) => parseEntry(raw, entry, options));
  tellAll(parsed, problems);
  problems.throwIfAny();
  const [first] = parsed;
  if (!first) throw new Error('a matrix without entries was taken');
  const all = parsed.map(({ settings }) => settings);
  return {
    ...first.settings,
    targets: all.flatMap(({ targets }) => targets),
    stores: [...new Set(all.flatMap(({ stores }) => stores))],
    entries: all,
  };
}

/** An entry as it stands: what it is called in errors, and the inputs that it has of its own. */
type Entry = { label: string; raw: RawInputs };

type ParsedEntry = { label: string; settings: Settings; lines: readonly string[] };

function parseEntry(raw: RawInputs, { label, raw: own }: Entry, options: ParseOptions): ParsedEntry {
  const problems = collectProblems(options.door);
  const settings = readInputs({ ...raw, matrix: '', ...own }, { ...options, problems: [] }, problems);
  return { label, settings, lines: problems.lines };
}

/** What is wrong in every entry is wrong with the step, and told once. */
function tellAll(parsed: readonly ParsedEntry[], problems: Problems): void {
  const common = new Set(parsed[0]?.lines.filter((line) => parsed.every(({ lines }) => lines.includes(line))));
  if (parsed.length === 1) common.clear();
  for (const line of common) problems.note(line, undefined);
  for (const { label, lines } of parsed) {
    for (const line of lines) if (!common.has(line)) problems.note(`matrix: ${label}: ${line}`, undefined);
  }
}

async function readEntries(text: string, cwd: string, problems: Problems): Promise<Entry[]> {
  const value = await readValue(text, cwd, problems);
  if (value === undefined) return [];
  const { include, ...others } = isRecord(value) ? value : { include: value };
  const stray = Object.keys(others);
  if (stray.length > 0)
    problems.note(`matrix: "${stray.join(', ')}" stands beside include`, 'Write every entry under include: a list.');
  else if (!Array.isArray(include) || include.length === 0)
    problems.note('matrix: it has no list of entries', 'Write: include: [{ repositories: acme/app }]');
  else return include.map((entry, at) => readEntry(entry, at, problems));
  return [];
}

/** JSON, or YAML, or the name of a file that holds one of them. */
async function readValue(text: string, cwd: string, problems: Problems): Promise<unknown> {
  try {
    const isFile = /^(\.{0,2}\/)\S+$/.test(text);
    const content = isFile ? await readFile(resolve(cwd, text), 'utf8') : text;
    if (/^[[{]/.test(content.trim())) return JSON.parse(content) as unknown;
    const { parse } = await import('yaml');
    return parse(content) as unknown;
  } catch (error) {
    const [said] = (error instanceof Error ? error.message : String(error)).split('\n');
    problems.note(`matrix: it cannot be read (${said})`, 'Give a list in JSON or YAML under include, or ./file.yml');
    return undefined;
  }
}

function readEntry(entry: unknown, at: number, problems: Problems): Entry {
  const title = isRecord(entry) && typeof entry['name'] === 'string' ? ` (${entry['name']})` : '';
  const label = `entry ${at + 1}${title}`;
  const bad = (problem: string, hint: string) => problems.note(`matrix: ${label}: ${problem}`, hint);
  if (!isRecord(entry)) {
    bad('it is no map of inputs', 'Write: - repositories: acme/app');
    return { label, raw: {} };
  }
  const raw: Record<string, string> = {};
  for (const [key, value] of Object.entries(entry)) {
    const input = key === 'repository' ? 'repositories' : key;
    const text = textOf(value);
    const refused = refusalOf(key);
    if (TITLES.includes(key)) continue;
    if (!INPUTS.includes(input)) bad(`"${key}" is no input`, meant(key));
    else if (refused)
      bad(`${key} cannot differ between entries`, `${refused.charAt(0).toUpperCase()}${refused.slice(1)}.`);
    else if (text === undefined) bad(`${key} is no text, number, switch or list of them`, `Write: ${key}: value`);
    else if (input in raw) bad('repository and repositories are both given', 'Write one of them.');
    else raw[input] = text;
  }
  if (!raw['repositories']?.trim()) bad('it names no repository', 'Write: repositories: owner/name');
  return { label, raw };
}

function meant(key: string): string {
  const near = findSimilar(key, [...INPUTS, 'repository']);
  return near ? `Did you mean ${near}?` : 'The README lists every input.';
}

function textOf(value: unknown): string | undefined {
  if (value === null) return '';
  if (Array.isArray(value)) {
    const texts = value.map(textOf);
    return texts.every((text) => text !== undefined) ? texts.join('\n') : undefined;
  }
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
