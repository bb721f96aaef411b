// Capturing one repository into a store: look, capture what changed, save it, and see that it is whole.
import { BackupError } from '../domain/errors.ts';
import { earliestExpiry, expiryBarrier, type ExpiringSnapshot } from '../domain/expiry.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { snapshotBytes, type Manifest } from '../domain/manifest.ts';
import type { Git } from '../git/git.ts';
import type { HttpPool } from '../git/http.ts';
import type { CaptureOptions, GitCapture } from '../sources/capture.ts';
import { captureGit, type GitOutcome, type Look } from '../sources/git.ts';
import type { Sealer } from '../seal/sealer.ts';
import type { Store } from '../stores/store.ts';
import type { Gate } from '../system/concurrency.ts';
import { prefixLog, type Log } from '../system/log.ts';
import { composeSnapshot } from '../vault/compose.ts';
import { openEarlier } from '../vault/earlier.ts';
import type { Home } from '../vault/home.ts';
import { beingRemoved, listRepository, missingParts, namesOf, type RepositoryListing } from '../vault/listing.ts';
import { saveSnapshot, takeBack } from '../vault/save.ts';
import { sealingChange } from '../vault/seal.ts';
import { digestsOf, keepSnapshot } from '../vault/warm.ts';
import { manifestKey, repositoryPrefix } from '../domain/names.ts';
import { reachInDays } from '../domain/retention.ts';
import { accessTo } from './access.ts';
import { guardCollapse } from './collapse.ts';
import { refuseExposure, refuseOpening } from './exposure.ts';
import type { Context, Settings, Target } from './settings.ts';

/** What all captures of a run share. */
export type CaptureSession = {
  context: Context;
  settings: Settings;
  git: Git;
  pool: HttpPool;
  cores: Gate;
  sealer: Sealer | undefined;
};

/** Pauses between attempts in milliseconds: a flicker of the network is over by then, an outage is not waited for. */
const PAUSES = [1000, 5000];

/** What is told of a repository that has never had a ref. */
const NOTHING_YET = 'it has no commit yet: there is nothing to store, and nothing to restore';

/** What to capture, the store that it is for and where it keeps it, what the run has seen of it for other stores, and how the log calls it. */
export type Capturing = { target: Target; store: Store; home: Home; look: Look; label: string };

/** The ledger's line of a capture, with the store's listing afterwards. */
export type CaptureResult = { entry: LedgerEntry; listing: RepositoryListing };

/**
 * Captures one repository if it has changed, or with `always` in any case.
 *
 * @throws `BackupError` where it failed; what was stored before is untouched then.
 */
export async function captureRepository(
  session: CaptureSession,
  capturing: Capturing,
  always: boolean,
): Promise<CaptureResult> {
  const { context, settings } = session;
  const { target, store, home, look, label } = capturing;
  const log = prefixLog(context.log, target.repository, label);
  const told = { repository: target.repository, visibility: target.facts?.visibility };
  await refuseExposure(store, told, { sealed: session.sealer !== undefined, allowed: settings.allowPublicStore });
  const { listing, newest, damaged } = home;
  const { repository } = listing;
  refuseOpening(store, home, settings.encryptTo);
  if (repository !== target.repository) log.info(`kept as ${repository}, the name that its history began with`);
  if (newest) context.warm?.need(digestsOf(newest));
  const outcome = await lookAt(session, capturing, { always, log });
  const warnings = [
    ...(target.warnings ?? []),
    ...damaged.map((error) => error.message),
    ...movedWarning(target, outcome),
  ];
  for (const warning of warnings) log.warn(warning);
  const refs = outcome.status === 'captured' ? outcome.refs.refs.length : 0;
  const guarded = { store, repository, last: newest, refs, pullRefs: settings.pullRefs, now: context.now() };
  // Before anything is stored: a crash leaves the state before pinned, and the next run looks again.
  const error = outcome.status === 'unchanged' ? undefined : await guardCollapse(guarded);
  const noted = { ...(warnings.length > 0 ? { warnings } : {}), ...(error ? { error } : {}) };
  if (outcome.status === 'captured') {
    const saved = await save(session, capturing, outcome, look.at);
    return { entry: { ...saved.entry, ...noted }, listing: saved.listing };
  }
  const { status } = outcome;
  const note = status === 'empty' ? { note: NOTHING_YET } : {};
  const snapshot = newest ? { snapshot: newest.snapshot_name } : {};
  return {
    entry: { repository, status, ...snapshot, bytes: 0, sources: { git: status }, ...note, ...noted },
    listing,
  };
}

/** Looks at the repository, and captures what the store does not have yet. */
async function lookAt(
  session: CaptureSession,
  { target, store, look, home: { listing, newest } }: Capturing,
  { always, log }: { always: boolean; log: Log },
): Promise<GitOutcome> {
  const { context, settings, cores } = session;
  const at = context.now();
  const barrier = newest && ((await sealingChange(newest, session.sealer)) ?? expiring(newest, listing, settings, at));
  const options: CaptureOptions = {
    access: await accessTo(session, target, log),
    earlier: openEarlier({
      store,
      repository: listing.repository,
      last: newest,
      requested: settings.type,
      now: at,
      fullEveryDays: settings.fullEveryDays,
      barrier,
    }),
    // Also what has not changed must be readable by those that it is sealed to now, and must not expire.
    always: always || barrier !== undefined,
    ready: async () => store.probe?.(repositoryPrefix(listing.repository)),
    log,
    now: context.now,
    patience: { pauses: PAUSES, wait: context.wait },
    cores,
  };
  return captureGit(options, look);
}

/** Why what the newest snapshot needs is too near to its end to build on, in a store that removes by itself what is old. */
function expiring(
  { snapshot_name: name, git }: Manifest,
  { expires }: RepositoryListing,
  { retention }: Settings,
  now: Date,
): string | undefined {
  const names = [...git.chain.map(({ snapshot }) => snapshot), name];
  const needed = expiringOf(names, expires);
  return expiryBarrier({ needed, now, reachDays: reachInDays(retention) });
}

function expiringOf(names: readonly string[], expires: RepositoryListing['expires']): ExpiringSnapshot[] {
  return names.flatMap((snapshot) => {
    const at = expires.get(snapshot);
    return at ? [{ snapshot, expires: at }] : [];
  });
}

function movedWarning({ repository }: Target, outcome: GitOutcome): string[] {
  return outcome.movedTo
    ? [`${repository} has moved to ${outcome.movedTo}: write the new name in \`repositories\``]
    : [];
}

async function save(
  { context, sealer }: CaptureSession,
  { target: { repository: name, address, facts }, store, home: { listing: before } }: Capturing,
  capture: GitCapture,
  at: Date,
): Promise<CaptureResult> {
  const { repository } = before;
  const after = before.snapshots.at(-1)?.name;
  const input = await composeSnapshot({
    repository,
    name,
    source: address.display,
    facts,
    capture,
    at,
    after,
    createdBy: context.createdBy,
    sealer,
  });
  const chain = capture.plan.chain.map(({ snapshot }) => snapshot);
  const manifest = await saveSnapshot(store, {
    ...input,
    expires: earliestExpiry(expiringOf(chain, before.expires)),
  });
  if (context.warm && store.direct) await keepSnapshot(context.warm, manifest, input.members);
  const listing = await listRepository(store, repository);
  const missing = [...missingParts(manifest, listing), ...beingRemoved(manifest, namesOf(before), listing)];
  if (missing.length > 0) {
    // Another run pruned the chain while we built on it. A snapshot that cannot be restored must not stay listed.
    await takeBack(store, manifestKey(repository, manifest.snapshot_name));
    throw new BackupError('store', `${repository}: the new snapshot is not whole (${missing.join(', ')})`, {
      hint: 'Another run removed what it builds on: run it again.',
    });
  }
  return { entry: storedEntry(repository, manifest, capture), listing };
}

function storedEntry(repository: string, manifest: Manifest, { plan, proven }: GitCapture): LedgerEntry {
  return {
    repository,
    status: 'stored',
    snapshot: manifest.snapshot_name,
    type: manifest.type,
    bytes: snapshotBytes(manifest),
    sources: manifest.sources,
    note: `${plan.reason}; proven by ${proven}${manifest.sealed ? '; sealed' : ''}`,
  };
}
