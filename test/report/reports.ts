// Reports to print, as commands give them.
import type { Report, StatusEntry } from '../../src/commands/report.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';

/** A report of a sync that took 1.5 s. */
export function report(repositories: LedgerEntry[] | StatusEntry[], rest: Partial<Report> = {}): Report {
  return {
    command: 'sync',
    verdict: 'ok',
    stores: ['./backups'],
    started_at: '2026-11-21T02:00:10Z',
    duration_ms: 1500,
    repositories,
    bytes: 0,
    ...rest,
  };
}

/** A repository of which a snapshot was stored. */
export function stored(repository: string, rest: Partial<LedgerEntry> = {}): LedgerEntry {
  const snapshot = 'snapshot-20261121-020000';
  return { repository, status: 'stored', snapshot, type: 'full', bytes: 1536, duration_ms: 900, ...rest };
}

/** A repository that failed. */
export function failed(repository: string, message: string, hint?: string): LedgerEntry {
  const error = { kind: 'denied' as const, message, ...(hint === undefined ? {} : { hint }) };
  return { repository, status: 'failed', duration_ms: 30, error };
}

/** A repository as `status` tells of it. */
export function held(repository: string, rest: Partial<StatusEntry> = {}): StatusEntry {
  return {
    repository,
    snapshots: 3,
    full: 1,
    incremental: 2,
    latest: 'snapshot-20261119-010000',
    latest_at: '2026-11-19T01:00:00Z',
    age_hours: 49,
    last_check_at: '2026-11-21T01:00:00Z',
    last_drill_at: '2026-11-14T02:00:10Z',
    rto_ms: 1234,
    bytes: 1_572_864,
    pins: [],
    healthy: true,
    problems: [],
    ...rest,
  };
}
