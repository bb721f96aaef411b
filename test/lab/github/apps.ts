// GitHub Apps: who they are (a JWT that their key signed), where they are installed, and the tokens that installations get.
import { generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { opens } from './access.ts';
import { notFound, refusal } from './routes.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { Access, Level, Permissions } from './settings.ts';
import { ownerShape, repositoryShape } from './shapes.ts';
import type { App, GitHubState, Installation } from './state.ts';

/** A new App's key: the private half as GitHub hands it out (PEM), the public half as the lab keeps it. */
export function newAppKey(): { privateKey: string; publicKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), publicKey };
}

type Handler = (app: App, call: Call, state: GitHubState) => Answer | Promise<Answer>;

const forApp =
  (handle: Handler): Route['handle'] =>
  (call, state) => {
    const app = appOf(call.request.token, state);
    return typeof app === 'string' ? refusal(401, app) : handle(app, call, state);
  };

const named = (name: 'owner' | 'org' | 'username'): Route['handle'] =>
  forApp((app, { params, repository }, state) => {
    const account = params[name]?.toLowerCase();
    const found = app.installations.find((one) => one.account.toLowerCase() === account);
    if (!found || (repository && !opens(accessOfInstallation(found), repository))) return notFound();
    return { status: 200, json: shapeOf(app, found, state) };
  });

export const appRoutes: Route[] = [
  {
    method: 'GET',
    pattern: '/app',
    handle: forApp((app, _call, state) => ({ status: 200, json: aboutApp(app, state) })),
  },
  { method: 'GET', pattern: '/app/installations', handle: forApp(listInstallations) },
  {
    method: 'GET',
    pattern: '/app/installations/{installation_id}',
    handle: forApp((app, { params }, state) => {
      const found = byId(app, params);
      return found ? { status: 200, json: shapeOf(app, found, state) } : notFound();
    }),
  },
  { method: 'POST', pattern: '/app/installations/{installation_id}/access_tokens', handle: forApp(mint) },
  { method: 'GET', pattern: '/repos/{owner}/{repo}/installation', handle: named('owner') },
  { method: 'GET', pattern: '/orgs/{org}/installation', handle: named('org') },
  { method: 'GET', pattern: '/users/{username}/installation', handle: named('username') },
];

/** The App whose key signed the token, or what GitHub says of one that is none. */
function appOf(token: string | undefined, { apps, settings }: GitHubState): App | string {
  const [header = '', payload = '', signature = ''] = token?.split('.') ?? [];
  const claims = claimsIn(payload);
  if (!claims) return 'A JSON web token could not be decoded';
  const app = apps.find(({ id }) => String(id) === String(claims.iss));
  if (!app) return 'Integration not found';
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${payload}`),
    app.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) return 'A JSON web token could not be decoded';
  const now = settings.now().getTime() / 1000;
  if (claims.exp <= now)
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  if (claims.exp > now + TEN_MINUTES) return "'Expiration time' claim ('exp') is too far in the future";
  if (claims.iat > now + 60)
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  return app;
}

/** Seconds that a JWT may live, and some for a clock that is not quite the server's. */
const TEN_MINUTES = 10 * 60 + 60;

function claimsIn(payload: string): { iss: unknown; iat: number; exp: number } | undefined {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss: unknown; iat: number; exp: number };
  } catch {
    return undefined;
  }
}

function byId({ installations }: App, params: Call['params']): Installation | undefined {
  return installations.find(({ id }) => String(id) === params['installation_id']);
}

function listInstallations(app: App, _call: Call, state: GitHubState): Answer {
  return { status: 200, json: app.installations.map((one) => shapeOf(app, one, state)) };
}

const RANK: Record<Level, number> = { none: 0, read: 1, write: 2 };

async function mint(app: App, { params, json }: Call, state: GitHubState): Promise<Answer> {
  const found = byId(app, params);
  if (!found) return notFound();
  if (found.suspended) return refusal(403, 'This installation has been suspended');
  const wanted = json as { permissions?: Permissions; repositories?: string[]; repository_ids?: number[] };
  const permissions = wanted.permissions ?? found.permissions;
  const more = Object.entries(permissions).some(
    ([name, level]) => RANK[level] > RANK[found.permissions[name as keyof Permissions] ?? 'none'],
  );
  if (more) return refusal(422, 'The permissions requested are not granted to this installation.');
  const named = wanted.repositories?.map((name) => `${found.account}/${name}`);
  const byIds = wanted.repository_ids?.map((id) => state.catalog.byId(id)?.fullName ?? '');
  const access = { ...accessOfInstallation(found), permissions: onlyThese(permissions) };
  const names = named ?? byIds;
  const chosen = names?.flatMap((name) => state.catalog.find(name)?.repository ?? []);
  if (chosen?.length !== names?.length || chosen?.some((one) => !opens(access, one)))
    return refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  const expires = new Date(state.settings.now().getTime() + state.settings.installationTokenMs);
  const token = `ghs_${randomBytes(18).toString('hex')}`;
  state.tokens.set(token, {
    ...access,
    login: `${app.slug}[bot]`,
    repositories: names ?? access.repositories,
    expires,
  });
  const listed = chosen ? await Promise.all(chosen.map((one) => repositoryShape(state, one))) : undefined;
  const repository_selection = chosen || found.repositories ? 'selected' : 'all';
  const expires_at = expires.toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    status: 201,
    json: { token, expires_at, permissions, repository_selection, ...(listed ? { repositories: listed } : {}) },
  };
}

function accessOfInstallation({ account, repositories, permissions }: Installation): Access {
  return {
    kind: 'app',
    login: account,
    permissions: onlyThese(permissions),
    repositories: repositories ?? [`${account}/*`],
    expires: undefined,
  };
}

/** An installation has what it was granted and nothing else, but for what everybody has. */
function onlyThese(granted: Permissions): Permissions {
  const nothing: Permissions = {
    actions: 'none',
    administration: 'none',
    contents: 'none',
    issues: 'none',
    pull_requests: 'none',
    repository_hooks: 'none',
  };
  return { ...nothing, metadata: 'read', ...granted };
}

function aboutApp({ id, slug, installations }: App, { url, owners }: GitHubState) {
  const owner = owners.get('acme');
  const date = '2026-01-01T00:00:00Z';
  return {
    id,
    slug,
    node_id: `A_${id}`,
    client_id: `Iv1.${id}`,
    owner: owner && ownerShape(url, owner),
    name: slug,
    description: null,
    external_url: url,
    html_url: `${url}/github-apps/${slug}`,
    created_at: date,
    updated_at: date,
    permissions: installations[0]?.permissions ?? {},
    events: [],
  };
}

function shapeOf(app: App, installation: Installation, { url, owners }: GitHubState) {
  const { id, account, repositories, permissions, suspended } = installation;
  const owner = owners.get(account.toLowerCase());
  const date = '2026-01-01T00:00:00Z';
  return {
    id,
    client_id: `Iv1.${app.id}`,
    account: owner && ownerShape(url, owner),
    repository_selection: repositories ? 'selected' : 'all',
    access_tokens_url: `${url}/api/v3/app/installations/${id}/access_tokens`,
    repositories_url: `${url}/api/v3/installation/repositories`,
    html_url: `${url}/organizations/${account}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: owner?.id,
    target_type: owner?.type,
    permissions,
    events: [],
    created_at: date,
    updated_at: date,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: suspended ? date : null,
  };
}
