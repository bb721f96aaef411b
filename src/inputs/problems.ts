// Problems of inputs: collected all, told at once, each with the line that mends it.
import { BackupError } from '../domain/errors.ts';

/** How inputs are written at a door: `--name value` or `name: value`. */
export type Door = 'cli' | 'action';

/** Collects what is wrong with the inputs. */
export type Problems = {
  /** What was noted so far, a line each. */
  readonly lines: readonly string[];
  /** Notes a problem; `example` is a value that would be right. */
  add: (input: string, problem: string, example: string) => void;
  /** Notes a problem that a hint in words mends. */
  note: (problem: string, hint: string | undefined) => void;
  /** @throws `usage` with all problems, if there are any. */
  throwIfAny: () => void;
};

const WHERE_TO_READ: Record<Door, string> = {
  cli: '`repo-backup --help` shows every command, `repo-backup <command> --help` its flags.',
  action: 'The README of repo-backup lists every input.',
};

/** Starts a collection for one door; `before` are the problems that the door has found by itself. */
export function collectProblems(door: Door, before: readonly string[] = []): Problems {
  const lines = [...before];
  const write = (input: string, value: string) => {
    if (door === 'action') return `${input}: ${value}`;
    if (input === 'command') return `repo-backup ${value}`;
    return value === 'true' ? `--${input}` : `--${input} ${quoted(value)}`;
  };
  return {
    lines,
    add: (input, problem, example) => lines.push(`${input}: ${problem}. Write for example: ${write(input, example)}`),
    note: (problem, hint) => lines.push(hint ? `${problem}. ${hint}` : problem),
    throwIfAny() {
      const [only] = lines;
      if (only === undefined) return;
      const text =
        lines.length === 1
          ? only
          : `${lines.length} inputs are wrong:\n${lines.map((line) => `  - ${line}`).join('\n')}`;
      throw new BackupError('usage', text, { hint: WHERE_TO_READ[door] });
    },
  };
}

function quoted(value: string): string {
  return /^[\w./:=@-]+$/.test(value) ? value : `'${value}'`;
}
