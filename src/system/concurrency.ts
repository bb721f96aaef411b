// Bounded parallelism: many repositories at once, but never more work than the machine can carry.

/**
 * Runs `work` over all items, at most `width` at once; results in the order of the items. After a rejection no more work
 * begins, and the first one rejects when all that was running has ended: whoever cleans up then is alone.
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}

/** Lets at most `width` callers run at once; the others wait in order. */
export type Gate = <R>(work: () => Promise<R>) => Promise<R>;

/** Opens a gate. A caller that throws gives its place on like any other. */
export function createGate(width: number): Gate {
  let free = width;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
