// What alarms tell of each store: this run, and what earlier runs left in the audit trail.
import type { Report } from '../commands/report.ts';
import { askByCommand, askByRepository, askDrills, askLast, readPast, type Drill } from '../commands/past.ts';
import { CAPTURING, type Context } from '../commands/settings.ts';
import { openStores } from '../commands/stores.ts';
import { summariseError } from '../domain/errors.ts';
import { judge, WHOLE_STORE, type LedgerEntry } from '../domain/ledger.ts';
import type { Store } from '../stores/store.ts';
import { listVault, type RepositoryListing } from '../vault/listing.ts';
import type { RunRecord } from '../vault/runs.ts';
import { judgeLine } from './occasion.ts';

/** What is known of one repository in one store. What nobody knows is undefined. */
export type RepositoryFacts = {
  repository: string;
  /** The last run that tried to back it up. */
  attempt: LedgerEntry | undefined;
  /** When a run last found or made it stored. */
  successAt: Date | undefined;
  drill: Drill | undefined;
  /** What the store lists of it. */
  listing: RepositoryListing | undefined;
};

/** What runs by a schedule. Of what a person runs and looks at, a failure would be told for ever. */
const WATCHED = ['sync', 'copy', 'prune', 'status', 'verify', 'drill', 'snapshot', 'init'];

export type StoreFacts = {
  store: string;
  repositories: RepositoryFacts[];
  /** The newest run of each command, this one included. */
  runs: RunRecord[];
  /** How the line of a repository ended the last time that this command ran. A store that was away then has no good one. */
  before: (repository: string) => Ending | undefined;
};

type Ending = 'good' | 'bad';

/** Reads the facts of every store of a run. Never throws: a store that cannot be read leaves what the run itself knows. */
export async function gatherFacts(
  context: Context,
  { report, metrics, webhook }: { report: Report; metrics: boolean; webhook: boolean },
): Promise<StoreFacts[]> {
  const { cwd, env, now, github, scratch, log } = context;
  const open = { create: false, cwd, env, now, github, scratch, log };
  const stores = await openStores(report.stores, open).catch(() => undefined);
  const read = await Promise.all(
    report.stores.map((address, index) => readFacts(stores?.[index], recordOf(report, address, context), metrics, log)),
  );
  const stopped = report.verdict === 'ok' && webhook ? await context.stoppedSince?.() : undefined;
  return read.map(({ last, before, ...facts }) => {
    const away = wasAway(facts.store, read) || (stopped !== undefined && (last?.started_at ?? '') < stopped);
    return { ...facts, before: away ? () => 'bad' : (repository) => before.get(repository) };
  });
}

type ReadFacts = Omit<StoreFacts, 'before'> & {
  before: ReadonlyMap<string, Ending>;
  /** The newest record of the same command before this run. */
  last: RunRecord | undefined;
};

/** True where another store has the record of a younger run, which says that this one failed then. */
function wasAway(store: string, read: readonly ReadFacts[]): boolean {
  const own = read.find((one) => one.store === store)?.last?.started_at ?? '';
  return read.some(({ last }) => last && last.started_at > own && [last.failed_in].flat().includes(store));
}

/** This run as its record in a store, with the store in place of the whole run's. */
type Own = RunRecord & { store: string };

function recordOf({ repositories, ...report }: Report, store: string, { createdBy }: Context): Own {
  const { command, verdict, started_at, duration_ms, stores } = report;
  const lines = repositories.filter(
    (line): line is LedgerEntry => 'status' in line && (stores.length === 1 || line.store === store),
  );
  const own = stores.length > 1 && lines.length > 0 ? judge(lines) : verdict;
  return { store, command, verdict: own, started_at, duration_ms, repositories: lines, created_by: createdBy };
}

async function readFacts(
  store: Store | undefined,
  own: Own,
  metrics: boolean,
  log: Context['log'],
): Promise<ReadFacts> {
  const listings = store && metrics ? await orNothing(log, () => listVault(store)) : undefined;
  const lines = own.repositories.map(({ repository }) => repository).filter((name) => name !== WHOLE_STORE);
  const names = [...new Set([...lines, ...(listings ?? []).map(({ repository }) => repository)])];
  const questions = askAll(own, lines, metrics ? names : []);
  const { previous, last, attempts, successes, drills, runs } = questions;
  // What this run knows is the newest, whether or not its record could be written.
  for (const question of [attempts, successes, drills, runs]) question.take(own);
  if (store) await orNothing(log, () => readPast(store, metrics ? Object.values(questions) : [previous, last]));
  return {
    store: own.store,
    before: previous.found,
    last: last.found.get(own.command),
    runs: [...runs.found.values()].filter(({ command }) => WATCHED.some((one) => one === command)),
    repositories: allNames(names, metrics ? [...runs.found.values()] : []).map((repository) => ({
      repository,
      attempt: attempts.found.get(repository),
      successAt: successes.found.get(repository),
      drill: drills.found.get(repository),
      listing: listings?.find((listing) => listing.repository === repository),
    })),
  };
}

/** Also those that the last backup failed for and that the store has nothing of. */
function allNames(names: readonly string[], runs: readonly RunRecord[]): string[] {
  const captures = runs.filter(({ command }) => CAPTURING.some((one) => one === command));
  const last = captures.toSorted((a, b) => (a.started_at < b.started_at ? -1 : 1)).at(-1);
  const tried = (last?.repositories ?? []).map(({ repository }) => repository).filter((name) => name !== WHOLE_STORE);
  return [...new Set([...names, ...tried])].toSorted();
}

function askAll({ command, started_at: started }: Own, lines: readonly string[], repositories: readonly string[]) {
  return {
    previous: askByRepository({
      commands: [command as Report['command']],
      repositories: lines,
      before: new Date(started),
      answer: (line) => (judgeLine(line).good ? ('good' as const) : ('bad' as const)),
    }),
    last: askLast(command, new Date(started)),
    attempts: askByRepository({ commands: CAPTURING, repositories, answer: (line) => line }),
    successes: askByRepository({
      commands: CAPTURING,
      repositories,
      answer: (line, at) => (judgeLine(line).good ? at : undefined),
    }),
    drills: askDrills(repositories),
    runs: askByCommand(),
  };
}

/** An alarm goes out with what can be read, and says what could not. */
async function orNothing<T>(log: Context['log'], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    log.warn(`alarms do not know what earlier runs did: ${summariseError(error).message}`);
    return undefined;
  }
}
