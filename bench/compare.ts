// Measures several contestants in turn (A B C A B C ...), so that a busy moment of the machine hits them alike.
import { run } from './command.ts';
import type { Cost } from './command.ts';

/** One side of a comparison: `attempt` prepares, measures only the work itself, and cleans up. */
export type Contestant = { readonly name: string; readonly attempt: (round: number) => Promise<Cost> };

export interface Patience {
  /** Rounds at most. */
  readonly rounds: number;
  /** No new round is started after this many seconds. The first always runs. */
  readonly seconds: number;
}

/** The medians of every contestant, by name. */
export async function interleave(
  contestants: readonly Contestant[],
  patience: Patience,
): Promise<ReadonlyMap<string, Cost>> {
  const costs = new Map<string, Cost[]>(contestants.map(({ name }) => [name, []]));
  const start = performance.now();
  for (let round = 0; round < patience.rounds; round += 1) {
    if (round > 0 && performance.now() - start > patience.seconds * 1000) break;
    for (const { name, attempt } of contestants) {
      await settleDisk();
      costs.get(name)?.push(await attempt(round));
    }
  }
  return new Map([...costs].map(([name, list]) => [name, medianCost(list)]));
}

/** Nobody pays for the write-back of the one before. */
export async function settleDisk(): Promise<void> {
  await run({ argv: ['sync'], env: process.env });
}

/** Median of wall and of CPU, each for itself. */
export function medianCost(costs: readonly Cost[]): Cost {
  return { wall: median(costs.map(({ wall }) => wall)), cpu: median(costs.map(({ cpu }) => cpu)) };
}

/** The middle value; the mean of the two middle ones of an even number; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}
