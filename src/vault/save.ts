// Saving a snapshot: files first, manifest last, nothing ever overwritten.
import { createHash } from 'node:crypto';
import { BackupError, isKind } from '../domain/errors.ts';
import type { Archive, Manifest } from '../domain/manifest.ts';
import { serialiseManifest } from '../domain/manifest-text.ts';
import { archiveKey, manifestKey, snapshotInstant, snapshotName } from '../domain/names.ts';
import { sealedName } from '../domain/sealed.ts';
import { sealFile } from '../seal/file.ts';
import type { Sealer } from '../seal/sealer.ts';
import type { Body, Confirmation, PutOptions, Store } from '../stores/store.ts';
import { layOutArchive, type NewMember } from './archive.ts';
import { sealManifest } from './seal.ts';

export type SaveInput = {
  repository: string;
  /** The instant of the capture. */
  at: Date;
  /** The newest snapshot that is there: the new one gets a later name, even if the clock was turned back. */
  after: string | undefined;
  members: readonly NewMember[];
  /** Writes the manifest, once the name and the archive are known. */
  describe: (name: string, at: Date, archive: Archive) => Manifest;
  /** Seals archive and manifest; undefined leaves them readable. */
  sealer?: Sealer | undefined;
  /** When the store will remove by itself the first of what it builds on: it must not be listed any longer than that. */
  expires?: Date | undefined;
};

/** Another run may hold the name of this second; so many seconds on are tried before giving up. */
const NAMES_TRIED = 120;

/**
 * Stores archive and manifest, and gives the manifest once the store has confirmed both by size and SHA-256.
 *
 * @throws what the store throws, or `store` where it confirms something else than was sent. Then there is no snapshot.
 */
export async function saveSnapshot(store: Store, input: SaveInput): Promise<Manifest> {
  let at = laterThan(input.after, input.at);
  for (let tried = 0; tried < NAMES_TRIED; tried += 1) {
    const saved = await saveAs(store, input, at);
    if (saved) return saved;
    at = new Date(at.getTime() + 1000);
  }
  throw new BackupError(
    'store',
    `${input.repository}: ${NAMES_TRIED} snapshot names in a row are taken in ${store.address}`,
    {
      hint: 'See that the clock of this machine is right and that not many runs write the same repository.',
    },
  );
}

function laterThan(after: string | undefined, at: Date): Date {
  const earliest = after === undefined ? 0 : (snapshotInstant(after)?.getTime() ?? 0) + 1000;
  return new Date(Math.max(Math.floor(at.getTime() / 1000) * 1000, earliest));
}

/** Gives undefined where another run has taken the name. */
async function saveAs(
  store: Store,
  { repository, members, describe, sealer, expires }: SaveInput,
  at: Date,
): Promise<Manifest | undefined> {
  const name = snapshotName(at);
  const { body, describe: describeArchive } = layOutArchive(`${name}.tar`, members, at);
  const plainBody = hashed(body);
  const file = sealer ? sealedName(`${name}.tar`) : `${name}.tar`;
  const key = archiveKey(repository, name, file);
  const stored = await putUnlessTaken(store, key, sealer ? await sealFile(sealer, plainBody.body) : body, {
    expires,
  });
  if (!stored) return undefined;
  const plain = describe(name, at, describeArchive(sealer ? plainBody.digest() : stored.sha256));
  const manifest = sealer ? await sealManifest(sealer, plain, { name: file, ...stored, members: [] }) : plain;
  const text = Buffer.from(serialiseManifest(manifest));
  const committed = await putUnlessTaken(store, manifestKey(repository, name), bodyOf(text), { expires });
  if (!committed) await takeBack(store, key);
  return committed ? manifest : undefined;
}

async function putUnlessTaken(
  store: Store,
  key: string,
  body: Body,
  options: PutOptions,
): Promise<Confirmation | undefined> {
  try {
    return await putConfirmed(store, key, body, options);
  } catch (error) {
    if (isKind(error, 'exists')) return undefined;
    throw error;
  }
}

/** Stores a body. @throws `store` where the store confirms other bytes than were sent; they are removed then. */
export async function putConfirmed(
  store: Store,
  key: string,
  body: Body,
  options: PutOptions = {},
): Promise<Confirmation> {
  const sent = hashed(body);
  const stored = await store.put(key, sent.body, options);
  if (stored.size === body.size && stored.sha256 === sent.digest()) return stored;
  await takeBack(store, key);
  throw new BackupError('store', `${store.address} holds something else under ${key} than was sent to it`, {
    hint: 'Run it again. If it stays, the memory, the disk or the network damages data.',
  });
}

/** Removes what this run has just written. A store that locks what it is given keeps it; a later prune removes it. */
export async function takeBack(store: Store, key: string): Promise<void> {
  await store.delete(key).catch((error: unknown) => {
    if (!isKind(error, 'locked')) throw error;
  });
}

/** A body whose digest is known when it was read to its end. */
function hashed(body: Body): { body: Body; digest: () => string } {
  let hash = createHash('sha256');
  async function* open(): AsyncGenerator<Buffer, void, undefined> {
    hash = createHash('sha256');
    for await (const chunk of body.open()) {
      hash.update(chunk);
      yield chunk;
    }
  }
  return { body: { size: body.size, open }, digest: () => hash.digest('hex') };
}

/** Bytes in memory as something to store. */
export function bodyOf(bytes: Buffer): Body {
  return {
    size: bytes.length,
    async *open() {
      yield bytes;
    },
  };
}
