// Progress of a pack that is on its way, at a pace that a log can bear.
import type { PackProgress } from '../git/scratch.ts';
import type { Log } from '../system/log.ts';
import { formatBytes } from '../system/units.ts';

/** Milliseconds between two lines of progress. */
const PACE = 1000;

/** Gives a listener that writes objects, bytes and rate to the log, at most once a second and not at all for quick packs. */
export function reportProgress(log: Log, now: () => Date): (state: PackProgress) => void {
  const started = now().getTime();
  let next = started + PACE;
  return ({ bytes, objects, phase }) => {
    const at = now().getTime();
    if (at < next) return;
    next = at + PACE;
    const rate = bytes / ((at - started) / 1000);
    log.progress(phase ?? `receiving ${objects} objects: ${formatBytes(bytes)} (${formatBytes(Math.round(rate))}/s)`);
  };
}
