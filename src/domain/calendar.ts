// The calendar of retention: which hour, day, week, month and year of UTC an instant lies in.

/** The periods that a retention rule can count, from the shortest. */
export const PERIODS = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type Period = (typeof PERIODS)[number];

const DAY = 86_400_000;

// How many characters of `2026-11-20T14:05:00.000Z` name the period.
const PREFIX: Record<Exclude<Period, 'weekly'>, number> = { hourly: 13, daily: 10, monthly: 7, yearly: 4 };

/**
 * The name of the period that holds `at`, in UTC: `2026-11-20T14`, `2026-11-20`, `2026-W47`, `2026-11` or `2026`.
 * Weeks are those of ISO 8601: they begin on Monday and belong to the year that holds their Thursday.
 */
export function periodOf(period: Period, at: Date): string {
  return period === 'weekly' ? isoWeek(at) : at.toISOString().slice(0, PREFIX[period]);
}

function isoWeek(at: Date): string {
  const daysSinceMonday = (at.getUTCDay() + 6) % 7;
  const thursday = new Date(at.getTime() + (3 - daysSinceMonday) * DAY);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY));
  return `${year}-W${String(week).padStart(2, '0')}`;
}
