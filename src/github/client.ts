// The client of GitHub's API: Octokit with paging, throttling and retries, over the machine's proxy, at any GitHub.
import type { ThrottlingOptions } from '@octokit/plugin-throttling';
import type { RequestError as RequestErrorClass } from '@octokit/request-error';
import type { Octokit as OctokitClient } from '@octokit/rest';
import type { EndpointOptions, RequestInterface, RequestParameters, ResponseHeaders } from '@octokit/types';
import { VERSION } from '../domain/version.ts';
import { openFetch } from '../system/fetch.ts';
import type { Log } from '../system/log.ts';
import { credentialOf, type CredentialFor, type TokenFor } from './credential.ts';

export type { Octokit } from '@octokit/rest';

/** Where a GitHub is, and what opens it. */
export type GitHubAddress = {
  /** `https://github.com`, without a slash at the end. */
  serverUrl: string;
  /** `https://api.github.com`, or `<server>/api/v3` of an Enterprise Server, without a slash at the end. */
  apiUrl: string;
};

/** What answers have told by the way. */
export type Seen = {
  /** When the token dies, as the header `github-authentication-token-expiration` tells. */
  tokenExpires: Date | undefined;
  /** What is left of the hour's requests, and when it begins anew. */
  budget: { limit: number; remaining: number; resetAt: Date } | undefined;
  /** Requests sent. */
  requests: number;
};

/** A GitHub to ask. Nothing is loaded or sent before the first client is asked for. */
export type GitHub = GitHubAddress & {
  tokenFor: TokenFor;
  /** What kind of token that is. */
  credentialFor: CredentialFor;
  /** The client for what `owner` has, or for what its repository `repo` holds. */
  clientFor: (owner: string, repo?: string) => Promise<OctokitClient>;
  readonly seen: Seen;
};

export type GitHubOptions = GitHubAddress & {
  tokenFor: TokenFor;
  /** Default: what the token itself tells. */
  credentialFor?: CredentialFor;
  /** Whether writes are spaced. Default: where content creation has a limit. */
  paced?: boolean;
  log: Log;
};

/** A server that asks for more than this many seconds is not waited for: the run fails and says until when. */
const LONGEST_WAIT = 15 * 60;
/** Attempts of one request beyond the first. */
const RETRIES = 3;

/** Answers that stay the same however often one asks. That of a limit is not among them: throttling waits for it. */
const REFUSALS = Array.from({ length: 100 }, (_, index) => 400 + index);

/** Opens a GitHub. Clients are made once an owner. */
export function openGitHub({ serverUrl, apiUrl, tokenFor, log, ...more }: GitHubOptions): GitHub {
  const seen: Seen = { tokenExpires: undefined, budget: undefined, requests: 0 };
  const clients = new Map<string, Promise<OctokitClient>>();
  return {
    serverUrl,
    apiUrl,
    tokenFor,
    credentialFor: more.credentialFor ?? (async (owner) => credentialOf(await tokenFor(owner))),
    seen,
    clientFor(owner) {
      const key = owner.toLowerCase();
      const paced = more.paced ?? isPaced(apiUrl);
      const found = clients.get(key) ?? openClient({ apiUrl, paced, log, seen, auth: renewing(() => tokenFor(owner)) });
      clients.set(key, found);
      return found;
    },
  };
}

/** What a client is opened with; `auth` is a strategy of Octokit with its options, as its constructor takes them. */
export type ClientOptions = {
  apiUrl: string;
  paced: boolean;
  log: Log;
  seen?: Seen;
  auth: { authStrategy: unknown; auth?: object };
};

/** Opens one client. */
export async function openClient({ apiUrl, paced, log, seen, auth }: ClientOptions): Promise<OctokitClient> {
  const [{ Octokit }, { throttling }, { retry }, { RequestError }, fetch] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
    import('@octokit/request-error'),
    openFetch(apiUrl),
  ]);
  // The order counts: what comes first is nearer to the answer.
  const client = new (Octokit.plugin(nameLimits, refuseFragments(RequestError), throttling, retry))({
    baseUrl: apiUrl,
    userAgent: `repo-backup/${VERSION}`,
    ...auth,
    request: { fetch },
    // Not as `request.retries`: with that, the plugin also repeats what it was told not to.
    retry: { retries: RETRIES, doNotRetry: REFUSALS },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    throttle: {
      ...(paced ? {} : { write: UNPACED, notifications: UNPACED }),
      onRateLimit: waiting('the budget of requests', log),
      onSecondaryRateLimit: waiting('a secondary limit', log),
    },
  });
  if (!seen) return client;
  client.hook.after('request', ({ headers }) => note(headers, seen));
  client.hook.error('request', (error) => {
    if ('response' in error && error.response) note(error.response.headers, seen);
    throw error;
  });
  return client;
}

/**
 * Throttling knows a limit that asks to wait by GitHub's words for it. A 429 or 403 of a proxy, or of another version
 * of GitHub, may have other words: the header `retry-after` says the same.
 */
function nameLimits({ hook }: Pick<OctokitClient, 'hook'>): void {
  hook.error('request', (error) => {
    const asksToWait = 'response' in error && error.response?.headers['retry-after'] !== undefined;
    if (asksToWait && (error.status === 403 || error.status === 429) && !/\bsecondary rate\b/i.test(error.message))
      error.message = `secondary rate limit: ${error.message}`;
    throw error;
  });
}

/**
 * Octokit gives the text of an answer that it cannot read, also where the connection broke or a proxy put a page of its
 * own in place: a list of repositories would be empty. Here that is no answer, and asked again.
 */
function refuseFragments(RequestError: typeof RequestErrorClass) {
  return ({ hook }: Pick<OctokitClient, 'hook'>): void => {
    hook.after('request', ({ data, status, headers }, request) => {
      const readable = !/json|html/.test(headers['content-type'] ?? '') || typeof data !== 'string';
      // Where a redirect leads stands in its header; what it holds beside that is for people.
      const redirects = status >= 300 && status < 400;
      if (readable || redirects || status === 204) return;
      throw new RequestError("the answer is not whole, or not GitHub's", 500, {
        request,
      });
    });
  };
}

/**
 * A strategy that asks for the token again at each attempt of each request: an App's token dies after an hour, and a run
 * may take longer, or wait that long for its budget.
 */
function renewing(token: () => Promise<string | undefined>): ClientOptions['auth'] {
  const hook = async (request: RequestInterface, route: string | EndpointOptions, parameters?: RequestParameters) => {
    const endpoint = request.endpoint.merge(route as string, parameters);
    const current = await token();
    if (current) endpoint.headers.authorization = `token ${current}`;
    return await request(endpoint as EndpointOptions);
  };
  return { authStrategy: () => Object.assign(async () => ({ type: 'renewing' }), { hook }) };
}

/** True where writing has a limit: content creation at github.com and ghe.com. An Enterprise Server has none unless it is given some. */
export function isPaced(apiUrl: string): boolean {
  return /(^|\.)(github\.com|ghe\.com)$/.test(new URL(apiUrl).hostname);
}

type Group = NonNullable<ThrottlingOptions['write']>;

/** In place of the plugin's queue that lets one write pass in a second. */
const UNPACED = {
  key: () => ({ schedule: (_: unknown, work: (...args: unknown[]) => unknown, ...args: unknown[]) => work(...args) }),
} as unknown as Group;

/** How often a request lets itself be sent again after a limit: what it says may be old by then. */
type Repeated = { request?: { waits?: number } };

function waiting(what: string, log: Log) {
  return (seconds: number, { request }: Repeated, _octokit: unknown, tries: number): boolean => {
    if (tries >= (request?.waits ?? RETRIES) || seconds > LONGEST_WAIT) return false;
    log.warn(`GitHub asks to wait ${seconds} s: ${what} is used up`);
    return true;
  };
}

function note(headers: ResponseHeaders, seen: Seen): void {
  seen.requests += 1;
  const expires = Date.parse(String(headers['github-authentication-token-expiration'] ?? ''));
  if (!Number.isNaN(expires)) seen.tokenExpires = new Date(expires);
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-ratelimit-${name}`]),
  );
  if (limit && remaining !== undefined && reset) seen.budget = { limit, remaining, resetAt: new Date(reset * 1000) };
}

function ignore(): void {
  // Octokit's own messages repeat what its errors say.
}
