// Secrets on the command line: from files and the environment, since argv is no place for a key.
import { readFile } from 'node:fs/promises';
import { BackupError } from '../domain/errors.ts';
import type { RawInputs } from '../inputs/parse.ts';
import { READS, VARIABLES } from '../inputs/reads.ts';

/**
 * The texts of the files that --identity names, or REPO_BACKUP_IDENTITY; REPO_BACKUP_PASSPHRASE; and the addresses of
 * alarms. The environment counts only for commands that read it: there it may stand for another one.
 *
 * @throws `usage` for a file that cannot be read.
 */
export async function readSecrets(raw: RawInputs, env: NodeJS.ProcessEnv): Promise<RawInputs> {
  const reads: readonly string[] =
    Object.entries(READS).find(([name]) => name === (raw['command'] ?? 'sync'))?.[1] ?? [];
  const variable = (input: string, name: string) => (reads.includes(input) ? env[name] : undefined);
  const files = raw['identity']?.split('\n').map((file) => readKeyFile(file));
  // The token has more than one variable: the door reads it.
  const { token: _token, ...others } = VARIABLES;
  return {
    ...Object.fromEntries(Object.entries(others).map(([input, name]) => [input, variable(input, name)])),
    identity: files ? (await Promise.all(files)).join('\n') : variable('identity', 'REPO_BACKUP_IDENTITY'),
  };
}

async function readKeyFile(file: string): Promise<string> {
  if (/AGE-SECRET-KEY-/i.test(file)) {
    throw new BackupError('usage', 'identity: a key in the arguments is shown to every user of this machine', {
      hint: 'Give the name of its file: --identity ./key.txt, or set REPO_BACKUP_IDENTITY.',
    });
  }
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BackupError('usage', `identity: the key file cannot be read (${reason})`, {
      hint: 'Give the name of the file that `age-keygen -o` wrote.',
      cause,
    });
  }
}
