// How many artifacts a job has made: GitHub takes 500 of one, and says nothing of use to whoever comes with another.
import { BackupError } from '../../domain/errors.ts';
import { manifestKey, parseKey } from '../../domain/names.ts';

/** Artifacts of one job (actions/upload-artifact, "Limitations"), of which some are left for records, pins and other steps. */
const OF_A_JOB = 500;
const LEFT_FREE = 20;

/** Artifacts that the snapshots of one job may be made of. */
export const FOR_SNAPSHOTS = OF_A_JOB - LEFT_FREE;

/** Archives and manifests that were made, or are being made, and the keys of manifests that are still to come. */
type Tally = { made: number; awaited: Set<string> };

/** By the environment, which is that of the job's one process: a run may open its store several times. */
const tallies = new WeakMap<NodeJS.ProcessEnv, Tally>();

export type Room = {
  /** @throws `store` where there is no room for a snapshot */
  expect: () => void;
  /** Does the work that makes the artifact of a key. @throws `store` where there is no room for it, before the work begins */
  within: <R>(key: string, work: () => Promise<R>) => Promise<R>;
};

/** What is left for snapshots of the at most so many artifacts that this job may make of them. */
export function openRoom(address: string, env: NodeJS.ProcessEnv, most: number): Room {
  const tally = tallies.get(env) ?? { made: 0, awaited: new Set<string>() };
  tallies.set(env, tally);
  const expectRoom = (wanted: number) => {
    if (tally.made + tally.awaited.size + wanted <= most) return;
    throw new BackupError(
      'store',
      `${address} takes no more snapshots from this job: GitHub allows ${OF_A_JOB} artifacts of one, and a snapshot is two`,
      {
        hint: 'What is stored stays, and the next run goes on with the others. To store all of them in one run, share them out among jobs with `plan`, or use another store.',
      },
    );
  };
  return {
    expect: () => expectRoom(2),
    async within(key, work) {
      const parts = parseKey(key);
      if (parts?.kind !== 'archive' && parts?.kind !== 'manifest') return work();
      // An archive without its manifest would be no snapshot: whoever makes one has room for both.
      const manifest = manifestKey(parts.repository, parts.snapshot);
      if (parts.kind === 'archive') {
        expectRoom(tally.awaited.has(manifest) ? 1 : 2);
        tally.awaited.add(manifest);
      } else if (!tally.awaited.delete(manifest)) expectRoom(1);
      tally.made += 1;
      return work().catch((error: unknown) => {
        tally.awaited.delete(manifest);
        throw error;
      });
    },
  };
}
