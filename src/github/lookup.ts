// Looking up named repositories: a hundred in one request, so that a thousand names cost ten.
import { BackupError, type ErrorKind } from '../domain/errors.ts';
import { ownerOf, type RepositoryFacts } from '../domain/selection.ts';
import type { Visibility } from '../domain/visibility.ts';
import type { GitHub } from './client.ts';
import { explainGitHub, statusOf } from './errors.ts';

/** Names of one request. Each is one node of GraphQL, and a hundred of them cost one point of the hour's budget. */
const AT_ONCE = 100;

/** What GitHub says of a name: the repository as it is today, or why there is none for this token. */
export type Found = RepositoryFacts | BackupError;

/** Names that one token looks up in one request; `error` is why it cannot. */
export type Batch = { names: string[]; error?: BackupError };

/** Sorts names into requests. Where the credentials of an owner fail, its names are a batch with that error; without a token there is none. */
export async function batchesOf(github: GitHub, names: readonly string[]): Promise<Batch[]> {
  const batches: Batch[] = [];
  const byToken = new Map<string, string[]>();
  for (const name of names) {
    try {
      const token = await github.tokenFor(ownerOf(name));
      // GraphQL answers nobody without one.
      if (token) byToken.set(token, [...(byToken.get(token) ?? []), name]);
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      batches.push({ names: [name], error });
    }
  }
  for (const group of byToken.values()) {
    for (let at = 0; at < group.length; at += AT_ONCE) batches.push({ names: group.slice(at, at + AT_ONCE) });
  }
  return batches;
}

type Node = {
  databaseId: number | null;
  nameWithOwner: string;
  visibility: 'PUBLIC' | 'PRIVATE' | 'INTERNAL';
  diskUsage: number | null;
  isArchived: boolean;
  isFork: boolean;
  isDisabled: boolean;
  defaultBranchRef: { name: string } | null;
  repositoryTopics?: { nodes: ({ topic: { name: string } } | null)[] | null };
};
type Answer = Record<string, Node | null>;
type Complaint = { type?: string; message: string; path?: (string | number)[] };

/** The query for so many names: `$o0`, `$n0` and so on are their halves. */
function lookupQuery(count: number): string {
  const each = Array.from({ length: count }, (_, at) => at);
  return `query(${each.map((at) => `$o${at}: String!, $n${at}: String!`).join(', ')}, $topics: Boolean!) {
${each.map((at) => `  r${at}: repository(owner: $o${at}, name: $n${at}, followRenames: true) { ...facts }`).join('\n')}
}
fragment facts on Repository {
  databaseId nameWithOwner visibility diskUsage isArchived isFork isDisabled
  defaultBranchRef { name }
  repositoryTopics(first: 20) @include(if: $topics) { nodes { topic { name } } }
}`;
}

/**
 * Looks up the names of one batch; the result is by the name as it was given. A renamed repository is found under its old
 * name.
 *
 * @throws `denied` where GitHub refuses the token, `unreachable` where it does not answer; `unsupported` where the server
 *   has no such API.
 */
export async function lookUp(github: GitHub, { names, error }: Batch, topics: boolean): Promise<Map<string, Found>> {
  if (error) throw error;
  const client = await github.clientFor(ownerOf(names[0] ?? ''));
  const variables: Record<string, string | boolean> = { topics };
  for (const [at, name] of names.entries())
    [variables[`o${at}`], variables[`n${at}`]] = [ownerOf(name), name.split('/')[1] ?? ''];
  const { data, errors } = await client.graphql<Answer>(lookupQuery(names.length), variables).then(
    (data) => ({ data, errors: [] as Complaint[] }),
    (error: unknown) => partOf(error, github),
  );
  return new Map(
    names.map((name, at): [string, Found] => {
      const node = data[`r${at}`];
      if (node && node.databaseId !== null) return [name, factsOf(node, node.databaseId)];
      return [
        name,
        refusalOf(
          name,
          errors.find(({ path }) => path?.[0] === `r${at}`),
        ),
      ];
    }),
  );
}

/** GraphQL answers 200 also where some names have no repository. @throws where that is not all that went wrong. */
function partOf(error: unknown, { apiUrl, serverUrl }: GitHub): { data: Answer; errors: Complaint[] } {
  if (error instanceof Error && 'errors' in error && 'data' in error) {
    const { errors, data } = error as Error & { errors: Complaint[]; data: Answer | null };
    if (data && errors.every(({ path }) => /^r\d+$/.test(String(path?.[0])))) return { data, errors };
    throw new BackupError('unreachable', `looking up repositories: GitHub says ${errors[0]?.message}`, {
      hint: 'Run it again later.',
      cause: error,
    });
  }
  if (isNoGitHub(error)) {
    throw new BackupError('unsupported', `${serverUrl} has no API of GitHub at ${apiUrl}`, {
      hint: 'Name each repository, or correct `api-url`.',
      cause: error,
    });
  }
  throw explainGitHub(error, { doing: 'looking up repositories', tokenPermission: 'Metadata: read' });
}

/** True for a refusal that no GitHub has written: theirs are JSON. A plain git server knows no such path. */
function isNoGitHub(error: unknown): boolean {
  const status = statusOf(error) ?? 500;
  const response = error instanceof Error && 'response' in error ? error.response : undefined;
  if (status >= 500 || typeof response !== 'object' || response === null || !('headers' in response)) return false;
  const { 'content-type': type = '' } = response.headers as Record<string, string | undefined>;
  return !type.includes('json');
}

function factsOf(node: Node, id: number): RepositoryFacts {
  return {
    id,
    fullName: node.nameWithOwner,
    visibility: node.visibility.toLowerCase() as Visibility,
    // GitHub tells kilobytes.
    size: (node.diskUsage ?? 0) * 1024,
    defaultBranch: node.defaultBranchRef?.name ?? null,
    archived: node.isArchived,
    fork: node.isFork,
    disabled: node.isDisabled,
    topics: (node.repositoryTopics?.nodes ?? []).flatMap((one) => (one ? [one.topic.name] : [])),
  };
}

/** Types that are an answer about the name. Any other one, or none, says that GitHub could not answer just now. */
const KINDS: Readonly<Record<string, ErrorKind>> = {
  NOT_FOUND: 'not-found',
  FORBIDDEN: 'denied',
  INSUFFICIENT_SCOPES: 'denied',
};

function refusalOf(name: string, complaint: Complaint | undefined): BackupError {
  const kind = KINDS[complaint?.type ?? ''] ?? 'unreachable';
  const said = complaint?.message ?? 'nothing';
  if (kind === 'unreachable')
    return new BackupError(kind, `${name}: GitHub could not look it up and says: ${said}`, {
      hint: 'Run it again later.',
    });
  if (kind === 'denied')
    return new BackupError(kind, `${name}: GitHub does not show it: ${said}`, {
      hint: `Mend that, or write !${name} to leave it out.`,
    });
  return new BackupError('not-found', `${name} is not on GitHub, or the token may not see it`, {
    hint: 'Check the name. If it is private, give a token that may read it (fine-grained: Contents: read), or `app-id`.',
  });
}
