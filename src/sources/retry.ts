// Trying again: what a network breaks, a second attempt mostly mends.
import { BackupError, type ErrorKind } from '../domain/errors.ts';
import type { Log } from '../system/log.ts';

/** How long to wait between attempts, in milliseconds; one more attempt than entries. `wait` sleeps. */
export type Patience = { pauses: readonly number[]; wait: (ms: number) => Promise<void> };

/** A server that asks for more than this many milliseconds is not waited for: the next run is the better attempt. */
const LONGEST_WAIT = 120_000;

// A ref that moved between listing and fetching comes back as `git`, a body damaged on its way as `corrupt`.
const PASSING: readonly ErrorKind[] = ['unreachable', 'git', 'corrupt'];

/** Runs `attempt` until it works, fails for good, or patience is at its end; then its last error is thrown. */
export async function tryAgain<R>({ pauses, wait }: Patience, log: Log, attempt: () => Promise<R>): Promise<R> {
  for (const pause of pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof BackupError) || !PASSING.includes(error.kind) || (error.retryAfter ?? 0) > LONGEST_WAIT)
        throw error;
      const ms = error.retryAfter ?? pause;
      log.warn(`${error.message}: trying again in ${ms / 1000} s`);
      await wait(ms);
    }
  }
  return attempt();
}
