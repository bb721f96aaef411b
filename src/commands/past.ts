// What the audit trail of a store knows: questions to its records, all answered in one pass from the newest back.
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Store } from '../stores/store.ts';
import { readRuns, type RunRecord } from '../vault/runs.ts';
import { CAPTURING, COMMANDS, type CommandName } from './settings.ts';

/** Records that are read for one question, at least, before it is given up. */
const RUNS_READ = 100;

/** A question to the records. What was found first, by key, is the newest. */
export type Question<T> = {
  found: Map<string, T>;
  /** Asks for a record of that command and instant, if it may still answer. `command` is undefined where nobody knows it. */
  wants: (command: CommandName | undefined, at: Date) => boolean;
  take: (record: RunRecord) => void;
};

type Asked<T> = {
  /** Runs that can answer. */
  commands: readonly CommandName[];
  repositories: readonly string[];
  /** However many there are, every record after this instant is read. */
  since?: Date;
  /** Only records before this instant count. */
  before?: Date;
  answer: (line: LedgerEntry, at: Date) => T | undefined;
};

/** For each repository the newest line that answers. */
export function askByRepository<T>({ commands, repositories, since, before, answer }: Asked<T>): Question<T> {
  const found = new Map<string, T>();
  let read = 0;
  return {
    found,
    wants(command, at) {
      if ((command && !commands.includes(command)) || (before && at >= before)) return false;
      if (repositories.every((name) => found.has(name))) return false;
      read += 1;
      return read <= RUNS_READ || (since !== undefined && at >= since);
    },
    take({ command, started_at: started, repositories: lines }) {
      if (!commands.some((one) => one === command) || (before && new Date(started) >= before)) return;
      for (const line of lines) {
        const answered = found.has(line.repository) ? undefined : answer(line, new Date(started));
        if (answered !== undefined) found.set(line.repository, answered);
      }
    },
  };
}

/** The newest run of each command. */
export function askByCommand(): Question<RunRecord> {
  const found = new Map<string, RunRecord>();
  let unnamed = 0;
  return {
    found,
    wants: (command) => (command ? !found.has(command) : (unnamed += 1) <= RUNS_READ),
    take(record) {
      if (!found.has(record.command)) found.set(record.command, record);
    },
  };
}

/** The newest run of one command before an instant. */
export function askLast(command: string, before: Date): Question<RunRecord> {
  const found = new Map<string, RunRecord>();
  return {
    found,
    wants: (one, at) => one === command && at < before && found.size === 0,
    take(record) {
      const fits = record.command === command && new Date(record.started_at) < before;
      if (fits && found.size === 0) found.set(command, record);
    },
  };
}

/** A run that looked at a repository with success, and the snapshot that held its state then. */
export type Check = { at: Date; snapshot: string | undefined };

/** When each repository was last found or made stored. */
export function askChecks(repositories: readonly string[], since?: Date): Question<Check> {
  const answer = ({ status, snapshot }: LedgerEntry, at: Date) =>
    status === 'stored' || status === 'unchanged' ? { at, snapshot } : undefined;
  return askByRepository({ commands: CAPTURING, repositories, ...(since ? { since } : {}), answer });
}

/** A drill that proved a repository restorable, and the milliseconds that its restore took. */
export type Drill = { at: Date; rto: number };

/** When each repository was last proven restorable. */
export function askDrills(repositories: readonly string[], since?: Date): Question<Drill> {
  const answer = ({ status, rto_ms: rto }: LedgerEntry, at: Date) =>
    status === 'restored' && typeof rto === 'number' ? { at, rto } : undefined;
  return askByRepository({ commands: ['drill'], repositories, ...(since ? { since } : {}), answer });
}

/** A drill, and why it failed if it did. */
export type DrillAttempt = { at: Date; failure: string | undefined };

/** The last drill of each repository, whether or not it brought it back. */
export function askDrillAttempts(repositories: readonly string[], since?: Date): Question<DrillAttempt> {
  const answer = ({ error }: LedgerEntry, at: Date) => ({ at, failure: error?.message });
  return askByRepository({ commands: ['drill'], repositories, ...(since ? { since } : {}), answer });
}

/** Reads records for as long as a question is open. @throws what the store throws */
export async function readPast(store: Store, questions: readonly Question<unknown>[]): Promise<void> {
  const known = (command: string | undefined) => COMMANDS.find((one) => one === command);
  const records = readRuns(store, ({ command, at }) => questions.some((one) => one.wants(known(command), at)));
  for await (const record of records) for (const question of questions) question.take(record);
}
