// Reports: the one result of a command, for people and for `--json` alike.
import type { ErrorSummary } from '../domain/errors.ts';
import type { Shortfall } from '../domain/expiry.ts';
import type { LedgerEntry, Verdict } from '../domain/ledger.ts';
import type { Pin } from '../domain/pin.ts';
import type { Holdings } from '../vault/holdings.ts';
import { STORING, type CommandName } from './settings.ts';

/** What `status` tells of one repository. Ages in hours, sizes in bytes, instants in UTC. */
export type StatusEntry = {
  repository: string;
  /** Where a run has several stores: the one that this line is about. */
  store?: string;
  snapshots: number;
  full: number;
  incremental: number;
  latest: string | null;
  latest_at: string | null;
  age_hours: number | null;
  /** The last run that looked at the repository and found or made its newest state stored. */
  last_check_at: string | null;
  /** When a drill last proved it restorable, and the milliseconds that the restore took; null where none did. */
  last_drill_at: string | null;
  rto_ms: number | null;
  bytes: number;
  /** What stays whatever the retention policy says, oldest first. */
  pins: Pin[];
  /** Another store that has seen a newer state, its newest snapshot, and by how many milliseconds this one is behind. */
  behind?: { store: string; latest: string | null; by_ms: number };
  healthy: boolean;
  problems: string[];
};

/** Groups in the shape of `strategy.matrix`. `repositories` is what that input takes. */
export type Matrix = { include: { name: string; index: number; repositories: string }[] };

/** What became of one alarm. `to` is a host or a file; of an address it shows nothing more. */
export type AlarmResult = {
  alarm: 'webhook' | 'heartbeat' | 'metrics-file' | 'pushgateway';
  to: string;
  error?: ErrorSummary;
};

/** A run as the audit trail of a store tells it. */
export type HistoryEntry = {
  started_at: string;
  command: string;
  /** A `Verdict`; another word where the record was not written by us. */
  verdict: string;
  /** Null where the record does not say. */
  duration_ms: number | null;
  actor: string | null;
  event: string | null;
  workflow: string | null;
  run_url: string | null;
  /** How many repositories it was about, and which of them failed, and why. */
  repositories: number;
  failed: { repository: string; message: string }[];
  bytes: number;
  /** Where several stores are asked: the one whose trail this is from. */
  store?: string;
};

/** A store that did not take the record of the run: its audit trail does not know of it. */
export type LostRecord = { store: string; error: ErrorSummary };

export type Report = {
  command: CommandName;
  verdict: Verdict;
  stores: string[];
  started_at: string;
  duration_ms: number;
  repositories: LedgerEntry[] | StatusEntry[];
  /** `status`: bytes of the whole store. Otherwise bytes that the run stored, read or removed. */
  bytes: number;
  /** What each store holds of the repositories that were looked at, as far as the run listed it. */
  held?: ({ store: string } & Holdings)[];
  /** `status` with `history`: the newest runs first, in place of repositories. */
  history?: HistoryEntry[];
  /** `plan`: what the jobs of a matrix are to do. */
  matrix?: Matrix;
  /** Stores that remove by themselves what the retention policy wants to keep. */
  short_lived?: ({ store: string } & Shortfall)[];
  /** Stores that did not take the record of this run. */
  unrecorded?: LostRecord[];
  /** Every alarm that was raised, where some are set. */
  alarms?: AlarmResult[];
};

/** The lost records that make a run no good: a store that takes snapshots must take them too. For commands that read it may be read-only. */
export function owedRecords({ command, unrecorded = [] }: Report): LostRecord[] {
  return STORING.includes(command) ? unrecorded : [];
}

/** Those that nothing else tells of: of a store that took nothing of a repository either, its lines tell that it is away. */
export function unexplainedRecords(report: Report): LostRecord[] {
  const { repositories, stores } = report;
  const failing = repositories.flatMap((line) =>
    'status' in line && line.status === 'failed' ? (line.store ?? stores[0] ?? []) : [],
  );
  return owedRecords(report).filter(({ store }) => !failing.includes(store));
}
