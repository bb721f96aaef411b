// Lets ours and the peers back up the same repository day by day, as a scheduled job would.
import { join } from 'node:path';
import { makeFolder, openArchivers } from './archivers.ts';
import type { Archiver } from './archivers.ts';
import { run, runTimed } from './command.ts';
import type { Cost } from './command.ts';
import { settleDisk } from './compare.ts';
import { moveTo } from './origin.ts';
import type { Origin } from './origin.ts';
import { repositoriesFlag, storeFlag } from './product.ts';
import type { Product } from './product.ts';
import type { Programs } from './programs.ts';

/** What one contestant paid on each day after the first. */
export interface Replay {
  readonly store: string;
  readonly mirror: string;
  readonly archivers: readonly Archiver[];
  /** One entry for each day after the first on which a ref changed. */
  readonly changed: readonly DayCost[];
  readonly unchanged: readonly DayCost[];
}

export interface DayCost {
  readonly ours: Cost | undefined;
  /** `git fetch` into the kept mirror plus the archiver, by the archiver's name. */
  readonly peers: ReadonlyMap<string, Cost>;
}

export interface ReplayParts {
  readonly name: string;
  readonly origin: Origin;
  readonly address: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly programs: Programs;
  readonly product: Product | undefined;
  readonly log: (text: string) => void;
}

/** Replays all days; afterwards the origin stands at the last one. */
export async function replay(parts: ReplayParts): Promise<Replay> {
  const { origin, address, folder, env, programs, product, name, log } = parts;
  const store = await makeFolder(folder, 'store');
  const mirror = join(folder, 'mirror.git');
  const archivers = await openArchivers(programs, folder, env);
  const changed: DayCost[] = [];
  const unchanged: DayCost[] = [];
  const git = (...args: readonly string[]) => ({ argv: ['git', '--git-dir', mirror, ...args], env });
  for (const [day, state] of origin.days.entries()) {
    const same = sameRefs(state.refs, origin.days[day - 1]?.refs);
    await moveTo(origin.gitDir, state);
    await settleDisk();
    const ours = await product?.expect(
      [same ? 'unchanged' : 'stored'],
      'sync',
      repositoriesFlag({ name, address }),
      storeFlag(store),
    );
    await settleDisk();
    if (day === 0) {
      await run({ argv: ['git', 'clone', '--quiet', '--mirror', address, mirror], env });
      await run(git('config', 'gc.auto', '0'));
    }
    const fetched = await runTimed(git('fetch', '--quiet', '--prune', 'origin'));
    const peers = new Map<string, Cost>();
    for (const archiver of archivers) {
      const archived = await runTimed(archiver.backup(mirror, day));
      peers.set(archiver.name, { wall: fetched.wall + archived.wall, cpu: fetched.cpu + archived.cpu });
    }
    log(
      `${name} ${state.date}: ${same ? 'unchanged' : 'changed'}, ours ${ours?.wall ?? '-'} s, ${[...peers].map(([peer, cost]) => `${peer} ${cost.wall.toFixed(2)} s`).join(', ')}`,
    );
    if (day > 0) (same ? unchanged : changed).push({ ours, peers });
  }
  return { store, mirror, archivers, changed, unchanged };
}

type Refs = readonly { readonly name: string; readonly id: string }[];

function sameRefs(now: Refs, before: Refs | undefined): boolean {
  const list = (refs: Refs): string => refs.map(({ name, id }) => `${id} ${name}`).join('\n');
  return before !== undefined && list(now) === list(before);
}
