// Examines a folder after a fault: nothing that was stored is lost, all that is listed restores, and the next runs succeed.
import { rm } from 'node:fs/promises';
import type { LedgerEntry } from '../../../src/domain/ledger.ts';
import type { Store } from '../../../src/stores/store.ts';
import { listRepository } from '../../../src/vault/listing.ts';
import type { History } from '../../invariants/history.ts';
import { refsOf } from '../../lab/inspection.ts';
import { doRun, type Run } from './runs.ts';
import type { Folder, World } from './world.ts';

// Most faults leave one of a few states. Each is examined once.
const examined = new Set<string>();
let restores = 0;

/** A run that a fault befell: its folder, the objects that were there before, and what it told. */
export type Struck = { run: Run; folder: Folder; before: ReadonlyMap<string, string>; entry: LedgerEntry | undefined };

/** What is wrong in the folder, in words; empty where everything holds. */
export async function examine(world: World, { run, folder, before, entry }: Struck): Promise<string[]> {
  const { history } = world;
  const after = await folder.etags();
  const store = await folder.open();
  const names = await listed(store);
  const wrong = [
    ...lost(history, before, after),
    ...[...(entry?.copied ?? []), ...(entry?.status === 'stored' ? [entry.snapshot ?? ''] : [])]
      .filter((name) => !names.includes(name))
      .map((name) => `${name} was told stored and is not listed`),
    ...(entry?.removed ?? []).filter((name) => names.includes(name)).map((name) => `${name} was told removed`),
  ];
  const state = JSON.stringify([run.command, await folder.uploads(), ...after]);
  if (wrong.length > 0 || examined.has(state)) return wrong;
  examined.add(state);
  return [...(await proveAll(history, store, names)), ...(await goOn(world, run, store))];
}

/** Objects of snapshots that no run may touch. */
function lost(
  { protectedNames }: History,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...before]
    .filter(([key, etag]) => protectedNames.some((name) => key.includes(name)) && after.get(key) !== etag)
    .map(([key]) => `${key} is lost or changed`);
}

async function listed(store: Store): Promise<string[]> {
  return (await listRepository(store, 'acme/app')).snapshots.map(({ name }) => name);
}

/** Every listed snapshot verifies deep, and restores to the refs that the origin had then. */
async function proveAll({ place, refs, now }: History, store: Store, names: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  const verified = await place.runOn(store, 'verify', { deep: true });
  if (verified.verdict !== 'ok') wrong.push(`verify: ${JSON.stringify(verified.repositories)}`);
  for (const name of names) {
    const to = place.folder.join('restored', String((restores += 1)));
    const choice = { snapshot: name, at: undefined };
    const report = await place.runOn(store, 'restore', { patterns: ['acme/app'], to, choice });
    if (report.verdict !== 'ok') wrong.push(`restore of ${name}: ${JSON.stringify(report.repositories)}`);
    else if ((await refsOf(to)).join() !== (refs.get(name) ?? now).join()) wrong.push(`${name} restored other refs`);
    await rm(to, { recursive: true, force: true });
  }
  return wrong;
}

/** The same run succeeds now, and so do the next sync and the next prune: nothing is old any more, and everything is whole. */
async function goOn(world: World, { command: struck }: Run, store: Store): Promise<string[]> {
  const { history, ahead } = world;
  const { refs, now, protectedNames } = history;
  const wrong: string[] = [];
  for (const command of new Set([struck, 'sync', 'prune'] as const)) {
    const report = await doRun(world, { command }, store);
    if (report.verdict !== 'ok') wrong.push(`the next ${command}: ${JSON.stringify(report.repositories)}`);
    const names = command === 'copy' ? await listed(store) : [];
    const missing = command === 'copy' ? (await listed(ahead)).filter((name) => !names.includes(name)) : [];
    wrong.push(...missing.map((name) => `${name} was not copied`));
  }
  const names = await listed(store);
  const left = [...refs.keys()].filter((name) => !protectedNames.includes(name) && names.includes(name));
  if (left.length > 0) wrong.push(`${left.join(', ')} was not pruned`);
  if (refs.has(names.at(-1) ?? '')) wrong.push('what the origin holds now is not stored');
  wrong.push(...(await proveAll({ ...history, now }, store, names)));
  return wrong;
}
