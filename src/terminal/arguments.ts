// The command line's arguments: flags named like the Action's inputs, read into the same strings.
import { COMMANDS, type CommandName } from '../commands/settings.ts';
import { BackupError } from '../domain/errors.ts';
import { declaredInputs } from '../inputs/declared.ts';
import { READS } from '../inputs/reads.ts';

/** What the command line says, before any value is looked at. */
export type Arguments = { raw: Record<string, string>; json: boolean; help: boolean; version: boolean };

const SWITCHES = new Set<string>(
  declaredInputs.filter((input) => input.default === 'true' || input.default === 'false').map(({ name }) => name),
);
const VALUES = new Set<string>(declaredInputs.map(({ name }) => name).filter((name) => !SWITCHES.has(name)));
const DOORS_OWN = ['json', 'help', 'version'] as const;

/**
 * Splits `repo-backup <command> --flag value --flag=value --switch --no-switch`.
 *
 * @throws `usage` for a flag or command that does not exist, a flag without its value, one that the command does not
 *   read, and for a token, which every user of the machine could read in the list of processes.
 */
export function readArguments(argv: readonly string[]): Arguments {
  const result: Arguments = { raw: {}, json: false, help: false, version: false };
  const problems: string[] = [];
  for (let at = 0; at < argv.length; at += 1) at += readOne(argv[at] ?? '', argv[at + 1], result, problems);
  const command = result.raw['command'] ?? 'sync';
  if (!isCommand(command)) problems.push(`"${command}" is no command. Use one of: ${COMMANDS.join(', ')}`);
  else problems.push(...unread(command, result));
  if (problems.length > 0 && !result.help && !result.version)
    throw new BackupError('usage', problems.join('\n'), { hint: 'repo-backup --help shows every command.' });
  return result;
}

/** Takes in one argument; gives how many of those behind it belong to it. */
function readOne(argument: string, next: string | undefined, result: Arguments, problems: string[]): number {
  if (argument === '-h') result.help = true;
  if (argument === '-h') return 0;
  if (!argument.startsWith('-')) {
    if (result.raw['command'] === undefined) result.raw['command'] = argument;
    else problems.push(`"${argument}" is one word too many. Values belong to a flag: --repositories ${argument}`);
    return 0;
  }
  const equals = argument.indexOf('=');
  const name = argument.slice(2, equals < 0 ? undefined : equals);
  const value = equals < 0 ? undefined : argument.slice(equals + 1);
  const own = DOORS_OWN.find((flag) => flag === name);
  const negated = name.startsWith('no-') && SWITCHES.has(name.slice(3));
  if (own && value === undefined) result[own] = true;
  else if (name === 'token')
    problems.push(
      '--token would show the token to every user of this machine. Set the environment variable REPO_BACKUP_TOKEN instead',
    );
  else if (negated && value === undefined) result.raw[name.slice(3)] = 'false';
  else if (SWITCHES.has(name)) result.raw[name] = value ?? 'true';
  else if (!VALUES.has(name)) problems.push(`${argument} is no flag of this program${similar(name)}`);
  else if (value !== undefined) result.raw[name] = join(result.raw[name], value);
  else if (next === undefined || next.startsWith('--')) problems.push(`--${name} needs a value`);
  else result.raw[name] = join(result.raw[name], next);
  return VALUES.has(name) && name !== 'token' && value === undefined && next !== undefined && !next.startsWith('--')
    ? 1
    : 0;
}

/** A flag given again adds to a list: `--repositories a/b --repositories c/d`. */
function join(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}\n${value}`;
}

function similar(name: string): string {
  const known = [...VALUES, ...SWITCHES, ...DOORS_OWN];
  const near = known.find(
    (one) => one !== 'token' && (one.startsWith(name.slice(0, 4)) || name.startsWith(one.slice(0, 4))),
  );
  return near && name !== '' ? `. Did you mean --${near}?` : '';
}

function isCommand(name: string): name is CommandName {
  return COMMANDS.some((one) => one === name);
}

function unread(command: CommandName, { raw }: Arguments): string[] {
  const flags = Object.keys(raw).filter((name) => name !== 'command' && !READS[command].includes(name));
  return flags.map((name) => `${command} does not read --${name}`);
}
