// Every kind of store, one line each.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackupError } from '../domain/errors.ts';
import type { GitHub } from '../github/client.ts';
import type { Log } from '../system/log.ts';
import { parseReleaseAddress } from './release/address.ts';
import { parseS3Address } from './s3/address.ts';
import type { Store } from './store.ts';

/** What opening a store takes beside its address. */
export type OpenOptions = {
  /** Make the store if it is missing; otherwise a missing store is an error. */
  create: boolean;
  /** What relative paths are relative to. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  now: () => Date;
  /** The GitHub that stores of its kinds are on. */
  github: GitHub;
  /** An empty folder for files on their way. */
  scratch: string;
  log: Log;
};
type Opener = (address: string, options: OpenOptions) => Promise<Store>;

const openDirectory: Opener = async (address, { create, cwd }) =>
  (await import('./directory.ts')).openDirectoryStore(localFolder(address, cwd) ?? address, address, create);

// Each client is loaded only when its store is used.
const OPENERS: Record<string, Opener> = {
  artifact: async (address, world) => (await import('./artifact.ts')).openArtifactStore(address, world),
  file: openDirectory,
  path: openDirectory,
  release: async (address, world) =>
    (await import('./release.ts')).openReleaseStore(parseReleaseAddress(address), world),
  s3: async (address, world) => (await import('./s3.ts')).openS3Store(parseS3Address(address), world),
};

/** The folder of a store that is one on this machine. */
export function localFolder(address: string, cwd: string): string | undefined {
  const kind = storeKind(address);
  if (kind !== 'file') return kind === 'path' ? resolve(cwd, address) : undefined;
  try {
    return fileURLToPath(address);
  } catch (cause) {
    throw new BackupError('usage', `"${address}" names no folder of this machine`, {
      hint: 'Write it with three slashes, file:///srv/backups, or as a path.',
      cause,
    });
  }
}

/** Opens the store at an address: a path, or a URL whose scheme says which kind. @throws `usage` for a kind that is unknown. */
export async function openStore(address: string, options: OpenOptions): Promise<Store> {
  const opener = OPENERS[storeKind(address)];
  if (opener) return opener(address, options);
  throw new BackupError('usage', `"${address}" is no store that this version knows`, {
    hint: 'Use a folder, ./backups or file:///srv/backups, a bucket, s3://bucket/backups, artifact:owner/name or release:owner/name.',
  });
}

/** The kind of store that an address means: its scheme, or `path`. A drive letter is no scheme. */
export function storeKind(address: string): string {
  return /^([a-z][a-z0-9+-]+):/i.exec(address)?.[1]?.toLowerCase() ?? 'path';
}
