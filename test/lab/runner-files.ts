// The files through which a step talks to GitHub's runner: outputs, state, environment, path, summary.
// After actions/runner: FileCommandManager.cs.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const names = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const;
export type FileName = (typeof names)[number];

/** A larger summary is dropped whole. */
export const summaryLimit = 1024 * 1024;

/** Makes the empty files in `folder`; gives the variables that name them. */
export async function createRunnerFiles(folder: string): Promise<Record<FileName, string>> {
  const paths = names.map((name) => [name, join(folder, name.toLowerCase())] as const);
  await Promise.all(paths.map(([, path]) => writeFile(path, '')));
  return Object.fromEntries(paths) as Record<FileName, string>;
}

export interface RunnerFiles {
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  readonly env: Record<string, string>;
  readonly paths: string[];
  readonly summary: string;
}

/** Reads what a step wrote. @throws if the runner would refuse a file, which fails the step. */
export async function readRunnerFiles(files: Record<FileName, string>): Promise<RunnerFiles> {
  const read = async (name: FileName) => await readFile(files[name], 'utf8');
  return {
    outputs: parsePairs(await read('GITHUB_OUTPUT')),
    state: parsePairs(await read('GITHUB_STATE')),
    env: parsePairs(await read('GITHUB_ENV')),
    paths: (await read('GITHUB_PATH')).split(/\r?\n/).filter((line) => line !== ''),
    summary: await read('GITHUB_STEP_SUMMARY'),
  };
}

/** `name=value` lines and `name<<delimiter` blocks; the later of two values counts. */
export function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs[nameBefore(line, equals)] = line.slice(equals + 1);
    } else if (heredoc >= 0) {
      pairs[nameBefore(line, heredoc)] = takeBlock(lines, line.slice(heredoc + 2));
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return pairs;
}

function nameBefore(line: string, position: number): string {
  const name = line.slice(0, position);
  if (name === '') throw new Error(`Invalid format '${line}'. Name must not be empty`);
  return name;
}

function takeBlock(lines: string[], delimiter: string): string {
  const end = delimiter === '' ? -1 : lines.indexOf(delimiter);
  if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
  const block = lines.splice(0, end + 1);
  return block.slice(0, -1).join('\n');
}
