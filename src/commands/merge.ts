// report: what the jobs of one workflow run did, merged from their records; what none of them has told of is told as such.
import { BackupError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Store } from '../stores/store.ts';
import { readNamedRuns } from '../vault/runs.ts';
import { describeUntold } from './untold.ts';
import { CAPTURING, type Context, type Settings } from './settings.ts';
import { onEachStore, wholeStoreFailed } from './stores.ts';
import { resolveTargets, type Resolved } from './targets.ts';
import { findVanished } from './vanished.ts';

/**
 * The lines of this workflow run, whatever job wrote them. Of a repository that was tried again the newest attempt counts.
 *
 * @throws `usage` outside of a workflow.
 */
export async function mergeRuns(
  context: Context,
  settings: Settings,
  stores: readonly Store[],
): Promise<LedgerEntry[]> {
  const run = context.env['GITHUB_RUN_ID'];
  if (!run) {
    throw new BackupError('usage', 'report merges what the jobs of a workflow run did, and this is none', {
      hint: 'Use it in the last job of the workflow (GITHUB_RUN_ID tells which run it is).',
    });
  }
  const selected = settings.targets.length > 0 || settings.selection.patterns.length > 0;
  const resolved = selected ? await resolveTargets(context, settings) : undefined;
  return onEachStore(
    stores,
    async (store) => {
      const { lines: told, names } = await toldOf(run, store);
      const expected = [
        ...(settings.planned ?? []),
        ...(resolved?.targets.map(({ repository }) => repository) ?? []),
        ...(resolved?.failed.map(({ line }) => line.repository) ?? []),
      ];
      const lost = [...new Set(expected)].filter((name) => !names.has(name.toLowerCase()));
      const gone = resolved ? await vanishedBeside(context, settings, resolved, told, store) : [];
      const lines = [...told, ...(await describeUntold(context, { names: lost, run, store })), ...gone];
      if (lines.length > 0) return lines;
      throw new BackupError('not-found', `${store.address} holds no record of the workflow run ${run}`, {
        hint: 'The jobs before this one did not come so far, or wrote to another store: look at their logs.',
      });
    },
    wholeStoreFailed,
  );
}

/** The newest line of each repository, and every name and pattern that one of them is about, in lower case. */
async function toldOf(run: string, store: Store): Promise<{ lines: LedgerEntry[]; names: ReadonlySet<string> }> {
  const found = new Map<string, { attempt: number; line: LedgerEntry }>();
  const wanted = ({ id, command }: { id: string; command: string | undefined }) =>
    attemptOf(id, run) !== undefined && CAPTURING.some((one) => one === command);
  // From the newest back: within an attempt the first one stays.
  for await (const { name, record } of readNamedRuns(store, wanted)) {
    const attempt = attemptOf(name.id, run) ?? 0;
    for (const line of record.repositories) {
      for (const key of namesIn(line)) if (attempt > (found.get(key)?.attempt ?? -1)) found.set(key, { attempt, line });
    }
  }
  return { lines: [...new Set([...found.values()].map(({ line }) => line))], names: new Set(found.keys()) };
}

/** A name that the store keeps, one of today, and a pattern that failed before are told by one line, the newest. */
function namesIn({ repository, selected_as: others }: LedgerEntry): string[] {
  const names: unknown[] = [repository, ...(Array.isArray(others) ? others : [])];
  return names.flatMap((name) => (typeof name === 'string' ? name.toLowerCase() : []));
}

/** The attempt of a record of this run, whose id begins with `<run>.<attempt>-`; undefined for other runs. */
function attemptOf(id: string, run: string): number | undefined {
  const [, of, attempt] = /^(\d+)\.(\d+)-/.exec(id) ?? [];
  return of === run ? Number(attempt) : undefined;
}

/** What vanished is told once, also where a job has told it. */
async function vanishedBeside(
  context: Context,
  settings: Settings,
  resolved: Resolved,
  told: readonly LedgerEntry[],
  store: Store,
): Promise<LedgerEntry[]> {
  const names = new Set(told.map(({ repository }) => repository));
  return (await findVanished(context, settings, resolved, store)).filter(({ repository }) => !names.has(repository));
}
