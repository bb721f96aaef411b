// Builds the repository that the bench's server offers: packed like a real one, and movable to any replayed day.
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { readHistory, replayDays } from './days.ts';
import type { Day } from './days.ts';

export type Origin = { readonly gitDir: string; readonly days: readonly Day[] };

/** Bump when the way of building changes, so that no older origin is taken from the cache. */
const layout = '1';

/**
 * An origin whose object store grew as a real one does: one pack of the first day, one for each later day's push,
 * and a multi-pack bitmap over all. It is kept in the cache folder; only its refs are moved afterwards.
 */
export async function buildOrigin(
  mirror: string,
  count: number,
  cache: string,
  env: NodeJS.ProcessEnv,
): Promise<Origin> {
  const days = replayDays(await readHistory(mirror, env), count);
  const key = createHash('sha256')
    .update(JSON.stringify([layout, days]))
    .digest('hex')
    .slice(0, 16);
  const gitDir = join(cache, `origin-${key}.git`);
  if (await exists(gitDir)) return { gitDir, days };
  const building = `${gitDir}.building-${process.pid}`;
  await run({ argv: ['git', 'init', '--quiet', '--bare', building], env });
  await packDays(mirror, building, days, env);
  const head = (await readFile(join(mirror, 'HEAD'), 'utf8')).trim();
  await writeFile(join(building, 'HEAD'), `${head}\n`);
  await moveTo(building, days.at(-1));
  const [first = ''] = (await readFile(join(building, 'bench-packs'), 'utf8')).split('\n');
  const git = ['git', '--git-dir', building];
  await run({
    argv: [...git, 'multi-pack-index', 'write', '--bitmap', `--preferred-pack=pack-${first}.idx`, '--no-progress'],
    env,
  });
  await rename(building, gitDir);
  return { gitDir, days };
}

async function packDays(mirror: string, origin: string, days: readonly Day[], user: NodeJS.ProcessEnv): Promise<void> {
  const packs: string[] = [];
  let before: readonly string[] = [];
  const env = { ...user, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(mirror, 'objects') };
  const pack = join(origin, 'objects/pack/pack');
  const argv = ['git', '--git-dir', origin, 'pack-objects', '--revs', '--delta-base-offset', '-q', pack];
  for (const day of days) {
    const tips = [...new Set(day.refs.map(({ id }) => id))];
    const input = [...tips, '--not', ...before, ''].join('\n');
    if (tips.join() !== before.join()) packs.push((await run({ argv, env, input })).trim());
    before = tips;
  }
  await writeFile(join(origin, 'bench-packs'), packs.join('\n'));
}

/** Moves all refs of an origin to the state of a day, at once. */
export async function moveTo(gitDir: string, day: Day | undefined): Promise<void> {
  if (day === undefined) throw new Error('there is no such day to move the refs to');
  const lines = day.refs.flatMap(({ name, id, peeled }) =>
    peeled === undefined ? [`${id} ${name}`] : [`${id} ${name}`, `^${peeled}`],
  );
  const text = ['# pack-refs with: peeled fully-peeled sorted ', ...lines, ''].join('\n');
  await writeFile(join(gitDir, 'packed-refs.new'), text);
  await rm(join(gitDir, 'refs/heads'), { recursive: true, force: true });
  await mkdir(join(gitDir, 'refs/heads'), { recursive: true });
  await rename(join(gitDir, 'packed-refs.new'), join(gitDir, 'packed-refs'));
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
