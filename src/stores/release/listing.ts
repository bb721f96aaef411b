// One listing of all releases a run, kept in memory: read again only where another run may have changed something.
import { BackupError } from '../../domain/errors.ts';
import { fetchAssets, fetchPage, type Release, type ReleaseApi } from './api.ts';
import { isOurTag } from './names.ts';
import { objectsOf, type ReleaseObject } from './objects.ts';

/** Our releases as they were last seen. Other people's are not among them. */
export type ReleaseListing = {
  /** Those in memory; read where nothing was read yet. */
  current: () => Promise<Release[]>;
  /** Reads all anew. */
  refresh: () => Promise<Release[]>;
  /** Puts a changed or new release into memory. */
  keep: (release: Release) => void;
  forget: (release: Release) => void;
  /** The objects of the releases in memory. */
  objects: () => Promise<Map<string, ReleaseObject>>;
};

/** GitHub lists no more than so many releases. */
const MOST_RELEASES = 10_000;
/** A release that shows so many assets may have more: they come in pages of their own. */
const MOST_ASSETS = 100;
/** Several pages are read until two readings in a row agree; a repository that changes this often is not listed. */
const READINGS = 6;

type Page = NonNullable<Awaited<ReturnType<typeof fetchPage>>>;

/** Opens the listing of a repository. Nothing is read before it is asked for. */
export function openListing(api: ReleaseApi): ReleaseListing {
  let pages: Page[] = [];
  let releases: Promise<Release[]> | undefined;
  let objects: { of: Release[]; map: Map<string, ReleaseObject> } | undefined;
  const remember = (read: Promise<Release[]>): Promise<Release[]> => {
    releases = read;
    // A failed listing is not remembered: the next one asks again.
    read.catch(() => (releases = releases === read ? undefined : releases));
    return read;
  };
  const refresh = () =>
    remember(
      readPages(api, pages).then(async (read) => {
        pages = read;
        return readReleases(api, read);
      }),
    );
  const change = (changed: (releases: Release[]) => Release[]) => {
    if (releases) void remember(releases.then(changed)).catch(() => undefined);
  };
  const without = (list: Release[], { id }: Release) => list.filter((release) => release.id !== id);
  return {
    current: () => releases ?? refresh(),
    refresh,
    keep: (release) => change((list) => [...without(list, release), release]),
    forget: (release) => change((list) => without(list, release)),
    async objects() {
      const list = await (releases ?? refresh());
      if (objects?.of !== list) objects = { of: list, map: objectsOf(list) };
      return objects.map;
    },
  };
}

/** All pages. While they are read one by one, a release that goes makes others slip from one page to the one before. */
async function readPages(api: ReleaseApi, before: readonly Page[]): Promise<Page[]> {
  let last = before;
  for (let reading = 1; reading <= READINGS; reading += 1) {
    const { pages, changed } = await readOnce(api, last);
    if (pages.length === 1 || (reading > 1 && !changed)) return pages;
    last = pages;
  }
  throw new BackupError('store', `the releases in ${api.location.address} change while they are listed`, {
    hint: 'Run it again when no other run writes or prunes there.',
  });
}

async function readOnce(api: ReleaseApi, before: readonly Page[]): Promise<{ pages: Page[]; changed: boolean }> {
  const pages: Page[] = [];
  let changed = false;
  for (;;) {
    const known = before[pages.length];
    const read = await fetchPage(api, pages.length + 1, known?.etag);
    const page = read ?? known;
    if (!page) throw new Error('GitHub says that a page is unchanged which was never read');
    changed ||= ids(page) !== (known && ids(known));
    pages.push(page);
    if (page.last) return { pages, changed: changed || pages.length !== before.length };
  }
}

function ids({ releases }: Page): string {
  return releases.map(({ id }) => id).join(' ');
}

/** The releases of ours, each with all of its assets. */
async function readReleases(api: ReleaseApi, pages: readonly Page[]): Promise<Release[]> {
  const all = new Map(pages.flatMap(({ releases }) => releases).map((release) => [release.id, release]));
  if (all.size >= MOST_RELEASES)
    throw new BackupError(
      'store',
      `${api.location.address} has ${all.size} releases, and GitHub lists no more of them`,
      {
        hint: 'Keep fewer snapshots, or move on to the releases of another repository, or to another kind of store.',
      },
    );
  const ours: Release[] = [];
  for (const release of all.values()) {
    if (!isOurTag(release.tag)) continue;
    const assets = release.assets.length < MOST_ASSETS ? release.assets : await fetchAssets(api, release.id);
    if (assets) ours.push({ ...release, assets });
  }
  return ours;
}
