// What the lab's GitHub remembers of a request, for tests that ask what a client really sent.
import type { RecordedRequest } from '../recorded-request.ts';
import type { Place } from './routes.ts';

/** Beside what is known of every request. `path` is the whole path, and `query` the query without its `?`. */
export interface GitHubRequest extends RecordedRequest {
  readonly place: Place | 'graphql' | 'git';
  /** The token as it was sent, out of whatever header; undefined where there was none. */
  readonly token: string | undefined;
  /** The JSON that was sent; undefined where it was none. */
  readonly json: unknown;
}

/** The token in an Authorization header: `token x`, `Bearer x`, or the password of `Basic`. */
export function tokenIn(authorization: string | undefined): string | undefined {
  const [scheme = '', value = ''] = authorization?.split(' ') ?? [];
  if (value === '') return undefined;
  if (scheme.toLowerCase() !== 'basic') return value;
  return Buffer.from(value, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
}
