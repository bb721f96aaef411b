// A route of the lab's GitHub: what it is asked for, and the function that answers. Further files of routes join ROUTES in table.ts.
import type { IncomingMessage } from 'node:http';
import type { LabRepository } from './catalog.ts';
import type { GitHubRequest } from './requests.ts';
import type { Access } from './settings.ts';
import type { GitHubState } from './state.ts';

/**
 * Where a route is.
 * - `rest`: below `/api/v3`. Token, permission, rename and budget are settled before the route is asked; ETag and limits are added after.
 * - `uploads`: below `/api/uploads`, where release assets are sent to; like `rest`.
 * - `server`: the same origin, any path; nothing is settled, such as for twirp below `/twirp`, which has tokens of its own.
 * - `downloads`: the second origin, to which answers redirect. A request that carries an Authorization header gets 400 before.
 */
export type Place = 'rest' | 'uploads' | 'server' | 'downloads';

export interface Route {
  /** Default `rest`. */
  readonly at?: Place;
  readonly method: string;
  /** As GitHub's description writes it: `/repos/{owner}/{repo}/actions/artifacts/{artifact_id}`. `{+path}` also takes slashes. */
  readonly pattern: string;
  /** The body is not read before the route is asked: it reads `call.incoming`. For uploads of any size. */
  readonly streams?: true;
  readonly handle: (call: Call, state: GitHubState) => Answer | undefined | Promise<Answer | undefined>;
}

/** A request as a route sees it. */
export interface Call {
  readonly request: GitHubRequest;
  readonly incoming: IncomingMessage;
  /** Path below the place, such as `/repos/acme/app`. A request by id, `/repositories/1/...`, comes as one by name. */
  readonly path: string;
  /** Values of the pattern, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The whole body; empty for a route that streams. */
  readonly body: Buffer;
  /** The body as JSON; an empty object where there is none. */
  readonly json: Record<string, unknown>;
  /** Whose token it is; undefined for a request without one. */
  readonly access: Access | undefined;
  /** What `{owner}/{repo}` names; undefined for other patterns. */
  readonly repository: LabRepository | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; the content type is the route's to say. */
  readonly body?: Uint8Array | string | AsyncIterable<Buffer>;
}

/** GitHub's own shape of a refusal. */
export function refusal(status: number, message: string, more: Record<string, unknown> = {}): Answer {
  const json = { message, documentation_url: 'https://docs.github.com/rest', status: String(status), ...more };
  return { status, json };
}

export const notFound = (): Answer => refusal(404, 'Not Found');

export interface Match {
  readonly route: Route;
  readonly params: Record<string, string>;
}

/** The first route that takes the request. */
export function matchRoute(routes: readonly Route[], at: Place, method: string, path: string): Match | undefined {
  for (const route of routes) {
    if ((route.at ?? 'rest') !== at || route.method !== method) continue;
    const found = expressionOf(route.pattern).exec(path);
    if (found) return { route, params: decoded(found.groups ?? {}) };
  }
  return undefined;
}

const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known) return known;
  const source = pattern
    .replaceAll(/[.?*()[\]^$|]/g, '\\$&')
    .replaceAll(/\{(\+?)(\w+)\}/g, (_, plus: string, name: string) => `(?<${name}>${plus ? '.+' : '[^/]+'})`);
  const made = new RegExp(`^${source}$`);
  expressions.set(pattern, made);
  return made;
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}
