// Chain planning: decides, without any I/O, whether the next snapshot is full, incremental or differential.
import { counted } from './counted.ts';
import type { ChainLink, SnapshotType } from './manifest.ts';
import { snapshotInstant } from './names.ts';

/** What the user asked for; `auto` lets the rules decide. */
export type RequestedType = 'auto' | SnapshotType;

/** Git opens and searches every pack of a repository: beyond this many, one differential folds the chain to two bundles. */
export const LONGEST_CHAIN = 64;

export type ChainPlan = {
  type: SnapshotType;
  /** The bundles that the next snapshot builds on, oldest first; empty for a full one. */
  chain: ChainLink[];
  /** The snapshot whose refs are claimed as `have`; undefined for a full one. */
  since: string | undefined;
  /** Why, for the log. */
  reason: string;
};

export type ChainInput = {
  requested: RequestedType;
  /** The newest snapshot whose chain is whole in the store, or undefined where there is none. */
  last: { snapshot: string; chain: ChainLink[] } | undefined;
  now: Date;
  /** A base older than this many days is replaced. */
  fullEveryDays: number;
  /** Why nothing may build on the last one, if so. */
  barrier?: string | undefined;
};

/** Plans the next snapshot by the rules of docs/format.md ("Full or not"). Pure: the same input gives the same plan. */
export function planChain({ requested, last, now, fullEveryDays, barrier }: ChainInput): ChainPlan {
  const full = (reason: string): ChainPlan => ({ type: 'full', chain: [], since: undefined, reason });
  if (requested === 'full') return full('asked for');
  if (barrier !== undefined) return full(barrier);
  const base = last?.chain[0];
  if (!last || !base) return full('no earlier snapshot to build on');
  const incremental = (reason: string): ChainPlan => ({
    type: 'incremental',
    chain: last.chain,
    since: last.snapshot,
    reason,
  });
  const differential = (reason: string): ChainPlan => ({
    type: 'differential',
    chain: [base],
    since: base.snapshot,
    reason,
  });
  if (requested === 'incremental') return incremental('asked for');
  if (requested === 'differential') return differential('asked for');

  const ageDays = (now.getTime() - (snapshotInstant(base.snapshot)?.getTime() ?? 0)) / 86_400_000;
  if (ageDays > fullEveryDays) return full(`the last full one is ${counted(Math.floor(ageDays), 'day')} old`);
  const increments = last.chain.slice(1).reduce((sum, link) => sum + link.pack.size, 0);
  if (increments > base.pack.size / 2) return full('the increments exceed half of the full one');
  if (last.chain.length >= LONGEST_CHAIN) return differential(`the chain has ${last.chain.length} bundles`);
  return incremental(`builds on ${last.snapshot}`);
}

/** The chain of a snapshot made by `plan`: what it builds on and, if it brought a bundle, that. */
export function extendChain(plan: ChainPlan, own: ChainLink | undefined): ChainLink[] {
  return own ? [...plan.chain, own] : plan.chain;
}
