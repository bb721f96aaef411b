// The ledger: what a run did to every repository, and the one verdict that follows from it.
import type { ErrorSummary } from './errors.ts';
import type { SnapshotType, SourceStatus } from './manifest.ts';
import type { RetentionDecision } from './retention.ts';
import type { Visibility } from './visibility.ts';

/** What stands in the place of a repository's name where a line is about a whole store. */
export const WHOLE_STORE = '*';

/** What happened to one repository in one run. */
export type RepositoryStatus =
  | 'stored'
  | 'unchanged'
  | 'empty'
  | 'failed'
  | 'verified'
  | 'restored'
  | 'pruned'
  | 'copied'
  | 'pinned'
  | 'unpinned'
  | 'planned';

/** One line of the ledger. Every selected repository has one; nothing is silently skipped. */
export type LedgerEntry = {
  repository: string;
  /** What else it goes by: its name of today where the store keeps it under another, and what `repositories` says. */
  selected_as?: string[];
  /** Where a run has several stores: the one that this line is about; of `copy` the one that is copied to. */
  store?: string;
  status: RepositoryStatus;
  snapshot?: string;
  type?: SnapshotType;
  /** Bytes that the run stored, copied, read or removed for this repository. */
  bytes?: number;
  /** Who may see the repository, as GitHub told this run. */
  visibility?: Visibility;
  sources?: Record<string, SourceStatus>;
  duration_ms?: number;
  /** `drill`: milliseconds that the restore took. */
  rto_ms?: number;
  /** One line for people: why full, what was proven, where it was restored to. */
  note?: string;
  warnings?: string[];
  removed?: string[];
  /** `prune`: every snapshot, and why it stays or goes. */
  decisions?: RetentionDecision[];
  /** `copy`: the names of snapshots that it brought or completed, and how many were there before or could not be brought. */
  copied?: string[];
  present?: number;
  missing?: number;
  /** Where `at` was given: milliseconds from the chosen snapshot to that instant. */
  distance_ms?: number;
  error?: ErrorSummary;
};

/** `partial`: some repositories are good, some failed. Never green. */
export type Verdict = 'ok' | 'partial' | 'failed';

/** The verdict over a run: `failed` where every repository failed or there was none at all. */
export function judge(entries: readonly { status: RepositoryStatus; error?: ErrorSummary }[]): Verdict {
  const failed = entries.filter((entry) => entry.status === 'failed' || entry.error).length;
  if (entries.length === 0) return 'failed';
  if (failed === 0) return 'ok';
  return entries.every((entry) => entry.status === 'failed') ? 'failed' : 'partial';
}

/** What a program of the shell gets to see: 0 all good, 1 failed, 3 partial. (2 is bad usage, before any run.) */
export const EXIT_CODES: Record<Verdict, number> = { ok: 0, failed: 1, partial: 3 };
