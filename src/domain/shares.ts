// Sharing work out: items into groups of about the same weight, none of them too long to be handed on.

/** Something to be done: its text, and what it weighs in bytes. */
export type Share = { text: string; weight: number };

/**
 * The heaviest first, each into the lightest group that has room for its text: never more than a third worse than the
 * best that there is (Graham 1969). Empty groups are left out; undefined where the texts do not fit.
 *
 * @param room Characters of a group's texts, with a comma between them.
 */
export function shareOut<T extends Share>(items: readonly T[], groups: number, room: number): T[][] | undefined {
  const shares = Array.from({ length: Math.min(groups, items.length) }, () => ({
    items: [] as T[],
    weight: 0,
    length: 0,
  }));
  for (const item of items.toSorted((a, b) => b.weight - a.weight)) {
    let lightest: (typeof shares)[number] | undefined;
    for (const share of shares) {
      const fits = share.length + item.text.length + 1 <= room;
      if (fits && (lightest === undefined || share.weight < lightest.weight)) lightest = share;
    }
    if (!lightest) return undefined;
    lightest.items.push(item);
    lightest.weight += item.weight;
    lightest.length += item.text.length + 1;
  }
  return shares.map((share) => share.items);
}
