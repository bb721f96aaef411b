// Stock git as a child process: isolated from the machine's configuration, asked for nothing it could wait on.
import { BackupError, type ErrorKind } from '../domain/errors.ts';
import { run, start, type Child, type Exit } from '../system/process.ts';

/** How to run git. `env` is the outer environment, of which only a few variables reach the child. */
export type Git = { program: string; env: NodeJS.ProcessEnv; home: string };

/** GIT_CONFIG_COUNT, by which a token reaches a child without argv or a file, came with git 2.31. */
const OLDEST = [2, 31] as const;

// What a child may inherit: finding programs, temporary space, proxies, certificate authorities, ssh's agent.
const INHERITED =
  /^(PATH|TMPDIR|TEMP|TMP|SYSTEMROOT|(HTTPS?|NO|ALL)_PROXY|https?_proxy|no_proxy|all_proxy|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|GIT_SSL_CAINFO|GIT_SSL_CAPATH|SSH_AUTH_SOCK|GIT_SSH|GIT_SSH_COMMAND|GIT_EXEC_PATH)$/;

/**
 * What one object, or one table, may take of a git's memory: an object of a hostile pack can unpack to any size. Tables of
 * forty million objects have room; and it fits into the 32 bits that git reads it into on some systems. Whoever needs more
 * sets the variable GIT_ALLOC_LIMIT.
 */
const ALLOC_LIMIT = '3g';

/** The environment of a child git; `config` is given as if by `-c`, unseen in argv. */
export function gitEnvironment(git: Git, config: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(git.env)) if (INHERITED.test(name)) env[name] = value;
  const settings = Object.entries({ 'core.hooksPath': '/dev/null', 'pack.writeReverseIndex': 'false', ...config });
  settings.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return {
    ...env,
    GIT_CONFIG_COUNT: String(settings.length),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    HOME: git.home,
    XDG_CONFIG_HOME: git.home,
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOC_LIMIT: git.env['GIT_ALLOC_LIMIT'] || ALLOC_LIMIT,
    LC_ALL: 'C',
  };
}

/** Starts git with piped input and output. */
export function startGit(
  git: Git,
  args: string[],
  options: { config?: Record<string, string>; onStderr?: (text: string) => void } = {},
): Child {
  return start({ program: git.program, args, env: gitEnvironment(git, options.config) }, options.onStderr);
}

/** Runs git to its end and gives its output. @throws `git` (or what its message tells) where it fails; `doing` names the work. */
export async function runGit(
  git: Git,
  args: string[],
  doing: string,
  options: { input?: string | Buffer; config?: Record<string, string> } = {},
): Promise<Buffer> {
  const result = await run({ program: git.program, args, env: gitEnvironment(git, options.config) }, options.input);
  if (result.code !== 0) throw gitError(doing, result);
  return result.stdout;
}

const checked = new WeakMap<Git, Promise<void>>();

/** Sees, once a run, that there is a git and that it is new enough. @throws `unsupported` */
export function checkGit(git: Git): Promise<void> {
  const found = checked.get(git) ?? checkVersion(git);
  checked.set(git, found);
  return found;
}

async function checkVersion(git: Git): Promise<void> {
  const result = await run({ program: git.program, args: ['--version'], env: gitEnvironment(git) });
  const version = /git version (\d+)\.(\d+)/.exec(result.stdout.toString());
  const hint = `Install git ${OLDEST.join('.')} or newer and see that it is in PATH.`;
  if (!version) throw new BackupError('unsupported', 'there is no git on this machine', { hint });
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new BackupError('unsupported', `git ${major}.${minor} is too old`, { hint });
  }
}

type Sign = [RegExp, ErrorKind, string | undefined];
const SIGNS: Sign[] = [
  [
    /attempting to allocate \d+ over limit|Out of memory/,
    'unsupported',
    `It holds an object that is larger than git may unpack (GIT_ALLOC_LIMIT, ${ALLOC_LIMIT} unless it is set). If that is right, set the variable to more.`,
  ],
  [
    /No space left on device|Disk quota exceeded|File too large/i,
    'disk-full',
    'Free space there, or set TMPDIR to a larger disk; what was stored before is untouched.',
  ],
  [/detected dubious ownership/, 'denied', 'The folder belongs to another user: run repo-backup as its owner.'],
  [
    /Authentication failed|could not read (Username|Password)|Permission denied \(publickey|HTTP 40[13]|returned error: 40[13]/i,
    'denied',
    'Check the token or the ssh key.',
  ],
  [/Host key verification failed/, 'denied', 'Connect once with ssh yourself, or add the host to known_hosts.'],
  [
    /does not appear to be a git repository|not a git repository|repository '.*' not found|Repository not found|No such file or directory/i,
    'not-found',
    'Check the address.',
  ],
  [
    /Could not resolve host|Connection refused|Connection reset|Connection timed out|unable to access|early EOF|remote end hung up/i,
    'unreachable',
    'Check the address and the network.',
  ],
  [
    /pack is corrupted|inflate|SHA1 COLLISION|hash mismatch|pack has bad|bad object|did not receive expected object|unresolved deltas|corrupt|invalid (object|blob|tree|commit|tag)/i,
    'corrupt',
    'Run it again; if it stays, run `git fsck` in the repository itself.',
  ],
];

/** Turns the failure of a child git into an error that says what happened. */
export function gitError(doing: string, exit: Exit): BackupError {
  if (exit.code === 127)
    return new BackupError('unsupported', `${doing}: there is no git on this machine`, {
      hint: 'Install git and see that it is in PATH.',
    });
  const said = lastWords(exit.stderr) || wayOfEnding(exit);
  const [, kind = 'git', hint] = SIGNS.find(([pattern]) => pattern.test(exit.stderr)) ?? [];
  return new BackupError(kind, `${doing}: ${said}`, hint ? { hint } : {});
}

function wayOfEnding({ code, signal }: Exit): string {
  if (signal && CRASHES.includes(signal)) return `git crashed (${signal})`;
  return code === null ? 'git was ended from outside' : `git exited with ${code}`;
}

const CRASHES: readonly NodeJS.Signals[] = ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE'];

function lastWords(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const fatal = lines.filter((line) => /^(fatal|error|ERROR|remote):/.test(line));
  return (fatal.length > 0 ? fatal : lines).slice(-2).join(' ').slice(0, 500);
}
