// drill: a timed restore into scratch, compared with the manifest and removed. It proves that a restore would work now.
import { join } from 'node:path';
import { counted } from '../domain/counted.ts';
import { BackupError } from '../domain/errors.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { runGit, type Git } from '../git/git.ts';
import { inPieces, type Ref } from '../git/refs.ts';
import { openKeys } from '../seal/keys.ts';
import type { Store } from '../stores/store.ts';
import { createScratch } from '../system/temp.ts';
import { formatDuration } from '../system/units.ts';
import { readRefs, type StoredSnapshot } from '../vault/read.ts';
import { rebuildRepository } from '../vault/rebuild.ts';
import { unseal } from '../vault/unseal.ts';
import { eachRepository } from './each.ts';
import { proveSnapshot } from './restore.ts';
import { chooseSnapshot, distanceTo, selectListings } from './select.ts';
import type { Context, Settings } from './settings.ts';

/** Drills the chosen snapshot of each selected repository, one after the other, so that each time is its own. */
export async function drill(context: Context, settings: Settings, store: Store): Promise<LedgerEntry[]> {
  const git = { program: 'git', env: context.env, home: context.scratch };
  const keys = settings.secrets && (await openKeys(settings.secrets));
  const listings = await selectListings(store, settings.patterns);
  return eachRepository(context, 1, listings, async (listing) => {
    const snapshot = await unseal(
      await chooseSnapshot(store, listing, settings.choice, context.log),
      listing.archives,
      keys,
    );
    const started = context.now().getTime();
    await using folder = await createScratch(context.scratch);
    const path = join(folder.path, 'restored.git');
    const rebuilt = await rebuildRepository(snapshot, path, { git, log: context.log });
    await proveSnapshot(git, path, snapshot);
    const elapsed = context.now().getTime() - started;
    await compare(git, path, snapshot);
    const { snapshot_name: name, type, git: state } = snapshot.manifest;
    const distance = distanceTo(settings.choice, listing, name);
    const note = `restored in ${formatDuration(elapsed)} (RTO): ${counted(state.refs.count, 'ref')}, ${counted(rebuilt.objects, 'object')}`;
    return {
      repository: listing.repository,
      status: 'restored',
      snapshot: name,
      type,
      bytes: rebuilt.bytes,
      rto_ms: elapsed,
      ...distance?.fields,
      note: [note, ...(distance ? [distance.words] : [])].join('; '),
    };
  });
}

/** What `for-each-ref` says of these refs. */
function listingOf(refs: readonly Ref[]): Buffer {
  function* lines(): Generator<string> {
    for (const { id, name } of refs) yield `${id} ${name}\n`;
  }
  return Buffer.concat([...inPieces(lines())]);
}

/** Asks stock git what the restored repository holds, and compares with the snapshot. @throws `corrupt` where they differ. */
async function compare(git: Git, path: string, snapshot: StoredSnapshot): Promise<void> {
  const where = `${snapshot.repository} ${snapshot.manifest.snapshot_name}`;
  const listed = await runGit(
    git,
    ['-C', path, 'for-each-ref', '--format=%(objectname) %(refname)'],
    'listing the restored refs',
  );
  // Both are sorted by bytes. As lines of text they would take many times as much memory.
  if (!listed.equals(listingOf(await readRefs(snapshot)))) {
    throw new BackupError('corrupt', `${where}: the restored refs differ from the manifest's`);
  }
  const counted = await runGit(git, ['-C', path, 'count-objects', '-v'], 'counting the restored objects');
  const objects = Number(/^in-pack: (\d+)$/m.exec(counted.toString())?.[1]);
  const stored = snapshot.manifest.git.chain.reduce((sum, { pack }) => sum + pack.objects, 0);
  if (objects === stored) return;
  throw new BackupError('corrupt', `${where}: ${objects} objects were restored instead of ${stored}`);
}
