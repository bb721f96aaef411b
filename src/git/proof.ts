// The proof by induction: what a new pack names and does not hold must be in the packs before it.
import { counted } from '../domain/counted.ts';
import { BackupError } from '../domain/errors.ts';
import { commitsNamedBy, linksOf } from './objects.ts';
import { sortedIds, subtractIndexed } from './pack-index.ts';
import { listObjects, readObjects, type ScratchRepository } from './scratch.ts';

/** What a pack needs from outside. Ids in hex. */
export type PackNeeds = {
  /** Every object of the pack. */
  holds: Set<string>;
  /** Objects that the pack's commits, trees and tags name and that are not in it. */
  missing: Set<string>;
  /** Those of them that are commits: the prerequisites of its bundle. */
  boundary: Set<string>;
};

/** Ids held in memory for a proof: some 200 bytes each. Only the increment that brings a whole other history has more. */
const MOST_IDS = 1_000_000;

/**
 * Reads every commit, tree and tag of the pack in the scratch repository and collects what they name outside of it.
 *
 * @throws `incomplete` where that is more than `most`: a full pack is proven by git itself.
 */
export async function readNeeds(scratch: ScratchRepository, most = MOST_IDS): Promise<PackNeeds> {
  const holds = new Set<string>();
  const parents: string[] = [];
  const bound = (ids: ReadonlySet<string>) => {
    if (ids.size > most)
      throw new BackupError('incomplete', `the new pack holds or names more than ${most} objects, too many to compare`);
  };
  for await (const { id, type } of listObjects(scratch)) {
    bound(holds.add(id));
    if (type !== 'blob') parents.push(id);
  }
  const missing = new Set<string>();
  const boundary = new Set<string>();
  const idBytes = scratch.objectFormat === 'sha1' ? 20 : 32;
  for await (const object of readObjects(scratch, parents)) {
    for (const id of linksOf(object, idBytes)) if (!holds.has(id)) bound(missing.add(id));
    for (const id of commitsNamedBy(object)) if (!holds.has(id)) boundary.add(id);
  }
  return { holds, missing, boundary };
}

/** Opens the kept index of one bundle; the stream throws at its end if the bytes are not what the manifest says. */
export type OpenIndex = () => Promise<AsyncIterable<Buffer>>;

/**
 * Proves that every id of `missing` is in one of the indexes, the likeliest first. Each index was proven in its turn, so
 * what it holds leads to nothing that is not there.
 *
 * @throws `incomplete` where ids remain; what opening an index throws.
 */
export async function proveLinks(
  missing: ReadonlySet<string>,
  indexes: readonly OpenIndex[],
  objectFormat: 'sha1' | 'sha256',
): Promise<void> {
  let open = sortedIds(missing);
  for (const index of indexes) {
    if (open.length === 0) return;
    open = await subtractIndexed(await index(), objectFormat, open);
  }
  const [example] = open;
  if (!example) return;
  throw new BackupError(
    'incomplete',
    `neither in the new bundle nor in the chain: ${counted(open.length, 'object')} (one is ${example.toString('hex')})`,
    {
      hint: 'The next full snapshot does not need the chain.',
    },
  );
}
