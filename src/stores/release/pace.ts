// The pace of writing: GitHub refuses those who create more than so much in an hour, so we wait before it has to.
import type { Log } from '../../system/log.ts';
import { formatDuration } from '../../system/units.ts';

/** GitHub allows 500 creations an hour; other jobs with the same token make some too. */
const MOST = 450;
const HOUR = 3_600_000;

/** Waits until one more may be created. */
export type Pace = () => Promise<void>;

/** A pace for github.com and ghe.com. The limit of 80 a minute is kept by the client, which lets one write pass a second. */
export function createPace({
  now,
  wait,
  log,
}: {
  now: () => Date;
  wait: (ms: number) => Promise<unknown>;
  log: Log;
}): Pace {
  let taken: number[] = [];
  return async () => {
    for (;;) {
      const at = now().getTime();
      taken = taken.filter((one) => one > at - HOUR);
      const [first] = taken;
      if (first === undefined || taken.length < MOST) {
        taken.push(at);
        return;
      }
      const ms = first + HOUR - at;
      log.info(
        `GitHub lets nobody create more than 500 things in an hour: the next upload waits ${formatDuration(ms)}`,
      );
      await wait(ms);
    }
  };
}
