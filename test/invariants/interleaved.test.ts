// Two runs at once: in the middle of one, before each of its operations in turn, a whole other run happens. Nothing is lost.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandName, Settings } from '../../src/commands/settings.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { listRepository } from '../../src/vault/listing.ts';
import { refsOf } from '../lab/inspection.ts';
import { fingerprint, HISTORY_SETTINGS, makeHistory, type History } from './history.ts';
import { interrupted, signal } from './interrupted-store.ts';

type Run = [what: string, command: CommandName, changes: Partial<Settings>];

const SYNC: Run = ['sync', 'sync', HISTORY_SETTINGS];
const PRUNE: Run = ['prune', 'prune', HISTORY_SETTINGS];
const VERIFY: Run = ['verify', 'verify', { deep: true }];
/** Starts a new chain and lets all that is older go: what the other run may be building on. */
const ANEW: Run = [
  'sync that keeps only what it stores',
  'sync',
  { type: 'full', retention: { days: 0, keepLast: 1 } },
];

const PAIRS: [Run, Run][] = [
  [SYNC, SYNC],
  [SYNC, PRUNE],
  [PRUNE, SYNC],
  [PRUNE, PRUNE],
  [VERIFY, SYNC],
  [VERIFY, ANEW],
  [SYNC, ANEW],
  [ANEW, SYNC],
  [ANEW, ANEW],
];

let history: History;
// Many interleavings leave the same state, which is proven once.
const proven = new Set<string>();
let copies = 0;
const counts = { cases: 0 };
beforeAll(async () => {
  history = await makeHistory();
});
afterAll(async () => {
  console.log(`${counts.cases} interleavings`);
  await history[Symbol.asyncDispose]();
});

async function runOn(store: Store, [, command, changes]: Run): Promise<LedgerEntry> {
  const [entry] = (await history.place.runOn(store, command, changes)).repositories as LedgerEntry[];
  if (!entry) throw new Error('no ledger entry');
  return entry;
}

/** What is wrong after both, in words. */
async function wrongIn(store: Store, root: string, entries: LedgerEntry[]): Promise<string[]> {
  const { place, refs, now } = history;
  const names = (await listRepository(store, 'acme/app')).snapshots.map(({ name }) => name);
  const removed = new Set(entries.flatMap((entry) => entry.removed ?? []));
  const claimed = entries.flatMap(({ status, snapshot = '' }) => (status === 'stored' ? [snapshot] : []));
  const wrong = claimed
    .filter((name) => !names.includes(name) && !removed.has(name))
    .map((name) => `${name} was told stored, and is not there`);
  if (names.length === 0) wrong.push('nothing is left');
  const state = await fingerprint(root);
  if (proven.has(state)) return wrong;
  proven.add(state);
  const verified = await place.ledger('verify', { stores: [root], deep: true });
  if (verified['acme/app']?.status !== 'verified') wrong.push(`verify: ${verified['acme/app']?.error?.message}`);
  for (const snapshot of names) {
    const to = place.folder.join('restored', `${copies}-${snapshot}`);
    const choice = { snapshot, at: undefined };
    const { 'acme/app': entry } = await place.ledger('restore', { stores: [root], patterns: ['acme/app'], to, choice });
    if (entry?.status !== 'restored') wrong.push(`restore of ${snapshot}: ${entry?.error?.message}`);
    else if ((await refsOf(to)).join() !== (refs.get(snapshot) ?? now).join()) wrong.push(`${snapshot}: other refs`);
  }
  return wrong;
}

describe.each(PAIRS.map(([one, other]) => [one[0], other[0], one, other] as const))(
  '%s',
  (_one, _other, one, other) => {
    test(`in the middle of which comes a ${_other}`, async () => {
      const failures: string[] = [];
      for (let nth = 0; ; nth += 1) {
        const root = await history.copy(String((copies += 1)), 'history');
        const real = await openDirectoryStore(root, './store', true);
        const entries: LedgerEntry[] = [];
        const store = interrupted(
          real,
          () => nth,
          async () => void entries.push(await runOn(real, other)),
        );
        entries.push(await runOn(store, one));
        if (store.operations.length <= nth) break;
        failures.push(...(await judge(real, root, entries, `before operation ${nth}`)));
      }
      expect(failures).toEqual([]);
    }, 240_000);
  },
);

describe('an increment that was planned when what it builds on was still needed', () => {
  // The increment has seen no other run; the other one has seen no increment, and is in the middle of removing.
  const MOMENTS: [moment: string, isNow: (operation: string) => boolean][] = [
    ['its archive', (operation) => /^put .*tar$/.test(operation)],
    ['its manifest', (operation) => /^put acme.*json$/.test(operation)],
  ];

  test.each(MOMENTS)(
    'is whole or is not called stored, wherever the other one is when %s is stored',
    async (_, isNow) => {
      const failures: string[] = [];
      for (let nth = 0; ; nth += 1) {
        const root = await history.copy(String((copies += 1)), 'history');
        const real = await openDirectoryStore(root, './store', true);
        const [planned, done, reached, goOn] = [signal(), signal(), signal(), signal()];
        const increment = interrupted(
          real,
          (operations) => operations.findIndex(isNow),
          () => {
            planned.give();
            return reached.given;
          },
        );
        const other = interrupted(
          real,
          () => nth,
          () => {
            reached.give();
            return goOn.given;
          },
        );
        const first = runOn(increment, ['increment', 'snapshot', { type: 'incremental' }]).finally(done.give);
        await planned.given;
        const second = runOn(other, ANEW).finally(reached.give);
        await done.given;
        goOn.give();
        const entries = [await first, await second];
        if (other.operations.length <= nth) break;
        failures.push(...(await judge(real, root, entries, `before operation ${nth} (${other.operations[nth]})`)));
      }
      expect(failures).toEqual([]);
    },
    240_000,
  );
});

async function judge(real: Store, root: string, entries: LedgerEntry[], where: string): Promise<string[]> {
  counts.cases += 1;
  const failed = entries.flatMap(({ error }) => (error ? [error.message] : []));
  const wrong = await wrongIn(real, root, entries);
  return wrong.map((what) => `${where}: ${what} (${failed.join('; ')})`);
}
