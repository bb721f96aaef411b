// The objects that releases hold: assets put together by name, and nothing that is unfinished, removed or somebody else's.
import type { Asset, Release } from './api.ts';
import { isOurTag, isRecordsTag, keyIn, parsePart } from './names.ts';

/** An object, and the assets that it is made of, in order. */
export type ReleaseObject = { key: string; size: number; release: Release; parts: Asset[]; sha256: string | undefined };

/** Behind the title of a release that is no snapshot yet, or no more. GitHub changes title and draft state in one step. */
const INCOMPLETE = ' (incomplete)';
const LEAVING = ' (being removed)';

/** The title while a snapshot is being uploaded. */
export const incompleteTitle = (title: string): string => `${title}${INCOMPLETE}`;
/** The title of a snapshot that is no more: its files go next. Also an immutable release lets its title be changed. */
export const leavingTitle = (title: string): string => `${title}${LEAVING}`;

/** True for a release whose manifest counts. What a person calls a release by hand changes nothing. */
export function isCommitted({ title }: Release): boolean {
  return !title.endsWith(INCOMPLETE) && !title.endsWith(LEAVING);
}

/** True for a release whose removal has begun. */
export function isLeaving({ title }: Release): boolean {
  return title.endsWith(LEAVING);
}

/** All assets of a release that belong to a file of ours, whole or not, by key. */
export function filesOf(release: Release): Map<string, Asset[]> {
  const found = new Map<string, Asset[]>();
  for (const asset of release.assets) {
    const key = keyIn(release.tag, parsePart(asset.name).file);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), asset]);
  }
  return found;
}

/** The objects of all releases by key. Of several releases that claim one key, the one that was made first has it. */
export function objectsOf(releases: readonly Release[]): Map<string, ReleaseObject> {
  const found = new Map<string, ReleaseObject>();
  for (const release of inOrder(releases)) {
    for (const [key, assets] of filesOf(release)) {
      if (found.has(key) || (isManifest(release, key) && !isCommitted(release))) continue;
      const object = objectOf(key, release, assets);
      if (object) found.set(key, object);
    }
  }
  return found;
}

/** A published snapshot before all others, then what GitHub numbered first. */
function inOrder(releases: readonly Release[]): Release[] {
  const rank = (release: Release) => (isCommitted(release) ? 0 : 1);
  return releases.filter(({ tag }) => isOurTag(tag)).sort((a, b) => rank(a) - rank(b) || a.id - b.id);
}

/** True for the file whose listing makes a snapshot of a release. */
export function isManifest({ tag }: Pick<Release, 'tag'>, key: string): boolean {
  return !isRecordsTag(tag) && key.endsWith('.json');
}

/** The object that assets make together; undefined where a part is missing. */
export function objectOf(key: string, release: Release, assets: readonly Asset[]): ReleaseObject | undefined {
  const whole = assets.filter(({ uploaded }) => uploaded).toSorted((a, b) => a.id - b.id);
  for (const { name } of whole) {
    const { of } = parsePart(name);
    const parts = whole
      .filter((asset) => parsePart(asset.name).of === of)
      .toSorted((a, b) => parsePart(a.name).part - parsePart(b.name).part);
    if (of === 0) return { key, size: 0, release, parts, sha256: undefined };
    if (parts.length !== of) continue;
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    return { key, size, release, parts, sha256: of === 1 ? parts[0]?.sha256 : undefined };
  }
  return undefined;
}
