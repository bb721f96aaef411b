// Who may do what on the lab's GitHub: tokens, the permissions that they have, and the refusals that GitHub gives.
import type { LabRepository } from './catalog.ts';
import { notFound, refusal } from './routes.ts';
import type { Answer } from './routes.ts';
import { mainAccess } from './settings.ts';
import type { Access, Level, Permission } from './settings.ts';
import type { GitHubState } from './state.ts';

/** Whose token it is; "anonymous" for none, "bad" for one that is unknown, revoked or expired. */
export function accessOf({ settings, tokens }: GitHubState, token: string | undefined): Access | 'anonymous' | 'bad' {
  if (token === undefined) return 'anonymous';
  const access = token === settings.token ? mainAccess(settings) : tokens.get(token);
  if (!access || (access.expires && access.expires <= settings.now())) return 'bad';
  return access;
}

export const badCredentials = (): Answer => refusal(401, 'Bad credentials');

/** Whether the repository is there for this access at all. */
export function sees(access: Access | undefined, repository: LabRepository): boolean {
  return !repository.private || (access !== undefined && opens(access, repository));
}

/** Whether the token was given for the repository, public or not. */
export function opens({ repositories, permissions }: Access, { owner, fullName }: LabRepository): boolean {
  if (permissions.metadata === 'none') return false;
  if (repositories === undefined) return true;
  const names = repositories.map((name) => name.toLowerCase());
  return names.includes(fullName.toLowerCase()) || names.includes(`${owner.toLowerCase()}/*`);
}

const RANK: Record<Level, number> = { none: 0, read: 1, write: 2 };

/** What a path below `/repos/{owner}/{repo}` needs, as GitHub's pages of fine-grained permissions say it. */
const NEEDS: [RegExp, Permission][] = [
  [/^\/actions\/permissions/, 'administration'],
  [/^\/actions/, 'actions'],
  [/^\/(issues|labels|milestones|assignees)/, 'issues'],
  [/^\/pulls/, 'pull_requests'],
  [/^\/hooks/, 'repository_hooks'],
  [/^\/installation$/, 'metadata'],
  [/^\/./, 'contents'],
];

/** The refusal for a request about a repository, or undefined where it may pass. */
export function refuseAccess(
  access: Access | undefined,
  { repository, method, below }: { repository: LabRepository; method: string; below: string },
): Answer | undefined {
  if (!sees(access, repository)) return notFound();
  const reads = method === 'GET' || method === 'HEAD';
  const permission = NEEDS.find(([pattern]) => pattern.test(below))?.[1] ?? (reads ? 'metadata' : 'administration');
  const needed: Level = reads ? 'read' : 'write';
  const granted = grantedTo(access, repository, permission);
  if (RANK[granted] < RANK[needed]) return forbidden(access, permission, needed);
  if (!reads && repository.archived && below !== '') return refusal(403, 'Repository was archived so is read-only.');
  const aboutIssues = below.startsWith('/issues');
  if (aboutIssues && !repository.hasIssues) return refusal(410, 'Issues has been disabled in this repository.');
  return undefined;
}

/** What a token may do with one kind of a repository's data. Everybody may read what is public. */
export function grantedTo(access: Access | undefined, repository: LabRepository, permission: Permission): Level {
  const open: Level = repository.private ? 'none' : 'read';
  if (!access) return open;
  const own = access.permissions[permission];
  if (own === 'none') return 'none';
  if (!opens(access, repository)) return open;
  return own ?? 'write';
}

function forbidden(access: Access | undefined, permission: Permission, level: Level): Answer {
  if (!access) return refusal(401, 'Requires authentication');
  const by = access.kind === 'personal' ? 'personal access token' : 'integration';
  const headers = { 'x-accepted-github-permissions': `${permission}=${level}` };
  return { ...refusal(403, `Resource not accessible by ${by}`), headers };
}
