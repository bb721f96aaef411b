// Unsealing: a sealed snapshot seen as it was before, so that everything that reads snapshots reads sealed ones too.
import { BackupError } from '../domain/errors.ts';
import type { Manifest } from '../domain/manifest.ts';
import { sealedName } from '../domain/sealed.ts';
import { openFile, type OpenFile } from '../seal/file.ts';
import type { Keys } from '../seal/keys.ts';
import { changed } from '../seal/payload.ts';
import type { ByteRange, Store } from '../stores/store.ts';
import { proven, type StoredSnapshot } from './read.ts';
import { noKey, openManifest } from './seal.ts';

/** Sizes in bytes of the archives of a repository, by file name, as the store lists them. */
type Sizes = ReadonlyMap<string, number>;

/**
 * Gives a snapshot that can be read: the same one where it is not sealed. Nothing is decrypted to disk: members are read
 * by range out of the sealed archives.
 *
 * @throws `denied` where it is sealed and none of the keys fits, `corrupt` where its seal is broken.
 */
export async function unseal(snapshot: StoredSnapshot, sizes: Sizes, keys: Keys | undefined): Promise<StoredSnapshot> {
  const { repository, manifest } = snapshot;
  const { sealed } = manifest;
  if (!sealed) return snapshot;
  const where = `${repository} ${manifest.snapshot_name}`;
  if (!keys) throw noKey(keys, sealed.recipients, where);
  const whole = await openManifest(keys, { ...manifest, sealed }, where);
  return { store: unsealedView(snapshot, sizes, keys), repository, manifest: whole };
}

/** The store as it would be if the snapshot and what it builds on were not sealed: same names, same bytes. */
function unsealedView({ store, repository, manifest }: StoredSnapshot, sizes: Sizes, keys: Keys): Store {
  const files = new Map<string, Promise<OpenFile>>();
  const fileOf = (name: string) => {
    const found = files.get(name) ?? openArchive(store, repository, name, sizes.get(name), keys);
    files.set(name, found);
    return found;
  };
  return {
    ...store,
    async get(key, range) {
      const name = sealedName(key.slice(key.lastIndexOf('/') + 1));
      const file = await fileOf(name);
      if (range) return file.read(range.start, range.length);
      const stored = await store.get(sealedName(key));
      return file.open(provenIfKnown(stored, manifest, name, repository));
    },
  };
}

/** The seal proves the bytes; the digest of an archive as it is stored, known to its own manifest, is what all others go by. */
function provenIfKnown(stored: AsyncIterable<Buffer>, { archives }: Manifest, name: string, repository: string) {
  const own = archives.find((archive) => archive.name === name);
  return own ? proven(stored, own, `${repository} ${name}`) : stored;
}

async function openArchive(
  store: Store,
  repository: string,
  name: string,
  size: number | undefined,
  keys: Keys,
): Promise<OpenFile> {
  const what = `${repository} ${name}`;
  if (size === undefined) throw new BackupError('not-found', `${what} is missing`);
  const read = (range: ByteRange) => store.get(`${repository}/${name}`, range);
  const file = await openFile(keys, { size, read }, what);
  // The manifest did open: what does not fit here is no key of another, but another file.
  if (!file) throw changed(what);
  return file;
}
