// Every kind of store, one line each.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackupError } from '../domain/errors.ts';
import type { Store } from './store.ts';

type OpenOptions = {
  /** Make the store if it is missing; otherwise a missing store is an error. */
  create: boolean;
  /** What relative paths are relative to. */
  cwd: string;
};
type Opener = (address: string, options: OpenOptions) => Promise<Store>;

// Each client is loaded only when its store is used.
const OPENERS: Record<string, Opener> = {
  file: async (address, { create }) =>
    (await import('./directory.ts')).openDirectoryStore(fileURLToPath(address), address, create),
  path: async (address, { create, cwd }) =>
    (await import('./directory.ts')).openDirectoryStore(resolve(cwd, address), address, create),
};

/** Opens the store at an address: a path, or a URL whose scheme says which kind. @throws `usage` for a kind that is unknown. */
export async function openStore(address: string, options: OpenOptions): Promise<Store> {
  const opener = OPENERS[storeKind(address)];
  if (opener) return opener(address, options);
  throw new BackupError('usage', `"${address}" is no store that this version knows`, {
    hint: 'Use a folder: ./backups or file:///srv/backups.',
  });
}

/** The kind of store that an address means: its scheme, or `path`. A drive letter is no scheme. */
export function storeKind(address: string): string {
  return /^([a-z][a-z0-9+-]+):/.exec(address)?.[1] ?? 'path';
}
