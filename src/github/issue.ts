// One issue for one purpose: found by a mark that it hides, written by many runs at once, never two.
import { BackupError } from '../domain/errors.ts';
import type { Octokit } from './client.ts';
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
  /** The body that the draft was made from says all of this already. */
  settled: boolean;
};

export type KeepOptions = {
  title: string;
  /** What the issue shall be, given what it says now; undefined where there is none. */
  draft: (body: string | undefined) => Draft;
  /** Waits a little, each time another time, for others who write at the same moment. */
  pause: () => Promise<void>;
  /** Where the issue was found, or undefined. */
  found: Issue | undefined;
};

/** Times that a body is written anew because another run has overwritten what this one had written. */
const TRIES = 6;
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
 * Makes the issue what the draft says, whatever other runs write into it meanwhile; gives it, or undefined where none is
 * needed. Made twice at the same moment, the older stays and the younger is closed.
 *
 * @throws what GitHub refuses.
 */
export async function keepIssue(
  place: IssuePlace,
  { title, draft, pause, found }: KeepOptions,
): Promise<Issue | undefined> {
  let issue = found;
  if (!issue) {
    const first = draft(undefined);
    if (!first.open) return undefined;
    const made = await createIssue(place, title, first.body);
    await pause();
    issue = (await findIssue(place)) ?? made;
    if (issue.number === made.number) return await writeUntilKept(place, issue, { draft, pause, written: true });
    await comment(place, made.number, `Filed twice at the same moment: #${issue.number} is the one that stays.`);
    await update(place, made.number, { state: 'closed', state_reason: 'not_planned' });
  }
  return writeUntilKept(place, issue, { draft, pause, written: false });
}

type Writing = Pick<KeepOptions, 'draft' | 'pause'> & { written: boolean };

async function writeUntilKept(place: IssuePlace, start: Issue, { draft, pause, written }: Writing): Promise<Issue> {
  let issue = start;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const wanted = draft(issue.body);
    const right: boolean = wanted.settled && wanted.open === issue.open;
    if (right && (written || tries > 0 || wanted.body === issue.body)) return issue;
    const state = wanted.open
      ? ({ state: 'open' } as const)
      : ({ state: 'closed', state_reason: 'completed' } as const);
    issue = issueOf(
      await update(place, issue.number, { body: wanted.body, ...(wanted.open === issue.open ? {} : state) }),
    );
    if (wanted.comment && tries === 0) await comment(place, issue.number, wanted.comment);
    // Nothing that others could have lost, and nothing of ours that they could have overwritten.
    if (right) return issue;
    await pause();
    issue = await readIssue(place, issue.number);
  }
  throw new BackupError('store', `${nameOf(place)}#${issue.number} was overwritten ${TRIES} times by other runs`, {
    hint: 'Let fewer jobs end at the same moment: the next run writes it again.',
  });
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

async function update(place: IssuePlace, number: number, change: Change): Promise<RawIssue> {
  const { client, owner, repo } = place;
  const sent = client.rest.issues.update({ owner, repo, issue_number: number, ...change });
  return (await attempt(place, 'updating', sent)).data;
}

async function readIssue(place: IssuePlace, number: number): Promise<Issue> {
  const { client, owner, repo } = place;
  return issueOf((await attempt(place, 'reading', client.rest.issues.get({ owner, repo, issue_number: number }))).data);
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
