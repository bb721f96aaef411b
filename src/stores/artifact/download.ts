// Downloading: GitHub tells an address that is good for a minute, and what comes from there is taken up where it breaks off.
import { BackupError, isKind } from '../../domain/errors.ts';
import { statusOf } from '../../github/errors.ts';
import { download, type Answer } from '../download.ts';
import { noBytes, type ByteRange } from '../store.ts';
import type { ArtifactListing, ListedArtifact } from './listing.ts';
import { askApi, type ArtifactPlace } from './place.ts';

export type Downloader = {
  place: ArtifactPlace;
  listing: ArtifactListing;
  /** The fetch for an address, over the machine's proxy. */
  fetchFor: (url: string) => Promise<typeof globalThis.fetch>;
  wait: (ms: number) => Promise<unknown>;
  /** Addresses of blobs by artifact. */
  addresses: Map<number, { url: string; until: number }>;
};

/** Milliseconds for which an address is used again: GitHub's are good for a minute. */
const ADDRESS_LIFETIME = 45_000;
/** Milliseconds before each further question to a storage that cannot be reached. */
const PAUSES = [200, 1000, 5000];

/** Opens an object or a range of it; what it throws is told in `Store.get`. */
export async function getArtifact(
  downloader: Downloader,
  key: string,
  range: ByteRange | undefined,
): Promise<AsyncIterable<Buffer>> {
  const { place, listing } = downloader;
  const [found] = await listing.find(key);
  if (!found) throw new BackupError('not-found', `${key} is not in ${place.address}`);
  const { start, length } = range ?? { start: 0, length: found.size };
  if (start + length > found.size)
    throw new BackupError(
      'corrupt',
      `${key} has ${found.size} bytes, but ${start + length} are needed: it was cut short`,
      {
        hint: 'Bring the artifact back from another copy of the store, or use another snapshot.',
      },
    );
  if (length === 0) return noBytes();
  const ask = async (asked: ByteRange): Promise<Answer> => ({
    start: asked.start,
    bytes: await patiently(downloader, () => openAt(downloader, found, asked.start, asked.length)),
  });
  try {
    return await download(ask, { start, length }, { what: `${key} from ${place.address}`, wait: downloader.wait });
  } catch (error) {
    // Removed, or expired, since it was listed: whoever lists again now is told what is there.
    if (isKind(error, 'not-found')) listing.forget();
    throw error;
  }
}

/** Asks again where the storage cannot be reached: what has begun to arrive is not given up for one refused connection. */
async function patiently<R>({ wait }: Downloader, ask: () => Promise<R>): Promise<R> {
  for (const pause of PAUSES) {
    try {
      return await ask();
    } catch (error) {
      if (!isKind(error, 'unreachable')) throw error;
      await wait(pause);
    }
  }
  return ask();
}

/** The body of an answer that holds exactly the bytes that are asked for. */
async function openAt(
  downloader: Downloader,
  artifact: ListedArtifact,
  start: number,
  length: number,
): Promise<AsyncIterable<Uint8Array>> {
  const known = downloader.addresses.get(artifact.id);
  const now = downloader.place.now().getTime();
  if (known && known.until > now) {
    const response = await fetchPart(downloader, artifact, known.url, { start, length });
    if (response.status < 400) return bodyOf(response, artifact, start, length);
    await response.body?.cancel();
  }
  const url = await locate(downloader.place, artifact);
  downloader.addresses.set(artifact.id, { url, until: now + ADDRESS_LIFETIME });
  const response = await fetchPart(downloader, artifact, url, { start, length });
  if (response.status < 400) return bodyOf(response, artifact, start, length);
  await response.body?.cancel();
  downloader.addresses.delete(artifact.id);
  const kind = response.status === 404 ? 'not-found' : 'unreachable';
  throw new BackupError(kind, `reading ${artifact.key}: the storage of artifacts answered ${response.status}`, {
    hint: 'Run it again later.',
  });
}

/** Asks GitHub where an artifact is. @throws `not-found` where it was removed or has expired. */
async function locate(place: ArtifactPlace, { id, key }: ListedArtifact): Promise<string> {
  const { owner, repo } = place;
  const doing = `reading ${key} from ${place.address}`;
  const { headers } = await askApi(place, { doing, permission: 'read' }, async (client) =>
    client
      .request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
        owner,
        repo,
        artifact_id: id,
        archive_format: 'zip',
        request: { redirect: 'manual' },
      })
      .catch((error: unknown) => {
        const gone = [404, 410].includes(statusOf(error) ?? 0);
        throw gone ? new BackupError('not-found', `${key} is no longer in ${place.address}`, { cause: error }) : error;
      }),
  );
  if (headers.location && URL.canParse(headers.location)) return headers.location;
  throw new BackupError('store', `${doing}: GitHub did not tell where it is`, { hint: 'Run it again later.' });
}

/** The address is signed, and is for nobody else's token: ours does not go there. */
async function fetchPart(
  { fetchFor, place }: Downloader,
  { key }: ListedArtifact,
  url: string,
  { start, length }: ByteRange,
): Promise<Response> {
  try {
    const fetch = await fetchFor(url);
    return await fetch(url, { headers: { range: `bytes=${start}-${start + length - 1}` } });
  } catch (cause) {
    throw new BackupError(
      'unreachable',
      `reading ${key} from ${place.address}: the storage of artifacts cannot be reached`,
      {
        hint: `Let this machine reach ${new URL(url).origin}, and run it again.`,
        cause,
      },
    );
  }
}

function bodyOf(
  { headers, body, status }: Response,
  { key, size }: ListedArtifact,
  start: number,
  length: number,
): AsyncIterable<Uint8Array> {
  const whole = status === 200 && start === 0 && length === size;
  const told = headers.get('content-range');
  if (body && (whole || told === `bytes ${start}-${start + length - 1}/${size}`)) return body;
  void body?.cancel();
  throw new BackupError(
    'corrupt',
    `${key} is not what the listing says: ${told ?? `an answer ${status}`} came for ${length} of ${size} bytes`,
    {
      hint: 'Use another snapshot, or bring the artifact back from another copy of the store.',
    },
  );
}
