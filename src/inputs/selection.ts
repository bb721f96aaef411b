// Selecting: the patterns, topics, exclusions and filters of the inputs, for commands that ask GitHub for a list.
import type { Target } from '../commands/settings.ts';
import { isRepositoryName, isSafeSegment } from '../domain/names.ts';
import type { Selection } from '../domain/selection.ts';
import type { AppKey } from '../github/auth.ts';
import type { Problems } from './problems.ts';
import { parseTargets, splitList } from './targets.ts';

/** `repositories` sorted: what is named, and what GitHub is asked for. */
type Sorted = Pick<Selection, 'patterns' | 'topics' | 'exclusions'> & { names: string[] };

type World = {
  /** Whether the command looks at repositories at all. */
  selecting: boolean;
  app: AppKey | undefined;
  serverUrl: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
};

/** The part of a reader of inputs that selecting takes. */
type Reader = {
  text: (input: string) => string;
  flag: (input: string) => boolean;
  oneOf: <T extends string>(input: string, values: readonly T[]) => T;
};

const VISIBILITIES = ['all', 'public', 'private', 'internal'] as const;

/** Reads `repositories` and the filters, for commands that look at repositories; for others both are empty. */
export function readSelection(
  read: Reader,
  { selecting, app, serverUrl, cwd, env }: World,
  problems: Problems,
): { targets: Target[]; selection: Selection } {
  const filters = {
    archived: read.flag('include-archived'),
    forks: read.flag('include-forks'),
    visibility: read.oneOf('visibility', VISIBILITIES),
  };
  const entries = selecting ? splitList(read.text('repositories')) : [];
  const { names, ...sorted } = sortEntries(entries, env['GITHUB_REPOSITORY_OWNER'], problems);
  if (selecting && entries.every((entry) => entry.startsWith('!')))
    problems.add('repositories', 'no repository is named', 'owner/name');
  if (sorted.patterns.length > 0 && !app && !read.text('token')) {
    problems.note(
      `repositories: "${sorted.patterns[0]}" asks GitHub for a list, which takes a token`,
      'Give `token` (command line: REPO_BACKUP_TOKEN), or `app-id` and `app-private-key`.',
    );
  }
  return { targets: parseTargets(names, { serverUrl, cwd }, problems), selection: { ...sorted, ...filters } };
}

/** Tells names from patterns. `ownOwner` has the workflow's own repository: it is meant where a topic stands alone. */
function sortEntries(entries: readonly string[], ownOwner: string | undefined, problems: Problems): Sorted {
  const sorted: Sorted = { names: [], patterns: [], topics: [], exclusions: [] };
  for (const entry of entries) sortEntry(entry, sorted, problems);
  if (sorted.topics.length > 0 && sorted.patterns.length === 0) {
    if (ownOwner) sorted.patterns.push(`${ownOwner}/*`);
    else {
      problems.note(
        `repositories: "topic:${sorted.topics[0]}" names no owner whose repositories are meant`,
        `Write the owner beside it: owner/*, topic:${sorted.topics[0]}`,
      );
    }
  }
  return sorted;
}

function sortEntry(entry: string, sorted: Sorted, problems: Problems): void {
  const bad = (problem: string, hint: string) => problems.note(`repositories: "${entry}" ${problem}`, hint);
  const [, negated, kind, value = ''] = /^(!?)(?:(owner|topic):)?(.*)$/s.exec(entry) ?? [];
  const list = negated ? sorted.exclusions : kind === 'topic' ? sorted.topics : sorted.patterns;
  if (kind === 'topic') {
    if (isTopic(value)) list.push(negated ? `topic:${value}` : value);
    else bad('is no topic', 'Topics are lower-case letters, digits and hyphens: topic:backup');
  } else if (kind === 'owner') {
    if (isSafeSegment(value)) list.push(`${value}/*`);
    else bad('names no owner', 'Write owner:acme, or acme/*');
  } else if (!negated && !/^(?![./])[^/:=]*\/?[^/:=]*\*/.test(entry)) sorted.names.push(entry);
  else if (negated && isRepositoryName(value)) list.push(value);
  else if (isPattern(value)) list.push(value);
  else if (negated) bad('leaves out no repository', 'Write !owner/name, !owner/prefix-* or !topic:x');
  else bad('does not name its owner', 'Write owner/* or owner/prefix-*: the owner is always a name.');
}

/** `owner/...*...`: only the second half may hold a star. */
function isPattern(text: string): boolean {
  const [owner = '', name = '', ...rest] = text.split('/');
  return rest.length === 0 && isSafeSegment(owner) && name.includes('*') && /^[A-Za-z0-9_.*-]+$/.test(name);
}

/** GitHub's own rule: at most 50 lower-case letters, digits and hyphens. */
function isTopic(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,49}$/.test(text);
}
