// Jobs of a matrix that are no more: what they had found is over once all jobs of one run have told what there is today.
import { isSameStep, type FailureState, type Heard, type Origin, type Outcome } from './failures.ts';

/**
 * The list after a run that is merged into it, without what jobs have found that the matrix has no longer, if this was the last job of a run that looked at all.
 * Until then it stays: another job may have what such a job had, and find the same.
 */
export function forgetOldJobs(state: FailureState, { origin, run, jobs, reported, whole }: Outcome): FailureState {
  const isOld = (one: Origin) => isSameStep(one, origin) && Number(one.shard) >= jobs;
  const isMine = ({ step, task }: Heard) => step === origin.step && task === origin.task;
  const others = state.heard.filter((one) => !isMine(one));
  if (![...state.open, ...state.unnamed].some(isOld)) return { ...state, heard: others };
  if (!reported || !whole) return state;
  const before = state.heard.find((one) => isMine(one) && one.run === run)?.shards ?? [];
  const shards = [...new Set([...before, origin.shard])].toSorted();
  if (!Array.from({ length: jobs }, (_, shard) => String(shard)).every((shard) => shards.includes(shard)))
    return { ...state, heard: [...others, { step: origin.step, task: origin.task, run, shards }] };
  return {
    ...state,
    heard: others,
    open: state.open.filter((one) => !isOld(one)),
    unnamed: state.unnamed.filter((one) => !isOld(one)),
  };
}
