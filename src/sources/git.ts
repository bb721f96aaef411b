// The source `git`: looks at a repository and captures what has changed, over the wire or by stock git.
import { isDeepStrictEqual } from 'node:util';
import type { ChainPlan } from '../domain/chain.ts';
import { BackupError, isKind } from '../domain/errors.ts';
import type { Manifest } from '../domain/manifest.ts';
import { stateDigest } from '../domain/sealed.ts';
import { headText, refsDigest } from '../git/refs.ts';
import { openWire, type Remote } from '../git/remote.ts';
import { openStock } from '../git/stock.ts';
import { captureByPlan, type CaptureOptions, type GitCapture } from './capture.ts';
import { tryAgain } from './retry.ts';

/** The result of looking at a repository. `empty`: it has no refs and no snapshot of it ever had any. */
export type GitOutcome = GitCapture | { status: 'unchanged' | 'empty'; movedTo: string | undefined };

/** What a look at a repository tells before anything is fetched. */
type Sight = Pick<Remote, 'refs' | 'objectFormat' | 'movedTo'>;

/**
 * One repository as one run sees it, for all its stores: asked once, and what is new fetched once for all stores that are
 * at the same point. Owns its captures: dispose it when they are saved.
 */
export type Look = AsyncDisposable & {
  sight: Sight | undefined;
  /** When that was: the instant of every snapshot that comes of it. */
  at: Date;
  captures: GitCapture[];
};

/** A look that has seen nothing yet. */
export function openLook(at: Date): Look {
  const captures: GitCapture[] = [];
  return {
    sight: undefined,
    at,
    captures,
    async [Symbol.asyncDispose]() {
      for (const capture of captures) await capture[Symbol.asyncDispose]();
    },
  };
}

/**
 * Looks at a repository and captures it if it has changed: over the wire, and by stock git where the server does not
 * speak protocol v2. What breaks on the way is tried again from the start.
 *
 * @throws `BackupError` of every kind that reaching, reading and proving can have; nothing was stored then.
 */
export async function captureGit(options: CaptureOptions, look: Look): Promise<GitOutcome> {
  const known = look.sight && (await fromLook(look, look.sight, options));
  if (known) return known;
  return tryAgain(options.patience, options.log, async () => {
    try {
      return await captureFrom(() => openWire(options.access, rememberedBy(options)), options, look);
    } catch (error) {
      if (!isKind(error, 'protocol')) throw error;
      options.log.warn(`${error.message}: falling back to stock git`);
      return await captureFrom(() => openStock(options.access), options, look);
    }
  });
}

function rememberedBy({ earlier: { last }, access }: CaptureOptions): string[] {
  return last?.source === access.address.display ? last.git.capabilities : [];
}

/** The outcome where this look has told it already, for another store. */
async function fromLook(
  { captures }: Look,
  sight: Sight,
  { always, earlier }: CaptureOptions,
): Promise<GitOutcome | undefined> {
  const settled = settle(sight, { always, last: earlier.last });
  if (settled) return settled;
  const plan = await earlier.plan(otherFormat(earlier.last, sight));
  return captures.find((capture) => capture.refs === sight.refs && samePlan(capture.plan, plan));
}

/** What needs no capture. */
function settle(
  sight: Sight,
  { always, last }: { always: boolean; last: Manifest | undefined },
): GitOutcome | undefined {
  const { refs, movedTo } = sight;
  if (refs.refs.length === 0 && refs.headId === undefined && last === undefined) return { status: 'empty', movedTo };
  if (!always && last && isUnchanged(last, sight)) return { status: 'unchanged', movedTo };
  return undefined;
}

function otherFormat(last: Manifest | undefined, { objectFormat }: Sight): boolean {
  return last !== undefined && last.git.object_format !== objectFormat;
}

/** Two plans that say the same take the same bytes, whatever store they were made for. */
function samePlan({ reason: _one, ...one }: ChainPlan, { reason: _other, ...other }: ChainPlan): boolean {
  return isDeepStrictEqual(one, other);
}

async function captureFrom(open: () => Promise<Remote>, options: CaptureOptions, look: Look): Promise<GitOutcome> {
  const at = options.now();
  await using remote = await open();
  const { earlier, always } = options;
  [look.sight, look.at] = [remote, at];
  const settled = settle(remote, { always, last: earlier.last });
  if (settled) return settled;
  await options.ready();
  const capture = await options.cores(async () => {
    const plan = await earlier.plan(otherFormat(earlier.last, remote));
    const made = await captureByPlan(remote, plan, options);
    if (!(made instanceof BackupError)) return made;
    // The chain in the store is not what it should be: a full snapshot needs nothing of it.
    options.log.warn(`${made.message}: making a full snapshot instead`);
    // What went wrong may have left the connection in the middle of an answer.
    const later = options.now();
    await using again = await open();
    [look.sight, look.at] = [again, later];
    const full = await captureByPlan(again, await earlier.plan(true), options);
    if (full instanceof BackupError) throw full;
    return full;
  });
  look.captures.push(capture);
  return capture;
}

function isUnchanged({ git, commit_hash, sealed }: Manifest, { refs, objectFormat }: Sight): boolean {
  if (git.refs.count !== refs.refs.length || git.object_format !== objectFormat) return false;
  const now = { head: headText(refs), headId: refs.headId ?? null, refs: refsDigest(refs.refs) };
  if (sealed) return git.refs.sha256 === stateDigest(now);
  return git.head === now.head && commit_hash === now.headId && git.refs.sha256 === now.refs;
}
