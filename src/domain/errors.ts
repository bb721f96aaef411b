// The one error that users are meant to read: what happened to which repository, and the change that helps.

/**
 * What went wrong, for programs. Anything thrown that is not a `BackupError` is a bug of ours and shows its stack.
 *
 * - `usage` the inputs are wrong; nothing was started
 * - `denied` the server or the store refused the credentials or the permission
 * - `not-found` no such repository, snapshot or file
 * - `unreachable` no connection, or it broke and trying again did not help
 * - `protocol` the server answered something that is not git's protocol v2
 * - `corrupt` bytes are not what their checksum or the manifest says
 * - `incomplete` objects or refs are missing (a shallow origin, a broken chain)
 * - `exists` the target is already there and is never overwritten unasked
 * - `disk-full` no space left where we write
 * - `locked` the store keeps an object from removal, for now
 * - `unsupported` this version or this machine cannot do that
 * - `git` stock git failed in a way that none of the above describes
 * - `store` the store failed in a way that none of the above describes
 */
export type ErrorKind =
  | 'usage'
  | 'denied'
  | 'not-found'
  | 'unreachable'
  | 'protocol'
  | 'corrupt'
  | 'incomplete'
  | 'exists'
  | 'disk-full'
  | 'locked'
  | 'unsupported'
  | 'git'
  | 'store';

/** An expected failure. `message` says what happened to what; `hint` is the exact change that helps. */
export class BackupError extends Error {
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  /** Milliseconds that the server asks us to wait before the next try, if it said so. */
  readonly retryAfter: number | undefined;

  constructor(kind: ErrorKind, message: string, options: { hint?: string; cause?: unknown; retryAfter?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BackupError';
    this.kind = kind;
    this.hint = options.hint;
    this.retryAfter = options.retryAfter;
  }
}

/** True for a `BackupError` of the given kind. */
export function isKind(error: unknown, kind: ErrorKind): error is BackupError {
  return error instanceof BackupError && error.kind === kind;
}

/** The shape that reports and `--json` show of an error. A bug keeps its stack, so that it can be reported. */
export type ErrorSummary = { kind: ErrorKind | 'bug'; message: string; hint?: string };

/** Turns anything thrown into what a report shows. Never throws. */
export function summariseError(error: unknown): ErrorSummary {
  if (error instanceof BackupError) {
    return { kind: error.kind, message: error.message, ...(error.hint ? { hint: error.hint } : {}) };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'bug', message: text, hint: 'This is a bug in repo-backup: please report it with this text.' };
}

/** Codes of the operating system that mean "no room": a full disk, a quota, a file size limit. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The operating system's code of an error (`ENOENT`, `ECONNRESET`, ...), if it carries one. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A `disk-full` error if the operating system said so, else undefined. `where` names the folder that is full. */
export function diskFull(error: unknown, where: string): BackupError | undefined {
  if (!NO_ROOM.has(systemCode(error) ?? '')) return undefined;
  return new BackupError('disk-full', `no space left in ${where}`, {
    hint: `Free space in ${where}, or choose another folder; what was stored before is untouched.`,
    cause: error,
  });
}
