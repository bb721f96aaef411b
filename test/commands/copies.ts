// What tests of `copy` share: a store with two chains of two snapshots, and a place to copy it to.
//
//   const scene = setCopies();     // only tests may read it
//   scene.names, await scene.line({ stores: [elsewhere] })
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Report } from '../../src/commands/report.ts';
import type { Settings } from '../../src/commands/settings.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Repository } from '../lab/repositories.ts';
import { openPlace, type Place } from './place.ts';

export type Copies = {
  place: Place;
  app: Repository;
  /** The snapshots of the place's store, oldest first. */
  names: string[];
  /** Where they are copied to; nothing is there yet. */
  target: string;
  /** Makes a commit and a snapshot of it; a day passes. */
  take: (type: Settings['type'], root?: string) => Promise<string>;
  copy: (changes?: Partial<Settings>) => Promise<Report>;
  /** The first line of a copy. */
  line: (changes?: Partial<Settings>) => Promise<LedgerEntry>;
  /** The files of acme/app in the target. */
  files: () => Promise<string[]>;
};

/** Declares the hooks of a file, and gives what they fill in. */
export function setCopies(changes: Partial<Settings> = {}): Copies {
  const scene = {} as Copies;
  beforeEach(async () => {
    const place = await openPlace();
    const app = await place.origin('acme/app');
    const target = place.folder.join('copy');
    const take: Copies['take'] = async (type, root = place.root) => {
      await app.commit();
      const { 'acme/app': entry } = await place.ledger('snapshot', { ...changes, type, stores: [root] });
      place.pass(24);
      return entry?.snapshot ?? '';
    };
    const copy: Copies['copy'] = (more) => place.run('copy', { copyTo: [target], ...more });
    const line: Copies['line'] = async (more) => (await copy(more)).repositories[0] as LedgerEntry;
    const files = () => readdir(join(target, 'acme/app'));
    const names: string[] = [];
    for (const type of ['full', 'incremental', 'full', 'incremental'] as const) names.push(await take(type));
    Object.assign(scene, { place, app, names, target, take, copy, line, files });
  });
  afterEach(() => scene.place[Symbol.asyncDispose]());
  return scene;
}
