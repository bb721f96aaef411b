// The environment in which the lab runs git: nothing of the machine's or the user's configuration reaches it.
import { devNull } from 'node:os';
import type { Environment } from './processes.ts';

const person = { name: 'Ada Lab', email: 'ada@lab.example' };

/** Variables for a child git. `config` entries count as if given on the command line, also for its own children. */
export function gitEnvironment(config: Readonly<Record<string, string>> = {}): Environment {
  const settings = { 'safe.directory': '*', 'init.defaultBranch': 'main', 'gc.auto': '0', ...config };
  const environment: Environment = {
    PATH: process.env['PATH'],
    HOME: devNull, // no file can be found below it
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    TZ: 'UTC',
  };
  Object.entries(settings).forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  environment['GIT_CONFIG_COUNT'] = String(Object.keys(settings).length);
  return environment;
}

/** When the lab's history begins: 2026-01-01T00:00:00Z. */
export const firstDate = 1_767_225_600;

/** `name <email> date`, as the lab's commits and tags carry it. */
export function signature(date: Date | string | number): string {
  return `${person.name} <${person.email}> ${gitDate(date)}`;
}

/** The same person and the first date, for what git itself writes, such as notes. */
export const signatureVariables: Environment = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, person.name],
    [`GIT_${role}_EMAIL`, person.email],
    [`GIT_${role}_DATE`, gitDate(firstDate)],
  ]),
);

/** Seconds since 1970 and zone, as git writes them. Numbers are seconds. */
function gitDate(date: Date | string | number): string {
  const seconds = typeof date === 'number' ? date : new Date(date).getTime() / 1000;
  return `${Math.floor(seconds)} +0000`;
}
