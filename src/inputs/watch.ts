// The inputs that only the Action has: who is told that something fails, and how.
import { isRepositoryName } from '../domain/names.ts';
import type { Problems } from './problems.ts';
import { splitList } from './targets.ts';

/** How the Action tells of failures. */
export type Watch = {
  failureIssue: boolean;
  /** `owner/name`; undefined means the workflow's own repository. */
  issueRepository: string | undefined;
  /** Beside the one that every failure issue has. */
  issueLabels: string[];
  issueToken: string | undefined;
  /** The workflow's own, for what its repository holds. */
  workflowToken: string | undefined;
  /** Whether GitHub is asked to go on with the schedule. */
  keepalive: boolean;
  /** Whether the log is kept as an artifact. */
  logArtifact: boolean;
  /** Which job of a matrix this is, `0` without one. */
  shard: string;
  /** How many jobs that matrix has, 1 without one; infinite where nobody says. */
  jobs: number;
};

type Read = { text: (input: string) => string; flag: (input: string) => boolean };

/** GitHub takes a label of at most so many characters. */
const LONGEST_LABEL = 50;

/** Reads them all. What is wrong goes into the collection and counts as not said. */
export function readWatch(read: Read, problems: Problems): Watch {
  const repository = read.text('issue-repository');
  const known = isRepositoryName(repository);
  if (repository && !known) problems.add('issue-repository', `"${repository}" is not owner/name`, 'acme/backups');
  const labels = splitList(read.text('issue-labels'));
  for (const label of labels) {
    if (label.length > LONGEST_LABEL)
      problems.add('issue-labels', `"${label}" is longer than ${LONGEST_LABEL} characters`, 'backup');
  }
  return {
    failureIssue: read.flag('failure-issue'),
    issueRepository: known ? repository : undefined,
    issueLabels: labels.filter((label) => label.length <= LONGEST_LABEL),
    issueToken: read.text('issue-token') || undefined,
    workflowToken: read.text('workflow-token') || undefined,
    keepalive: read.flag('keepalive'),
    logArtifact: read.flag('log-artifact'),
    shard: read.text('job-index') || '0',
    jobs: Number(read.text('job-total')) || (read.text('job-index') ? Infinity : 1),
  };
}
