// Snapshots for property tests: any history that runs, gaps, chains and damage could have left in a store.
import * as fc from 'fast-check';
import { snapshotName } from '../../src/domain/names.ts';
import type { Retained } from '../../src/domain/retention.ts';

export const NOW = new Date('2026-11-21T02:00:00Z');

/** `count` hours after (or, negative, before) now. */
export const hours = (count: number) => new Date(NOW.getTime() + Math.round(count * 3600) * 1000);

type Kind = 'full' | 'incremental' | 'differential' | 'without a bundle';

/**
 * Up to forty snapshots, oldest first, with gaps of a second to weeks. Each builds on those before it as its kind says,
 * and some are damaged.
 */
export const anyStore: fc.Arbitrary<Retained[]> = fc
  .array(
    fc.record({
      gapSeconds: fc.oneof(fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: 1, max: 40 * 86_400 })),
      kind: fc.constantFrom<Kind>('full', 'incremental', 'incremental', 'differential', 'without a bundle'),
      // One of ten is damaged.
      good: fc.nat(9).map((luck) => luck !== 0),
    }),
    { maxLength: 40 },
  )
  .map((entries) => {
    const total = entries.reduce((sum, { gapSeconds }) => sum + gapSeconds, 0);
    let at = NOW.getTime() - total * 1000;
    let chain: string[] = [];
    return entries.map(({ gapSeconds, kind, good }) => {
      at += gapSeconds * 1000;
      const snapshot = snapshotName(new Date(at));
      chain = extend(chain, kind, snapshot);
      return { snapshot, at: new Date(at), needs: chain, good };
    });
  });

function extend(chain: readonly string[], kind: Kind, snapshot: string): string[] {
  if (kind === 'full') return [snapshot];
  if (kind === 'without a bundle') return [...chain];
  return [...(kind === 'differential' ? chain.slice(0, 1) : chain), snapshot];
}
