// A scheduled day on which something was pushed, and one on which nothing was: ours against fetch and an archiver.
import type { Row } from '../bench.ts';
import { noProduct } from '../bench.ts';
import { medianCost } from '../compare.ts';
import { compareWall } from '../line.ts';
import type { Line } from '../line.ts';
import type { DayCost } from '../replay.ts';

const limits = { changed: 0.35, unchanged: 0.1 };
const archivers = ['restic', 'borg'];

/** Median over the replayed days. */
export const changedDay: Row = {
  name: 'changed-day',
  async measure(bench) {
    const lines: Line[] = [];
    for (const subject of await bench.subjects()) {
      const { changed, unchanged } = await subject.replay();
      lines.push(
        ...compareDays(`changed day (median of ${changed.length})`, subject.name, changed, limits.changed),
        ...compareDays(`unchanged day (median of ${unchanged.length})`, subject.name, unchanged, limits.unchanged),
      );
    }
    return lines;
  },
};

function compareDays(work: string, repository: string, days: readonly DayCost[], limit: number): readonly Line[] {
  if (days.length === 0) return [];
  return archivers.map((name) => {
    const ours = days.flatMap((day) => day.ours ?? []);
    const theirs = days.flatMap(({ peers: costs }) => costs.get(name) ?? []);
    return compareWall({
      work,
      repository,
      ours: ours.length === 0 ? undefined : medianCost(ours),
      peer: theirs.length === 0 ? undefined : medianCost(theirs),
      peerName: `git fetch + ${name}`,
      limit,
      missing: theirs.length === 0 ? `${name} is not installed` : noProduct,
    });
  });
}
