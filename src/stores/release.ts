// The release store: each snapshot is a release of a GitHub repository, what belongs to none lies in drafts beside them.
import { setTimeout } from 'node:timers/promises';
import { summariseError } from '../domain/errors.ts';
import type { Visibility } from '../domain/visibility.ts';
import { isPaced } from '../github/client.ts';
import { readVisibility } from '../github/visibility.ts';
import { createGate } from '../system/concurrency.ts';
import type { ReleaseLocation } from './release/address.ts';
import { expectDrafts } from './release/drafts.ts';
import { getObject } from './release/get.ts';
import { openListing } from './release/listing.ts';
import { createPace } from './release/pace.ts';
import { putObject } from './release/put.ts';
import { deleteObject, removeLeftovers } from './release/remove.ts';
import type { ReleaseSession, ReleaseWorld } from './release/world.ts';
import { expectKey, expectPrefix, type Store } from './store.ts';

/** GitHub wants less than 2 GiB an asset. */
const PART = 2_000_000_000;

/** What tests put in place of the size and of the clock. */
type Parts = {
  /** Bytes of the largest asset. */
  partSize?: number;
  wait?: (ms: number) => Promise<unknown>;
};

/** Opens the store in the releases of a repository. The first operation tells if that is missing or the token may not. */
export async function openReleaseStore(
  location: ReleaseLocation,
  world: ReleaseWorld,
  { partSize = PART, wait = setTimeout }: Parts = {},
): Promise<Store> {
  const api = { octokit: await world.github.clientFor(location.owner, location.repo), location };
  const session: ReleaseSession = {
    ...world,
    partSize,
    wait,
    api,
    listing: openListing(api),
    pace: isPaced(world.github.apiUrl) ? createPace({ ...world, wait }) : async () => undefined,
    alone: createGate(1),
  };
  let tidied: Promise<void> | undefined;
  let visibility: Promise<Visibility> | undefined;
  let looked: Promise<void> | undefined;
  /** What was stored or removed since the last listing: another run may have pruned what it builds on, or built on it. */
  const changed = new Set<string>();
  return {
    address: location.address,
    put: async (key, body) => {
      expectKey(key);
      tidied ??= tidy(session);
      await tidied;
      const confirmation = await putObject(session, key, body);
      changed.add(key);
      return confirmation;
    },
    get: async (key, range) => {
      expectKey(key);
      return getObject(session, key, range);
    },
    list: async (prefix) => {
      expectPrefix(prefix);
      await (looked ??= expectDrafts(session));
      return listObjects(session, prefix, changed);
    },
    visibility: () => (visibility ??= readReleaseVisibility(session)),
    delete: async (key) => {
      expectKey(key);
      await deleteObject(session, key);
      changed.add(key);
    },
  };
}

/** Drafts are seen by those only who may write. */
async function readReleaseVisibility({ api: { octokit, location } }: ReleaseSession): Promise<Visibility> {
  return location.draft ? 'private' : readVisibility(octokit, location.owner, location.repo);
}

async function listObjects({ listing, alone }: ReleaseSession, prefix: string, changed: Set<string>) {
  if ([...changed].some((key) => key.startsWith(prefix))) {
    await alone(() => {
      changed.clear();
      return listing.refresh();
    });
  }
  const found = [...(await listing.objects()).values()].filter(({ key }) => key.startsWith(prefix));
  return found
    .map(({ key, size, sha256 }) => ({ key, size, ...(sha256 ? { sha256 } : {}) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** A leftover that cannot be removed is no reason to make no backup. */
async function tidy(session: ReleaseSession): Promise<void> {
  try {
    await session.alone(() => removeLeftovers(session));
  } catch (error) {
    session.log.warn(
      `what unfinished uploads have left in ${session.api.location.address} stays: ${summariseError(error).message}`,
    );
  }
}
