// Publishing: the one request that makes a snapshot of a draft whose files are all there.
import { BackupError } from '../../domain/errors.ts';
import { statusOf } from '../../github/errors.ts';
import { changeRelease, explained, type Release, type ReleaseChange } from './api.ts';
import type { Place } from './names.ts';
import { describeSnapshot } from './notes.ts';
import { nameTaken } from './upload.ts';
import type { ReleaseSession } from './world.ts';

type Finished = { key: string; place: Place; manifest: Blob | undefined };

/** Gives a release its title and notes and, unless the store keeps drafts, publishes it. @throws `exists` where the tag is taken. */
export async function publish(session: ReleaseSession, release: Release, finished: Finished): Promise<void> {
  const { api, listing, pace, partSize } = session;
  const { key, place, manifest } = finished;
  const { address, owner, repo } = api.location;
  const body = describeSnapshot((await manifest?.text()) ?? '', { address, holder: `${owner}/${repo}`, partSize });
  const change: ReleaseChange = {
    name: place.title,
    body,
    // What is newest of the project's own releases is not ours to say.
    ...(api.location.draft ? {} : { draft: false, make_latest: 'false' }),
  };
  await pace();
  try {
    const published = await changeRelease(api, release.id, change);
    if (!published)
      throw new BackupError('not-found', `the release ${release.tag} was removed before it was published`);
    listing.keep({ ...published, assets: release.assets });
  } catch (error) {
    await listing.refresh();
    // The answer was lost, and not what it told of.
    if ((await listing.objects()).get(key)?.release.id === release.id) return;
    // Its tag belongs to another release, or did to one that was immutable.
    const taken =
      /already_exists|used by an immutable release/.test(String(error)) && !/rule violations/.test(String(error));
    if (statusOf(error) === 422 && taken) throw nameTaken(api, release.tag);
    explained(api, `publishing the release ${release.tag}`)(error);
  }
}
