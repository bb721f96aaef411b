// Chain planning: full or not, what the next snapshot builds on, and that it never builds on what is not there.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extendChain, LONGEST_CHAIN, planChain, type ChainInput } from '../../src/domain/chain.ts';
import type { ChainLink } from '../../src/domain/manifest.ts';
import { snapshotName } from '../../src/domain/names.ts';
import { hours, NOW } from './snapshots.ts';

const DAY = 24;
const pack = (size: number) => ({ offset: 600, size, sha256: '0'.repeat(64), objects: 1 });
const link = (hoursAgo: number, size: number): ChainLink => ({
  snapshot: snapshotName(hours(-hoursAgo)),
  pack: pack(size),
  index: null,
});

/** A chain whose base has 1000 bytes, and increments of the sizes given, a day apart up to an hour ago. */
function chainOf(baseHoursAgo: number, ...increments: number[]): ChainLink[] {
  return [
    link(baseHoursAgo, 1000),
    ...increments.map((size, index) => link(1 + (increments.length - index - 1) / 60, size)),
  ];
}

function plan(chain: ChainLink[] | undefined, input: Partial<ChainInput> = {}) {
  const last = chain && { snapshot: chain.at(-1)?.snapshot ?? snapshotName(hours(-1)), chain };
  return planChain({ requested: 'auto', last, now: NOW, fullEveryDays: 30, ...input });
}

const FULL = { type: 'full', chain: [], since: undefined };

describe('auto', () => {
  test('the first snapshot is full', () => {
    expect(plan(undefined)).toEqual({ ...FULL, reason: 'no earlier snapshot to build on' });
  });

  test('a snapshot without any bundle in its chain (of an empty repository) is nothing to build on', () => {
    expect(plan([])).toMatchObject(FULL);
  });

  test('otherwise it builds on the newest, and claims its refs', () => {
    const chain = chainOf(5 * DAY, 10, 20);
    expect(plan(chain)).toMatchObject({ type: 'incremental', chain, since: chain.at(-1)?.snapshot });
  });

  test('a newest snapshot without a bundle of its own is still what the next one is compared with', () => {
    const chain = chainOf(5 * DAY, 10);
    const last = { snapshot: snapshotName(hours(-0.5)), chain };
    expect(planChain({ requested: 'auto', last, now: NOW, fullEveryDays: 30 })).toMatchObject({
      chain,
      since: last.snapshot,
    });
  });

  test.each([
    ['half of the full one: still incremental', [250, 250], 'incremental'],
    ['a byte more than half: full', [250, 251], 'full'],
  ])('increments of %s', (_, sizes, type) => {
    expect(plan(chainOf(5 * DAY, ...sizes))).toMatchObject({ type });
  });

  test.each([
    ['is 30 days old to the second: incremental', 30 * DAY, 'incremental'],
    ['is a second older: full', 30 * DAY + 1 / 3600, 'full'],
    ['lies in the future: incremental', -DAY, 'incremental'],
  ])('a base that %s', (_, age, type) => {
    expect(plan([link(age, 1000)])).toMatchObject({ type });
  });

  test('a chain too long to restore fast is folded to two bundles', () => {
    const long = [
      link(5 * DAY, 1_000_000),
      ...Array.from({ length: LONGEST_CHAIN - 1 }, (_, index) => link(100 - index, 1)),
    ];
    expect(plan(long.slice(0, -1))).toMatchObject({ type: 'incremental' });
    expect(plan(long)).toMatchObject({ type: 'differential', chain: long.slice(0, 1), since: long[0]?.snapshot });
  });
});

describe('on request', () => {
  test.each(['full', 'incremental', 'differential'] as const)(
    '%s is what it says, whatever the rules would choose',
    (requested) => {
      const chain = chainOf(90 * DAY, 900, 900);
      const built = { full: [], incremental: chain, differential: chain.slice(0, 1) }[requested];
      expect(plan(chain, { requested })).toMatchObject({
        type: requested,
        chain: built,
        since: built.at(-1)?.snapshot,
      });
    },
  );

  test.each(['incremental', 'differential'] as const)(
    '%s with nothing to build on is full, and says why',
    (requested) => {
      expect(plan(undefined, { requested })).toMatchObject({ ...FULL, reason: 'no earlier snapshot to build on' });
      expect(plan([], { requested })).toMatchObject(FULL);
    },
  );
});

test('for any history the plan builds on a beginning of the last chain, and claims only what that chain holds', () => {
  const anyChain = fc
    .array(fc.record({ gap: fc.integer({ min: 1, max: 200_000 }), size: fc.nat(1_000_000) }), {
      minLength: 1,
      maxLength: 80,
    })
    .map((entries) => {
      let ago = entries.reduce((sum, { gap }) => sum + gap, 0);
      return entries.map(({ gap, size }) => link((ago -= gap) / 3600, size));
    });
  const requested = fc.constantFrom<ChainInput['requested']>('auto', 'full', 'incremental', 'differential');
  const property = fc.property(anyChain, requested, fc.integer({ min: 1, max: 60 }), (chain, type, fullEveryDays) => {
    const planned = plan(chain, { requested: type, fullEveryDays });
    expect(planned.chain).toEqual(chain.slice(0, planned.chain.length));
    expect(planned.since).toBe(planned.chain.at(-1)?.snapshot);
    expect(planned.type === 'full').toBe(planned.chain.length === 0);
    expect(planned.reason).not.toBe('');
    expect(plan(chain, { requested: type, fullEveryDays })).toEqual(planned);
    const own = { snapshot: snapshotName(NOW), pack: pack(7), index: null };
    expect(extendChain(planned, own)).toEqual([...planned.chain, own]);
    expect(extendChain(planned, undefined)).toEqual(planned.chain);
    expect(type !== 'auto' || planned.chain.length < LONGEST_CHAIN).toBe(true);
  });
  fc.assert(property, { numRuns: 300 });
});
