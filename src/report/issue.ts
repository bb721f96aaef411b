// The failure issue as people read it: what fails, why, since when and what mends it; and what its comments say.
import { counted } from '../domain/counted.ts';
import {
  countFailures,
  nameAtMost,
  splitTags,
  tagAtMost,
  type Change,
  type FailureKind,
  type FailureState,
  type OpenFailure,
} from '../domain/failures.ts';
import { hideState } from '../domain/failures-text.ts';
import { WHOLE_STORE } from '../domain/ledger.ts';
import { escapeMarkdown } from './table.ts';

/** What the text of an issue tells of the run that writes it. */
export type IssueFacts = {
  /** Hidden in the issue, so that the next run finds it. */
  marker: string;
  /** The workflow's name; undefined where it must not be told. */
  workflow: string | undefined;
  /** The page of the run, where its log is; undefined where it must not be told. */
  runUrl: string | undefined;
  /** When the run began, UTC. */
  at: string;
};

/** GitHub takes 65,536 characters; the rest is for whoever adds a line by hand. */
const LIMIT = 64_000;
/** Characters of a workflow's name in the title, of which GitHub takes 256. */
const TITLE = 150;
/** Repositories that are told of one by one. */
const NAMED = 100;
/** Characters of one repository's reason and of the mending; the log has them whole. */
const REASON = 300;
/** The same for what stopped a whole run: all bad inputs are told at once. */
const RUN_REASON = 3000;
/** Tags that are kept beside a list; together with the text they fit. */
const TAGS = 10_000;
/** Names in one line of a list. */
const LISTED = 10;

/** The title. It never changes, so that it makes no noise. */
export function issueTitle(workflow: string | undefined): string {
  if (workflow === undefined) return 'A backup fails';
  const name = workflow.length > TITLE ? `${workflow.slice(0, TITLE)}…` : workflow;
  return `The backup of the workflow "${name}" fails`;
}

/** The body, with the state hidden in it: as many repositories by name as fit, the others counted. */
export function issueBody(state: FailureState, facts: IssueFacts): string {
  const kept = tagAtMost(shortened(state), TAGS);
  for (let named = NAMED; ; named = Math.floor(named / 2)) {
    const shown = tagAtMost(nameAtMost(kept, named), TAGS);
    const text = bodyText(shown, facts, countFailures(state));
    if (text.length <= LIMIT || named === 0) return text;
  }
}

function bodyText(state: FailureState, facts: IssueFacts, count: number): string {
  const { marker } = facts;
  const runs = state.open.filter(({ repository }) => repository === undefined);
  const named = state.open.filter(({ repository }) => repository !== undefined);
  const unnamed = count - runs.length - named.length;
  return [
    marker,
    '',
    headline(state, facts, count),
    ...runs.flatMap(runText),
    ...mendings(state),
    ...(named.length > 0 ? ['', '**What fails**', '', ...named.map(namedText)] : []),
    ...(unnamed > 0 ? ['', unnamedText(state, unnamed)] : []),
    '',
    ...(count > 0 ? [ENDING, ''] : []),
    hideState(state),
    '',
  ].join('\n');
}

const ENDING =
  'repo-backup closes this issue once all of it is well again. Closing it by hand is fine too: what still fails then opens a new one.';

function headline({ last }: FailureState, { workflow, runUrl, at }: IssueFacts, count: number): string {
  const what = workflow === undefined ? 'A backup' : `The backup of the workflow **${escapeMarkdown(workflow)}**`;
  const run = (when: string, page: string | undefined) => (page ? `[${minute(when)}](${page})` : minute(when));
  if (count === 0) return `${what} is well again since ${run(at, runUrl)}.`;
  return `${what} fails. Last run that failed: ${last ? run(last.at, last.url) : run(at, runUrl)}.`;
}

/** An instant as people read it. */
function minute(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

function runText({ task, since, kind, message, shard }: OpenFailure): string[] {
  const job = shard === '0' ? '' : `, job ${shard} of the matrix`;
  const lines = message?.split('\n').map((line) => escapeMarkdown(line.trim())) ?? [REASONS.get(kind) ?? 'It failed.'];
  return [
    '',
    `**The whole run failed** (${escapeMarkdown(`${task || 'inputs'}${job}`)}), since ${minute(since)}:`,
    '',
    `> ${lines.join('<br>\n> ')}`,
  ];
}

/** A line of a list, and no row of a table: on a phone the reason would stand in a column beyond the screen. */
function namedText({ repository = '', task, since, kind, message }: OpenFailure): string {
  const reason = message === undefined ? (REASONS.get(kind) ?? kind) : `${kind}: ${message}`;
  return `- **${escapeMarkdown(nameOf(repository))}** (${escapeMarkdown(task)}, since ${minute(since)}): ${escapeMarkdown(reason)}`;
}

/** What a failure is about, in words. */
function nameOf(repository: string | undefined): string {
  if (repository === undefined) return 'the whole run';
  return repository === WHOLE_STORE ? 'a whole store' : repository;
}

/** What is not named, by kind: reasons of a private repository may tell its name. */
function unnamedText({ unnamed }: FailureState, count: number): string {
  const kinds = new Map<FailureKind, { count: number; since: string }>();
  for (const group of unnamed) {
    const known = kinds.get(group.kind);
    const since = known && known.since < group.since ? known.since : group.since;
    kinds.set(group.kind, { count: (known?.count ?? 0) + splitTags(group).length, since });
  }
  const list = [...kinds].map(([kind, { count: many, since }]) => `${many} ${kind} (since ${minute(since)})`);
  return `${counted(count, 'more repository', 'more repositories')} not named here, being private or too many: ${list.join(', ')}. The log of the run names them.`;
}

/** Every mending once, with what it is for. */
function mendings(state: FailureState): string[] {
  const found = new Map<string, string[]>();
  const add = (hint: string, what: string) => found.set(hint, [...(found.get(hint) ?? []), what]);
  for (const { repository, kind, message, hint } of state.open) {
    const mending = hint ?? (message === undefined ? MENDINGS.get(kind) : undefined);
    if (mending) add(mending, nameOf(repository));
  }
  for (const { kind } of state.unnamed) {
    const mending = MENDINGS.get(kind);
    if (mending) add(mending, 'what is not named');
  }
  if (found.size === 0) return [];
  const lines = [...found].map(
    ([hint, whom]) => `- ${escapeMarkdown(hint)} (${escapeMarkdown(shortList([...new Set(whom)]))})`,
  );
  return ['', '**What to do**', '', ...lines];
}

/** What a kind of failure means, where its own words may not be told. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['usage', 'the inputs are wrong'],
  ['denied', 'a token or a permission was refused'],
  ['not-found', 'something that is named does not exist, or the token may not see it'],
  ['unreachable', 'no connection, or it broke and trying again did not help'],
  ['corrupt', 'stored bytes are damaged'],
  ['disk-full', 'no space is left'],
  ['unhealthy', 'the newest snapshot is too old, or something stored is damaged'],
]);

/** What mends it, where its own words may not be told. */
const MENDINGS: ReadonlyMap<string, string> = new Map([
  ['usage', 'Correct the inputs of the step: the log names each with the line to write.'],
  [
    'denied',
    'Put a new token into the secret that the input `token` reads, or give it the permission that the log names.',
  ],
  ['not-found', 'Check the names, and what the token may see.'],
  ['unreachable', 'Run it again; if it stays, check network, proxy and addresses.'],
  ['corrupt', 'Bring the damaged files back from another copy of the store: the log names them.'],
  ['unhealthy', 'Look at the last runs that should have made a snapshot.'],
]);

/** The state with every text as short as a list wants it. */
function shortened(state: FailureState): FailureState {
  const open = state.open.map((one) => {
    const most = one.repository === undefined ? RUN_REASON : REASON;
    return { ...one, ...cut('message', one.message, most), ...cut('hint', one.hint, most) };
  });
  return { ...state, open };
}

function cut(name: 'message' | 'hint', text: string | undefined, most: number): { message?: string; hint?: string } {
  return text === undefined || text.length <= most ? {} : { [name]: `${text.slice(0, most - 3)}...` };
}

/** What a comment tells of news; undefined where there is nothing that a person must hear now. */
export function changeComment(
  { failing, unnamedFailing, well, unnamedWell }: Change,
  { runUrl, at }: IssueFacts,
): string | undefined {
  if (failing.length + unnamedFailing === 0) return undefined;
  const list = (named: OpenFailure[], unnamed: number) => {
    const names = shortList(named.map((one) => `${nameOf(one.repository)} (${one.task || 'inputs'}: ${one.kind})`));
    return [...(names ? [escapeMarkdown(names)] : []), ...(unnamed > 0 ? [`${unnamed} not named`] : [])].join(', and ');
  };
  const lines = [
    `Since ${runUrl ? `[this run](${runUrl})` : minute(at)} this fails too, or in another way: ${list(failing, unnamedFailing)}.`,
  ];
  if (well.length + unnamedWell > 0) lines.push(`Well again: ${list(well, unnamedWell)}.`);
  return lines.join('\n\n');
}

/** What is said when everything is well again. */
export function recoveryComment({ runUrl, at }: IssueFacts): string {
  return `Everything is well again: ${runUrl ? `[the run of ${minute(at)}](${runUrl})` : `the run of ${minute(at)}`} handled what had failed.`;
}

function shortList(names: readonly string[]): string {
  const more = names.length - LISTED;
  return `${names.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
