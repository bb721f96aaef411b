// A store with a history that the next run has everything to do with: an increment to make, and two old snapshots to prune.
import { cp, readdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../../src/commands/settings.ts';
import { openPlace, type Place } from '../commands/place.ts';
import { refsOf } from '../lab/inspection.ts';

/** What a run over the history is told: the full snapshot of five weeks ago is built on, and 30 days are kept. */
export const HISTORY_SETTINGS: Partial<Settings> = { fullEveryDays: 90, retention: { days: 30, keepLast: 1 } };

export type History = AsyncDisposable & {
  place: Place;
  /** The refs that each snapshot must restore to, by its name. */
  refs: Map<string, string[]>;
  /** Snapshots that no run may take away now. */
  protectedNames: string[];
  /** The refs of the origin now, not stored yet. */
  now: string[];
  /** A store of its own with this history, or with nothing. */
  copy: (name: string, from: 'history' | 'nothing') => Promise<string>;
};

/** Hours from the first snapshot of the history to its end. */
const LENGTH = 24 + 24 * 20 + 24 + 24 * 34;

/**
 * Makes the history; `acme/app` has one commit that is not stored yet. With `endsNow` the place's clock stands at this
 * minute in the end, for programs that have a clock of their own.
 */
export async function makeHistory({ endsNow = false } = {}): Promise<History> {
  const place = await openPlace();
  if (endsNow) place.pass((Date.now() - place.context.now().getTime()) / 3_600_000 - LENGTH);
  const origin = await place.origin('acme/app');
  const refs = new Map<string, string[]>();
  const step = async (type: Settings['type'], hours: number) => {
    await origin.commit();
    const { 'acme/app': entry } = await place.ledger('snapshot', { type });
    refs.set(entry?.snapshot ?? '', await refsOf(origin.path));
    place.pass(hours);
  };
  await step('full', 24);
  await step('incremental', 24 * 20);
  await step('full', 24);
  await step('incremental', 24 * 34);
  const protectedNames = [...refs.keys()].slice(2);
  await origin.commit();
  await origin.tag('v1', 'main~1');
  const copy: History['copy'] = async (name, from) => {
    const root = place.folder.join('copies', name);
    if (from === 'history') await cp(place.root, root, { recursive: true });
    return root;
  };
  return {
    place,
    refs,
    protectedNames,
    now: await refsOf(origin.path),
    copy,
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

/** A digest over the files of every repository, hidden ones too: two stores with the same one hold the same snapshots. */
export async function fingerprint(root: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of files.filter((file) => !file.startsWith(join(root, 'runs'))).toSorted()) {
    // Parts have random names, and are nothing but room.
    hash.update(path.slice(root.length).replace(/\.part-[0-9a-f]+$/, '.part')).update(await readFile(path));
  }
  return hash.digest('hex');
}
