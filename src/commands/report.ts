// Reports: the one result of a command, for people and for `--json` alike.
import type { ErrorSummary } from '../domain/errors.ts';
import type { LedgerEntry, Verdict } from '../domain/ledger.ts';
import type { Pin } from '../domain/pin.ts';
import type { CommandName } from './settings.ts';

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
  bytes: number;
  /** What stays whatever the retention policy says, oldest first. */
  pins: Pin[];
  healthy: boolean;
  problems: string[];
};

/** What became of one alarm. `to` is a host or a file; of an address it shows nothing more. */
export type AlarmResult = {
  alarm: 'webhook' | 'heartbeat' | 'metrics-file' | 'pushgateway';
  to: string;
  error?: ErrorSummary;
};

export type Report = {
  command: CommandName;
  verdict: Verdict;
  stores: string[];
  started_at: string;
  duration_ms: number;
  repositories: LedgerEntry[] | StatusEntry[];
  /** `status`: bytes of the whole store. Otherwise bytes that the run stored, read or removed. */
  bytes: number;
  /** Every alarm that was raised, where some are set. */
  alarms?: AlarmResult[];
};
