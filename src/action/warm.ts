// Between two runs: what the next one would read again from its stores waits in the cache of the workflow's repository.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CAPTURING, type Context, type Settings } from '../commands/settings.ts';
import { localFolder } from '../stores/index.ts';
import { quietly } from '../system/quiet.ts';
import { undoAtExit } from '../system/undo.ts';
import { openWarm, type Warm } from '../vault/warm.ts';
import { cacheMayHold } from './cache-readers.ts';
import { onlyInto, tarCanBeBound } from './only-into.ts';
import { openOwnGitHub } from './own-github.ts';

/**
 * Does a command's work with the cache brought back before and saved after, where its stores are read over the network. The
 * cache only ever saves time: whatever goes wrong with it is a line in the log. `token` is the workflow's own.
 */
export async function withWarm<R>(
  context: Context,
  { settings, token }: { settings: Settings; token: string | undefined },
  work: (context: Context) => Promise<R>,
): Promise<R> {
  const { env, cwd, log } = context;
  const far = settings.stores.some((address) => localFolder(address, cwd) === undefined);
  const available = env['ACTIONS_RUNTIME_TOKEN'] && env['ACTIONS_RESULTS_URL'] && env['RUNNER_TEMP'];
  if (!far || !available || !CAPTURING.includes(settings.command)) return work(context);
  if (!(await tarCanBeBound(env, log))) return work(context);
  if (!(await cacheMayHold(settings.stores, { env, token, log }))) return work(context);
  // The path is part of what a cache is found by: it has to be the same in every run.
  const folder = join(env['RUNNER_TEMP'] ?? '', 'repo-backup-warm');
  const clear = () => rmSync(folder, { recursive: true, force: true });
  using _folder = undoAtExit(clear);
  // Before tar makes it: on a machine of many users it is for this one only.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const slot = slotOf(settings);
    const attempt = async <T>(
      doing: string,
      what: () => Promise<T>,
      variables: Readonly<Record<string, string>> = {},
    ): Promise<T | undefined> => {
      try {
        // The client makes folders in RUNNER_TEMP and leaves them there: in ours they go with all the rest.
        const own = { RUNNER_TEMP: context.scratch, ...variables };
        return await withVariables(env, own, () => quietly(log, what));
      } catch (error) {
        log.info(`${doing}: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    };
    const found = await attempt(
      'the cache of indexes could not be brought back',
      () => restore(folder, slot),
      onlyInto(folder),
    );
    const warm = await openWarm(folder);
    const result = await work({ ...context, warm });
    // What is left of its time is for telling of it.
    if (context.stopped?.aborted) return result;
    await attempt('the cache of indexes could not be saved', () => save(context, { folder, slot, warm, found, token }));
    return result;
  } finally {
    clear();
  }
}

async function withVariables<R>(
  env: NodeJS.ProcessEnv,
  variables: Readonly<Record<string, string>>,
  work: () => Promise<R>,
): Promise<R> {
  const before = Object.keys(variables).map((name) => [name, env[name]] as const);
  Object.assign(env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete env[name];
      else env[name] = value;
    }
  }
}

/** Keys begin with the version of the folder's form, then the stores, then the repositories, each of one length. */
const FORM = 'repo-backup-warm-1';

/** Where the run's cache is among others. Each part ends in a dash, so that none is the beginning of another. */
type Slot = { stores: string; own: string };

function slotOf({ stores, targets }: Settings): Slot {
  const ofStores = `${FORM}-${shortDigest(stores.toSorted())}-`;
  return {
    stores: ofStores,
    own: `${ofStores}${shortDigest(targets.map(({ repository }) => repository).toSorted())}-`,
  };
}

function shortDigest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}

/** Brings back the newest cache of the same repositories, or else of the same stores. Gives its key. */
async function restore(folder: string, { own, stores }: Slot): Promise<string | undefined> {
  const { restoreCache } = await import('@actions/cache');
  return restoreCache([folder], own, [own, stores]);
}

type Saving = { folder: string; slot: Slot; warm: Warm; found: string | undefined; token: string | undefined };

/** Saves the cache if it holds something else than before, and removes the one that it takes the place of. */
async function save(context: Context, { folder, slot, warm, found, token }: Saving): Promise<void> {
  const digests = await warm.tidy();
  const key = `${slot.own}${shortDigest(digests)}`;
  if (digests.length === 0 || key === found) return;
  const { saveCache } = await import('@actions/cache');
  if ((await saveCache([folder], key)) < 0) throw new Error('it was not taken');
  if (found?.startsWith(slot.own)) await removeOld(context, token, found);
}

/** Without `actions: write` it stays, until GitHub removes it because nobody has asked for it in a week. */
async function removeOld({ env, log }: Context, token: string | undefined, key: string): Promise<void> {
  const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  const client = await openOwnGitHub(env, { token, input: 'workflow-token' }, log).clientFor(owner);
  await client.rest.actions.deleteActionsCacheByKey({ owner, repo, key });
}
