// How an answer of the lab's GitHub is written: with the headers that GitHub adds to each, and the fault that is to hit it.
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Fault } from '../faults.ts';
import type { RecordedRequest } from '../recorded-request.ts';
import { sendSteps } from '../responses.ts';
import { refusal } from './routes.ts';
import type { Answer } from './routes.ts';
import type { Access, Settings } from './settings.ts';

/** Takes one request off the hour's budget; gives the refusal where nothing is left. */
export function charge({ budget, now }: Settings, hourMs = 3_600_000): Answer | undefined {
  if (budget.resetAt <= now()) {
    budget.remaining = budget.limit;
    budget.resetAt = new Date(now().getTime() + hourMs);
  }
  if (budget.remaining <= 0) return refusal(403, 'API rate limit exceeded for user ID 1.');
  budget.remaining -= 1;
  return undefined;
}

/** What GitHub adds to every answer of its API. */
export function commonHeaders(
  { budget }: Settings,
  access: Access | undefined,
  resource: string,
): Record<string, string> {
  const { limit, remaining, resetAt } = budget;
  return {
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': '0000:LAB',
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, remaining)),
    'x-ratelimit-used': String(limit - remaining),
    'x-ratelimit-reset': String(Math.floor(resetAt.getTime() / 1000)),
    'x-ratelimit-resource': resource,
    ...(access?.expires ? { 'github-authentication-token-expiration': expiration(access.expires) } : {}),
  };
}

/** `2026-12-31 23:59:59 UTC`, as GitHub writes it. */
function expiration(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** Turns an answer that the client has already into a 304, which costs nothing. */
export function conditional(answer: Answer, record: RecordedRequest, { budget }: Settings): Answer {
  if (record.method !== 'GET' || answer.status !== 200 || answer.json === undefined) return answer;
  const etag = `W/"${createHash('sha256').update(JSON.stringify(answer.json)).digest('hex')}"`;
  const headers = { ...answer.headers, etag };
  if (record.headers['if-none-match'] !== etag) return { ...answer, headers };
  budget.remaining += 1;
  return { status: 304, headers };
}

/** Writes the answer. A body that a fault alters has no length beforehand, so that what is missing is not told. */
export async function sendAnswer(
  response: ServerResponse,
  record: RecordedRequest,
  { answer, fault }: { answer: Answer; fault: Fault | undefined },
): Promise<void> {
  response.req.resume(); // an unread body would hold up the connection
  const { status, json } = answer;
  const type = json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  const body = json === undefined ? (answer.body ?? '') : JSON.stringify(json);
  const whole = typeof body === 'string' || body instanceof Uint8Array;
  const known = whole && !fault?.alter && status !== 204 && status !== 304;
  // To HEAD the route itself tells the length of what it does not send.
  const length = known && record.method !== 'HEAD' ? { 'content-length': Buffer.byteLength(body) } : {};
  response.writeHead(status, { ...type, ...answer.headers, ...length });
  const chunks = whole ? once(Buffer.from(body)) : body;
  await sendSteps(response, record, fault?.alter ? fault.alter(chunks) : chunks);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}
