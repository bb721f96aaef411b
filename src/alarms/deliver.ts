// Sending one small message to a server, within a bounded time, without ever showing its address: that is a secret.
import { BackupError, systemCode } from '../domain/errors.ts';
import { VERSION } from '../domain/version.ts';
import { openFetch } from '../system/fetch.ts';

/** What is sent, and where to. */
export type Delivery = {
  url: string;
  method: 'GET' | 'POST';
  body?: { type: string; text: string };
};

/** Milliseconds that one attempt may take. */
const PATIENCE = 10_000;
/** Milliseconds before each further attempt. */
const PAUSES = [1000, 4000];
/** A server that asks for more milliseconds than this is not waited for: a backup must end. */
const LONGEST_WAIT = 20_000;
/** Answers that may be other ones in a moment (RFC 9110, 15.5.9 and 15.6; RFC 6585, 4). */
const PASSING = [408, 429, 500, 502, 503, 504];

type Failure = { error: BackupError; again: boolean };

/** The part of an address that may be shown. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

/**
 * Sends a message, up to three times. A redirect is not followed. A server that says nothing is not asked again: it may
 * have taken the message. At most 10 s, or 70 s where a server refuses, asks to wait and then is silent.
 *
 * @throws `BackupError` that names the host and nothing else of the address.
 */
export async function deliver(delivery: Delivery, wait: (ms: number) => Promise<void>): Promise<void> {
  const fetch = await openFetch(delivery.url);
  for (const pause of [...PAUSES, undefined]) {
    const failure = await attempt(fetch, delivery);
    if (!failure) return;
    if (!failure.again || pause === undefined) throw failure.error;
    await wait(Math.max(pause, failure.error.retryAfter ?? 0));
  }
}

async function attempt(fetch: typeof globalThis.fetch, delivery: Delivery): Promise<Failure | undefined> {
  const host = hostOf(delivery.url);
  try {
    const { address, authorization } = splitCredentials(delivery.url);
    const response = await fetch(address, {
      method: delivery.method,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        'user-agent': `repo-backup/${VERSION}`,
        ...(delivery.body ? { 'content-type': delivery.body.type } : {}),
        ...authorization,
      },
      ...(delivery.body ? { body: delivery.body.text } : {}),
    });
    await response.body?.cancel();
    return response.ok ? undefined : refused(host, response);
  } catch (error) {
    return broken(host, error);
  }
}

/** fetch takes no credentials in an address: they go where they belong, into a header. */
function splitCredentials(url: string): { address: string; authorization: Record<string, string> } {
  const parts = new URL(url);
  const [user, password] = [parts.username, parts.password].map(decodeURIComponent);
  if (!user && !password) return { address: parts.href, authorization: {} };
  parts.username = '';
  parts.password = '';
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  return { address: parts.href, authorization: { authorization: `Basic ${basic}` } };
}

function refused(host: string, { status, headers }: Response): Failure {
  const asked = Number(headers.get('retry-after') ?? '') * 1000;
  const again = PASSING.includes(status) && !(asked > LONGEST_WAIT);
  const kind = status < 500 && !PASSING.includes(status) ? 'denied' : 'unreachable';
  const redirects = status >= 300 && status < 400;
  const hint = redirects
    ? 'Write the address that it leads to: no redirect is followed, since the address is a secret.'
    : 'Check the address: make a new one there, and store it as the secret again.';
  return {
    again,
    error: new BackupError(kind, `${host} answers ${status}${redirects ? ', a redirect' : ''}`, {
      hint: kind === 'denied' ? hint : 'The server has trouble of its own: look at it.',
      ...(asked > 0 ? { retryAfter: asked } : {}),
    }),
  };
}

/** What fetch throws may quote the whole address: only the code of what happened is told. */
function broken(host: string, error: unknown): Failure {
  const silent = error instanceof Error && error.name === 'TimeoutError';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = systemCode(cause) ?? systemCode(error) ?? 'the connection broke';
  const what = silent ? `is silent for ${PATIENCE / 1000} s` : `cannot be reached (${code})`;
  return {
    again: !silent,
    error: new BackupError('unreachable', `${host} ${what}`, {
      hint: 'See that this machine can reach it, and HTTPS_PROXY if it needs a proxy.',
    }),
  };
}
