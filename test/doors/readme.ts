// The README as a newcomer uses it: its blocks of code, to be run as they stand.
import { readFileSync } from 'node:fs';
import { runProcess } from '../lab/processes.ts';
import type { Environment, Finished } from '../lab/processes.ts';

export interface Block {
  readonly language: string;
  /** The heading above it. */
  readonly heading: string;
  readonly text: string;
}

export const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Every block of code of a Markdown text, in order. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  for (const [, title, language, text] of markdown.matchAll(/^#+ (.+)$|^```(\w*)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else blocks.push({ language: language ?? '', heading, text: text ?? '' });
  }
  return blocks;
}

/** Runs lines in `sh`, which stops at the first that fails. */
export function runShell(script: string, options: { cwd: string; env: Environment }): Promise<Finished> {
  return runProcess('sh', ['-euc', script], options);
}
