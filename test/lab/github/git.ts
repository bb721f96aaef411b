// git over HTTP at the lab's GitHub: names lead to bare repositories, tokens are checked, renamed ones redirect as GitHub does.
import { grantedTo, accessOf, sees } from './access.ts';
import type { Answer } from './routes.ts';
import type { GitHubRequest } from './requests.ts';
import type { GitHubState } from './state.ts';

const text = (status: number, body: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body,
});

/** The path that git's backend is to serve, or what GitHub says in its place. */
export function resolveGit(
  state: GitHubState,
  request: GitHubRequest,
  url: URL,
): { path: string } | { answer: Answer } {
  const [, owner = '', name = '', rest = ''] =
    /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/.exec(url.pathname) ?? [];
  const wiki = name.endsWith('.wiki');
  const access = accessOf(state, request.token);
  // Whether a repository is private or missing is not told to who has no token: both ask for one.
  const challenge = { 'www-authenticate': 'Basic realm="GitHub"' };
  if (access === 'bad') return { answer: text(401, 'Invalid username or token.\n', challenge) };
  const user = access === 'anonymous' ? undefined : access;
  const found = state.catalog.find(`${owner}/${wiki ? name.slice(0, -5) : name}`);
  const bare = wiki ? found?.repository.wiki : found?.repository.git;
  if (!found || !bare || !sees(user, found.repository)) {
    return { answer: user ? text(404, 'Repository not found.') : text(401, 'Repository not found.', challenge) };
  }
  const { repository, moved } = found;
  const pushes = request.operation === 'push' || url.searchParams.get('service') === 'git-receive-pack';
  const granted = grantedTo(user, repository, 'contents');
  if (granted === 'none' || (pushes && granted !== 'write'))
    return { answer: user ? text(403, 'Write access to repository not granted.') : text(401, '', challenge) };
  if (pushes && repository.archived) return { answer: text(403, 'This repository was archived so it is read-only.') };
  if (moved) {
    const location = `${state.url}/${repository.fullName}${wiki ? '.wiki' : ''}.git${rest}${url.search}`;
    return { answer: text(301, '', { location }) };
  }
  return { path: `/${repository.id}${wiki ? '.wiki' : ''}.git${rest}` };
}
