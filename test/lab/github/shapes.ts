// Repositories and owners in the shape in which GitHub's REST shows them.
import { defaultBranchOf, pushedAtOf } from './catalog.ts';
import type { LabRepository } from './catalog.ts';
import type { Owner } from './state.ts';

type World = { readonly url: string; readonly owners: Map<string, Owner> };

/** A "simple user", which also is an organisation. */
export function ownerShape(url: string, { login, type, id }: Owner) {
  // A bot's name has brackets, which no address may.
  const address = encodeURIComponent(login);
  const api = `${url}/api/v3/users/${address}`;
  const names = ['followers', 'subscriptions', 'organizations', 'repos', 'received_events'];
  return {
    login,
    id,
    node_id: nodeIdOf(type, id),
    avatar_url: `${url}/avatars/u/${id}`,
    gravatar_id: '',
    url: api,
    html_url: `${url}/${address}`,
    ...Object.fromEntries(names.map((name) => [`${name}_url`, `${api}/${name}`])),
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    events_url: `${api}/events{/privacy}`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

function nodeIdOf(type: Owner['type'], id: number): string {
  return `${type === 'User' ? 'U' : 'O'}_${Buffer.from(String(id)).toString('base64url')}`;
}

/** What a path below a repository is called in its list of addresses, and what follows it. */
const BELOW: Record<string, string> = {
  forks: '/forks',
  keys: '/keys{/key_id}',
  collaborators: '/collaborators{/collaborator}',
  teams: '/teams',
  hooks: '/hooks',
  issue_events: '/issues/events{/number}',
  events: '/events',
  assignees: '/assignees{/user}',
  branches: '/branches{/branch}',
  tags: '/tags',
  blobs: '/git/blobs{/sha}',
  git_tags: '/git/tags{/sha}',
  git_refs: '/git/refs{/sha}',
  trees: '/git/trees{/sha}',
  statuses: '/statuses/{sha}',
  languages: '/languages',
  stargazers: '/stargazers',
  contributors: '/contributors',
  subscribers: '/subscribers',
  subscription: '/subscription',
  commits: '/commits{/sha}',
  git_commits: '/git/commits{/sha}',
  comments: '/comments{/number}',
  issue_comment: '/issues/comments{/number}',
  contents: '/contents/{+path}',
  compare: '/compare/{base}...{head}',
  merges: '/merges',
  archive: '/{archive_format}{/ref}',
  downloads: '/downloads',
  issues: '/issues{/number}',
  pulls: '/pulls{/number}',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  labels: '/labels{/name}',
  releases: '/releases{/id}',
  deployments: '/deployments',
};

/** A repository, with all that both "minimal" and "full" demand. */
export async function repositoryShape({ url, owners }: World, repository: LabRepository) {
  const { id, nodeId, name, fullName, createdAt, topics, description, size } = repository;
  const owner = owners.get(repository.owner.toLowerCase());
  const html = `${url}/${fullName}`;
  const api = `${url}/api/v3/repos/${fullName}`;
  const pushedAt = (await pushedAtOf(repository)).toISOString().replace('.000Z', 'Z');
  const counts = ['forks', 'open_issues', 'watchers'].flatMap((what) => [
    [what, 0] as const,
    [`${what}_count`, 0] as const,
  ]);
  return {
    id,
    node_id: nodeId,
    name,
    full_name: fullName,
    private: repository.private,
    owner: owner && ownerShape(url, owner),
    html_url: html,
    description,
    fork: repository.fork,
    url: api,
    ...Object.fromEntries(Object.entries(BELOW).map(([what, path]) => [`${what}_url`, api + path])),
    created_at: createdAt.toISOString().replace('.000Z', 'Z'),
    updated_at: pushedAt,
    pushed_at: pushedAt,
    git_url: `git:${html.replace(/^https?:/, '')}.git`,
    ssh_url: `git@${new URL(url).hostname}:${fullName}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size,
    ...Object.fromEntries(counts),
    stargazers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    language: null,
    has_issues: repository.hasIssues,
    has_wiki: repository.hasWiki,
    has_projects: true,
    has_downloads: true,
    has_pages: false,
    has_discussions: false,
    mirror_url: null,
    archived: repository.archived,
    disabled: repository.disabled,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [...topics],
    visibility: repository.private ? 'private' : 'public',
    default_branch: await defaultBranchOf(repository),
    permissions: { admin: true, maintain: true, push: true, triage: true, pull: true },
  };
}
