// The listing of a repository's artifacts: read once a run, kept up with what this and other runs do, complete or an error.
import { BackupError } from '../../domain/errors.ts';
import { mapConcurrently } from '../../system/concurrency.ts';
import { artifactKey, artifactName } from './names.ts';
import { askApi, type ArtifactPlace } from './place.ts';

/** An artifact that holds an object. `sha256` is what its maker told GitHub. */
export type ListedArtifact = {
  id: number;
  key: string;
  size: number;
  sha256: string | undefined;
  expires: Date | undefined;
};

/** Live artifacts by key, those of one key by id: runs that knew nothing of each other may have made several. */
type ByKey = Map<string, ListedArtifact[]>;

/** What was read: the objects, and the ids of all artifacts, also of those that are none. */
type Known = { objects: ByKey; ids: Set<number> };

/** What is known of the artifacts. Of several with one name the first made, the one with the lowest id, is the object. */
export type ArtifactListing = {
  /** Every object. */
  all: () => Promise<ListedArtifact[]>;
  /** True where a listing that was read has the key. */
  knows: (key: string) => Promise<boolean>;
  /** The artifacts of a key as they are known; where none is known GitHub is asked. */
  find: (key: string) => Promise<ListedArtifact[]>;
  /** The artifacts of a key as they are now. */
  ask: (key: string) => Promise<ListedArtifact[]>;
  /** Notes an artifact that this run has made: it stays listed, also where GitHub's list is behind. */
  made: (artifact: ListedArtifact) => void;
  /** Notes that the artifacts of a key were removed. */
  removed: (key: string) => void;
  /** Notes that what is known is no longer so: the next listing is read anew. */
  forget: () => void;
  /** Sees what others have made and removed since it was read: with one request where nothing but new ones came. */
  refresh: () => Promise<void>;
};

/** GitHub's largest page. */
const PAGE = 100;
const PARALLEL_PAGES = 4;
/** Readings of a listing that changes while it is read. */
const READINGS = 5;

/** Opens the listing of a place; nothing is asked yet. */
export function openListing(place: ArtifactPlace): ArtifactListing {
  let known: Promise<Known> | undefined;
  const made = new Map<string, ListedArtifact>();
  const load = (loading: Promise<Known>): Promise<Known> => {
    known = loading;
    loading.catch(() => (known = known === loading ? undefined : known));
    return loading;
  };
  const ask = async (key: string): Promise<ListedArtifact[]> => {
    const { objects, ids } = await readAll(place, artifactName(key));
    const found = objects.get(key) ?? [];
    const all = await known;
    if (all) replace(all, key, found, ids);
    return found;
  };
  return {
    all: async () => [...(await (known ?? load(readAll(place)))).objects.values()].flatMap(([first]) => first ?? []),
    knows: async (key) => (await known)?.objects.has(key) ?? false,
    find: async (key) => (await known)?.objects.get(key) ?? (await ask(key)),
    ask,
    made: (artifact) => void made.set(artifact.key, artifact),
    removed(key) {
      made.delete(key);
      void known?.then((all) => replace(all, key)).catch(() => undefined);
    },
    forget: () => (known = undefined),
    async refresh() {
      const before = known;
      if (before) await load(before.then((all) => readAgain(place, all, made)));
    },
  };
}

function replace({ objects, ids }: Known, key: string, found: ListedArtifact[] = [], now: Iterable<number> = []): void {
  for (const { id } of objects.get(key) ?? []) ids.delete(id);
  for (const id of now) ids.add(id);
  if (found.length > 0) objects.set(key, found);
  else objects.delete(key);
}

/** Reads what has changed, and adds what this run has made and the list does not show yet. */
async function readAgain(
  place: ArtifactPlace,
  before: Known,
  made: ReadonlyMap<string, ListedArtifact>,
): Promise<Known> {
  const now = (await readOn(place, before)) ?? (await readAll(place));
  for (const [key, artifact] of made) if (!now.objects.has(key)) replace(now, key, [artifact], [artifact.id]);
  return now;
}

/**
 * Reads the newest pages until one shows what was known before. Undefined where their count tells that others are gone: only
 * all pages tell which.
 */
async function readOn(place: ArtifactPlace, { objects, ids }: Known): Promise<Known | undefined> {
  const fresh = new Map<number, Answered>();
  for (let page = 1; ; page += 1) {
    const { total, artifacts } = await readPage(place, page, undefined);
    const some = artifacts.filter(({ id }) => !ids.has(id));
    for (const one of some) fresh.set(one.id, one);
    if (some.length === PAGE) continue;
    if (total !== ids.size + fresh.size) return undefined;
    const added = byKey([...fresh.values()], place.now());
    // What has expired since is still counted, and is left out by the next run.
    for (const [key, list] of added)
      objects.set(
        key,
        [...(objects.get(key) ?? []), ...list].toSorted((a, b) => a.id - b.id),
      );
    return { objects, ids: new Set([...ids, ...fresh.keys()]) };
  }
}

/**
 * Reads all pages, with `name` those of the artifacts that are named so. Pages shift while others add or remove: it is
 * read again until all that were counted were seen.
 *
 * @throws `store` where that never happens, and what the API refuses.
 */
async function readAll(place: ArtifactPlace, name?: string): Promise<Known> {
  for (let reading = 1; reading <= READINGS; reading += 1) {
    const first = await readPage(place, 1, name);
    const more = Array.from({ length: Math.ceil(first.total / PAGE) - 1 }, (_, index) => index + 2);
    const pages = [first, ...(await mapConcurrently(more, PARALLEL_PAGES, (page) => readPage(place, page, name)))];
    const seen = new Map(pages.flatMap(({ artifacts }) => artifacts.map((one) => [one.id, one])));
    if (seen.size === first.total && pages.every(({ total }) => total === first.total))
      return { objects: byKey([...seen.values()], place.now()), ids: new Set(seen.keys()) };
  }
  throw new BackupError(
    'store',
    `${place.address}: the listing of artifacts changed while it was read, ${READINGS} times`,
    {
      hint: 'Run it again when fewer workflows of that repository are running.',
    },
  );
}

type Page = { total: number; artifacts: Answered[] };
type Answered = {
  id: number;
  name: string;
  size_in_bytes: number;
  expired: boolean;
  expires_at: string | null;
  digest?: string | null;
  workflow_run?: { repository_id?: number; head_repository_id?: number } | null;
};

async function readPage(place: ArtifactPlace, page: number, name: string | undefined): Promise<Page> {
  const { owner, repo, address } = place;
  const { data } = await askApi(
    place,
    { doing: `listing the artifacts of ${owner}/${repo}`, permission: 'read' },
    (client) =>
      client.rest.actions.listArtifactsForRepo({
        owner,
        repo,
        per_page: PAGE,
        page,
        ...(name === undefined ? {} : { name }),
      }),
  );
  const artifacts = data.artifacts as Answered[] | undefined;
  if (typeof data.total_count === 'number' && Array.isArray(artifacts)) return { total: data.total_count, artifacts };
  throw new BackupError('store', `${address} answered with something that is no listing of artifacts`, {
    hint: 'Check `api-url`, and run it again. Nothing was changed.',
  });
}

function byKey(artifacts: readonly Answered[], now: Date): ByKey {
  const found: ByKey = new Map();
  for (const { id, name, size_in_bytes: size, expired, expires_at: until, digest } of artifacts.filter(isOwn)) {
    const key = artifactKey(name);
    const expires = until === null ? undefined : new Date(until);
    if (key === undefined || expired || (expires && expires <= now)) continue;
    const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1];
    found.set(
      key,
      [...(found.get(key) ?? []), { id, key, size, sha256, expires }].toSorted((a, b) => a.id - b.id),
    );
  }
  return found;
}

/**
 * False for what a pull request from a fork has made: its run belongs to this repository, and its code to anybody. The head
 * repository is missing where that fork is gone.
 */
function isOwn({ workflow_run: run }: Answered): boolean {
  return !run || (run.repository_id !== undefined && run.head_repository_id === run.repository_id);
}
