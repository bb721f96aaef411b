// Sharing work out: items into groups of about the same weight, none of them too long to be handed on.

/** Something to be done: its text, and what it weighs in bytes. */
export type Share = { text: string; weight: number };

/**
 * The heaviest first, each into the lightest group that has room for its text: never more than a third worse than the
 * best that there is (Graham 1969). No group is empty, so there are no more than items; undefined where the texts do not fit.
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
      if (fits && (lightest === undefined || isLighter(share, lightest))) lightest = share;
    }
    if (!lightest) return undefined;
    lightest.items.push(item);
    lightest.weight += item.weight;
    lightest.length += item.text.length + 1;
  }
  return shares.map((share) => share.items);
}

/** Of groups that weigh the same the one with fewer items: what weighs nothing is shared out too. */
function isLighter(one: Group, other: Group): boolean {
  return one.weight < other.weight || (one.weight === other.weight && one.items.length < other.items.length);
}

type Group = { items: readonly Share[]; weight: number };
