// A command run from the terminal: context made from this process, report printed, exit code given.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Context, Settings } from '../commands/settings.ts';
import { BackupError, diskFull, isKind, summariseError } from '../domain/errors.ts';
import { EXIT_CODES } from '../domain/ledger.ts';
import { plain } from '../domain/plain.ts';
import { VERSION } from '../domain/version.ts';
import { openSides } from '../github/open.ts';
import { declaredInputs } from '../inputs/declared.ts';
import { parseRun } from '../inputs/matrix.ts';
import { reportText } from '../report/text.ts';
import { stopProgram, undoAtExit } from '../system/undo.ts';
import type { Arguments } from './arguments.ts';
import { readSecrets } from './secrets.ts';
import { terminalLog } from './log.ts';

/** Runs what the arguments say and gives the exit code. */
export async function runFromCommandLine(parsed: Arguments): Promise<number> {
  const started = Date.now();
  try {
    const settings = await readSettings(parsed);
    const context = createContext(openScratch(), settings);
    // What captures and stores is loaded once the inputs are known to be good.
    const { runAndTell } = await import('../alarms/run.ts');
    const report = await runAndTell(context, settings);
    process.stdout.write(
      parsed.json ? document(report) : `${plain(reportText(report, process.stdout.columns || undefined))}\n`,
    );
    return EXIT_CODES[report.verdict];
  } catch (error) {
    const failure = summariseError(error);
    const { message, hint } = failure;
    const command = parsed.raw['command'] ?? 'sync';
    const duration_ms = Date.now() - started;
    if (parsed.json)
      process.stdout.write(document({ command, verdict: 'failed', duration_ms, repositories: [], error: failure }));
    process.stderr.write(`${plain(`FAILED: ${message}${hint ? `\n${hint}` : ''}`)}\n`);
    return isKind(error, 'usage') ? 2 : 1;
  }
}

async function readSettings({ raw, problems }: Arguments): Promise<Settings> {
  const { env } = process;
  const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
  const token = env['REPO_BACKUP_TOKEN'] || env['GITHUB_TOKEN'] || env['GH_TOKEN'];
  const secrets = await readSecrets(raw, env);
  return parseRun({ ...raw, ...secrets, token }, { door: 'cli', defaults, cwd: process.cwd(), env, problems });
}

/** A folder for everything that is not yet stored; it goes when the program ends, also when it is told to stop. */
function openScratch(): string {
  const scratch = makeScratch(tmpdir());
  undoAtExit(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));
  // Not once: a second Ctrl-C must not interrupt the undoing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      process.stderr.write(`\nstopped by ${signal}: what is stored is whole, what was under way is not stored\n`);
      stopProgram(1);
    });
  }
  return scratch;
}

function makeScratch(parent: string): string {
  try {
    return mkdtempSync(join(parent, 'repo-backup-'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw (
      diskFull(cause, parent) ??
      new BackupError('unsupported', `no temporary folder can be made: ${reason}`, {
        hint: 'Set TMPDIR to a folder that exists and that you may write to.',
        cause,
      })
    );
  }
}

function createContext(scratch: string, { serverUrl, apiUrl, token, app }: Settings): Context {
  const now = () => new Date();
  const log = terminalLog(process.stderr, now);
  return {
    now,
    wait: (ms) => setTimeout(ms),
    env: process.env,
    cwd: process.cwd(),
    scratch,
    log,
    createdBy: { name: 'repo-backup', version: VERSION, run_url: null },
    runId: `${randomBytes(6).toString('hex')}-0`,
    cores: availableParallelism(),
    ...openSides({ serverUrl, apiUrl, token, app, now, log }),
  };
}

function document(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
