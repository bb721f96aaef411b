// What to claim as `have`: enough for a small pack, few enough that the server need not read half of its tags.
import type { Ref, RefSet } from './refs.ts';

/**
 * At most so many ids. A server looks each one up before it sends a byte: 25,000 tags cost git 2.39 two seconds a day,
 * and a tag that no branch leads to saves little.
 */
const MOST = 2048;
/** Of refs that are no branches and have not moved, so many of the last by name: mostly the youngest versions. */
const OTHERS = 256;

/** Picks where only ids are known, likeliest first: what has moved or gone since, what branches still have, the others. */
export function chooseTips(tips: readonly string[], now: readonly Ref[]): string[] {
  const known = new Set(tips);
  const there = new Set(now.map(({ id }) => id));
  const current = now.filter(({ name, id }) => name.startsWith('refs/heads/') && known.has(id)).map(({ id }) => id);
  // Of a long chain these are many, and old: half of the room is for what is there still.
  const gone = tips.filter((id) => !there.has(id)).slice(0, MOST / 2);
  return [...new Set([...gone, ...current, ...tips])].slice(0, MOST);
}

/** Picks from an earlier state, likeliest first: HEAD, what has moved or gone since, the branches, some of the rest. */
export function chooseHaves(old: Pick<RefSet, 'refs' | 'headId'>, now: readonly Ref[]): string[] {
  const current = new Map(now.map((ref) => [ref.name, ref.id]));
  const moved = old.refs.filter((ref) => current.get(ref.name) !== ref.id);
  const isBranch = (ref: Ref) => ref.name.startsWith('refs/heads/');
  const others = old.refs.filter((ref) => !isBranch(ref)).slice(-OTHERS);
  const chosen = [...moved, ...old.refs.filter(isBranch), ...others].map((ref) => ref.id);
  return [...new Set([...(old.headId ? [old.headId] : []), ...chosen])].slice(0, MOST);
}
