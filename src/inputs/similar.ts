// Names that were probably meant, for the hint behind a typing error.

/** The known word that `word` was probably meant to be: the same beginning, or at most two letters off. */
export function findSimilar(word: string, known: readonly string[]): string | undefined {
  if (word.length < 3) return undefined;
  const begun = known.find((one) => one.startsWith(word.slice(0, 4)));
  return begun ?? known.find((one) => one.length > 3 && editDistance(word, one) <= 2);
}

/** How many letters must be added, taken out or replaced to turn one word into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
