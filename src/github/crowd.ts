// Many jobs that write into one issue at the same moment: when each has its turn, and how long it looks again.

/** A job of a matrix among the others. */
export type Crowd = {
  /** Which it is, from 0, and how many there are; infinite where nobody knows. */
  index: number;
  jobs: number;
  wait: (ms: number) => Promise<unknown>;
  /** 0 to 1. */
  random: () => number;
};

/** Milliseconds from one job's turn to the next one's: longer than a new issue takes to stand in GitHub's list. */
const SLOT = 4000;
/** All turns are over after about so long. */
const ALL = 60_000;
/** Longer than it takes to write down what was just read, so that whoever was about to overwrite has done so. */
const PAUSE = 1000;
/** Times that a body is written anew because another run has overwritten what this one had written. */
export const TRIES = 12;

/** How long a job waits before it writes. The first one begins, so that the others find its issue. */
export function turnOf({ index, jobs }: Crowd): number {
  return index === 0 ? 0 : SLOT + (index - 1) * Math.min(SLOT, ALL / jobs);
}

/** How long a job waits before it looks again: each time another time, the longer the more others there are. */
export function pauseOf({ jobs, random }: Crowd): number {
  return PAUSE + random() * Math.min(jobs * PAUSE, ALL);
}

/** How often a job must have found what it wrote. Among many one may bring back for a moment what another then removes. */
export function looksOf({ jobs }: Crowd): number {
  return jobs > 1 ? 2 : 1;
}
