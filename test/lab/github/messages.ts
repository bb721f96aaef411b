// Measures what the services of runs are asked and answer by the messages of the official clients themselves, to the last field:
// the clients pass over what they do not know, so that an answer of the lab that GitHub does not give would go unseen.
import type { Exchange } from './fidelity.ts';

interface Message {
  fromJson(json: unknown, options: { ignoreUnknownFields: boolean }): unknown;
}

const FOLDER = new URL('../../../node_modules/@actions/', import.meta.url);
const FILES: Readonly<Record<string, string>> = {
  ArtifactService: 'artifact/lib/generated/results/api/v1/artifact.js',
  CacheService: 'cache/lib/generated/results/api/v1/cache.js',
};

/** Whether a path is one of these services'. */
export const isService = (path: string): boolean => path.startsWith('/twirp/');

/** What does not fit the messages of the method that was called. */
export async function judgeMessages({ path, sent, status, answer }: Exchange): Promise<string[]> {
  const [, service = '', method = ''] = /^\/twirp\/github\.actions\.results\.api\.v1\.(\w+)\/(\w+)$/.exec(path) ?? [];
  const file = FILES[service];
  // By its place: the packages export their clients only.
  const messages = file && ((await import(new URL(file, FOLDER).href)) as Readonly<Record<string, Message>>);
  const [request, response] = messages ? [messages[`${method}Request`], messages[`${method}Response`]] : [];
  if (!request || !response) return ['there is no such method'];
  const refused = status >= 400;
  return [
    ...mismatch(request, sent, 'request'),
    ...(refused ? judgeError(answer) : mismatch(response, answer, 'answer')),
  ];
}

function mismatch(message: Message, json: unknown, what: string): string[] {
  try {
    message.fromJson(json, { ignoreUnknownFields: false });
    return [];
  } catch (error) {
    return [`${what}: ${String(error)}`];
  }
}

/** https://twitchtv.github.io/twirp/docs/spec_v7.html#error-codes: what clients read of a refusal. */
function judgeError(answer: unknown): string[] {
  const { code, msg } = (answer ?? {}) as Record<string, unknown>;
  return typeof code === 'string' && typeof msg === 'string' ? [] : ['a refusal without code and msg'];
}
