// Uploading: the body on scratch disk, the official client, and a look at whether ours is the artifact that counts.
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BackupError, diskFull } from '../../domain/errors.ts';
import { statusOf } from '../../github/errors.ts';
import { undoAtExit } from '../../system/undo.ts';
import type { Body, Confirmation, PutOptions } from '../store.ts';
import { writeBody } from '../write-body.ts';
import type { ArtifactListing, ListedArtifact } from './listing.ts';
import { artifactName } from './names.ts';
import { askApi, expectOwnRun, type ArtifactPlace } from './place.ts';
import { quietly } from '../../system/quiet.ts';

/**
 * Uploads a file as the artifact that has the file's name; gives what the official client tells of it. It lives for so many
 * days, or without a number for as long as the repository's settings allow.
 */
export type Upload = (
  file: string,
  folder: string,
  days: number | undefined,
) => Promise<{ id?: number; size?: number; digest?: string }>;

/** The official client: blocks of 8 MiB, five at once. */
export const uploadByClient: Upload = async (file, folder, days) => {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const options = { skipArchive: true, compressionLevel: 0, ...(days === undefined ? {} : { retentionDays: days }) };
  return new DefaultArtifactClient().uploadArtifact(basename(file), [file], folder, options);
};

export type Uploader = {
  place: ArtifactPlace;
  listing: ArtifactListing;
  upload: Upload;
  wait: (ms: number) => Promise<unknown>;
};

const DAY = 86_400_000;

/** Milliseconds to wait for a new artifact to be listed. */
const PAUSES = [500, 2000, 5000];

/** Stores an object; what it promises is told in `Store.put`. */
export async function putArtifact(
  uploader: Uploader,
  key: string,
  body: Body,
  { expires }: PutOptions,
): Promise<Confirmation> {
  const { place, listing, upload } = uploader;
  const name = artifactName(key);
  expectOwnRun(place);
  if (await listing.knows(key)) throw taken(place, key);
  const folder = await mkdtemp(join(place.scratch, 'artifact-'));
  using _folder = undoAtExit(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const file = join(folder, name);
    const written = await writeBody(file, body).catch((error: unknown) => {
      throw diskFull(error, folder) ?? error;
    });
    const sent = await quietly(place.log, () => upload(file, folder, wholeDays(place.now(), expires))).catch(
      async (error: unknown) => {
        const done = await finished(uploader, key, written, error);
        if (done) return done;
        throw explainUpload(error, place, key);
      },
    );
    await confirm(uploader, key, written, sent);
    return written;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The artifact where only the answer to the last request was lost. That it is there already is then no other's doing: a
 * manifest would stay, and its archive be taken back.
 */
async function finished({ listing }: Uploader, key: string, { size, sha256 }: Confirmation, error: unknown) {
  if (!(error instanceof Error) || !error.message.includes('FinalizeArtifact')) return undefined;
  const found = (await listing.ask(key)).findLast((one) => one.size === size && one.sha256 === sha256);
  return found && { id: found.id, size, digest: sha256 };
}

/** GitHub counts whole days, from one. */
function wholeDays(now: Date, expires: Date | undefined): number | undefined {
  return expires && Math.max(1, Math.floor((expires.getTime() - now.getTime()) / DAY));
}

/** Names are unique in a run only. Of the artifacts that several runs gave a name, the first is the object. */
async function confirm(
  uploader: Uploader,
  key: string,
  written: Confirmation,
  { id, size, digest }: Awaited<ReturnType<Upload>>,
): Promise<void> {
  const { place } = uploader;
  if (id === undefined) throw new BackupError('store', `${place.address} did not confirm ${key}`);
  const { own, first } = await findOwn(uploader, key, id);
  const same = size === written.size && digest === written.sha256 && own.size === written.size;
  if (same && (own.sha256 ?? written.sha256) === written.sha256 && own === first) return uploader.listing.made(own);
  await deleteArtifact(place, id, key);
  await uploader.listing.ask(key);
  if (own !== first) throw taken(place, key);
  throw new BackupError('store', `${place.address} holds something else under ${key} than was sent to it`, {
    hint: 'Run it again. If it stays, the memory, the disk or the network damages data.',
  });
}

async function findOwn(
  { place, listing, wait }: Uploader,
  key: string,
  id: number,
): Promise<{ own: ListedArtifact; first: ListedArtifact | undefined }> {
  for (const pause of [...PAUSES, undefined]) {
    const found = await listing.ask(key);
    const own = found.find((one) => one.id === id);
    if (own) return { own, first: found[0] };
    if (pause !== undefined) await wait(pause);
  }
  throw new BackupError('store', `${place.address} took ${key} and does not list it`, {
    hint: 'What a pull request from a fork uploads does not count: run it for a branch of the repository itself. If that was one, run it again, and see whether https://www.githubstatus.com tells of a disturbance of Actions.',
  });
}

/** Removes one artifact. One that is not there is no error. @throws `denied`, `unreachable` or `store`. */
export async function deleteArtifact(place: ArtifactPlace, id: number, key: string): Promise<void> {
  const { owner, repo } = place;
  await askApi(place, { doing: `removing ${key} from ${place.address}`, permission: 'write' }, async (client) => {
    await client.rest.actions.deleteArtifact({ owner, repo, artifact_id: id }).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
    });
  });
}

function taken({ address }: ArtifactPlace, key: string, cause?: unknown): BackupError {
  return new BackupError('exists', `${key} is already in ${address}, and nothing there is overwritten`, { cause });
}

/** The client's errors have no kinds: what they say is all there is to go by. */
function explainUpload(error: unknown, place: ArtifactPlace, key: string): unknown {
  if (!(error instanceof Error)) return error;
  const said = error.message.split('\n')[0] ?? '';
  const message = `storing ${key} in ${place.address}: ${said}`;
  if (/\b409\b|already exists/i.test(said)) return taken(place, key, error);
  if (error.name === 'UsageError' || /quota has been hit|insufficient usage/i.test(said))
    return new BackupError('disk-full', `storing ${key} in ${place.address}: the storage for artifacts is used up`, {
      hint: 'Raise the budget of the account (Settings, Billing), delete artifacts, lower `retention-days`, or use another store.',
      cause: error,
    });
  if (error.name === 'GHESNotSupportedError')
    return new BackupError('unsupported', `${place.address}: GitHub Enterprise Server has no artifacts for a store`, {
      hint: 'Use another store: release:owner/name, s3://bucket/backups, or a directory.',
      cause: error,
    });
  if (/\b40[13]\b/.test(said))
    return new BackupError('denied', message, {
      hint: 'Store within the job that the Action runs in, and not after it has ended.',
      cause: error,
    });
  return new BackupError('unreachable', message, { hint: 'Run it again later.', cause: error });
}
