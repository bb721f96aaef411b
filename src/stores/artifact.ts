// The artifact store: each object is one artifact of a repository, made by the run that stores it, read over the API.
import { setTimeout } from 'node:timers/promises';
import type { Visibility } from '../domain/visibility.ts';
import { readVisibility } from '../github/visibility.ts';
import { openFetch } from '../system/fetch.ts';
import { getArtifact } from './artifact/download.ts';
import { openListing, type ArtifactListing, type ListedArtifact } from './artifact/listing.ts';
import { expectOwnRun, lifetimeOf, openPlace, type ArtifactPlace, type ArtifactWorld } from './artifact/place.ts';
import { deleteArtifact, putArtifact, uploadByClient, type Upload } from './artifact/upload.ts';
import { FOR_SNAPSHOTS, openRoom } from './artifact/room.ts';
import { expectKey, expectPrefix, type Store, type StoredObject } from './store.ts';

/** What tests put in place of the official client, of the clock, and of the artifacts that a job may make of snapshots. */
type Parts = { upload: Upload; wait: (ms: number) => Promise<unknown>; most?: number };

/**
 * Opens the artifacts of a repository as a store. Nothing is asked before the first operation.
 *
 * @throws `usage` for an address that names no repository, `unsupported` on an Enterprise Server.
 */
export async function openArtifactStore(
  address: string,
  world: ArtifactWorld,
  { upload, wait, most = FOR_SNAPSHOTS }: Parts = { upload: uploadByClient, wait: setTimeout },
): Promise<Store> {
  const place = openPlace(address, world);
  const listing = openListing(place);
  const room = openRoom(place.address, world.env, most);
  let visibility: Promise<Visibility> | undefined;
  /** What was stored or removed since others were looked at: they may have pruned what it builds on, or built on it. */
  const changed = new Set<string>();
  const uploader = { place, listing, upload, wait };
  const downloader = {
    place,
    listing,
    wait,
    fetchFor: fetchByOrigin(),
    addresses: new Map(),
  };
  return {
    address: place.address,
    lifetimeDays: lifetimeOf(place),
    put: async (key, body, options = {}) => {
      expectKey(key);
      const confirmation = await room.within(key, () => putArtifact(uploader, key, body, options));
      changed.add(key);
      return confirmation;
    },
    probe: async () => {
      expectOwnRun(place);
      room.expect();
    },
    get: async (key, range) => {
      expectKey(key);
      return getArtifact(downloader, key, range);
    },
    list: async (prefix) => {
      expectPrefix(prefix);
      return listObjects(listing, prefix, changed);
    },
    visibility: () => (visibility ??= readPlaceVisibility(place)),
    delete: async (key) => {
      expectKey(key);
      for (const { id } of await listing.find(key)) await deleteArtifact(place, id, key);
      listing.removed(key);
      changed.add(key);
    },
  };
}

async function listObjects(listing: ArtifactListing, prefix: string, changed: Set<string>): Promise<StoredObject[]> {
  if ([...changed].some((key) => key.startsWith(prefix))) {
    changed.clear();
    await listing.refresh();
  }
  return (await listing.all())
    .filter(({ key }) => key.startsWith(prefix))
    .map(listed)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function listed({ key, size, sha256, expires }: ListedArtifact): StoredObject {
  return { key, size, ...(sha256 ? { sha256 } : {}), ...(expires ? { expires } : {}) };
}

/** The fetch for a URL, opened once for each origin: it may hold the connections to a proxy. */
function fetchByOrigin(): (url: string) => Promise<typeof globalThis.fetch> {
  const opened = new Map<string, Promise<typeof globalThis.fetch>>();
  return (url) => {
    const { origin } = new URL(url);
    const found = opened.get(origin) ?? openFetch(url);
    opened.set(origin, found);
    return found;
  };
}

async function readPlaceVisibility({ github, owner, repo }: ArtifactPlace): Promise<Visibility> {
  return readVisibility(await github.clientFor(owner, repo), owner, repo);
}
