// Releases as the lab's GitHub keeps them: drafts and published ones, assets with their bytes on disk, and tag names that are used up.
import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultBranchOf } from './catalog.ts';
import type { LabRepository } from './catalog.ts';
import { ACTOR } from './settings.ts';
import { ownerShape } from './shapes.ts';
import type { GitHubState } from './state.ts';

export interface LabAsset {
  readonly id: number;
  name: string;
  label: string;
  state: 'uploaded' | 'starter';
  size: number;
  /** "sha256:..."; null on servers that tell none. */
  digest: string | null;
  /** Its bytes. */
  readonly path: string;
  readonly createdAt: Date;
}

export interface LabRelease {
  readonly id: number;
  tag: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  immutable: boolean;
  /** Whether it asked to be the latest one. */
  makeLatest: string;
  publishedAt: Date | null;
  readonly createdAt: Date;
  assets: LabAsset[];
}

/**
 * How an upload goes wrong.
 * - `starter` nothing arrives, 502, and the name is taken by what is left
 * - `cut` the same with a connection that ends
 * - `lost` all arrives, but the answer is 502
 * - `damaged` one bit arrives flipped
 */
export type UploadFault = 'starter' | 'cut' | 'lost' | 'damaged';

/** The releases of one repository, for tests to look at and to change. */
export interface Releases {
  all: LabRelease[];
  /** Repository setting: what is published from now on cannot be changed. */
  immutable: boolean;
  /** Tag names of immutable releases, which can never be used again. */
  readonly burned: Set<string>;
  /** What hits the next uploads, one each. */
  readonly uploads: UploadFault[];
  /** False: as a server that tells no digests. */
  digests: boolean;
}

const known = new WeakMap<LabRepository, Releases>();
let nextId = 9_000_001;

export function releasesOf(repository: LabRepository): Releases {
  const found = known.get(repository) ?? newReleases();
  known.set(repository, found);
  return found;
}

function newReleases(): Releases {
  return { all: [], immutable: false, burned: new Set(), uploads: [], digests: true };
}

export type NewRelease = Partial<Omit<LabRelease, 'id' | 'assets'>> & { readonly tag: string };

/** Makes a release as somebody else would have it there. */
export function addRelease(repository: LabRepository, fields: NewRelease): LabRelease {
  const release: LabRelease = {
    id: nextId++,
    target: 'main',
    name: fields.tag,
    body: null,
    draft: false,
    prerelease: false,
    immutable: false,
    makeLatest: 'true',
    publishedAt: fields.draft ? null : new Date(),
    createdAt: new Date(),
    assets: [],
    ...fields,
  };
  releasesOf(repository).all.push(release);
  return release;
}

/** Begins an asset: its name is taken from now on, whatever becomes of the upload. */
export function beginAsset(state: GitHubState, release: LabRelease, name: string, label: string): LabAsset {
  const path = join(state.folder, `asset-${randomUUID()}`);
  const fields = { state: 'starter' as const, size: 0, digest: null, createdAt: new Date() };
  const asset: LabAsset = { id: nextId++, name: renamed(name), label, path, ...fields };
  release.assets.push(asset);
  return asset;
}

/** Puts an asset with these bytes into a release. */
export async function addAsset(
  state: GitHubState,
  release: LabRelease,
  name: string,
  bytes: Buffer,
): Promise<LabAsset> {
  const asset = beginAsset(state, release, name, '');
  await writeFile(asset.path, bytes);
  await finishAsset(asset, true);
  return asset;
}

/** The bytes have arrived. */
export async function finishAsset(asset: LabAsset, digests: boolean): Promise<void> {
  const bytes = await readFile(asset.path);
  asset.size = bytes.length;
  asset.digest = digests ? `sha256:${createHash('sha256').update(bytes).digest('hex')}` : null;
  asset.state = 'uploaded';
}

/** GitHub's own renaming: runs of other characters become one dot, and no name begins or ends with one. */
export function renamed(name: string): string {
  return name
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '.')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^\.|\.$/g, 'default');
}

const instant = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z');
const nodeId = (kind: string, id: number) => `${kind}_${Buffer.from(String(id)).toString('base64url')}`;

function actor({ url }: GitHubState) {
  return { ...ownerShape(url, { login: ACTOR, type: 'User', id: 41_898_282 }), type: 'Bot' };
}

export function releaseShape(state: GitHubState, repository: LabRepository, release: LabRelease) {
  const api = `${state.url}/api/v3/repos/${repository.fullName}`;
  const html = `${state.url}/${repository.fullName}`;
  const { id, tag, target, name, body, draft, prerelease, immutable, createdAt, publishedAt, assets } = release;
  return {
    url: `${api}/releases/${id}`,
    assets_url: `${api}/releases/${id}/assets`,
    upload_url: `${state.url}/api/uploads/repos/${repository.fullName}/releases/${id}/assets{?name,label}`,
    html_url: `${html}/releases/${draft ? `tag/untagged-${id}` : `tag/${encodeURIComponent(tag)}`}`,
    id,
    author: actor(state),
    node_id: nodeId('RE', id),
    tag_name: tag,
    target_commitish: target,
    name,
    body,
    draft,
    prerelease,
    immutable,
    created_at: instant(createdAt),
    updated_at: instant(createdAt),
    published_at: publishedAt && instant(publishedAt),
    assets: assets.map((asset) => assetShape(state, repository, { asset, release })),
    tarball_url: draft ? null : `${api}/tarball/${encodeURIComponent(tag)}`,
    zipball_url: draft ? null : `${api}/zipball/${encodeURIComponent(tag)}`,
  };
}

export function assetShape(
  state: GitHubState,
  repository: LabRepository,
  { asset, release }: { asset: LabAsset; release: LabRelease },
) {
  const { id, name, label, state: progress, size, digest, createdAt } = asset;
  return {
    url: `${state.url}/api/v3/repos/${repository.fullName}/releases/assets/${id}`,
    id,
    node_id: nodeId('RA', id),
    name,
    label,
    uploader: actor(state),
    content_type: 'application/octet-stream',
    // GitHub's words speak of "starter", its description knows "open" only. Neither is "uploaded".
    state: progress === 'starter' ? 'open' : progress,
    size,
    digest,
    download_count: 0,
    created_at: instant(createdAt),
    updated_at: instant(createdAt),
    browser_download_url: `${state.url}/${repository.fullName}/releases/download/${encodeURIComponent(release.tag)}/${name}`,
  };
}

/** Makes the tag of a release that is published, where there is none. @returns what is wrong with that, or undefined. */
export async function makeTag(repository: LabRepository, release: LabRelease): Promise<string | undefined> {
  const { git } = repository;
  const ref = `refs/tags/${release.tag}`;
  const tags = await git.git('for-each-ref', '--format=%(refname)', ref);
  if (tags.split('\n').includes(ref)) return undefined;
  const branch = release.target || (await defaultBranchOf(repository));
  try {
    await git.setRef(ref, await git.git('rev-parse', '--verify', `${branch}^{commit}`));
    return undefined;
  } catch {
    return 'target_commitish';
  }
}
