// The source `git`: looks at a repository and captures what has changed, over the wire or by stock git.
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

function isUnchanged({ git, commit_hash, sealed }: Manifest, { refs, objectFormat }: Remote): boolean {
  if (git.refs.count !== refs.refs.length || git.object_format !== objectFormat) return false;
  const now = { head: headText(refs), headId: refs.headId ?? null, refs: refsDigest(refs.refs) };
  if (sealed) return git.refs.sha256 === stateDigest(now);
  return git.head === now.head && commit_hash === now.headId && git.refs.sha256 === now.refs;
}
