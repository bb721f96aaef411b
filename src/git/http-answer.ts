// What an HTTP answer, or the lack of one, means for a backup: errors that say what happened and what helps.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BackupError, systemCode, type ErrorKind } from '../domain/errors.ts';

/** What was asked for, and whether with a token. */
type Asked = { url: string; authorization: unknown };

/**
 * Expects a status of 200 and a media type.
 *
 * @throws `denied`, `not-found`, `unreachable` or `protocol` by the status; `unreachable` for a web page, which comes from
 *   a captive portal and not from the server; `protocol` for any other type.
 */
export function expectAnswer(remote: Asked, response: IncomingMessage, type: string): void {
  const status = response.statusCode ?? 0;
  const got = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() || 'nothing';
  if (status === 200 && got === type) return;
  // The connection is of use again only when its answer is read to the end.
  response.resume();
  if (status !== 200) throw statusError(remote, status, response.headers);
  throw new BackupError(
    got === 'text/html' ? 'unreachable' : 'protocol',
    `${remote.url} answered with ${got} instead of ${type}`,
    { hint: 'Check the address. A login page or a captive portal may have answered in place of the git server.' },
  );
}

function statusError(remote: Asked, status: number, headers: IncomingHttpHeaders): BackupError {
  const error = (kind: ErrorKind, means: string, hint?: string, retryAfter?: number) =>
    new BackupError(kind, `${remote.url} answered HTTP ${status}${means}`, {
      ...(hint ? { hint } : {}),
      ...(retryAfter ? { retryAfter } : {}),
    });
  const tokenHint = remote.authorization
    ? 'Check that the token has not expired and may read this repository (fine-grained: Contents: read).'
    : 'If it is private, give a token that may read it (`token`; command line: REPO_BACKUP_TOKEN).';
  const wait = waitAsked(headers);
  if (status === 429 || status >= 500 || (status === 403 && wait)) {
    return error('unreachable', ': the server is busy or broken', 'Run it again later.', wait);
  }
  if (status === 401) {
    const why = remote.authorization ? 'the token was refused' : 'the repository is private or does not exist';
    return error('denied', `: ${why}`, tokenHint);
  }
  if (status === 403) return error('denied', ': access is forbidden', tokenHint);
  if (status === 404 || status === 410) {
    const why = 'the repository does not exist, or it is private and the token cannot see it';
    return error('not-found', `: ${why}`, `Check the name. ${tokenHint}`);
  }
  if (status === 407) {
    return error(
      'denied',
      ': the proxy wants other credentials',
      'Write them into HTTPS_PROXY: http://user:password@host:port',
    );
  }
  if (status === 451) return error('denied', ': the repository is blocked for legal reasons');
  if (status >= 300 && status < 400) {
    return error('not-found', ': it redirects once more than is followed', 'Write the address that it leads to.');
  }
  return error('protocol', '');
}

/** What `retry-after` asks for, in milliseconds. A date counts from the server's own clock, which may not be ours. */
function waitAsked(headers: IncomingHttpHeaders): number | undefined {
  const asked = headers['retry-after'];
  if (asked === undefined) return undefined;
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.parse(headers.date ?? '');
  return ms > 0 ? ms : undefined;
}

const REASONS: Record<string, string> = {
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut',
  ETIMEDOUT: 'the server fell silent',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
};

/** The error of a connection that could not be made, or that broke. */
export function unreachable(remote: Asked, cause: unknown): BackupError {
  if (cause instanceof BackupError) return cause;
  const code = systemCode(cause) ?? '';
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new BackupError('unreachable', `${remote.url} cannot be reached: ${reason}`, {
    hint: /CERT|SSL|TLS|SIGNATURE/.test(code)
      ? 'For a private certificate authority set NODE_EXTRA_CA_CERTS to its file.'
      : 'Check the address and the network (HTTPS_PROXY and NO_PROXY are obeyed).',
    cause,
  });
}
