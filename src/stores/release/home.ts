// The release that an object goes into: the one that is there, or a new draft that no other writer was faster to make.
import { createDraft, deleteRelease, type Release } from './api.ts';
import { isCommitted, incompleteTitle } from './objects.ts';
import type { Place } from './names.ts';
import type { ReleaseSession } from './world.ts';

/** GitHub takes 1,000 assets a release. Other writers may be adding some at the same time. */
const MOST_ASSETS = 950;

/** Finds or makes the release for a place. */
export async function findHome(session: ReleaseSession, place: Place): Promise<Release> {
  const { api, listing, pace } = session;
  const found = choose(await listing.current(), place);
  if (found) return found;
  await pace();
  const made = await createDraft(
    api,
    place.tag,
    place.kind === 'records' ? place.title : incompleteTitle(place.title),
    bodyOf(place),
  );
  // GitHub lets several drafts have one tag. All writers take the one that was made first.
  const first = choose(await listing.refresh(), place) ?? made;
  if (first.id !== made.id) {
    await deleteRelease(api, made);
    listing.forget(made);
  } else listing.keep(first);
  return first;
}

function choose(releases: readonly Release[], { tag, kind }: Place): Release | undefined {
  const candidates = releases.filter((release) => release.tag === tag).sort((a, b) => a.id - b.id);
  if (kind === 'records') return candidates.find(({ assets }) => assets.length < MOST_ASSETS);
  return candidates.find((release) => isCommitted(release) && !release.draft) ?? candidates[0];
}

function bodyOf({ kind }: Place): string {
  return kind === 'records'
    ? 'Records of runs, and pins, of [repo-backup](https://github.com/creditxcredit/repo-backup). It belongs to no snapshot and stays a draft: keep it.'
    : 'A snapshot is being uploaded, or the run that did so has died. `repo-backup` removes what is left of it by itself.';
}
