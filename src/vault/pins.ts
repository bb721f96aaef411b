// Pins in a store: objects of their own beside the manifests, so that pinning never rewrites anything.
import { isKind } from '../domain/errors.ts';
import { pinKey } from '../domain/names.ts';
import { parsePin, serialisePin, type Pin } from '../domain/pin.ts';
import type { Store } from '../stores/store.ts';
import { readWhole } from './read.ts';
import { bodyOf } from './save.ts';

/** Bytes of a pin that are read at most: ours stay below 4 KB. */
const PIN_LIMIT = 64 * 1024;

/**
 * Writes a pin; gives false where the snapshot was pinned before, and leaves that pin as it is.
 *
 * @throws `exists` where another run is writing it at this moment, or has died of that: nothing pins the snapshot yet
 */
export async function writePin(store: Store, repository: string, pin: Pin): Promise<boolean> {
  try {
    await store.put(pinKey(repository, pin.snapshot_name), bodyOf(Buffer.from(serialisePin(pin))));
    return true;
  } catch (error) {
    if (isKind(error, 'exists') && (await readPin(store, repository, pin.snapshot_name))) return false;
    throw error;
  }
}

/** The pin of a snapshot, or undefined where it is not pinned. @throws what the store throws. */
export async function readPin(store: Store, repository: string, snapshot: string): Promise<Pin | undefined> {
  const key = pinKey(repository, snapshot);
  try {
    const text = await readWhole(await store.get(key), PIN_LIMIT, key);
    return parsePin(text.toString('utf8'), snapshot);
  } catch (error) {
    if (isKind(error, 'not-found')) return undefined;
    // Whatever it holds, it pins.
    if (isKind(error, 'corrupt')) return parsePin('', snapshot);
    throw error;
  }
}

/** Removes the pin of a snapshot, never the snapshot. */
export async function removePin(store: Store, repository: string, snapshot: string): Promise<void> {
  await store.delete(pinKey(repository, snapshot));
}
