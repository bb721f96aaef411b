// Parsing: the strings of either door become settings, or one error that tells everything that is wrong.
import { CAPTURING, COMMANDS, PINNING, type Choice, type CommandName, type Settings } from '../commands/settings.ts';
import { PERIODS } from '../domain/calendar.ts';
import { snapshotInstant } from '../domain/names.ts';
import { isEmptyPolicy, type RetentionPolicy } from '../domain/retention.ts';
import { readAlarms } from './alarms.ts';
import { readApp } from './auth.ts';
import { collectProblems, type Door, type Problems } from './problems.ts';
import { READS } from './reads.ts';
import { readRecipients, readSecrets } from './seal.ts';
import { readSelection } from './selection.ts';
import { findSimilar } from './similar.ts';
import { readStores } from './stores.ts';
import { readWatch } from './watch.ts';
import { parsePatterns, splitList } from './targets.ts';

/** Values by input name. Missing and empty both mean the default of action.yml. */
export type RawInputs = Readonly<Record<string, string | undefined>>;

export type ParseOptions = {
  door: Door;
  defaults: RawInputs;
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** What the door has found wrong by itself, told together with the rest. */
  problems?: readonly string[];
};

/** The longest reason of a pin, in characters: a pin stays a line that a table can show. */
const LONGEST_REASON = 500;

/** Jobs of one matrix, at most (docs.github.com, "Usage limits"). */
const MOST_JOBS = 256;

const GITHUB = 'https://github.com';
const TYPES = ['auto', 'full', 'incremental', 'differential'] as const;

/** Reads all inputs. @throws `usage` that tells all bad inputs at once, each with the line to write instead. */
export function parseInputs(raw: RawInputs, options: ParseOptions): Settings {
  const problems = collectProblems(options.door, options.problems);
  const settings = readInputs(raw, options, problems);
  problems.throwIfAny();
  return settings;
}

/**
 * Reads all inputs; what is wrong goes into the collection, and then the settings are of no use.
 *
 * @throws `usage` for a command that is none, with what the collection had before
 */
export function readInputs(raw: RawInputs, { defaults, cwd, env }: ParseOptions, problems: Problems): Settings {
  const read = reader(raw, defaults, problems);
  const command = read.oneOf('command', COMMANDS);
  // What the rest has to be depends on it: with another command in its place all else would look wrong, too.
  if (command !== read.text('command')) problems.throwIfAny();
  refuseUnread(command, raw, defaults, problems);
  const { serverUrl, apiUrl } = readServer(read, env, problems);
  const entries = splitList(read.text('repositories'));
  const capturing = CAPTURING.includes(command);
  const selecting = capturing || command === 'plan' || (command === 'report' && isOwnSelection(read, env));
  const app = readApp(read.text, problems);
  const { targets, selection } = readSelection(read, { selecting, app, serverUrl, cwd, env }, problems);
  const settings: Settings = {
    command,
    targets,
    selection,
    patterns: READS[command].includes('include-forks') ? [] : parsePatterns(entries, cwd, problems),
    ...readStores(command, read.text, { cwd, env }, problems),
    token: read.text('token') || undefined,
    app,
    encryptTo: capturing ? readRecipients(read, problems) : undefined,
    secrets: READS[command].includes('identity') ? readSecrets(read, problems) : undefined,
    serverUrl,
    apiUrl,
    type: read.oneOf('type', TYPES),
    fullEveryDays: read.whole('full-every-days', 1, 3650),
    concurrency: read.whole('concurrency', 1, 64),
    retention: readRetention(read, READS[command].includes('retention-days') ? problems : undefined),
    choice: readChoice(read, problems),
    reason: readReason(read, problems),
    to: read.text('to') || undefined,
    ...readSwitches(read),
    maxAgeHours: read.whole('max-age-hours', 1, 876_000),
    maxDrillAgeDays: read.whole('max-drill-age-days', 0, 36_500),
    history: read.flag('history'),
    shards: read.whole('shards', 1, MOST_JOBS),
    alarms: readAlarms(read, cwd, problems),
  };
  checkNeeds(settings, read, problems);
  // The Action reads them again, also where the rest is wrong; here their problems are told with the others.
  readWatch(read, problems);
  return settings;
}

/** The GitHub that is backed up, and its API. */
function readServer(read: Reader, env: NodeJS.ProcessEnv, problems: Problems): Pick<Settings, 'serverUrl' | 'apiUrl'> {
  const named = read.text('server-url') || env['GITHUB_SERVER_URL'] || GITHUB;
  const serverUrl = readUrl('server-url', named, GITHUB, problems);
  const api = read.text('api-url') || apiOf(serverUrl);
  return { serverUrl, apiUrl: readUrl('api-url', api, 'https://api.github.com', problems) };
}

/** In a workflow `repositories` is never empty: its own repository is what stands there where nothing was said. */
function isOwnSelection(read: Reader, env: NodeJS.ProcessEnv): boolean {
  return !['', env['GITHUB_REPOSITORY']].includes(read.text('repositories'));
}

/** What a command cannot do without. */
function checkNeeds({ command, to, choice }: Settings, read: Reader, problems: Problems): void {
  if (command === 'restore' && to === undefined)
    problems.add('to', 'restore needs a folder to restore into', './restored.git');
  if (PINNING.includes(command) && !choice.snapshot && !(command === 'pin' && read.text('at')))
    problems.add('snapshot', `${command} needs the name of a snapshot`, 'snapshot-20261121-020000');
}

/** The doors fill this in by themselves, so it says nothing of what the user wants. */
const FILLED_IN = ['command'];

/** An input that would do nothing is a misunderstanding: `deep` for `sync` looks like a proof that nobody made. */
function refuseUnread(command: CommandName, raw: RawInputs, defaults: RawInputs, problems: Problems): void {
  for (const [input, value] of Object.entries(raw)) {
    const given = value?.trim() && value.trim() !== defaults[input];
    if (!given || FILLED_IN.includes(input) || READS[command].includes(input)) continue;
    const readers = COMMANDS.filter((one) => READS[one].includes(input));
    problems.note(`${input}: ${command} does not read it`, `Leave it out; it is for ${readers.join(', ')}.`);
  }
}

export type Switches = Pick<
  Settings,
  'pullRefs' | 'allowPublicStore' | 'dryRun' | 'worktree' | 'overwrite' | 'checkConnectivity' | 'deep'
>;

function readSwitches({ flag }: Reader): Switches {
  return {
    pullRefs: flag('include-pull-refs'),
    allowPublicStore: flag('allow-public-store'),
    dryRun: flag('dry-run'),
    worktree: flag('worktree'),
    overwrite: flag('overwrite'),
    checkConnectivity: flag('check-connectivity'),
    deep: flag('deep'),
  };
}

type Reader = {
  text: (input: string) => string;
  whole: (input: string, least: number, most: number) => number;
  flag: (input: string) => boolean;
  oneOf: <T extends string>(input: string, values: readonly T[]) => T;
};

/** Reads single inputs; problems go into the collection. */
export function reader(raw: RawInputs, defaults: RawInputs, problems: Problems): Reader {
  const text = (input: string) => raw[input]?.trim() || (defaults[input] ?? '');
  return {
    text,
    whole(input, least, most) {
      const value = text(input);
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= least && number <= most))
        problems.add(input, `"${value}" is not a whole number from ${least} to ${most}`, defaults[input] ?? '');
      return number;
    },
    flag(input) {
      const value = text(input).toLowerCase();
      if (value !== 'true' && value !== 'false') problems.add(input, `"${value}" is neither true nor false`, 'true');
      return value === 'true';
    },
    oneOf(input, values) {
      const value = text(input);
      const found = values.find((one) => one === value);
      const near = found ?? findSimilar(value, values);
      if (!found) problems.add(input, `"${value}" is none of ${values.join(', ')}`, near ?? values[0] ?? '');
      return found ?? (values[0] as (typeof values)[number]);
    },
  };
}

/** Where the API of a server is: of github.com and ghe.com a host of its own, of an Enterprise Server a path. */
function apiOf(serverUrl: string): string {
  const { protocol, host } = new URL(serverUrl);
  if (host === 'github.com' || host.endsWith('.ghe.com')) return `${protocol}//api.${host}`;
  return `${serverUrl}/api/v3`;
}

function readUrl(input: string, value: string, example: string, problems: Problems): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const good = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (!good) problems.add(input, 'not an http or https URL without credentials', example);
  return good ? `${url.origin}${url.pathname.replace(/\/+$/, '')}` : example;
}

/** Every rule of the policy. Where it is going to be used, one that keeps nothing is a problem. */
function readRetention(read: Reader, problems: Problems | undefined): RetentionPolicy {
  const policy = {
    days: read.whole('retention-days', 0, 36_500),
    keepLast: read.whole('keep-last', 1, 1_000_000),
    periods: Object.fromEntries(PERIODS.map((period) => [period, read.whole(`keep-${period}`, 0, 1_000_000)])),
  };
  if (isEmptyPolicy(policy)) {
    problems?.add(
      'retention-days',
      'with 0, keep-last at 1 and no other rule, everything but the newest snapshot would be removed',
      '30',
    );
  }
  return policy;
}

function readReason(read: Reader, problems: Problems): string | undefined {
  const reason = read.text('reason');
  if (reason.length > LONGEST_REASON)
    problems.add('reason', `it is longer than ${LONGEST_REASON} characters`, 'before the migration');
  return reason || undefined;
}

function readChoice(read: Reader, problems: Problems): Choice {
  const snapshot = read.text('snapshot') || undefined;
  const at = read.text('at');
  if (snapshot && at) problems.note('snapshot and at: both say which snapshot', 'Give one of them.');
  if (snapshot && snapshot !== 'latest' && !snapshotInstant(snapshot)) {
    problems.add('snapshot', `"${snapshot}" is no snapshot's name`, 'snapshot-20261121-020000');
  }
  return { snapshot, at: at ? readInstant(at, problems) : undefined };
}

/** An instant with a time zone, or a date, which means the end of that day in UTC. */
function readInstant(value: string, problems: Problems): Date | undefined {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T23:59:59Z` : value;
  const date = new Date(whole);
  const known =
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(whole) && !Number.isNaN(date.getTime());
  // Date rolls February 30 over into March instead of refusing it.
  const real = known && new Date(`${whole.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(whole.slice(0, 10));
  if (!real) problems.add('at', `"${value}" is neither a date nor an instant with a time zone`, '2026-11-05T12:00:00Z');
  return real ? date : undefined;
}
