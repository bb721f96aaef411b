// The log of a step as an artifact: what GitHub's page of the run shows, for when that page is gone.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { summariseError } from '../domain/errors.ts';
import { uploadByClient } from '../stores/artifact/upload.ts';
import type { Log } from '../system/log.ts';
import { quietly } from '../system/quiet.ts';
import { undoAtExit } from '../system/undo.ts';

/** Days that a kept log lives. */
const DAYS = 30;
/** What the runner shows only on request (actions/toolkit, core.ts, `isDebug`). */
const DEBUG = '::debug::';
/** How the runner is told of a secret, percent signs and line ends escaped (actions/toolkit, command.ts). */
const MASK = '::add-mask::';

export type KeptLog = {
  /** Uploads what was written so far; gives what went wrong, if anything did. Never throws. */
  keep: (log: Log) => Promise<string | undefined>;
};

/** Writes everything that goes to stdout from now on into a file too, secrets masked as the runner masks them. */
export function keepLog(env: NodeJS.ProcessEnv, secrets: readonly string[]): KeptLog {
  const folder = mkdtempSync(join(env['RUNNER_TEMP'] || tmpdir(), 'repo-backup-log-'));
  undoAtExit(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, nameOf(env));
  record(file, new Set(secrets), env['RUNNER_DEBUG'] === '1');
  return {
    async keep(log) {
      try {
        await quietly(log, () => uploadByClient(file, folder, DAYS));
        return undefined;
      } catch (error) {
        return `the log could not be kept as an artifact: ${summariseError(error).message.split('\n')[0]}`;
      }
    },
  };
}

/** Artifacts of a run need names of their own: of each job of a matrix, each step, and each attempt. */
function nameOf(env: NodeJS.ProcessEnv): string {
  const parts = [env['GITHUB_JOB'], env['GITHUB_RUN_ATTEMPT'] ?? '1', randomBytes(4).toString('hex')];
  return `repo-backup-log-${parts.join('-').replaceAll(/[^\w-]/g, '_')}.txt`;
}

function record(file: string, secrets: Set<string>, debugging: boolean): void {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  const masked = (text: string) => [...secrets].reduce((all, secret) => all.replaceAll(secret, '***'), text);
  const recorded = (...args: Parameters<typeof write>): boolean => {
    const [chunk] = args;
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    if (text.startsWith(MASK)) secrets.add(unescape(text.slice(MASK.length).trimEnd()));
    else if (debugging || !text.startsWith(DEBUG)) appendFileSync(file, masked(text));
    return write(...args);
  };
  stdout.write = recorded as typeof stdout.write;
}

function unescape(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
