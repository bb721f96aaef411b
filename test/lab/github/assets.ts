// Routes of release assets, with their bytes: uploads at a host of their own, downloads from the second origin, names taken once.
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { pageOf } from './paging.ts';
import { assetShape, beginAsset, finishAsset, renamed } from './releases.ts';
import type { LabAsset, LabRelease, UploadFault } from './releases.ts';
import { releaseOf, releasesIn } from './release-routes.ts';
import { notFound, refusal } from './routes.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { GitHubState } from './state.ts';

const ASSETS = '/repos/{owner}/{repo}/releases/{release_id}/assets';
const ASSET = '/repos/{owner}/{repo}/releases/assets/{asset_id}';

export const assetRoutes: Route[] = [
  { at: 'uploads', method: 'POST', pattern: ASSETS, streams: true, handle: upload },
  { method: 'GET', pattern: ASSETS, handle: list },
  { method: 'GET', pattern: ASSET, handle: show },
  { method: 'DELETE', pattern: ASSET, handle: remove },
  { at: 'downloads', method: 'GET', pattern: '/release-assets/{owner}/{repo}/{asset_id}', handle: download },
];

/** GitHub wants less than 2 GiB an asset, and takes 1,000 a release. */
const MOST_BYTES = 2 ** 31 - 1;
const MOST_ASSETS = 1000;

const invalid = (fields: Record<string, unknown>): Answer =>
  refusal(422, 'Validation Failed', { errors: [{ resource: 'ReleaseAsset', ...fields }] });

async function upload(call: Call, state: GitHubState): Promise<Answer> {
  const { repository, incoming, query } = call;
  const release = releaseOf(call);
  if (!release || !repository) return notFound();
  const size = Number(incoming.headers['content-length'] ?? Number.NaN);
  const refused = refuseUpload(release, query.get('name') ?? '', size);
  if (refused) return refused;
  const asset = beginAsset(state, release, query.get('name') ?? '', query.get('label') ?? '');
  const fault = releasesIn(call).uploads.shift();
  // Of a client that breaks off, what is left is a name without a file.
  await pipeline(incoming, createWriteStream(asset.path));
  return settle(call, state, { asset, release, fault });
}

async function settle(
  call: Call,
  state: GitHubState,
  { asset, release, fault }: { asset: LabAsset; release: LabRelease; fault: UploadFault | undefined },
): Promise<Answer> {
  const { repository, incoming } = call;
  const broken = refusal(502, 'Server Error');
  if (fault === 'cut') incoming.socket.destroy();
  if (fault === 'cut' || fault === 'starter') {
    await rm(asset.path);
    return broken;
  }
  if (fault === 'damaged') {
    const bytes = await readFile(asset.path);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    await writeFile(asset.path, bytes);
  }
  await finishAsset(asset, releasesIn(call).digests);
  if (fault === 'lost' || !repository) return broken;
  return { status: 201, json: assetShape(state, repository, { asset, release }) };
}

function refuseUpload(release: LabRelease, name: string, size: number): Answer | undefined {
  if (release.immutable) return refusal(422, 'Cannot upload assets to an immutable release.');
  if (!Number.isInteger(size)) return refusal(400, 'Bad Content-Length: ');
  if (name === '') return invalid({ code: 'missing_field', field: 'name' });
  if (size < 1) return invalid({ code: 'custom', field: 'size', message: 'size must be greater than or equal to 1' });
  if (size > MOST_BYTES)
    return invalid({ code: 'custom', field: 'size', message: 'size must be less than or equal to 2147483647' });
  if (release.assets.length >= MOST_ASSETS)
    return invalid({ code: 'custom', field: 'base', message: 'file_count limited to 1000 assets per release' });
  if (release.assets.some((asset) => asset.name === renamed(name)))
    return invalid({ code: 'already_exists', field: 'name' });
  return undefined;
}

function list(call: Call, state: GitHubState): Answer {
  const { repository } = call;
  const release = releaseOf(call);
  if (!release || !repository) return notFound();
  return pageOf(release.assets, call, state, (page) =>
    page.map((asset) => assetShape(state, repository, { asset, release })),
  );
}

/** The asset of the path, if its release is seen by this access. */
function found(call: Call): { asset: LabAsset; release: LabRelease } | undefined {
  for (const release of releasesIn(call).all) {
    const asset = release.assets.find(({ id }) => String(id) === call.params['asset_id']);
    if (asset && releaseOf({ ...call, params: { ...call.params, release_id: String(release.id) } }))
      return { asset, release };
  }
  return undefined;
}

function show(call: Call, state: GitHubState): Answer {
  const { repository, request, params } = call;
  const there = found(call);
  if (!there || !repository) return notFound();
  if (request.headers.accept !== 'application/octet-stream')
    return { status: 200, json: assetShape(state, repository, there) };
  if (there.asset.state !== 'uploaded') return notFound();
  const location = `${state.downloadsUrl}/release-assets/${repository.fullName}/${params['asset_id']}`;
  return { status: 302, headers: { location }, body: '' };
}

function remove(call: Call): Answer {
  const there = found(call);
  if (!there) return notFound();
  if (there.release.immutable) return refusal(422, 'Cannot delete assets of an immutable release.');
  // Its bytes stay on disk, so that a test can bring a state back.
  there.release.assets = there.release.assets.filter((one) => one !== there.asset);
  return { status: 204 };
}

/** What the second origin sends. The whole file where no range was asked for. */
function download(call: Call, state: GitHubState): Answer {
  const { owner, repo, asset_id: id } = call.params;
  const repository = state.catalog.find(`${owner}/${repo}`)?.repository;
  if (!repository) return notFound();
  const asset = releasesIn({ ...call, repository })
    .all.flatMap(({ assets }) => assets)
    .find((one) => String(one.id) === id);
  if (!asset) return notFound();
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(call.request.headers.range ?? '') ?? [];
  const start = Number(first ?? 0);
  const end = last ? Math.min(Number(last), asset.size - 1) : asset.size - 1;
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': String(end - start + 1),
    'accept-ranges': 'bytes',
  };
  const body = createReadStream(asset.path, { start, end }) as AsyncIterable<Buffer>;
  if (first === undefined) return { status: 200, headers, body };
  if (start >= asset.size) return { status: 416, headers: { 'content-range': `bytes */${asset.size}` }, body: '' };
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${start}-${end}/${asset.size}` }, body };
}
