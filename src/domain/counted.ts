// Counts as a person says them: `1 snapshot`, `2 snapshots`.

/** A count with its noun; `plural` where that is not the noun with an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
