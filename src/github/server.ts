// Which API belongs to which server: a token is never sent to another one, and no other one is believed.
import type { GitHubAddress } from './client.ts';

/** Hosts whose API is of one server only, and that server. */
const API_OF: readonly [api: RegExp, server: (match: RegExpExecArray) => string][] = [
  [/^api\.github\.com$/, () => 'github.com'],
  [/^api\.([^.]+\.ghe\.com)$/, ([, host]) => host ?? ''],
];

/**
 * True for an address that an API may tell for uploads: on its own host, or on the one for uploads beside it. The token goes
 * there with them.
 */
export function isUploadAddress(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const [upload, api] = [new URL(address), new URL(apiUrl)];
  const hosts = [api.hostname, `uploads.${api.hostname}`, api.hostname.replace(/^api\./, 'uploads.')];
  return hosts.includes(upload.hostname) && (upload.protocol === 'https:' || upload.protocol === api.protocol);
}

/** False where the API is that of another server: `server-url` was changed and `api-url` was not. */
export function speaksFor({ apiUrl, serverUrl }: GitHubAddress): boolean {
  const { hostname } = new URL(apiUrl);
  for (const [pattern, server] of API_OF) {
    const match = pattern.exec(hostname);
    if (match) return server(match) === new URL(serverUrl).hostname;
  }
  return true;
}
