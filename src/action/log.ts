// The log of a step: lines that GitHub's runner takes for text, whatever a server or a repository wrote into them.
import { plain } from '../domain/plain.ts';
import type { Log } from '../system/log.ts';

/** Milliseconds between two lines of progress in a log that cannot be rewritten; shorter work shows none. */
const PACE = 10_000;

/** A log that hands finished lines to `write`. */
export function stepLog(write: (line: string) => void, now: () => Date): Log {
  let next = now().getTime() + PACE;
  return {
    info: (line) => write(inert(line)),
    warn: (line) => write(inert(`warning: ${line}`)),
    progress(line) {
      if (now().getTime() < next) return;
      next = now().getTime() + PACE;
      write(inert(line));
    },
  };
}

/**
 * Text that the runner obeys in no line. It reads a line that begins with `::` as a command, and also an older form,
 * `##[command]`, anywhere in a line (actions/runner, ActionCommand.cs).
 */
export function inert(text: string): string {
  return plain(text)
    .replace(/^(\s*):(?=:)/gm, '$1: ')
    .replaceAll('##[', '## [');
}
