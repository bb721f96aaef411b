// A small chart that every Markdown shows: one sign a day.
import type { Holdings } from '../vault/holdings.ts';
import { formatBytes } from '../system/units.ts';

const BARS = '▁▂▃▄▅▆▇█';
const NOTHING = '·';
const DAYS = 30;
const DAY = 24 * 3_600_000;

/** What the snapshots of the last 30 days added, a sign a day up to `now`; undefined where there were none. */
export function dailyChart(held: readonly Holdings[], now: Date): string | undefined {
  const byDay = new Map<string, number>();
  for (const { days } of held)
    for (const { day, bytes } of days) byDay.set(day, Math.max(1, (byDay.get(day) ?? 0) + bytes));
  const dates = Array.from({ length: DAYS }, (_, index) => dateOf(now.getTime() - (DAYS - 1 - index) * DAY));
  const sizes = dates.map((date) => byDay.get(date) ?? 0);
  const most = Math.max(...sizes);
  if (most === 0) return undefined;
  const bars = sizes.map((size) => (size === 0 ? NOTHING : BARS[Math.ceil((size / most) * BARS.length) - 1]));
  return `\`${bars.join('')}\` ${dates[0]} to ${dates.at(-1)}, at most ${formatBytes(most)} a day`;
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
