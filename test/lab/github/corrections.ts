// Routes that emulate has but answers wrongly, as GitHub's description of its API showed.
import { pageOf } from './paging.ts';
import { notFound } from './routes.ts';
import type { Route } from './routes.ts';
import { ownerShape } from './shapes.ts';

/** All comments of a repository: emulate takes `comments` for a number. */
function commentsOf(what: 'issues' | 'pulls'): Route {
  return {
    method: 'GET',
    pattern: `/repos/{owner}/{repo}/${what}/comments`,
    async handle(call, state) {
      const { repository } = call;
      if (!repository) return notFound();
      const below = `/repos/${repository.fullName}/${what}`;
      const ask = async <T>(path: string) =>
        (await state.emulated.ask({ method: 'GET', path, repository })).json as T[];
      const all = await ask<{ number: number }>(`${below}?state=all&per_page=100`);
      const comments = await Promise.all(all.map(({ number }) => ask(`${below}/${number}/comments?per_page=100`)));
      return pageOf(comments.flat(), call, state);
    },
  };
}

/** Events of an issue: emulate has null for what GitHub leaves out, and does not name the App. */
function eventsAt(name: 'events' | 'timeline'): Route {
  return {
    method: 'GET',
    pattern: `/repos/{owner}/{repo}/issues/{issue_number}/${name}`,
    async handle({ repository, params, query }, state) {
      if (!repository) return notFound();
      const path = `/repos/${repository.fullName}/issues/${params['issue_number']}/${name}?${query.toString()}`;
      const answer = await state.emulated.ask({ method: 'GET', path, repository });
      if (!Array.isArray(answer.json)) return answer;
      const json = answer.json.map((event: object) => ({
        ...Object.fromEntries(
          Object.entries(event).filter(([key, value]) => value !== null || key.startsWith('commit_')),
        ),
        performed_via_github_app: null,
      }));
      return { ...answer, json };
    },
  };
}

export const corrections: Route[] = [
  commentsOf('pulls'),
  commentsOf('issues'),
  eventsAt('events'),
  eventsAt('timeline'),
  {
    // emulate's organisations lack a date, and have null where GitHub has text.
    method: 'GET',
    pattern: '/orgs/{org}',
    handle({ params }, { url, owners }) {
      const owner = owners.get(params['org']?.toLowerCase() ?? '');
      if (owner?.type !== 'Organization') return notFound();
      const { login, id, node_id, avatar_url, html_url } = ownerShape(url, owner);
      const api = `${url}/api/v3/orgs/${login}`;
      const names = ['repos', 'events', 'hooks', 'issues'].map((name) => [`${name}_url`, `${api}/${name}`]);
      return {
        status: 200,
        json: {
          login,
          id,
          node_id,
          avatar_url,
          html_url,
          url: api,
          ...Object.fromEntries(names),
          ...ORGANIZATION(api),
        },
      };
    },
  },
];

const ORGANIZATION = (api: string) => ({
  members_url: `${api}/members{/member}`,
  public_members_url: `${api}/public_members{/member}`,
  description: null,
  has_organization_projects: true,
  has_repository_projects: true,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  type: 'Organization',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  archived_at: null,
});
