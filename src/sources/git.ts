// The source `git`: captures a repository's objects and refs off the wire, indexed and proven complete.
import { createReadStream } from 'node:fs';
import { BackupError, isKind } from '../domain/errors.ts';
import type { ChainPlan } from '../domain/chain.ts';
import type { Manifest, Proof } from '../domain/manifest.ts';
import { bundleHeader } from '../git/bundle.ts';
import type { CommitFacts } from '../git/objects.ts';
import { chooseHaves } from '../git/haves.ts';
import { proveLinks, readNeeds, type OpenIndex, type PackNeeds } from '../git/proof.ts';
import { headText, refsDigest, tips, type Ref, type RefSet } from '../git/refs.ts';
import { openWire, readCommit, type Access, type Remote } from '../git/remote.ts';
import { createScratchRepository, indexPack, type IndexedPack, type ScratchRepository } from '../git/scratch.ts';
import { openStock } from '../git/stock.ts';
import type { Gate } from '../system/concurrency.ts';
import type { Log } from '../system/log.ts';
import { proveBoundary } from './boundary.ts';
import { reportProgress } from './progress.ts';
import { tryAgain, type Patience } from './retry.ts';

/** What earlier snapshots tell; the vault reads it only when it is asked for. */
export type Earlier = {
  /** The newest snapshot, to compare with. */
  last: Manifest | undefined;
  /** Plans the next snapshot; `full` forces a full one. */
  plan: (full: boolean) => Promise<ChainPlan>;
  /** The refs of an earlier snapshot and HEAD's commit then. */
  readRefs: (snapshot: string) => Promise<Pick<RefSet, 'refs' | 'headId'>>;
  /** One opener an index of the plan's chain, newest first; undefined where a bundle has no kept index. */
  indexes: (plan: ChainPlan) => Promise<OpenIndex[] | undefined>;
};

export type CaptureOptions = {
  access: Access;
  earlier: Earlier;
  /** Capture although nothing has changed. */
  always: boolean;
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
  objectFormat: 'sha1' | 'sha256';
  capabilities: string[];
  movedTo: string | undefined;
  pack: (IndexedPack & { header: Buffer }) | undefined;
  commit: CommitFacts | undefined;
  proven: Proof;
};

/** The result of looking at a repository. `empty`: it has no refs and no snapshot of it ever had any. */
export type GitOutcome = GitCapture | { status: 'unchanged' | 'empty'; movedTo: string | undefined };

/**
 * Looks at a repository and captures it if it has changed: over the wire, and by stock git where the server does not
 * speak protocol v2. What breaks on the way is tried again from the start.
 *
 * @throws `BackupError` of every kind that reaching, reading and proving can have; nothing was stored then.
 */
export async function captureGit(options: CaptureOptions): Promise<GitOutcome> {
  return tryAgain(options.patience, options.log, async () => {
    try {
      return await captureFrom(() => openWire(options.access, rememberedBy(options)), options);
    } catch (error) {
      if (!isKind(error, 'protocol')) throw error;
      options.log.warn(`${error.message}: falling back to stock git`);
      return await captureFrom(() => openStock(options.access), options);
    }
  });
}

function rememberedBy({ earlier: { last }, access }: CaptureOptions): string[] {
  return last?.source === access.address.display ? last.git.capabilities : [];
}

async function captureFrom(open: () => Promise<Remote>, options: CaptureOptions): Promise<GitOutcome> {
  await using remote = await open();
  const { last } = options.earlier;
  const { refs, movedTo } = remote;
  if (refs.refs.length === 0 && refs.headId === undefined && last === undefined) return { status: 'empty', movedTo };
  if (!options.always && last && isUnchanged(last, remote)) return { status: 'unchanged', movedTo };
  return await options.cores(async () => {
    const plan = await options.earlier.plan(last !== undefined && last.git.object_format !== remote.objectFormat);
    const capture = await captureByPlan(remote, plan, options);
    if (!(capture instanceof BackupError)) return capture;
    // The chain in the store is not what it should be: a full snapshot needs nothing of it.
    options.log.warn(`${capture.message}: making a full snapshot instead`);
    // What went wrong may have left the connection in the middle of an answer.
    await using again = await open();
    const full = await captureByPlan(again, await options.earlier.plan(true), options);
    if (full instanceof BackupError) throw full;
    return full;
  });
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

function isUnchanged({ git, commit_hash }: Manifest, { refs, objectFormat }: Remote): boolean {
  return (
    git.refs.count === refs.refs.length &&
    git.object_format === objectFormat &&
    git.head === headText(refs) &&
    commit_hash === (refs.headId ?? null) &&
    git.refs.sha256 === refsDigest(refs.refs)
  );
}

const NO_REFS = { refs: [], headId: undefined };

/** Gives an error, in place of throwing it, where the chain that the plan builds on is at fault. */
async function captureByPlan(
  remote: Remote,
  plan: ChainPlan,
  options: CaptureOptions,
): Promise<GitCapture | BackupError> {
  const { since: base } = plan;
  const since = base === undefined ? NO_REFS : await tryChain(plan, () => options.earlier.readRefs(base));
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

type CaptureWork = { remote: Remote; plan: ChainPlan; since: Pick<RefSet, 'refs' | 'headId'> };

async function captureInto(
  scratch: ScratchRepository,
  { remote, plan, since }: CaptureWork,
  options: CaptureOptions,
): Promise<GitCapture | BackupError> {
  const { refs, objectFormat } = remote;
  const old = new Set(allTips(since));
  const wants = allTips(refs).filter((id) => !old.has(id));
  const pack =
    wants.length === 0
      ? undefined
      : await fetchIndexed(remote, scratch, { wants, haves: chooseHaves(since, refs.refs) }, options);
  const needs = await needsOf(pack, plan, scratch);
  const proven = await tryChain(plan, () => prove(needs, remote, { plan, old, pack }, options));
  if (proven instanceof BackupError) return proven;
  const held = (id: string) => (plan.type === 'full' ? pack !== undefined : needs.holds.has(id));
  const header = bundleHeader({
    objectFormat,
    prerequisites: [...needs.boundary],
    refs: changedRefs(refs.refs, since.refs),
    headId: refs.headId && held(refs.headId) ? refs.headId : undefined,
  });
  return {
    status: 'captured',
    plan,
    refs,
    objectFormat,
    capabilities: remote.capabilities,
    movedTo: remote.movedTo,
    pack: pack && { ...pack, header },
    commit: await headCommit(remote, scratch, held, options.earlier.last),
    proven,
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

function allTips({ refs, headId }: Pick<RefSet, 'refs' | 'headId'>): string[] {
  return [...new Set([...tips(refs), ...(headId ? [headId] : [])])];
}

/** A full bundle offers every ref; a later one only what is new or has moved, since its snapshot's refs file has them all. */
function changedRefs(refs: readonly Ref[], since: readonly Ref[]): Ref[] {
  const old = new Map(since.map((ref) => [ref.name, ref.id]));
  return refs.filter((ref) => old.get(ref.name) !== ref.id);
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
