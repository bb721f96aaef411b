// What a backup must notice about itself before it falls silent: a token that dies, a schedule that GitHub stops.
import { counted } from './counted.ts';

const DAY = 24 * 3_600_000;

/** A token that lives no longer than this is told of each night. */
const COUNTDOWN = 14 * DAY;
/**
 * GitHub stops the schedules of a public repository after 60 days without activity (docs.github.com, "Disabling and
 * enabling a workflow"). Two weeks before is time enough.
 */
const SCHEDULES_STOP = 60 * DAY;
const QUIET = 45 * DAY;

/** The warning of a token that is about to expire, undefined while there is time. */
export function tokenCountdown(expires: Date | undefined, now: Date): string | undefined {
  if (!expires || expires.getTime() - now.getTime() > COUNTDOWN) return undefined;
  const date = expires.toISOString().slice(0, 10);
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY);
  const when = days < 0 ? 'has expired' : days === 0 ? 'expires within a day' : `expires in ${counted(days, 'day')}`;
  return `The token ${when} (${date}, UTC): make a new one, and put it into the secret that the input \`token\` reads.`;
}

/** The warning of a schedule that is about to be stopped. `pushedAt` is the last push to the workflow's public repository. */
export function scheduleCountdown(pushedAt: Date | undefined, now: Date): string | undefined {
  if (!pushedAt || now.getTime() - pushedAt.getTime() < QUIET) return undefined;
  const stops = new Date(pushedAt.getTime() + SCHEDULES_STOP).toISOString().slice(0, 10);
  return `GitHub stops the schedules of a public repository after 60 days without activity, and the last push was on ${pushedAt.toISOString().slice(0, 10)}: this workflow may stop on ${stops}. Push a commit, enable the workflow by hand, or write \`keepalive: true\`.`;
}
