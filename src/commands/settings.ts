// Settings: everything that a user can say, parsed and checked, as the commands take it.
import type { RequestedType } from '../domain/chain.ts';
import type { RetentionPolicy } from '../domain/retention.ts';
import type { Address } from '../git/address.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { RepositoryFacts, Selection } from '../domain/selection.ts';
import type { AppKey } from '../github/auth.ts';
import type { GitHub } from '../github/client.ts';
import type { Secrets } from '../seal/keys.ts';
import type { Recipients } from '../seal/sealer.ts';
import type { Log } from '../system/log.ts';
import type { Warm } from '../vault/warm.ts';

export const COMMANDS = [
  'sync',
  'snapshot',
  'init',
  'copy',
  'prune',
  'pin',
  'unpin',
  'status',
  'verify',
  'restore',
  'drill',
  'plan',
  'report',
] as const;
export type CommandName = (typeof COMMANDS)[number];

/** Commands that read repositories; the others need nothing but the store. */
export const CAPTURING: readonly CommandName[] = ['sync', 'snapshot', 'init'];

/** Commands that store what a run made or brought: of these the record of the run is a part of what they promise. */
export const STORING: readonly CommandName[] = [...CAPTURING, 'copy'];

/** Commands that mark one snapshot, which must be named. */
export const PINNING: readonly CommandName[] = ['pin', 'unpin'];

/** A repository to capture: the name it is kept under, and where it is. */
export type Target = {
  repository: string;
  address: Address;
  /** What GitHub tells of it; undefined where it is not on GitHub, or nobody could be asked. */
  facts?: RepositoryFacts;
  /** What the ledger's line has to tell beside the result. */
  warnings?: string[];
  /** Names and patterns of `repositories` that led here, where they are others than its name. */
  selectedAs?: string[];
};

/** Which snapshot of a repository: the newest (also called `latest`), one by name, or the newest not after an instant. */
export type Choice = { snapshot: string | undefined; at: Date | undefined };

/** What a webhook can be told: failures, the end of one, what differs from the run before, or every run. */
export const WEBHOOK_EVENTS = ['failure', 'recovery', 'change', 'always'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Who hears how a run ended. The URLs are secrets. */
export type Alarms = {
  webhook?: { url: string; format: 'slack' | 'json'; on: readonly WebhookEvent[] };
  /** Asked for when all is well, and only then. */
  heartbeat?: string;
  /** A file of metrics, as an absolute path. */
  metricsFile?: string;
  pushgateway?: string;
};

export type Settings = {
  command: CommandName;
  /** For capturing commands: what is named, as it is written. */
  targets: Target[];
  /** For capturing commands: what is to be selected from GitHub's lists. */
  selection: Selection;
  /** For the others: names and patterns of what the store holds; empty means all of it. */
  patterns: string[];
  /** Addresses, at least one. Each snapshot goes to all of them. */
  stores: string[];
  /** For `copy`: the addresses of the stores to copy to, at least one; `stores` is the one to copy from. */
  copyTo: string[];
  token: string | undefined;
  /** The GitHub App that reads the repositories. */
  app: AppKey | undefined;
  /** To whom new snapshots are sealed; `none` leaves them readable, undefined only what is readable already. */
  encryptTo: Recipients | { kind: 'none' } | undefined;
  /** What opens sealed snapshots; undefined where nothing was given. */
  secrets: Secrets | undefined;
  /** The only origins that the token is sent to: the server, for git, and its API. */
  serverUrl: string;
  apiUrl: string;
  type: RequestedType;
  fullEveryDays: number;
  pullRefs: boolean;
  concurrency: number;
  /** Store what is private where more people can read it. */
  allowPublicStore: boolean;
  retention: RetentionPolicy;
  dryRun: boolean;
  choice: Choice;
  /** Why a snapshot is pinned. */
  reason: string | undefined;
  to: string | undefined;
  worktree: boolean;
  overwrite: boolean;
  checkConnectivity: boolean;
  deep: boolean;
  maxAgeHours: number;
  /** 0 asks for no drill. */
  maxDrillAgeDays: number;
  history: boolean;
  /** For `plan`: at most so many groups. */
  shards: number;
  /** Each entry of a matrix, as a run of its own; the settings around them are those of the first, over all of them. */
  entries?: Settings[];
  /** For `report`: the names and patterns that a plan gave to the jobs. */
  planned?: string[];
  alarms: Alarms;
};

/** What a command needs of the world around it. */
export type Context = {
  now: () => Date;
  wait: (ms: number) => Promise<void>;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** An empty folder for scratch data, removed by the door when the program ends. */
  scratch: string;
  log: Log;
  createdBy: Manifest['created_by'];
  /** Tells this run's record from others of the same second. */
  runId: string;
  /** How many cores indexing may use. */
  cores: number;
  /** The GitHub that `owner/name` is on, for stores. */
  github: GitHub;
  /** The same for reading the repositories, which an App may do. Its tokens are asked for at each use. */
  reader: GitHub;
  /** What earlier runs have read of the stores, where that is kept. */
  warm?: Warm;
  /** Aborts when the run is told to stop; what has not been done by then fails with its reason. */
  stopped?: AbortSignal;
  /** Since when runs like this one were stopped as a whole, and left no record; undefined where nobody knows. Never throws. */
  stoppedSince?: () => Promise<string | undefined>;
};
