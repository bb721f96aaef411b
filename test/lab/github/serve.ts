// The way of a request through the lab's GitHub: recorded, delayed, struck by a fault, checked, answered by a route, by emulate or by git.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { answerGit } from '../git-answers.ts';
import { recordRequest } from '../recorded-request.ts';
import { sendReply } from '../responses.ts';
import { accessOf, badCredentials, refuseAccess } from './access.ts';
import { charge, commonHeaders, conditional, sendAnswer } from './answers.ts';
import { resolveGit } from './git.ts';
import { answerGraphql } from './graphql.ts';
import { isService } from './messages.ts';
import { tokenIn } from './requests.ts';
import type { GitHubRequest } from './requests.ts';
import { matchRoute, notFound, refusal } from './routes.ts';
import type { Answer, Call, Match } from './routes.ts';
import type { GitHubState } from './state.ts';

/** Where a path of one of the two origins leads, and what is left of it there. */
function placeOf(url: URL, origin: 'main' | 'downloads'): { place: GitHubRequest['place']; path: string } {
  const { pathname } = url;
  if (origin === 'downloads') return { place: 'downloads', path: pathname };
  if (pathname === '/api/graphql') return { place: 'graphql', path: pathname };
  for (const [prefix, place] of [['/api/v3', 'rest'] as const, ['/api/uploads', 'uploads'] as const])
    if (pathname.startsWith(`${prefix}/`)) return { place, path: pathname.slice(prefix.length) };
  const git = /\/(info\/refs|git-upload-pack|git-receive-pack)$/.test(pathname);
  return { place: git ? 'git' : 'server', path: pathname };
}

/** Answers one request of the main origin, or of the second one for downloads. */
export async function serve(
  state: GitHubState,
  { incoming, response, origin }: { incoming: IncomingMessage; response: ServerResponse; origin: 'main' | 'downloads' },
): Promise<void> {
  const url = new URL(incoming.url ?? '/', origin === 'main' ? state.url : state.downloadsUrl);
  const { method = 'GET', headers } = incoming;
  const { place, path: sent } = placeOf(url, origin);
  const path = place === 'rest' || place === 'uploads' ? byName(state, sent) : sent;
  const match = place === 'git' || place === 'graphql' ? undefined : matchRoute(state.routes, place, method, path);
  const streams = match?.route.streams === true || url.pathname.endsWith('/git-receive-pack');
  const body = streams ? undefined : await buffer(incoming);
  const request: GitHubRequest = Object.assign(recordRequest({ method, url, headers, connection: 0, body }), {
    place,
    token: tokenIn(headers.authorization),
    json: place === 'git' ? undefined : parsed(body),
  });
  state.requests.push(request);
  if (state.settings.latencyMs > 0) await wait(state.settings.latencyMs);
  if (incoming.socket.destroyed) return;

  const fault = state.faults.take(request);
  request.fault = fault?.name;
  if (fault?.reply !== undefined) return sendReply(response, request, fault.reply);
  if (place === 'git') {
    const resolved = resolveGit(state, request, url);
    if ('answer' in resolved) return sendAnswer(response, request, { answer: resolved.answer, fault });
    const hidden = fault?.withoutProtocol === true || !state.settings.protocolV2;
    return answerGit(state.backend, request, { path: resolved.path, hidden, body: body ?? incoming, response, fault });
  }
  const answer = await answerTo(state, { request, incoming, url, path, match, body: body ?? Buffer.alloc(0) });
  await sendAnswer(response, request, { answer, fault });
}

interface Arrived {
  readonly request: GitHubRequest;
  readonly incoming: IncomingMessage;
  readonly url: URL;
  readonly path: string;
  readonly match: Match | undefined;
  readonly body: Buffer;
}

async function answerTo(state: GitHubState, arrived: Arrived): Promise<Answer> {
  const { request, url, match } = arrived;
  const { place } = request;
  const call = callOf(state, arrived);
  if (place === 'downloads' && request.authorization !== undefined)
    return {
      status: 400,
      headers: { 'content-type': 'text/plain' },
      body: 'InvalidAuthenticationInfo: no Authorization is taken here\n',
    };
  if (place === 'downloads' || place === 'server') {
    const answer = (await match?.route.handle(call, state)) ?? notFound();
    if (isService(arrived.path)) record(state, arrived, answer);
    return answer;
  }

  const access = accessOf(state, request.token);
  const known = typeof access === 'string' ? undefined : access;
  const refused = access === 'bad' && !isForApp(arrived.path) ? badCredentials() : charge(state.settings);
  const settled = refused ?? (await settle(state, { ...arrived, call, url }));
  const answer = conditional(settled, request, state.settings);
  if (place !== 'graphql') record(state, arrived, answer);
  const common = commonHeaders(state.settings, known, place === 'graphql' ? 'graphql' : 'core');
  return { ...answer, headers: { ...common, ...answer.headers } };
}

/** Keeps what is measured when the lab is disposed. */
function record(state: GitHubState, { request, path, url }: Arrived, { status, json }: Answer): void {
  const { method, json: sent } = request;
  state.exchanges.push({ method, path, query: url.searchParams, sent, status, answer: json });
}

/** What an App asks with its JWT: the route itself looks at that. */
function isForApp(path: string): boolean {
  return /^\/app(\/|$)|\/installation$/.test(path);
}

async function settle(
  state: GitHubState,
  { call, match, request, path, url, body }: Arrived & { call: Call },
): Promise<Answer> {
  if (request.place === 'graphql') return answerGraphql(state, call);
  const [, fullName, below = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? [];
  if (fullName !== undefined) {
    const found = state.catalog.find(decodeURIComponent(fullName));
    if (!found) return notFound();
    const asked = { repository: found.repository, method: request.method, below };
    const refused = isForApp(path) ? undefined : refuseAccess(call.access, asked);
    if (refused) return refused;
    if (found.moved) return movedTo(state, request, found.repository.id, below + url.search);
  }
  const answered = await match?.route.handle(call, state);
  if (answered) return answered;
  if (request.place !== 'rest') return notFound();
  const { repository } = call;
  const asked = repository ? `/repos/${repository.fullName}${below}` : path;
  return state.emulated.ask({ method: request.method, path: asked + url.search, body, repository });
}

/** 301, and 307 for what is no reading, so that clients send the same again. */
function movedTo(state: GitHubState, { place, method }: GitHubRequest, id: number, rest: string): Answer {
  const location = `${state.url}/api/${place === 'uploads' ? 'uploads' : 'v3'}/repositories/${id}${rest}`;
  const status = method === 'GET' || method === 'HEAD' ? 301 : 307;
  return { ...refusal(status, 'Moved Permanently', { url: location }), headers: { location } };
}

/** What is asked by id, as redirects of renamed repositories do, is answered as if asked by name. */
function byName(state: GitHubState, path: string): string {
  const [, id, below = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const repository = id === undefined ? undefined : state.catalog.byId(Number(id));
  return repository ? `/repos/${repository.fullName}${below}` : path;
}

function callOf(state: GitHubState, { request, incoming, url, path, match, body }: Arrived): Call {
  const access = accessOf(state, request.token);
  const { owner, repo } = match?.params ?? {};
  const [, fullName = `${owner}/${repo}`] = /^\/repos\/([^/]+\/[^/]+)/.exec(path) ?? [];
  return {
    request,
    incoming,
    path,
    params: match?.params ?? {},
    query: url.searchParams,
    body,
    json: (request.json ?? {}) as Record<string, unknown>,
    access: typeof access === 'string' ? undefined : access,
    repository: state.catalog.find(decodeURIComponent(fullName))?.repository,
  };
}

function parsed(body: Buffer | undefined): unknown {
  if (body === undefined || body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
