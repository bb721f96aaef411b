// What the lab's GraphQL answers: repositories by name and by node id, owners with their pages of repositories, the budget.
import { GraphQLError } from 'graphql';
import { sees } from './access.ts';
import { defaultBranchOf, pushedAtOf } from './catalog.ts';
import type { LabRepository } from './catalog.ts';
import type { Access } from './settings.ts';
import type { GitHubState, Owner } from './state.ts';

const LONGEST_PAGE = 100;

/** The fields of `Query`, for one who has `access`. */
export function rootOf(state: GitHubState, access: Access) {
  const { catalog, owners, settings } = state;
  const owner = (login: string, type?: Owner['type']) => {
    const found = owners.get(login.toLowerCase());
    if (found && (type === undefined || found.type === type)) return ownerFields(state, access, found);
    if (type === undefined) return null;
    throw missing(`Could not resolve to ${type === 'User' ? 'a' : 'an'} ${type} with the login of '${login}'.`);
  };
  const byNode = (id: string) => {
    const found = catalog.byNode(id);
    if (found && sees(access, found)) return repositoryFields(state, access, found);
    throw missing(`Could not resolve to a node with the global id of '${id}'`);
  };
  return {
    repository({ owner: login, name, followRenames = true }: { owner: string; name: string; followRenames?: boolean }) {
      const found = catalog.find(`${login}/${name}`);
      if (found && sees(access, found.repository) && (followRenames || !found.moved))
        return repositoryFields(state, access, found.repository);
      throw missing(`Could not resolve to a Repository with the name '${login}/${name}'.`);
    },
    repositoryOwner: ({ login }: { login: string }) => owner(login),
    organization: ({ login }: { login: string }) => owner(login, 'Organization'),
    user: ({ login }: { login: string }) => owner(login, 'User'),
    node: ({ id }: { id: string }) => byNode(id),
    nodes: ({ ids }: { ids: string[] }) => {
      if (ids.length > LONGEST_PAGE)
        throw new GraphQLError(`You may not provide more than ${LONGEST_PAGE} node ids; you provided ${ids.length}.`);
      // A function an id: one that fails leaves the others standing.
      return ids.map(async (id) => byNode(id));
    },
    viewer: { __typename: 'User', login: access.login },
    rateLimit: () => ({
      cost: 1,
      nodeCount: 0,
      limit: settings.budget.limit,
      remaining: settings.budget.remaining,
      used: settings.budget.limit - settings.budget.remaining,
      resetAt: settings.budget.resetAt.toISOString(),
    }),
  };
}

function missing(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}

function ownerFields(state: GitHubState, access: Access, { id, login, type }: Owner) {
  return {
    __typename: type,
    id: `${type}-${id}`,
    databaseId: id,
    login,
    url: `${state.url}/${login}`,
    repositories: (args: Paging & Filters) => {
      const all = state.catalog.all
        .filter((one) => one.owner.toLowerCase() === login.toLowerCase() && sees(access, one))
        .filter((one) => args.isArchived === undefined || one.archived === args.isArchived)
        .filter((one) => args.isFork === undefined || one.fork === args.isFork)
        .filter((one) => (args.visibility ?? args.privacy ?? visibilityOf(one)) === visibilityOf(one));
      return connection('repositories', all, args, (one) => repositoryFields(state, access, one));
    },
  };
}

type Filters = { isArchived?: boolean; isFork?: boolean; privacy?: string; visibility?: string };
type Paging = { first?: number; after?: string; last?: number; before?: string };

function visibilityOf(repository: LabRepository): string {
  return repository.private ? 'PRIVATE' : 'PUBLIC';
}

function repositoryFields(state: GitHubState, access: Access, repository: LabRepository) {
  const { id, nodeId, name, fullName, topics, git } = repository;
  const owner = state.owners.get(repository.owner.toLowerCase());
  const pushedAt = async () => (await pushedAtOf(repository)).toISOString().replace('.000Z', 'Z');
  const tip = async () =>
    git.git('for-each-ref', '--format=%(objectname)', `refs/heads/${await defaultBranchOf(repository)}`);
  return {
    __typename: 'Repository',
    id: nodeId,
    databaseId: id,
    name,
    nameWithOwner: fullName,
    owner: () => owner && ownerFields(state, access, owner),
    url: `${state.url}/${fullName}`,
    description: repository.description,
    isPrivate: repository.private,
    visibility: visibilityOf(repository),
    isArchived: repository.archived,
    isDisabled: repository.disabled,
    isFork: repository.fork,
    isEmpty: async () => (await git.git('for-each-ref', '--count=1')) === '',
    diskUsage: repository.size,
    hasIssuesEnabled: repository.hasIssues,
    hasWikiEnabled: repository.hasWiki,
    createdAt: repository.createdAt.toISOString(),
    pushedAt,
    updatedAt: pushedAt,
    defaultBranchRef: async () => {
      const oid = await tip();
      return oid === ''
        ? null
        : { __typename: 'Ref', name: await defaultBranchOf(repository), target: { __typename: 'Commit', oid } };
    },
    repositoryTopics: (args: Paging) =>
      connection('repositoryTopics', topics, args, (topic) => ({ topic: { __typename: 'Topic', name: topic } })),
  };
}

/** A page of a list; a cursor is the place of an entry in it. */
function connection<T, Fields>(name: string, all: readonly T[], paging: Paging, fields: (one: T) => Fields) {
  const { first, last, after, before } = paging;
  const size = first ?? last;
  if (size === undefined)
    throw new GraphQLError(
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  if (size > LONGEST_PAGE)
    throw new GraphQLError(
      `Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of ${LONGEST_PAGE} records.`,
    );
  const low = after === undefined ? 0 : placeOf(after) + 1;
  const high = before === undefined ? all.length : placeOf(before);
  const start = first === undefined ? Math.max(low, high - size) : low;
  const end = first === undefined ? high : Math.min(high, low + size);
  const edges = all.slice(start, end).map((one, index) => ({ cursor: cursorOf(start + index), node: fields(one) }));
  return {
    totalCount: all.length,
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function cursorOf(place: number): string {
  return Buffer.from(`cursor:${place}`).toString('base64');
}

function placeOf(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64').toString().replace('cursor:', ''));
}
