// A copy and another run at once, on its source or its destination: what is listed on either side restores, nothing is lost.
import { cp } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runOn } from '../../src/commands/run.ts';
import type { CommandName, Settings } from '../../src/commands/settings.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import type { Store } from '../../src/stores/store.ts';
import { listRepository } from '../../src/vault/listing.ts';
import { refsOf } from '../lab/inspection.ts';
import { fingerprint, HISTORY_SETTINGS, makeHistory, type History } from './history.ts';
import { interrupted, signal, type InterruptedStore } from './interrupted-store.ts';

/** The two stores of one case. The destination holds the oldest snapshot, on which the next one to copy builds. */
type Sides = { source: Store; destination: Store };
type Side = keyof Sides;

/** A run, and the sides on which it happens; more than one is a copy. */
type Run = { what: string; on: Side[]; command: CommandName; changes: Partial<Settings> };

const COPY: Run = { what: 'copy', on: ['source', 'destination'], command: 'copy', changes: {} };
const SYNC = { what: 'sync', command: 'sync', changes: HISTORY_SETTINGS } as const;
const PRUNE = { what: 'prune', command: 'prune', changes: HISTORY_SETTINGS } as const;
/** Starts a new chain and lets all that is older go: what is being copied, or what copied snapshots build on. */
const ANEW = {
  what: 'sync that keeps only what it stores',
  command: 'sync',
  changes: { type: 'full', retention: { days: 0, keepLast: 1 } },
} as const;
const RUNS: Run[] = (['source', 'destination'] as const).flatMap((side) =>
  [SYNC, PRUNE, ANEW].map((run) => ({ ...run, on: [side] })),
);
const titled = (runs: Run[]) => runs.map((run) => [`${run.what} of the ${run.on.join(' and the ')}`, run] as const);

let history: History;
let opened = 0;
let cases = 0;
// Many interleavings leave the same state, which is proven once.
const proven = new Set<string>();
beforeAll(async () => {
  history = await makeHistory();
  const { place, refs } = history;
  const [snapshot] = refs.keys();
  await place.run('copy', { copyTo: [place.folder.join('begun')], choice: { snapshot, at: undefined } });
});
afterAll(async () => {
  console.log(`${cases} interleavings`);
  await history[Symbol.asyncDispose]();
});

type Case = Sides & { roots: Record<Side, string> };

async function openCase(): Promise<Case> {
  const nth = String((opened += 1));
  const roots = { source: await history.copy(nth, 'history'), destination: history.place.folder.join('copied', nth) };
  await cp(history.place.folder.join('begun'), roots.destination, { recursive: true });
  const open = (side: Side) => openDirectoryStore(roots[side], side, true);
  return { roots, source: await open('source'), destination: await open('destination') };
}

async function start(sides: Sides, { on, command, changes }: Run): Promise<LedgerEntry> {
  const { context, settings } = history.place;
  const stores = on.map((side) => sides[side]);
  const copyTo = on.slice(1).map((side) => sides[side].address);
  const { repositories } = await runOn(stores, context, settings(command, { ...changes, copyTo }));
  const [entry] = repositories as LedgerEntry[];
  if (!entry) throw new Error('no ledger entry');
  return entry;
}

const namesIn = async (store: Store) => (await listRepository(store, 'acme/app')).snapshots.map(({ name }) => name);

/** What is wrong with a store that runs have left, in words. */
async function wrongIn(root: string, names: readonly string[]): Promise<string[]> {
  const { place, refs, now } = history;
  const state = await fingerprint(root);
  if (proven.has(state)) return [];
  proven.add(state);
  const wrong: string[] = [];
  const { 'acme/app': verified } = await place.ledger('verify', { stores: [root], deep: true });
  if (verified?.status !== 'verified') wrong.push(`verify: ${verified?.error?.message}`);
  for (const snapshot of names) {
    const to = place.folder.join('restored', `${proven.size}-${snapshot}`);
    const choice = { snapshot, at: undefined };
    const { 'acme/app': entry } = await place.ledger('restore', { stores: [root], patterns: ['acme/app'], to, choice });
    if (entry?.status !== 'restored') wrong.push(`restore of ${snapshot}: ${entry?.error?.message}`);
    else if ((await refsOf(to)).join() !== (refs.get(snapshot) ?? now).join()) wrong.push(`${snapshot}: other refs`);
  }
  return wrong;
}

/** Which of the names a store lacks although no run has said that it removed them there. */
async function lostFrom(store: Store, names: Iterable<string>, removed: readonly string[] = []): Promise<string[]> {
  const there = new Set([...(await namesIn(store)), ...removed]);
  return [...names].filter((name) => !there.has(name));
}

/** What is wrong after a copy and another run, in words. */
async function judge({ roots, ...sides }: Case, copied: LedgerEntry, other: [Run, LedgerEntry]): Promise<string[]> {
  cases += 1;
  const [run, entry] = other;
  const removedFrom = (side: Side) => (run.on.includes(side) ? (entry.removed ?? []) : []);
  const [first = '', ...rest] = history.refs.keys();
  const wrong = [
    ...(await lostFrom(sides.source, [first, ...rest], removedFrom('source'))).map((name) => `the source lost ${name}`),
    ...(await lostFrom(sides.destination, [first, ...(copied.copied ?? [])], removedFrom('destination'))).map(
      (name) => `the destination lost ${name}`,
    ),
  ];
  for (const side of ['source', 'destination'] as const)
    for (const what of await wrongIn(roots[side], await namesIn(sides[side]))) wrong.push(`${side}: ${what}`);
  const again = await start(sides, COPY);
  if (again.error) wrong.push(`the next copy: ${again.error.message}`);
  const missing = await lostFrom(sides.destination, await namesIn(sides.source));
  wrong.push(...missing.map((name) => `the next copy did not bring ${name}`));
  for (const what of await wrongIn(roots.destination, await namesIn(sides.destination)))
    wrong.push(`after the next copy: ${what}`);
  return wrong.map((what) => `${what} (copy: ${copied.error?.message}; ${run.what}: ${entry.error?.message})`);
}

/** Runs `one`, in the middle of which comes `other`, before each operation on `side` in turn. */
async function everywhere(one: Run, side: Side, other: Run): Promise<string[]> {
  const failures: string[] = [];
  for (let nth = 0; ; nth += 1) {
    const here = await openCase();
    let meanwhile: LedgerEntry | undefined;
    const store: InterruptedStore = interrupted(
      here[side],
      () => nth,
      async () => void (meanwhile = await start(here, other)),
    );
    const entry = await start({ ...here, [side]: store }, one);
    if (!meanwhile) return failures;
    const [copied, run] = one === COPY ? [entry, [other, meanwhile] as const] : [meanwhile, [one, entry] as const];
    const wrong = await judge(here, copied, [...run]);
    failures.push(...wrong.map((what) => `before operation ${nth} of the ${side}: ${what}`));
  }
}

describe('in the middle of a copy comes', () => {
  test.each(titled([COPY, ...RUNS]))(
    'a %s',
    async (_, other) => {
      for (const side of ['source', 'destination'] as const) expect(await everywhere(COPY, side, other)).toEqual([]);
    },
    240_000,
  );
});

test.each(titled(RUNS))(
  'in the middle of a %s comes a copy',
  async (_, run) => {
    for (const side of run.on) expect(await everywhere(run, side, COPY)).toEqual([]);
  },
  240_000,
);

const isTakenBack = ({ decisions = [] }: LedgerEntry) =>
  decisions.some(({ reasons }) => reasons.join().includes('just being removed'));

describe('a copy that is about to store', () => {
  // What the other run decides on when it begins, and has not removed when the copy has ended.
  const MOMENTS: [what: string, isNow: (operation: string) => boolean][] = [
    ['an archive', (operation) => /^put .*tar$/.test(operation)],
    ['a manifest that another one builds on', (operation) => /^put acme.*1122.*json$/.test(operation)],
  ];
  const others = titled(RUNS.filter(({ what, on: [side] }) => what !== SYNC.what && side === 'destination'));
  const table = MOMENTS.flatMap(([what, isNow]) => others.map(([title, run]) => [what, title, isNow, run] as const));

  test.each(table)(
    '%s goes on in the middle of a %s',
    async (_, _title, isNow, run) => {
      const failures: string[] = [];
      for (let nth = 0; ; nth += 1) {
        const here = await openCase();
        const [ready, done, reached, goOn] = [signal(), signal(), signal(), signal()];
        const pause = (mine: { give: () => void }, others: { given: Promise<void> }) => () => {
          mine.give();
          return others.given;
        };
        const slow = interrupted(here.destination, (operations) => operations.findIndex(isNow), pause(ready, reached));
        const other = interrupted(here.destination, () => nth, pause(reached, goOn));
        const first = start({ ...here, destination: slow }, COPY).finally(() =>
          [ready, done].forEach((one) => one.give()),
        );
        await ready.given;
        const second = start({ ...here, destination: other }, run).finally(reached.give);
        await done.given;
        goOn.give();
        const [copied, entry] = [await first, await second];
        const operation = other.operations[nth];
        if (operation === undefined) break;
        const wrong = await judge(here, copied, [run, entry]);
        // What was whole before the other one looked for it is spared, and not only taken back.
        if (/^(get|put)/.test(operation) && isTakenBack(entry)) wrong.push('what the copy brought was taken back');
        failures.push(...wrong.map((what) => `before operation ${nth} (${operation}): ${what}`));
      }
      expect(failures).toEqual([]);
    },
    240_000,
  );
});
