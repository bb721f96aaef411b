// GitHub's REST as npm's `emulate` plays it: issues, comments, labels, milestones, releases and all else that the lab has no route for.
import { createEmulator } from 'emulate';
import type { LabRepository } from './catalog.ts';
import type { Answer } from './routes.ts';
import { ACTOR } from './settings.ts';
import type { Owner } from './state.ts';

export interface Emulated extends AsyncDisposable {
  /** Asks emulate, which is told of the repository first if it does not know it yet. */
  ask(question: Question): Promise<Answer>;
  /** Lets emulate forget a repository, or know it under its new name. */
  renamed(repository: LabRepository): Promise<void>;
  removed(repository: LabRepository): Promise<void>;
}

export interface Question {
  readonly method: string;
  /** Path and query below `/api/v3`. */
  readonly path: string;
  readonly body?: Buffer | string;
  readonly repository?: LabRepository | undefined;
}

/** emulate counts 5,000 requests of one token in an hour; the lab has a budget of its own. */
const REQUESTS_A_TOKEN = 4000;

/** Starts emulate in this process, on a port of its own. `url` is what takes the place of its address in answers. */
export async function startEmulated(owners: readonly Owner[], url: string): Promise<Emulated> {
  const tokens = tokensFor(owners);
  const emulator = await createEmulator({ service: 'github', port: 0, seed: { tokens, github: seedOf(owners) } });
  const { port } = new URL(emulator.url);
  const address = `http://127.0.0.1:${port}`;
  let sent = 0;
  const send = async ({ method, path, body }: Question, token?: string): Promise<Answer> => {
    sent += 1;
    const authorization = `Bearer ${token ?? `actor-${Math.floor(sent / REQUESTS_A_TOKEN) % TOKENS}`}`;
    const hasBody = body !== undefined && body.length > 0;
    const response = await fetch(address + path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(hasBody ? { body: typeof body === 'string' ? body : new Uint8Array(body) } : {}),
      redirect: 'manual',
    });
    return answerOf(response, emulator.url, url);
  };
  const make = async (repository: LabRepository) => {
    const owner = owners.find(({ login }) => login.toLowerCase() === repository.owner.toLowerCase());
    const path = owner?.type === 'User' ? '/user/repos' : `/orgs/${repository.owner}/repos`;
    const body = JSON.stringify({ name: repository.name, auto_init: true });
    const { status, json } = await send({ method: 'POST', path, body }, `owner-${repository.owner}`);
    if (status !== 201) throw new Error(`emulate did not make ${repository.fullName}: ${JSON.stringify(json)}`);
    repository.emulated = repository.fullName;
    if (owner?.type !== 'User') return;
    const invitation = { method: 'PUT', path: `/repos/${repository.fullName}/collaborators/${ACTOR}` };
    await send({ ...invitation, body: JSON.stringify({ permission: 'admin' }) }, `owner-${repository.owner}`);
  };
  // Two that ask at the same moment wait for the same repository to be made.
  const made = new Map<LabRepository, Promise<void>>();
  const known = async (repository: LabRepository) => {
    const making = made.get(repository) ?? make(repository);
    made.set(repository, making);
    await making;
  };
  return {
    async ask(question) {
      if (question.repository) await known(question.repository);
      return send(question);
    },
    async renamed(repository) {
      if (repository.emulated === undefined) return;
      const [owner = ''] = repository.emulated.split('/');
      if (owner !== repository.owner)
        throw new Error('the lab renames within an owner only, once issues were asked for');
      const body = JSON.stringify({ name: repository.name });
      await send({ method: 'PATCH', path: `/repos/${repository.emulated}`, body });
      repository.emulated = repository.fullName;
    },
    async removed(repository) {
      if (repository.emulated !== undefined) await send({ method: 'DELETE', path: `/repos/${repository.emulated}` });
    },
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

const TOKENS = 50;

function tokensFor(owners: readonly Owner[]): Record<string, { login: string; scopes: string[] }> {
  const scopes = ['repo', 'user', 'admin:org'];
  const actor = Array.from({ length: TOKENS }, (_, index) => [`actor-${index}`, { login: ACTOR, scopes }] as const);
  const own = owners.map(
    ({ login, type }) => [`owner-${login}`, { login: type === 'User' ? login : ACTOR, scopes }] as const,
  );
  return Object.fromEntries([...actor, ...own]);
}

function seedOf(owners: readonly Owner[]) {
  const logins = (type: Owner['type']) => owners.filter((owner) => owner.type === type).map(({ login }) => login);
  return {
    users: [ACTOR, ...logins('User')].map((login) => ({ login })),
    orgs: logins('Organization').map((login) => ({ login, members: [{ login: ACTOR, role: 'admin' }] })),
  };
}

async function answerOf(response: Response, from: string, url: string): Promise<Answer> {
  const headers: Record<string, string> = {};
  for (const name of ['link', 'location', 'content-type']) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value.replaceAll(from, `${url}/api/v3`);
  }
  if (!headers['content-type']?.startsWith('application/json'))
    return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
  const text = await response.text();
  return { status: response.status, headers, json: text === '' ? undefined : relocated(JSON.parse(text), from, url) };
}

/** Addresses for people are at the server, those for programs at its API; and a bot's name has brackets, which no address may. */
function relocated(value: unknown, from: string, url: string, key = ''): unknown {
  if (typeof value === 'string') {
    if (!value.includes(from)) return value;
    const to = /^(html_url|avatar_url|clone_url|svn_url)$/.test(key) ? url : `${url}/api/v3`;
    return value.replaceAll(from, to).replaceAll('[bot]', '%5Bbot%5D');
  }
  if (Array.isArray(value)) return value.map((one) => relocated(one, from, url, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, relocated(one, from, url, name)]));
}
