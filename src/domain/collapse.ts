// Collapse: a repository that has lost so many refs at once that nobody may have meant it.

/** Below so many refs the deletion of one or two would look like a collapse. */
const FEWEST = 4;

/**
 * True where no ref is left, or of four or more half are gone. Smaller losses are what people do every day, and so is a
 * branch that is renamed or pushed anew: of what went then, the retention policy keeps the state before.
 */
export function hasCollapsed(before: number, now: number): boolean {
  return (before > 0 && now === 0) || (before >= FEWEST && now <= before / 2);
}
