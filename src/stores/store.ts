// The contract between us and whatever holds the bytes.
import type { Visibility } from '../domain/visibility.ts';

/** Bytes to store: their whole size is known, and they can be read again from the start for another attempt. */
export type Body = { size: number; open: () => AsyncIterable<Buffer> };

/**
 * An object in a store. Where the listing tells them: `sha256` is the digest that the store keeps of it (hex), and after
 * `expires` the store removes it by itself.
 */
export type StoredObject = { key: string; size: number; sha256?: string; expires?: Date };

/** What a store confirms of an object that it now holds. */
export type Confirmation = { size: number; sha256: string };

/** What is asked for a new object. A store that removes by itself what is old removes this one no later than at `expires`. */
export type PutOptions = { expires?: Date | undefined };

/** Bytes `start` to `start + length - 1`. Where their reader knows it, `sha256` is the digest that they must have (hex). */
export type ByteRange = { start: number; length: number; sha256?: string };

// Hidden files and folders belong to the system that holds the store (`.Trash-1000`, `.snapshots`), or are being written.
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9_.-]+$/;
const MOST_SEGMENTS = 3;

/** True for a key: one to three segments of `[A-Za-z0-9_.-]` joined by `/`, no first or last one hidden, none `.` or `..`. */
export function isKey(key: string): boolean {
  const folders = key.split('/');
  const file = folders.pop() ?? '';
  return canHoldKeys(folders) && SEGMENT.test(file) && !file.startsWith('.');
}

/** @throws for what is no key: a bug of the caller, told before anything is touched */
export function expectKey(key: string): void {
  if (!isKey(key)) throw new Error(`not a key of a store: ${JSON.stringify(key)}`);
}

/** @throws for what no key begins with: a bug of the caller, told before anything is touched */
export function expectPrefix(prefix: string): void {
  if (!`/${prefix}`.endsWith('/') || !canHoldKeys(prefix.split('/').slice(0, -1)))
    throw new Error(`not a prefix of keys: ${JSON.stringify(prefix)}`);
}

/** What a range without a byte gives to read. */
export async function* noBytes(): AsyncGenerator<Buffer, void, undefined> {
  // There is nothing.
}

/** True where keys can begin with these segments and another one. */
export function canHoldKeys(folders: readonly string[]): boolean {
  return (
    folders.length < MOST_SEGMENTS && folders.every((part) => SEGMENT.test(part)) && !(folders[0] ?? '').startsWith('.')
  );
}

/**
 * A place where bytes rest. Anything that is not a key (`isKey`) is a bug of the caller and throws before it is used.
 * Every operation is required, and an implementation that cannot keep a promise must throw instead.
 * Errors are `BackupError`s that name the store: `denied`, `unreachable`, `disk-full`, or `store`.
 */
export type Store = {
  /** The address as the user wrote it, for messages. Holds no secret. */
  readonly address: string;
  /** Where it removes by itself what is old: the days that an object stays at most. */
  readonly lifetimeDays?: number | undefined;
  /** The store itself, where this is one that gives what was read earlier. */
  readonly direct?: Store;

  /**
   * Stores a new object and confirms size and SHA-256 of the bytes that it made durable. Afterwards the object is whole
   * and listed; if it throws, or the process dies, no part of it is ever listed or read.
   * Never overwrites: of two writers of one key exactly one wins, the other gets `exists`. A body of another size than it
   * said is refused.
   */
  put(key: string, body: Body, options?: PutOptions): Promise<Confirmation>;

  /**
   * Sees that something can be stored below a prefix, and leaves nothing there. Only where that costs next to nothing:
   * it spares reading a repository for hours that then cannot be stored. Throws what `put` would.
   */
  probe?: (prefix: string) => Promise<void>;

  /**
   * Opens an object, or a range of it. What is read ends early only with an error.
   * @throws `not-found` where there is no such object, `corrupt` where the range lies outside of it.
   */
  get(key: string, range?: ByteRange): Promise<AsyncIterable<Buffer>>;

  /**
   * All objects whose key begins with `prefix` (which is empty or ends in `/`), sorted by key, complete: an incomplete
   * listing must throw. Objects that others put there may be among them, but nothing that is no key.
   */
  list(prefix: string): Promise<StoredObject[]>;

  /** Removes an object for good. One that is not there is no error: it may have been removed by another run. */
  delete(key: string): Promise<void>;

  /** Who can read what is stored, where that is the same as who can read a repository; undefined elsewhere. */
  visibility?: () => Promise<Visibility>;
};
