// A command run from the terminal: context made from this process, report printed, exit code given.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runCommand } from '../commands/run.ts';
import type { Context } from '../commands/settings.ts';
import { BackupError, summariseError } from '../domain/errors.ts';
import { EXIT_CODES } from '../domain/ledger.ts';
import { VERSION } from '../domain/version.ts';
import { declaredInputs } from '../inputs/declared.ts';
import { parseInputs } from '../inputs/parse.ts';
import { reportText } from '../report/text.ts';
import type { Arguments } from './arguments.ts';
import { printable, terminalLog } from './log.ts';

/** Runs what the arguments say and gives the exit code. */
export async function runFromCommandLine({ raw, json }: Arguments): Promise<number> {
  const { env } = process;
  const scratch = mkdtempSync(join(tmpdir(), 'repo-backup-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const now = () => new Date();
  const context: Context = {
    now,
    wait: (ms) => setTimeout(ms),
    env,
    cwd: process.cwd(),
    scratch,
    log: terminalLog(process.stderr, now),
    createdBy: { name: 'repo-backup', version: VERSION, run_url: null },
    runId: `${randomBytes(6).toString('hex')}-0`,
    cores: availableParallelism(),
  };
  try {
    const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
    const token = env['REPO_BACKUP_TOKEN'] || env['GITHUB_TOKEN'] || env['GH_TOKEN'];
    const settings = parseInputs({ ...raw, token }, { door: 'cli', defaults, cwd: context.cwd, env });
    const report = await runCommand(context, settings);
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${printable(reportText(report))}\n`);
    return EXIT_CODES[report.verdict];
  } catch (error) {
    return tellFailure(error, json, raw['command'] ?? 'sync');
  }
}

/** A failure of the whole run: on stderr for people, and with `--json` as a document on stdout too. Gives the exit code. */
export function tellFailure(error: unknown, json: boolean, command: string): number {
  const summary = summariseError(error);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ command, verdict: 'failed', repositories: [], error: summary }, null, 2)}\n`,
    );
  process.stderr.write(`${printable(`FAILED: ${summary.message}${summary.hint ? `\n${summary.hint}` : ''}`)}\n`);
  return error instanceof BackupError && error.kind === 'usage' ? 2 : 1;
}
