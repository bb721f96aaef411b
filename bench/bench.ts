// What every row of the bench is given.
import type { Line } from './line.ts';
import type { Origin } from './origin.ts';
import type { Patience } from './compare.ts';
import type { Product } from './product.ts';
import type { Programs } from './programs.ts';
import type { Replay } from './replay.ts';

/** A repository under measurement: a replayable origin and its address on the bench's server. */
export interface Subject {
  readonly name: string;
  readonly origin: Origin;
  readonly address: string;
  /** The replay of its days by ours and the peers; made once, when a row first asks. */
  readonly replay: () => Promise<Replay>;
}

export interface Bench {
  /** Where a row may write; removed at the end. */
  readonly scratch: string;
  /** Where generated repositories stay from run to run. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly programs: Programs;
  /** Undefined if `dist/cli.js` is not there: then only the peers are measured. */
  readonly product: Product | undefined;
  readonly patience: Patience;
  readonly subjects: () => Promise<readonly Subject[]>;
  readonly log: (text: string) => void;
}

/** One kind of work of the report. */
export type Row = { readonly name: string; readonly measure: (bench: Bench) => Promise<readonly Line[]> };

/** Why a line without our side was skipped. */
export const noProduct = 'dist/cli.js is not built';
