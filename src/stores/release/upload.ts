// Uploading assets one by one, with patience: a broken try leaves something behind, which has to go before the next one.
import { BackupError } from '../../domain/errors.ts';
import { statusOf } from '../../github/errors.ts';
import { deleteAsset, explained, fetchAssets, sendAsset, type Asset, type Release, type ReleaseApi } from './api.ts';
import type { Pace } from './pace.ts';
import type { SpooledPart } from './spool.ts';

/** Tries of one asset, and the pause before each further one in milliseconds, times the number of tries that failed. */
const TRIES = 4;
const PAUSE = 2000;

export type Uploads = { api: ReleaseApi; pace: Pace; wait: (ms: number) => Promise<unknown> };

/**
 * Uploads one asset and gives it as GitHub has it.
 *
 * @throws `exists` where somebody else has the name, `corrupt` where other bytes arrive again and again.
 */
export async function uploadAsset(uploads: Uploads, release: Release, name: string, part: SpooledPart): Promise<Asset> {
  const { api, pace, wait } = uploads;
  for (let tried = 1; ; tried += 1) {
    await pace();
    const sent = await sendAsset(api, release, name, part.bytes).catch(async (error: unknown) => {
      const left = await cleanUp(uploads, release, { name, part, error, first: tried === 1 });
      if (left) return left;
      return tried < TRIES && isWorthATry(error) ? undefined : explained(api, `uploading ${name}`)(error);
    });
    if (sent && isSame(sent, part)) return sent;
    if (sent) await deleteAsset(api, sent);
    if (tried === TRIES)
      throw new BackupError('corrupt', `GitHub reports another digest of ${name} than that of the bytes sent`, {
        hint: 'Run it again. If it comes back, something on the way to GitHub damages data.',
      });
    await wait(PAUSE * tried);
  }
}

/** True for an asset that holds these bytes, as far as GitHub says. A server that gives no digests is asked for the bytes later. */
function isSame({ uploaded, size, sha256 }: Asset, part: SpooledPart): boolean {
  return uploaded && size === part.bytes.size && (sha256 === undefined || sha256 === part.sha256);
}

/** A server that is broken or busy, a connection that broke, or what one of these has left. */
function isWorthATry(error: unknown): boolean {
  return (statusOf(error) ?? 0) >= 500 || isTaken(error);
}

function isTaken(error: unknown): boolean {
  return statusOf(error) === 422 && /already_exists/.test(String(error));
}

/** Removes what a broken try has left. Gives the asset where all of it had arrived and only the answer was lost. */
async function cleanUp(
  { api }: Uploads,
  release: Release,
  { name, part, error, first }: { name: string; part: SpooledPart; error: unknown; first: boolean },
): Promise<Asset | undefined> {
  if (!isWorthATry(error)) return undefined;
  const left = (await fetchAssets(api, release.id))?.find((asset) => asset.name === name);
  // The first try meets what others have there; a later one what our own has left.
  if (left && first && isTaken(error)) throw nameTaken(api, name);
  if (left?.uploaded && isSame(left, part)) return left;
  if (left?.uploaded) throw nameTaken(api, name);
  if (left) await deleteAsset(api, left);
  return undefined;
}

/** The error of a name that somebody else has. */
export function nameTaken({ location }: ReleaseApi, name: string): BackupError {
  return new BackupError('exists', `${name} is already in ${location.address} and is never overwritten`);
}
