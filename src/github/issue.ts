// One issue for one purpose: found by a mark that it hides, written by many runs at once, never two.
import { BackupError } from '../domain/errors.ts';
import type { Octokit } from './client.ts';
import { looksOf, pauseOf, TRIES, turnOf, type Crowd } from './crowd.ts';
import { explainGitHub, statusOf, type Attempt } from './errors.ts';

/** Where the issue is, and how it is found again. */
export type IssuePlace = {
  client: Octokit;
  owner: string;
  repo: string;
  /** An HTML comment that stands in the body of no other issue. */
  marker: string;
  /** The first of them tells that a stranger has not written the issue. */
  labels: readonly [string, ...string[]];
};

/** An issue as far as it matters here. `body` is empty where it has none. */
export type Issue = { number: number; url: string; body: string; open: boolean };

/** What the issue shall be. */
export type Draft = {
  body: string;
  open: boolean;
  /** Said once, when it is written. */
  comment: string | undefined;
};

export type KeepOptions = {
  title: string;
  /** What the issue shall be, given what it is now, or that there is none; undefined where that is right already. */
  draft: (issue: Issue | undefined) => Draft | undefined;
  /** Where the issue was found, or undefined. */
  found: Issue | undefined;
  crowd: Crowd;
};

/** Issues in one page. */
const PAGE = 100;

/**
 * The open issue with the mark; of several the oldest. What outsiders write is not taken for it, whatever mark it has.
 *
 * @throws `unsupported` where issues are switched off, and what GitHub refuses.
 */
export async function findIssue(place: IssuePlace): Promise<Issue | undefined> {
  const { client, owner, repo, marker, labels } = place;
  const list = async (label?: string) => {
    const query = { owner, repo, state: 'open', sort: 'updated', per_page: PAGE } as const;
    return (
      await attempt(
        place,
        'looking for',
        client.rest.issues.listForRepo({ ...query, ...(label ? { labels: label } : {}) }),
      )
    ).data;
  };
  const newest = await list();
  // A full page may not be all. Where the label could not be set the issue is at least among those that changed last.
  const all = newest.length < PAGE ? newest : [...newest, ...(await list(labels[0]))];
  const ours = all.filter(
    (issue) => !issue.pull_request && issue.body?.includes(marker) && isTrusted(issue, labels[0]),
  );
  const oldest = ours.toSorted((a, b) => a.number - b.number)[0];
  return oldest && issueOf(oldest);
}

type Listed = Awaited<ReturnType<Octokit['rest']['issues']['listForRepo']>>['data'][number];

/** Only those who may write in a repository can set a label there, and only they can let an App in. */
function isTrusted({ labels, user, author_association: author }: Listed, label: string): boolean {
  const names = labels.map((one) => (typeof one === 'string' ? one : one.name));
  return names.includes(label) || user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(author ?? '');
}

/**
 * Makes the issue what the draft says, and leaves only when that has lasted while others wrote; gives it, or undefined
 * where none is needed. GitHub knows no write that fails where another came between: so each job of a matrix has a turn
 * of its own, and looks again afterwards.
 *
 * @throws what GitHub refuses.
 */
export async function keepIssue(
  place: IssuePlace,
  { title, draft, found, crowd }: KeepOptions,
): Promise<Issue | undefined> {
  if (!draft(found)) return found;
  const turn = turnOf(crowd);
  if (turn > 0) await crowd.wait(turn);
  let issue = turn > 0 ? await findIssue(place) : found;
  if (issue) return writeUntilKept(place, issue, { draft, crowd, written: false });
  const first = draft(undefined);
  if (!first) return undefined;
  const made = await createIssue(place, title, first.body);
  await crowd.wait(pauseOf(crowd));
  issue = (await findIssue(place)) ?? made;
  const isMade = issue.number === made.number;
  // Without a comment, which would be one more message to everybody. The mark goes too.
  if (!isMade)
    await update(place, made.number, {
      body: `Filed twice at the same moment: #${issue.number} is the one that stays.`,
      state: 'closed',
      state_reason: 'not_planned',
    });
  return writeUntilKept(place, issue, { draft, crowd, written: isMade });
}

type Writing = Pick<KeepOptions, 'draft' | 'crowd'> & { written: boolean };

async function writeUntilKept(place: IssuePlace, start: Issue, { draft, crowd, written }: Writing): Promise<Issue> {
  let issue = start;
  // One that has written nothing has nothing that could be lost.
  let looks = written ? 1 : looksOf(crowd);
  for (let tries = 0; tries < TRIES; looks += 1) {
    const wanted = draft(issue);
    if (wanted) {
      await rewrite(place, issue.number, wanted);
      if (wanted.comment && tries === 0) await comment(place, issue.number, wanted.comment);
      tries += 1;
      looks = 0;
    } else if (looks >= looksOf(crowd)) return issue;
    await crowd.wait(pauseOf(crowd));
    issue = await readAgain(place, issue);
  }
  throw new BackupError('store', `${nameOf(place)}#${issue.number} was overwritten ${TRIES} times by other runs`, {
    hint: 'Let fewer jobs end at the same moment: the next run writes it again.',
  });
}

/** Tries once. Where GitHub asks to wait, what was read before is old: it is read and written anew. */
async function rewrite(place: IssuePlace, number: number, { body, open }: Draft): Promise<void> {
  const state = open ? ({ state: 'open' } as const) : ({ state: 'closed', state_reason: 'completed' } as const);
  try {
    await update(place, number, { body, ...state });
  } catch (error) {
    if (!(error instanceof BackupError && error.kind === 'unreachable')) throw error;
  }
}

async function createIssue(place: IssuePlace, title: string, body: string): Promise<Issue> {
  const { client, owner, repo, labels } = place;
  const create = (names: readonly string[]) =>
    client.rest.issues.create({ owner, repo, title, body, labels: [...names] });
  const created = create(labels).catch((error: unknown) => {
    // A token that may not make a new label may still write the issue.
    if (![403, 404, 422].includes(statusOf(error) ?? 0)) throw error;
    return create([]);
  });
  return issueOf((await attempt(place, 'filing', created)).data);
}

type Change = { body?: string; state?: 'open' | 'closed'; state_reason?: 'completed' | 'not_planned' };

async function update(place: IssuePlace, number: number, change: Change): Promise<void> {
  const { client, owner, repo } = place;
  const once = { retries: 0, waits: 0 };
  const sent = client.rest.issues.update({ owner, repo, issue_number: number, ...change, request: once });
  await attempt(place, 'updating', sent);
}

/** The issue as it is now; where its mark is gone, it was filed twice and another one stays. */
async function readAgain(place: IssuePlace, { number }: Issue): Promise<Issue> {
  const { client, owner, repo, marker } = place;
  const sent = client.rest.issues.get({ owner, repo, issue_number: number });
  const read = issueOf((await attempt(place, 'reading', sent)).data);
  return read.body.includes(marker) ? read : ((await findIssue(place)) ?? read);
}

async function comment(place: IssuePlace, number: number, body: string): Promise<void> {
  const { client, owner, repo } = place;
  await attempt(place, 'commenting on', client.rest.issues.createComment({ owner, repo, issue_number: number, body }));
}

type RawIssue = { number: number; html_url: string; body?: string | null; state: string };

function issueOf({ number, html_url: url, body, state }: RawIssue): Issue {
  return { number, url, body: body ?? '', open: state === 'open' };
}

function nameOf({ owner, repo }: IssuePlace): string {
  return `${owner}/${repo}`;
}

async function attempt<R>(place: IssuePlace, doing: string, request: Promise<R>): Promise<R> {
  try {
    return await request;
  } catch (error) {
    if (statusOf(error) === 410) {
      throw new BackupError(
        'unsupported',
        `${nameOf(place)} has issues switched off, so no failure issue can be there`,
        {
          hint: `Switch them on in the settings of ${nameOf(place)}, name another repository in \`issue-repository\`, or write \`failure-issue: false\`.`,
          cause: error,
        },
      );
    }
    throw explainGitHub(error, attemptOf(place, doing));
  }
}

function attemptOf(place: IssuePlace, doing: string): Attempt {
  return {
    doing: `${doing} the failure issue in ${nameOf(place)}`,
    permission: 'issues: write',
    tokenPermission: 'Issues: write',
    input: 'issue-token',
  };
}
