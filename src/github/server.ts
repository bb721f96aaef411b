// Which API belongs to which server: a token is never sent to another one, and no other one is believed.
import type { GitHubAddress } from './client.ts';

/** Hosts whose API is of one server only, and that server. */
const API_OF: readonly [api: RegExp, server: (match: RegExpExecArray) => string][] = [
  [/^api\.github\.com$/, () => 'github.com'],
  [/^api\.([^.]+\.ghe\.com)$/, ([, host]) => host ?? ''],
];

/** False where the API is that of another server: `server-url` was changed and `api-url` was not. */
export function speaksFor({ apiUrl, serverUrl }: GitHubAddress): boolean {
  const { hostname } = new URL(apiUrl);
  for (const [pattern, server] of API_OF) {
    const match = pattern.exec(hostname);
    if (match) return server(match) === new URL(serverUrl).hostname;
  }
  return true;
}
