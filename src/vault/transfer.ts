// Transferring one object from store to store: proven on the way, never over another one, and what is there already compared.
import { createHash } from 'node:crypto';
import { BackupError, isKind } from '../domain/errors.ts';
import type { Store, StoredObject } from '../stores/store.ts';
import { readWhole } from './read.ts';
import { bodyOf, putConfirmed } from './save.ts';

/** Two stores, and what the second of them holds; kept up with what comes there. */
export type Route = {
  source: Store;
  destination: Store;
  /** Objects of the destination by key. */
  held: Map<string, StoredObject>;
  /** Only look: nothing is written, and no archive is read. */
  dryRun: boolean;
  /** Hears of bytes that are on their way. */
  onBytes: (bytes: number) => void;
};

/** An object to transfer. */
export type Transfer = {
  key: string;
  size: number;
  /** The SHA-256 of all of it, where that is known. */
  sha256?: string;
  /** Passes its bytes on, and throws at their end if they are not what they must be. */
  prove: (stream: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
};

/**
 * Brings a file into the destination; gives the bytes that this took, 0 where it is there. `trusted`: a manifest in the
 * destination vouches for what it has. Otherwise that may be anything that a crash left, and is proven.
 *
 * @throws `corrupt` where the source's bytes are not what they must be, `exists` where the destination's are not; nothing
 *   is stored then.
 */
export async function transferFile(route: Route, file: Transfer, trusted: boolean): Promise<number> {
  const held = route.held.get(file.key);
  if (held) {
    await compareFile(route, file, held, trusted);
    return 0;
  }
  if (!route.dryRun) {
    await putOrCompare(route, file.key, { size: file.size, open: () => read(route, file) }, async () => {
      await proveHeld(route, file);
    });
  }
  route.held.set(file.key, { key: file.key, size: file.size });
  return file.size;
}

/** True where the destination has an object with exactly these bytes, false where it has none. @throws `exists` where it has another one */
export async function holdsBytes({ destination, held }: Route, key: string, bytes: Buffer): Promise<boolean> {
  const found = held.get(key);
  if (!found) return false;
  const told = found.sha256;
  const same =
    found.size === bytes.length &&
    (told ? told === digestOf(bytes) : (await readWhole(await destination.get(key), bytes.length, key)).equals(bytes));
  if (!same) throw another(destination, key);
  return true;
}

/** Stores bytes that the destination does not hold. @throws `exists` where another run stores other ones at the same time */
export async function transferBytes(route: Route, key: string, bytes: Buffer): Promise<void> {
  if (!route.dryRun) {
    await putOrCompare(route, key, bodyOf(bytes), async () => {
      const found = await readWhole(await route.destination.get(key), bytes.length, key).catch(ifCorrupt);
      if (!found?.equals(bytes)) throw another(route.destination, key);
    });
  }
  route.held.set(key, { key, size: bytes.length });
}

async function* read({ source, onBytes }: Route, { key, prove }: Transfer): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of prove(await source.get(key))) {
    yield chunk;
    onBytes(chunk.length);
  }
}

/** Another run may bring the same at the same time: then what it brought is looked at. */
async function putOrCompare(
  { destination }: Route,
  key: string,
  body: Parameters<typeof putConfirmed>[2],
  compare: () => Promise<void>,
): Promise<void> {
  try {
    await putConfirmed(destination, key, body);
  } catch (error) {
    if (!isKind(error, 'exists')) throw error;
    await compare().catch((found: unknown) => {
      // It is not there yet: the other run is writing it still, or has died of it. The store knows more of that.
      throw isKind(found, 'not-found') ? error : found;
    });
  }
}

async function compareFile(route: Route, file: Transfer, held: StoredObject, trusted: boolean): Promise<void> {
  const known = held.sha256 !== undefined && file.sha256 !== undefined;
  if (held.size !== file.size || (known && held.sha256 !== file.sha256)) throw another(route.destination, file.key);
  if (!known && !trusted && !route.dryRun) await proveHeld(route, file);
}

async function proveHeld({ destination }: Route, { key, prove }: Transfer): Promise<void> {
  try {
    for await (const chunk of prove(await destination.get(key))) void chunk;
  } catch (error) {
    throw isKind(error, 'corrupt') ? another(destination, key) : error;
  }
}

function another({ address }: Store, key: string): BackupError {
  return new BackupError('exists', `${address} holds another ${key} than the one to copy, and it was left as it is`, {
    hint: 'Verify both stores. If each has a history of its own, copy to an empty folder or prefix; if that one is damaged, remove it by hand and copy again.',
  });
}

function ifCorrupt(error: unknown): undefined {
  if (!isKind(error, 'corrupt')) throw error;
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
