// What every operation of a release store shares: the repository, what is known of it, and the world around.
import type { GitHub } from '../../github/client.ts';
import type { Gate } from '../../system/concurrency.ts';
import type { Log } from '../../system/log.ts';
import type { ReleaseApi } from './api.ts';
import type { ReleaseListing } from './listing.ts';
import type { Pace } from './pace.ts';

/** What a release store needs of the world. */
export type ReleaseWorld = {
  github: GitHub;
  now: () => Date;
  /** An empty folder for files on their way. */
  scratch: string;
  log: Log;
};

/** An open release store. */
export type ReleaseSession = ReleaseWorld & {
  /** Bytes of the largest asset. */
  partSize: number;
  wait: (ms: number) => Promise<unknown>;
  api: ReleaseApi;
  listing: ReleaseListing;
  pace: Pace;
  /** Lets one change at a time pass: GitHub wants no bursts, and what is in memory stays true. */
  alone: Gate;
};
