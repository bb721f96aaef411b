// Addresses: what a user writes to say where a repository is, told apart into the ways of reaching it.
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BackupError } from '../domain/errors.ts';
import { isRepositoryName } from '../domain/names.ts';

/** Where a repository is. `display` holds no secret and is what manifests and logs show. */
export type Address =
  | { kind: 'http'; url: string; display: string }
  | { kind: 'ssh'; host: string; user: string | undefined; port: string | undefined; path: string; display: string }
  | { kind: 'local'; path: string; display: string };

/**
 * Reads a git URL (http, https, ssh, file), an scp-like `user@host:path`, or a path (relative to `cwd`).
 *
 * @throws `usage` for credentials inside of a URL (they would end in logs and manifests) and for unknown schemes.
 */
export function parseAddress(text: string, cwd: string): Address {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return httpAddress(text);
  if (scheme === 'ssh' || scheme === 'git+ssh') return sshUrl(text);
  if (scheme === 'file') return fileAddress(text);
  if (scheme) {
    throw new BackupError('usage', `"${withoutSecret(text)}" has an address that this version cannot read`, {
      hint: 'Use https://, http://, ssh://, file:// or a path.',
    });
  }
  // git's own rule: a colon before the first slash makes it scp-like.
  const scp = /^(?:([^@/:]+)@)?([^/:]+):(.+)$/.exec(text);
  if (scp?.[2] && scp[3]) return sshAddress(scp[1], scp[2], undefined, scp[3], text);
  return localAddress(resolve(cwd, text));
}

/** @throws `usage` for what is no URL */
function parseUrl(text: string, like: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && url.pathname !== '' && decodes(url.pathname) && decodes(url.username)) return url;
  throw new BackupError('usage', `"${withoutSecret(text)}" is not a URL`, { hint: `Write it as ${like}` });
}

/** What is wrong may hold a password all the same: all that could be one is not repeated. */
function withoutSecret(text: string): string {
  return text.replace(/:\/\/.*@/s, '://***@');
}

function decodes(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

function httpAddress(text: string): Address {
  const url = parseUrl(text, 'https://host/owner/name.git');
  if (url.username || url.password) {
    throw new BackupError('usage', `the address of ${url.host}${url.pathname} holds credentials`, {
      hint: 'Take them out of the URL and give them as `token` (command line: REPO_BACKUP_TOKEN) with `server-url`.',
    });
  }
  const clean = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { kind: 'http', url: clean, display: clean };
}

function sshUrl(text: string): Address {
  const url = parseUrl(text, 'ssh://user@host/path/name.git');
  if (url.password) {
    throw new BackupError('usage', `the address of ${url.host}${url.pathname} holds a password`, {
      hint: 'Take it out of the URL; ssh asks its agent and its key files.',
    });
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // git's own rule: `/~user/...` is below that user's home folder, not below the root.
  const path = decodeURIComponent(url.pathname).replace(/^\/~/, '~');
  return sshAddress(decodeURIComponent(url.username) || undefined, host, url.port || undefined, path, text);
}

function fileAddress(text: string): Address {
  try {
    return localAddress(fileURLToPath(text));
  } catch (cause) {
    throw new BackupError('usage', `"${text}" names no file of this machine`, {
      hint: 'Write it as file:///path/to/name.git',
      cause,
    });
  }
}

function sshAddress(
  user: string | undefined,
  host: string,
  port: string | undefined,
  path: string,
  display: string,
): Address {
  // A host or user that begins with a dash would be read by ssh as an option (CVE-2017-1000117).
  if (host.startsWith('-') || user?.startsWith('-') || path.startsWith('-')) {
    throw new BackupError('usage', `"${display}" is not an address: a part of it begins with "-"`);
  }
  return { kind: 'ssh', user, host, port, path, display };
}

function localAddress(path: string): Address {
  return { kind: 'local', path, display: pathToFileURL(path).href };
}

/** Where `owner/name` is on a server. */
export function onServer(repository: string, serverUrl: string): Address {
  const url = `${serverUrl}/${repository.replace(/\.git$/, '')}.git`;
  return { kind: 'http', url, display: url };
}

/** `owner/name` of an address that is on the server; undefined for all others. */
export function serverName(address: Address, serverUrl: string): string | undefined {
  if (address.kind !== 'http' || !address.url.startsWith(`${serverUrl}/`)) return undefined;
  const name = decodeURIComponent(address.url.slice(serverUrl.length + 1)).replace(/\.git$/, '');
  return isRepositoryName(name) ? name : undefined;
}

/** The last two segments of an address as `owner/name`, without `.git`; undefined where it has not two. */
export function nameOfAddress(address: Address): string | undefined {
  const path = address.kind === 'http' ? decodeURIComponent(new URL(address.url).pathname) : address.path;
  const segments = path.split(/[/\\]/).filter((part) => part !== '');
  // A working copy named by its `.git` folder is meant by the folder around it.
  if (segments.at(-1) === '.git') segments.pop();
  const name = segments.pop()?.replace(/\.git$/, '');
  const owner = segments.pop();
  return owner && name ? `${owner}/${name}` : undefined;
}
