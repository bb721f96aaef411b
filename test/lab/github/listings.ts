// Routes that tell which repositories there are: one, an owner's, the user's, an installation's. emulate has only some of them.
import { sees, opens } from './access.ts';
import type { LabRepository } from './catalog.ts';
import { pageOf } from './paging.ts';
import { notFound, refusal } from './routes.ts';
import type { Answer, Call, Route } from './routes.ts';
import { ownerShape, repositoryShape } from './shapes.ts';
import type { GitHubState } from './state.ts';

export const listingRoutes: Route[] = [
  {
    method: 'GET',
    pattern: '/repos/{owner}/{repo}',
    handle: async ({ repository }, state) =>
      repository ? { status: 200, json: await repositoryShape(state, repository) } : notFound(),
  },
  {
    method: 'GET',
    pattern: '/orgs/{org}/repos',
    handle(call, state) {
      const owner = ownerOf(state, call.params['org'], 'Organization');
      if (!owner) return notFound();
      return listed(call, state, ofOwner(call, state, owner.login).filter(ofType(call.query.get('type') ?? 'all')));
    },
  },
  {
    method: 'GET',
    pattern: '/users/{username}/repos',
    handle(call, state) {
      const owner = ownerOf(state, call.params['username']);
      if (!owner) return notFound();
      // Only what is public, whoever asks.
      return listed(call, state, ofOwner(call, state, owner.login).filter(ofType('public')));
    },
  },
  {
    method: 'GET',
    pattern: '/user/repos',
    handle(call, state) {
      const { access } = call;
      if (!access) return refusal(401, 'Requires authentication');
      if (access.kind !== 'personal') return refusal(403, 'Resource not accessible by integration');
      return listed(
        call,
        state,
        state.catalog.all.filter((one) => opens(access, one)).filter(ofType(visibility(call))),
      );
    },
  },
  { method: 'GET', pattern: '/installation/repositories', handle: ofInstallation },
  {
    method: 'GET',
    pattern: '/users/{username}',
    handle(call, { url, owners }) {
      const owner = owners.get(call.params['username']?.toLowerCase() ?? '');
      if (!owner) return notFound();
      return { status: 200, json: { ...ownerShape(url, owner), ...PROFILE } };
    },
  },
];

const PROFILE = {
  name: null,
  company: null,
  blog: '',
  location: null,
  email: null,
  hireable: null,
  bio: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
};

function ofInstallation(call: Call, state: GitHubState): Answer | Promise<Answer> {
  const { access } = call;
  if (!access) return refusal(401, 'Requires authentication');
  if (access.kind === 'personal')
    return refusal(
      403,
      'You must authenticate with an installation access token in order to list repositories for an installation.',
    );
  const all = state.catalog.all.filter((one) => opens(access, one));
  const repository_selection = access.repositories?.every((name) => !name.endsWith('/*')) ? 'selected' : 'all';
  return listed(call, state, all, (repositories) => ({
    total_count: all.length,
    repository_selection,
    repositories,
  }));
}

function ownerOf({ owners }: GitHubState, login = '', type?: 'Organization') {
  const owner = owners.get(login.toLowerCase());
  return owner && (type === undefined || owner.type === type) ? owner : undefined;
}

function ofOwner({ access }: Call, { catalog }: GitHubState, login: string): LabRepository[] {
  return catalog.all
    .filter(({ owner }) => owner.toLowerCase() === login.toLowerCase())
    .filter((one) => sees(access, one));
}

function ofType(type: string): (one: LabRepository) => boolean {
  if (type === 'public') return (one) => !one.private;
  if (type === 'private') return (one) => one.private;
  if (type === 'forks') return (one) => one.fork;
  if (type === 'sources') return (one) => !one.fork;
  return () => true;
}

function visibility({ query }: Call): string {
  return query.get('visibility') ?? query.get('type') ?? 'all';
}

/** In GitHub's order: newest first, or by name where asked. Only the page that is shown is read from disk. */
async function listed(
  call: Call,
  state: GitHubState,
  all: LabRepository[],
  wrap: (page: unknown[]) => unknown = (page) => page,
): Promise<Answer> {
  const byName = call.query.get('sort') === 'full_name' || call.request.path.includes('/user');
  const down = (call.query.get('direction') ?? (byName ? 'asc' : 'desc')) === 'desc';
  const sorted = all.toSorted((a, b) => (byName ? a.fullName.localeCompare(b.fullName) : a.id - b.id));
  const answer = pageOf(down ? sorted.toReversed() : sorted, call, state);
  const page = await Promise.all((answer.json as LabRepository[]).map((one) => repositoryShape(state, one)));
  return { ...answer, json: wrap(page) };
}
