// The failure issue as people read it: what fails, why, since when and what mends it.
import { counted, firstOf } from '../domain/counted.ts';
import {
  countFailures,
  nameAtMost,
  splitTags,
  tagAtMost,
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
/** Fewer characters tell nothing. */
const LEAST = 40;
/** Whole runs that are kept: a matrix has at most so many jobs. */
const RUNS = 256;
/** Reasons of whole runs that are told; the others are of the same kind. */
const RUN_REASONS = 10;
/** Tags that are kept beside a list; together with the text they fit. */
const TAGS = 11_000;
/** Names in one line of a list. */
export const LISTED = 10;

/** The title. It never changes, so that it makes no noise. */
export function issueTitle(workflow: string | undefined): string {
  if (workflow === undefined) return 'A backup fails';
  const name = workflow.length > TITLE ? `${workflow.slice(0, TITLE)}…` : workflow;
  return `The backup of the workflow "${name}" fails`;
}

/** The body, with the state hidden in it: as many repositories by name as fit, the others counted. */
export function issueBody(state: FailureState, facts: IssueFacts): string {
  const count = countFailures(state);
  for (let share = 1; ; share /= 2) {
    const text = bodyText(fitting(state, share), facts, count);
    if (text.length <= LIMIT || share < 1e-6) return text;
  }
}

/** The list with a share of what has room at most: first the texts go and the names, and only then what is kept. */
function fitting(state: FailureState, share: number): FailureState {
  const rest = Math.min(1, share * NAMED * 2);
  const { runs } = splitOpen(state);
  const cut = new Set(runs.slice(RUNS * rest));
  const open = withTexts(
    state.open.filter((one) => !cut.has(one)),
    share,
  );
  return tagAtMost(nameAtMost({ ...state, open }, NAMED * share), TAGS * rest);
}

/** Every text as short as a list wants it, and that of whole runs once a reason: all jobs of a matrix have the same. */
function withTexts(open: readonly OpenFailure[], share: number): OpenFailure[] {
  const told = new Set<string>();
  return open.map(({ message, hint, ...one }) => {
    const most = (one.repository === undefined ? RUN_REASON : REASON) * share;
    const texts = { ...cut('message', message, most), ...cut('hint', hint, most) };
    if (one.repository !== undefined) return { ...one, ...texts };
    const key = JSON.stringify([one.task, one.kind, texts]);
    if (told.has(key) || told.size >= RUN_REASONS * share) return one;
    told.add(key);
    return { ...one, ...texts };
  });
}

function cut(name: 'message' | 'hint', text: string | undefined, most: number): { message?: string; hint?: string } {
  if (text === undefined || most < LEAST) return {};
  return { [name]: text.length <= most ? text : `${text.slice(0, most - 3)}...` };
}

/** What is told by name: whole runs, and repositories or stores. */
function splitOpen({ open }: FailureState): { runs: OpenFailure[]; named: OpenFailure[] } {
  return {
    runs: open.filter(({ repository }) => repository === undefined),
    named: open.filter(({ repository }) => repository !== undefined),
  };
}

function bodyText(state: FailureState, facts: IssueFacts, count: number): string {
  const { marker } = facts;
  const { runs, named } = splitOpen(state);
  // Repositories and runs for which there was no room at all are counted too.
  const unnamed = count - runs.length - named.length;
  return [
    marker,
    '',
    headline(state, facts, count),
    ...groupRuns(runs).flatMap(runText),
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
export function minute(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Whole runs by what they did and how they failed: the jobs of a matrix mostly have one reason. */
function groupRuns(runs: readonly OpenFailure[]): OpenFailure[][] {
  const groups = new Map<string, OpenFailure[]>();
  for (const one of runs) {
    const key = JSON.stringify([one.task, one.kind]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function runText(group: OpenFailure[]): string[] {
  const [{ task, kind }] = group as [OpenFailure];
  const shards = group.map(({ shard }) => shard).toSorted((a, b) => Number(a) - Number(b));
  const jobs = `${shards.length > 1 ? 'jobs' : 'job'} ${firstOf(shards, LISTED)} of the matrix`;
  const where = shards.every((shard) => shard === '0') ? '' : `, ${jobs}`;
  const since = group.map((one) => one.since).toSorted()[0] ?? '';
  const messages = [...new Set(group.flatMap(({ message }) => message ?? []))];
  const quotes = messages.length > 0 ? messages.map(quote) : [`> ${REASONS.get(kind) ?? 'It failed.'}`];
  return [
    '',
    `**The whole run failed** (${escapeMarkdown(`${task || 'inputs'}${where}`)}), since ${minute(since)}:`,
    ...quotes.flatMap((text) => ['', text]),
  ];
}

function quote(message: string): string {
  const lines = message.split('\n').map((line) => escapeMarkdown(line.trim()));
  return `> ${lines.join('<br>\n> ')}`;
}

/** A line of a list, and no row of a table: on a phone the reason would stand in a column beyond the screen. */
function namedText({ repository = '', task, since, kind, message }: OpenFailure): string {
  const reason = message === undefined ? (REASONS.get(kind) ?? kind) : `${kind}: ${message}`;
  return `- **${escapeMarkdown(nameOf(repository))}** (${escapeMarkdown(task)}, since ${minute(since)}): ${escapeMarkdown(reason)}`;
}

/** What a failure is about, in words. */
export function nameOf(repository: string | undefined): string {
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
  const kindsText = list.length > 0 ? `: ${list.join(', ')}` : '';
  return `${counted(count, 'more repository', 'more repositories')} not named here, being private or too many${kindsText}. The log of the run names them.`;
}

/** Every mending once, with what it is for. */
function mendings(state: FailureState): string[] {
  const found = new Map<string, string[]>();
  const add = (hint: string, what: string) => found.set(hint, [...(found.get(hint) ?? []), what]);
  const { runs, named } = splitOpen(state);
  for (const group of [...groupRuns(runs), ...named.map((one) => [one])]) {
    const hints = group.flatMap(({ hint }) => hint ?? []);
    const isTold = hints.length > 0 || group.some(({ message }) => message !== undefined);
    const [{ repository, kind }] = group as [OpenFailure];
    for (const mending of isTold ? hints : [MENDINGS.get(kind)]) if (mending) add(mending, nameOf(repository));
  }
  for (const { kind } of state.unnamed) {
    const mending = MENDINGS.get(kind);
    if (mending) add(mending, 'what is not named');
  }
  if (found.size === 0) return [];
  const lines = [...found].map(
    ([hint, whom]) => `- ${escapeMarkdown(hint)} (${escapeMarkdown(firstOf([...new Set(whom)], LISTED))})`,
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
