// One plan carried out: what is new comes off the wire into scratch, indexed and proven complete.
import { createReadStream } from 'node:fs';
import type { ChainPlan } from '../domain/chain.ts';
import { BackupError, isKind } from '../domain/errors.ts';
import type { Manifest, Proof } from '../domain/manifest.ts';
import { bundleHeader } from '../git/bundle.ts';
import { chooseHaves, chooseTips } from '../git/haves.ts';
import type { CommitFacts } from '../git/objects.ts';
import { proveLinks, readNeeds, type OpenIndex, type PackNeeds } from '../git/proof.ts';
import { allTips, type Ref, type RefSet } from '../git/refs.ts';
import { readCommit, type Access, type Remote } from '../git/remote.ts';
import { createScratchRepository, indexPack, type IndexedPack, type ScratchRepository } from '../git/scratch.ts';
import type { Gate } from '../system/concurrency.ts';
import type { Log } from '../system/log.ts';
import { proveBoundary } from './boundary.ts';
import { reportProgress } from './progress.ts';
import type { Patience } from './retry.ts';

/** What earlier snapshots tell; the vault reads it only when it is asked for. */
export type Earlier = {
  /** The newest snapshot, to compare with. */
  last: Manifest | undefined;
  /** Plans the next snapshot; `full` forces a full one. */
  plan: (full: boolean) => Promise<ChainPlan>;
  /** What the snapshots that the plan builds on tell of their refs; nothing for a full one. */
  readState: (plan: ChainPlan) => Promise<EarlierState>;
  /** One opener an index of the plan's chain, newest first; undefined where a bundle has no kept index. */
  indexes: (plan: ChainPlan) => Promise<OpenIndex[] | undefined>;
};

/**
 * Tips that the chain holds with all that they reach, the youngest first; and the refs and HEAD that pointed to them,
 * undefined where they are sealed.
 */
export type EarlierState = { tips: string[]; set: Pick<RefSet, 'refs' | 'headId'> | undefined };

export type CaptureOptions = {
  access: Access;
  earlier: Earlier;
  /** Capture although nothing has changed. */
  always: boolean;
  /** Called when there is something to capture, before any of it is fetched: where it throws, nothing is. */
  ready: () => Promise<void>;
  log: Log;
  now: () => Date;
  patience: Patience;
  /** Limits the work that takes whole cores. */
  cores: Gate;
};

/** A captured state, on scratch disk until disposed. `pack` is absent where there is nothing new. */
export type GitCapture = AsyncDisposable & {
  status: 'captured';
  plan: ChainPlan;
  refs: RefSet;
  /** Those that no earlier snapshot of the chain told of. */
  newTips: string[];
  objectFormat: 'sha1' | 'sha256';
  capabilities: string[];
  movedTo: string | undefined;
  pack: (IndexedPack & { header: Buffer }) | undefined;
  commit: CommitFacts | undefined;
  proven: Proof;
};

/**
 * Carries out a plan: fetches what is new, indexes it, proves it complete. Gives an error, in place of throwing it, where
 * the chain that the plan builds on is at fault.
 */
export async function captureByPlan(
  remote: Remote,
  plan: ChainPlan,
  options: CaptureOptions,
): Promise<GitCapture | BackupError> {
  const since = await tryChain(plan, () => options.earlier.readState(plan));
  if (since instanceof BackupError) return since;
  const scratch = await createScratchRepository(options.access.git, options.access.scratch, remote.objectFormat);
  let capture: GitCapture | BackupError | undefined;
  try {
    capture = await captureInto(scratch, { remote, plan, since }, options);
    return capture;
  } finally {
    if (capture === undefined || capture instanceof BackupError) await scratch[Symbol.asyncDispose]();
  }
}

type CaptureWork = { remote: Remote; plan: ChainPlan; since: EarlierState };

async function captureInto(
  scratch: ScratchRepository,
  { remote, plan, since }: CaptureWork,
  options: CaptureOptions,
): Promise<GitCapture | BackupError> {
  const { refs, objectFormat } = remote;
  const old = new Set(since.tips);
  const wants = allTips(refs).filter((id) => !old.has(id));
  const haves = since.set ? chooseHaves(since.set, refs.refs) : chooseTips(since.tips, refs.refs);
  const pack = wants.length === 0 ? undefined : await fetchIndexed(remote, scratch, { wants, haves }, options);
  const needs = await tryChain(plan, () => needsOf(pack, plan, scratch));
  if (needs instanceof BackupError) return needs;
  const proven = await tryChain(plan, () => prove(needs, remote, { plan, old, pack }, options));
  if (proven instanceof BackupError) return proven;
  const held = (id: string) => (plan.type === 'full' ? pack !== undefined : needs.holds.has(id));
  const header = bundleHeader({
    objectFormat,
    prerequisites: [...needs.boundary],
    refs: changedRefs(refs.refs, since),
    headId: refs.headId && held(refs.headId) ? refs.headId : undefined,
  });
  return {
    status: 'captured',
    plan,
    refs,
    newTips: wants,
    objectFormat,
    capabilities: remote.capabilities,
    movedTo: remote.movedTo,
    pack: pack && { ...pack, header },
    commit: await headCommit(remote, scratch, held, options.earlier.last),
    proven,
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

/** Work that reads the chain in the store; gives the error where the chain is not what it should be. */
async function tryChain<R>(plan: ChainPlan, work: () => Promise<R>): Promise<R | BackupError> {
  try {
    return await work();
  } catch (error) {
    const broken = isKind(error, 'incomplete') || isKind(error, 'corrupt') || isKind(error, 'not-found');
    if (broken && plan.type !== 'full') return error;
    throw error;
  }
}

/** A full bundle offers every ref; a later one only what is new or has moved, since its snapshot's refs file has them all. */
function changedRefs(refs: readonly Ref[], since: EarlierState): Ref[] {
  const tips = new Set(since.tips);
  const names = since.set && new Map(since.set.refs.map((ref) => [ref.name, ref.id]));
  return refs.filter((ref) => (names ? names.get(ref.name) !== ref.id : !tips.has(ref.id)));
}

async function fetchIndexed(
  remote: Remote,
  scratch: ScratchRepository,
  { wants, haves }: { wants: string[]; haves: string[] },
  { log, now }: CaptureOptions,
): Promise<IndexedPack | undefined> {
  return indexPack(scratch, remote.fetchPack(wants, haves), {
    selfContained: haves.length === 0,
    onProgress: reportProgress(log, now),
  });
}

const NEEDS_NOTHING: PackNeeds = { holds: new Set(), missing: new Set(), boundary: new Set() };

async function needsOf(pack: IndexedPack | undefined, plan: ChainPlan, scratch: ScratchRepository): Promise<PackNeeds> {
  return pack && plan.type !== 'full' ? readNeeds(scratch) : NEEDS_NOTHING;
}

type ProofContext = {
  plan: ChainPlan;
  old: ReadonlySet<string>;
  pack: IndexedPack | undefined;
};

async function prove(
  needs: PackNeeds,
  remote: Remote,
  { plan, old, pack }: ProofContext,
  { earlier }: CaptureOptions,
): Promise<Proof> {
  const { refs, objectFormat } = remote;
  const missing = new Set([...needs.missing, ...allTips(refs).filter((id) => !needs.holds.has(id))]);
  if (plan.type === 'full') {
    // index-pack proved that the pack is closed; here, that it begins where the refs point.
    await proveLinks(missing, pack ? [async () => createReadStream(pack.indexFile)] : [], objectFormat);
    return 'connectivity';
  }
  const indexes = await earlier.indexes(plan);
  if (indexes) {
    await proveLinks(missing, indexes, objectFormat);
    return 'links';
  }
  const outside = [...needs.boundary, ...allTips(refs).filter((id) => !needs.holds.has(id))];
  await proveBoundary(remote, outside, old);
  return 'boundary';
}

async function headCommit(
  remote: Remote,
  scratch: ScratchRepository,
  held: (id: string) => boolean,
  last: Manifest | undefined,
): Promise<CommitFacts | undefined> {
  const id = remote.refs.headId;
  if (id === undefined) return undefined;
  if (held(id)) return readCommit(scratch, id);
  if (last?.commit_hash === id && last.commit_date !== null) {
    return { id, date: new Date(last.commit_date), message: last.commit_message ?? '' };
  }
  return remote.readCommit(id);
}
