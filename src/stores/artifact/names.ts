// Artifact names: a key of a store as one flat name, and back.
import { snapshotInstant } from '../../domain/names.ts';
import { expectKey, isKey } from '../store.ts';

// An artifact's name may hold no slash, and keys hold no tilde.
const PLAIN = '.';
const EXACT = '~';

/**
 * The artifact's name of a key. What snapshots and runs are stored under reads as people expect it,
 * `acme.app.snapshot-20261121-020000.tar`; where dots alone would not lead back to the key, tildes stand for the slashes.
 *
 * @throws where a client would take the name for that of a zip file, and unpack what it downloads.
 */
export function artifactName(key: string): string {
  expectKey(key);
  if (key.endsWith('.zip')) throw new Error(`not a key for an artifact, which would be unpacked: ${key}`);
  const plain = key.replaceAll('/', PLAIN);
  if (artifactKey(plain) === key) return plain;
  return key.includes('/') ? key.replaceAll('/', EXACT) : `${EXACT}${key}`;
}

/** The key that an artifact's name stands for; undefined for artifacts of others. */
export function artifactKey(name: string): string | undefined {
  const key = name.includes(EXACT) ? name.replace(/^~/, '').replaceAll(EXACT, '/') : plainKey(name);
  return key !== undefined && isKey(key) ? key : undefined;
}

/** An owner cannot hold a dot and a snapshot's name has a shape of its own, so all between them is the repository's. */
function plainKey(name: string): string | undefined {
  const [, owner, repository, file] = /^([^.]+)\.(.+)\.(snapshot-[^.]+\..+)$/.exec(name) ?? [];
  if (file !== undefined) return snapshotInstant(file.split('.')[0] ?? '') && `${owner}/${repository}/${file}`;
  const record = /^runs\.(\d{4}-\d{2}-\d{2}T.+)$/.exec(name)?.[1];
  return record && `runs/${record}`;
}
