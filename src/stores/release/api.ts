// The requests of a release store: GitHub's releases and their assets, every answer checked before it is believed.
import * as z from 'zod/mini';
import { BackupError } from '../../domain/errors.ts';
import type { Octokit } from '../../github/client.ts';
import { explainGitHub, statusOf } from '../../github/errors.ts';
import { isUploadAddress } from '../../github/server.ts';
import type { ReleaseLocation } from './address.ts';

/** A file of a release. `uploaded` is false for what a broken upload left behind, or one that goes on. Digest: hex SHA-256. */
export type Asset = {
  id: number;
  name: string;
  size: number;
  uploaded: boolean;
  sha256: string | undefined;
  createdAt: Date;
};

export type Release = {
  id: number;
  tag: string;
  title: string;
  draft: boolean;
  /** GitHub refuses every change of its assets and its tag. */
  immutable: boolean;
  uploadUrl: string;
  assets: Asset[];
};

/** What may change of a release. */
export type ReleaseChange = { name?: string; body?: string; draft?: boolean; make_latest?: 'false' };

/** A repository on a GitHub, and what was asked of it. */
export type ReleaseApi = {
  octokit: Octokit;
  location: ReleaseLocation;
};

const assetSchema = z.object({
  id: z.int().check(z.positive()),
  name: z.string(),
  size: z.int().check(z.nonnegative()),
  state: z.string(),
  digest: z.nullish(z.string()),
  created_at: z.string(),
});

const releaseSchema = z.object({
  id: z.int().check(z.positive()),
  tag_name: z.string(),
  name: z.nullish(z.string()),
  draft: z.boolean(),
  // Servers that know no immutable releases do not say it.
  immutable: z.optional(z.boolean()),
  upload_url: z.string(),
  assets: z.array(assetSchema),
});

/** Reads GitHub's word on an asset. */
function readAsset({ id, name, size, state, digest, created_at }: z.infer<typeof assetSchema>): Asset {
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1];
  return { id, name, size, uploaded: state === 'uploaded', sha256, createdAt: new Date(created_at) };
}

function readRelease(release: z.infer<typeof releaseSchema>): Release {
  const { id, tag_name: tag, name, draft, immutable = false, upload_url: uploadUrl, assets } = release;
  return { id, tag, title: name ?? '', draft, immutable, uploadUrl, assets: assets.map(readAsset) };
}

/** What GitHub answered, as what it must be. @throws `store` where it is something else, such as an answer cut short. */
function believe<T>({ location }: ReleaseApi, schema: z.ZodMiniType<T>, data: unknown, what: string): T {
  const { success, data: read } = schema.safeParse(data);
  if (success) return read;
  throw new BackupError('store', `GitHub's answer to ${what} in ${location.address} is not whole`, {
    hint: 'Run it again. Nothing was changed.',
  });
}

/** What GitHub refuses with words of its own. */
const REFUSALS = [
  {
    // Its branches were removed, or the default one is called otherwise now: GitHub has nothing to put the tag on.
    said: /target_commitish/i,
    kind: 'store',
    says: 'its default branch has no commit, and the tag of a release needs one',
    hint: 'Push a commit to the default branch there, such as one with a README, or use another store.',
  },
  {
    said: /is empty/i,
    kind: 'store',
    says: 'the repository is empty, and a release needs a commit',
    hint: 'Make a first commit there, such as one with a README.',
  },
  {
    said: /rule violations|being restricted/i,
    kind: 'denied',
    says: 'a ruleset of the repository forbids the tag',
    hint: 'Let this token make and remove tags that match `*.snapshot-*` in the rulesets of the repository, or add `?draft=true` to the address.',
  },
  {
    said: /immutable release/i,
    kind: 'locked',
    says: 'the release is immutable',
    hint: 'It can only be removed as a whole, which `prune` does in its time.',
  },
] as const;

/** Turns what Octokit threw into an error that names the store, and the permission where it is that. */
export function explained({ location }: ReleaseApi, doing: string, level: 'read' | 'write' = 'write') {
  return (error: unknown): never => {
    const refused = statusOf(error) === 422 ? REFUSALS.find(({ said }) => said.test(String(error))) : undefined;
    if (refused)
      throw new BackupError(refused.kind, `${doing} in ${location.address}: ${refused.says}`, {
        hint: refused.hint,
        cause: error,
      });
    const permissions = { permission: `contents: ${level}`, tokenPermission: `Contents: ${level}` };
    throw explainGitHub(error, { doing: `${doing} in ${location.address}`, ...permissions });
  };
}

/** One page of the releases, newest first, with its ETag; undefined where it is still what the ETag is of. A 304 costs nothing. */
export async function fetchPage(
  api: ReleaseApi,
  page: number,
  etag: string | undefined,
): Promise<{ releases: Release[]; etag: string | undefined; last: boolean } | undefined> {
  const { octokit, location } = api;
  const { owner, repo } = location;
  const headers = etag === undefined ? {} : { headers: { 'if-none-match': etag } };
  const doing = 'listing the releases';
  try {
    const answer = await octokit.request('GET /repos/{owner}/{repo}/releases', {
      owner,
      repo,
      per_page: 100,
      page,
      ...headers,
    });
    const releases = believe(api, z.array(releaseSchema), answer.data, doing).map(readRelease);
    const last = !/rel="next"/.test(answer.headers.link ?? '');
    return { releases, etag: answer.headers.etag, last };
  } catch (error) {
    if (etag !== undefined && statusOf(error) === 304) return undefined;
    return explained(api, doing, 'read')(error);
  }
}

/** All assets of a release; undefined where the release is gone. */
export async function fetchAssets(api: ReleaseApi, releaseId: number): Promise<Asset[] | undefined> {
  const { octokit, location } = api;
  const { owner, repo } = location;
  const doing = 'listing the assets of a release';
  const found: Asset[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await octokit
      .request('GET /repos/{owner}/{repo}/releases/{release_id}/assets', {
        owner,
        repo,
        release_id: releaseId,
        per_page: 100,
        page,
      })
      .catch((error: unknown) => (statusOf(error) === 404 ? undefined : explained(api, doing, 'read')(error)));
    if (answer === undefined) return undefined;
    found.push(...believe(api, z.array(assetSchema), answer.data, doing).map(readAsset));
    if (!/rel="next"/.test(answer.headers.link ?? '')) return found;
  }
}

/** Makes a draft, which has no tag yet and is seen only by those who may write. */
export async function createDraft(api: ReleaseApi, tag: string, name: string, body: string): Promise<Release> {
  const { octokit, location } = api;
  const { owner, repo } = location;
  const doing = `creating the release ${tag}`;
  const options = { owner, repo, tag_name: tag, name, body, draft: true };
  const answer = await octokit.request('POST /repos/{owner}/{repo}/releases', options).catch(explained(api, doing));
  return readRelease(believe(api, releaseSchema, answer.data, doing));
}

/** Changes a release. Gives undefined where it is gone. What GitHub refuses passes as Octokit threw it. */
export async function changeRelease(api: ReleaseApi, id: number, change: ReleaseChange): Promise<Release | undefined> {
  const { octokit, location } = api;
  const { owner, repo } = location;
  const options = { owner, repo, release_id: id, ...change };
  const answer = await octokit.request('PATCH /repos/{owner}/{repo}/releases/{release_id}', options).catch(unlessGone);
  return answer && readRelease(believe(api, releaseSchema, answer.data, 'changing a release'));
}

/** Removes a release with all its assets; its tag stays. */
export async function deleteRelease(api: ReleaseApi, { id, tag }: Release): Promise<void> {
  const { owner, repo } = api.location;
  await api.octokit
    .request('DELETE /repos/{owner}/{repo}/releases/{release_id}', { owner, repo, release_id: id })
    .catch(unlessGone)
    .catch(explained(api, `removing the release ${tag}`));
}

/** Removes a tag. */
export async function deleteTag(api: ReleaseApi, tag: string): Promise<void> {
  const { owner, repo } = api.location;
  await api.octokit
    .request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { owner, repo, ref: `tags/${tag}` })
    .catch(unlessGone)
    .catch((error: unknown) => {
      // That is how GitHub says that there is none.
      if (statusOf(error) !== 422 || !/does not exist/i.test(String(error))) throw error;
    })
    .catch(explained(api, `removing the tag ${tag}`));
}

/** Removes an asset. */
export async function deleteAsset(api: ReleaseApi, { id, name }: Asset): Promise<void> {
  const { owner, repo } = api.location;
  await api.octokit
    .request('DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}', { owner, repo, asset_id: id })
    .catch(unlessGone)
    .catch(explained(api, `removing the asset ${name}`));
}

/**
 * Sends an asset to where the release wants it, once. What goes wrong passes as Octokit threw it.
 *
 * @throws `store` where that is at another server, which would get the token.
 */
export async function sendAsset(api: ReleaseApi, { uploadUrl }: Release, name: string, bytes: Blob): Promise<Asset> {
  const [address = ''] = uploadUrl.split('{');
  if (!isUploadAddress(address, api.octokit.request.endpoint.DEFAULTS.baseUrl))
    throw new BackupError('store', `${api.location.address} wants assets to be sent to another server than its own`, {
      hint: 'Check `api-url`: the token is sent nowhere else.',
    });
  const answer = await api.octokit.request(`POST ${uploadUrl}`, {
    name,
    data: bytes,
    headers: { 'content-type': 'application/octet-stream' },
    // Octokit's own second try would meet what the first one has left behind.
    request: { retries: 0 },
  });
  return readAsset(believe(api, assetSchema, answer.data, `the upload of ${name}`));
}

function unlessGone(error: unknown): undefined {
  if (statusOf(error) === 404) return undefined;
  throw error;
}
