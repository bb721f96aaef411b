// The runs that are disturbed, a line each.
import { runOn } from '../../../src/commands/run.ts';
import type { Report } from '../../../src/commands/report.ts';
import type { Settings } from '../../../src/commands/settings.ts';
import type { Store } from '../../../src/stores/store.ts';
import { HISTORY_SETTINGS } from '../../invariants/history.ts';
import { LEAST_PART, type BucketKind, type World } from './world.ts';

export type Run = {
  command: 'sync' | 'prune' | 'copy';
  bucket: BucketKind;
  /** So many bytes has a part of an upload in this process; the built program sends what small files there are in one. */
  part?: number | undefined;
  /** What the command line is told beside the address of the store. */
  flags: (world: World, address: string) => string[];
};

const KEEP = ['--retention-days', '30', '--keep-last', '1'];
const sync: Run['flags'] = ({ origin }, address) => [
  '--repositories',
  `acme/app=${origin}`,
  '--store',
  address,
  '--full-every-days',
  '90',
  ...KEEP,
];
const prune: Run['flags'] = (_, address) => ['--store', address, ...KEEP];
/** From a folder that is a snapshot ahead. */
const copy: Run['flags'] = ({ ahead }, address) => ['--store', ahead.address, '--copy-to', address];

export const RUNS: readonly Run[] = [
  { command: 'sync', bucket: 'plain', flags: sync },
  { command: 'sync', bucket: 'versioned', flags: sync },
  { command: 'prune', bucket: 'plain', flags: prune },
  { command: 'copy', bucket: 'plain', flags: copy },
  { command: 'copy', bucket: 'versioned', part: LEAST_PART, flags: copy },
];

/** Does a run in this process. */
export function doRun({ history, ahead }: World, { command }: Pick<Run, 'command'>, store: Store): Promise<Report> {
  const { context, settings } = history.place;
  const changes: Partial<Settings> = command === 'copy' ? {} : HISTORY_SETTINGS;
  return runOn(command === 'copy' ? [ahead, store] : [store], context, settings(command, changes));
}
