// Reading objects out of releases: ranges across the assets they are made of, from wherever GitHub sends us.
import { BackupError, isKind } from '../../domain/errors.ts';
import { download, type Answer } from '../download.ts';
import { noBytes, type ByteRange } from '../store.ts';
import { explained, type Asset } from './api.ts';
import type { ReleaseObject } from './objects.ts';
import type { ReleaseSession } from './world.ts';

/** Opens an object or a range of it; what it throws is told in `Store.get`. */
export async function getObject(
  session: ReleaseSession,
  key: string,
  range?: ByteRange,
): Promise<AsyncIterable<Buffer>> {
  const { listing, alone } = session;
  const known = (await listing.objects()).get(key);
  try {
    if (known) return await openObject(session, known, range);
  } catch (error) {
    if (!isKind(error, 'not-found')) throw error;
  }
  // Another run may have stored it, or stored it anew, since the releases were listed.
  await alone(() => listing.refresh());
  const found = (await listing.objects()).get(key);
  if (!found) throw missing(session, key);
  return openObject(session, found, range);
}

function missing({ api }: ReleaseSession, key: string): BackupError {
  return new BackupError('not-found', `${key} is not in ${api.location.address}`, {
    hint: 'Drafts are seen only by those who may write: has the token `contents: write`?',
  });
}

function openObject(session: ReleaseSession, object: ReleaseObject, range?: ByteRange): Promise<AsyncIterable<Buffer>> {
  const { key, size, parts } = object;
  const { start, length } = range ?? { start: 0, length: size };
  if (start + length > size)
    throw new BackupError('corrupt', `${key} has ${size} bytes, but ${start + length} are needed: it was cut short`, {
      hint: 'Bring the file back from another copy of the store, or use another snapshot.',
    });
  return readAssets(session, size === 0 ? [] : parts, { start, length }, key);
}

/** Reads a range of what assets hold together. The first request is made at once. */
export async function readAssets(
  session: ReleaseSession,
  assets: readonly Asset[],
  { start, length }: ByteRange,
  key: string,
): Promise<AsyncIterable<Buffer>> {
  const pieces: { asset: Asset; range: ByteRange }[] = [];
  let before = 0;
  for (const asset of assets) {
    const from = Math.max(start, before);
    const to = Math.min(start + length, before + asset.size);
    if (from < to) pieces.push({ asset, range: { start: from - before, length: to - from } });
    before += asset.size;
  }
  const open = ({ asset, range }: (typeof pieces)[number]) =>
    download((part) => askFor(session, asset, part), range, {
      what: `${key} from ${session.api.location.address}`,
      wait: session.wait,
    });
  const [first, ...rest] = pieces;
  return first ? inTurn(await open(first), rest, open) : noBytes();
}

async function* inTurn<P>(
  first: AsyncIterable<Buffer>,
  rest: readonly P[],
  open: (piece: P) => Promise<AsyncIterable<Buffer>>,
): AsyncGenerator<Buffer, void, undefined> {
  yield* first;
  for (const piece of rest) yield* await open(piece);
}

/** Asks for an asset from some byte on. GitHub redirects to another server, which the client asks without our token. */
async function askFor({ api }: ReleaseSession, asset: Asset, { start, length }: ByteRange): Promise<Answer> {
  const { owner, repo } = api.location;
  const answer = await api.octokit
    .request('GET /repos/{owner}/{repo}/releases/assets/{asset_id}', {
      owner,
      repo,
      asset_id: asset.id,
      headers: { accept: 'application/octet-stream', range: `bytes=${start}-${start + length - 1}` },
      request: { parseSuccessResponseBody: false },
    })
    .catch(explained(api, `reading ${asset.name}`, 'read'));
  const told = /^bytes (\d+)-/.exec(String(answer.headers['content-range'] ?? ''))?.[1];
  const from = told === undefined ? 0 : Number(told);
  if (from > start || !answer.data)
    throw new BackupError('store', `GitHub answered with another part of ${asset.name} than was asked for`);
  return { start: from, bytes: answer.data as unknown as AsyncIterable<Uint8Array> };
}
