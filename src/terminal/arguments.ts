// The command line's arguments: flags named like the Action's inputs, read into the same strings.
import { COMMANDS } from '../commands/settings.ts';
import { declaredInputs } from '../inputs/declared.ts';
import { ACTION_ONLY, VARIABLES } from '../inputs/reads.ts';
import { findSimilar } from '../inputs/similar.ts';

/** What the command line says, before any value is looked at. `problems` are what could not be read at all. */
export type Arguments = {
  raw: Record<string, string>;
  json: boolean;
  help: boolean;
  version: boolean;
  problems: string[];
};

const FLAGS = declaredInputs.filter(({ name }) => !(name in VARIABLES) && !ACTION_ONLY.includes(name));
const SWITCHES = new Set<string>(
  FLAGS.filter((input) => input.default === 'true' || input.default === 'false').map(({ name }) => name),
);
const VALUES = new Set<string>(FLAGS.map(({ name }) => name).filter((name) => !SWITCHES.has(name)));
const DOORS_OWN = ['json', 'help', 'version'] as const;
/** The inputs that hold a list: given again, they add to it. */
const LISTS: readonly string[] = ['repositories', 'store', 'copy-to', 'encrypt-to', 'identity'];

/**
 * Splits `repo-backup <command> --flag value --flag=value --switch --no-switch`. Never throws, and never repeats in a
 * problem what stood behind a flag that it does not know: that may be a secret.
 */
export function readArguments(argv: readonly string[]): Arguments {
  const result: Arguments = { raw: {}, json: false, help: false, version: false, problems: [] };
  for (let at = 0; at < argv.length; at += 1) at += readOne(argv[at] ?? '', argv[at + 1], result);
  return result;
}

/** Takes in one argument; gives how many of those behind it belong to it. */
function readOne(argument: string, next: string | undefined, result: Arguments): 0 | 1 {
  if (argument === '-h') result.help = true;
  else if (!argument.startsWith('-')) readWord(argument, result);
  else return readFlag(argument, next, result);
  return 0;
}

function readWord(word: string, result: Arguments): void {
  const { raw, problems } = result;
  if (raw['command'] === undefined && word === 'help') result.help = true;
  else if (raw['command'] === undefined) raw['command'] = word;
  else if (COMMANDS.some((command) => command === word))
    problems.push(`${raw['command']} and ${word} are two commands. Run one after the other`);
  else problems.push(`"${word}" is one word too many. Values belong to a flag: --repositories ${word}`);
}

function readFlag(argument: string, next: string | undefined, result: Arguments): 0 | 1 {
  const equals = argument.indexOf('=');
  const name = argument.slice(2, equals < 0 ? undefined : equals);
  const attached = equals < 0 ? undefined : argument.slice(equals + 1);
  const negated = name.startsWith('no-') ? name.slice(3) : '';
  const own = DOORS_OWN.find((flag) => flag === name);
  if (own && isBoolean(attached)) result[own] = attached !== 'false';
  else if (own) result.problems.push(`--${own} takes no value`);
  else if (SWITCHES.has(negated) && attached === undefined) result.raw[negated] = 'false';
  else if (SWITCHES.has(name)) return readSwitch(name, attached, next, result);
  else return readValue(argument, { name, attached, next }, result);
  return 0;
}

function readSwitch(name: string, attached: string | undefined, next: string | undefined, { raw }: Arguments): 0 | 1 {
  const behind = attached === undefined && (next === 'true' || next === 'false');
  raw[name] = attached ?? (behind ? next : 'true');
  return behind ? 1 : 0;
}

type Flag = { name: string; attached: string | undefined; next: string | undefined };

function readValue(argument: string, { name, attached, next }: Flag, { raw, problems }: Arguments): 0 | 1 {
  const behind = attached === undefined && !next?.startsWith('--') ? next : undefined;
  const value = attached ?? behind;
  const variable = VARIABLES[name];
  if (variable) problems.push(hidden(name, variable));
  else if (ACTION_ONLY.includes(name.replace(/^no-/, '')))
    problems.push(`--${name} is for the Action, and nothing at a terminal`);
  else if (!VALUES.has(name)) problems.push(`${flagOf(argument)} is no flag of this program${similar(name)}`);
  else if (!value?.trim()) problems.push(`--${name} needs a value behind it`);
  else if (raw[name] === undefined) raw[name] = value;
  else if (LISTS.includes(name)) raw[name] += `\n${value}`;
  else problems.push(`--${name} is given more than once`);
  return behind === undefined ? 0 : 1;
}

function hidden(name: string, variable: string): string {
  return `--${name} would show the ${name} to every user of this machine. Set the environment variable ${variable} instead`;
}

/** The flag without what is attached to it. */
function flagOf(argument: string): string {
  return argument.startsWith('--') ? argument.replace(/=.*/s, '') : argument.slice(0, 2);
}

function isBoolean(attached: string | undefined): boolean {
  return attached === undefined || attached === 'true' || attached === 'false';
}

function similar(name: string): string {
  const near = findSimilar(name, [...VALUES, ...SWITCHES, ...DOORS_OWN]);
  return near ? `. Did you mean --${near}?` : '';
}
