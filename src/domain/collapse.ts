// Collapse: a repository that has lost so many refs at once that nobody may have meant it.

/** Below so many refs every deletion would look like a collapse. */
const FEWEST = 4;

/** True where less than half of the refs are left. Smaller losses are what people do every day. */
export function hasCollapsed(before: number, now: number): boolean {
  return before >= FEWEST && now < before / 2;
}
