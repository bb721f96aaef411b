// The contract between us and whatever holds the bytes.

/** Bytes to store: their whole size is known, and they can be read again from the start for another attempt. */
export type Body = { size: number; open: () => AsyncIterable<Buffer> };

/** An object in a store. */
export type StoredObject = { key: string; size: number };

/** What a store confirms of an object that it now holds. */
export type Confirmation = { size: number; sha256: string };

/** Bytes `start` to `start + length - 1`. */
export type ByteRange = { start: number; length: number };

/**
 * A place where bytes rest. Keys are one to three segments of `[A-Za-z0-9_.-]` joined by `/`; none is `.` or `..`.
 * Every operation is required, and an implementation that cannot keep a promise must throw instead.
 * Errors are `BackupError`s that name the store: `denied`, `unreachable`, `disk-full`, or `store`.
 */
export type Store = {
  /** The address as the user wrote it, for messages. Holds no secret. */
  readonly address: string;

  /**
   * Stores a new object and confirms size and SHA-256 of the bytes that it made durable. Afterwards the object is whole
   * and listed; if it throws, or the process dies, no part of it is ever listed or read.
   * Never overwrites: of two writers of one key exactly one wins, the other gets `exists`.
   */
  put(key: string, body: Body): Promise<Confirmation>;

  /**
   * Opens an object, or a range of it. What is read ends early only with an error.
   * @throws `not-found` where there is no such object, `corrupt` where the range lies outside of it.
   */
  get(key: string, range?: ByteRange): Promise<AsyncIterable<Buffer>>;

  /**
   * All objects whose key begins with `prefix` (which is empty or ends in `/`), sorted by key, complete: an incomplete
   * listing must throw. Objects that are not ours may be among them.
   */
  list(prefix: string): Promise<StoredObject[]>;

  /** Removes an object. One that is not there is no error: it may have been removed by another run. */
  delete(key: string): Promise<void>;
};
