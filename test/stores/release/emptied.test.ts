// A repository that has lost its branches and keeps its releases: what GitHub says of it does not tell what to do.
import { expect, test } from 'vitest';
import { bodyOf } from '../../contract/bodies.ts';
import { startGitHub } from '../../lab/github/github.ts';
import { openReleases } from '../../lab/release-store.ts';

const SNAPSHOT = 'acme/app/snapshot-20261121-020000';

test('on the day a repository is emptied, who keeps its backups in its own releases is told what they need', async () => {
  await using github = await startGitHub();
  await using place = await openReleases(github);
  const store = await place.open();
  const { git } = place.holder;
  const commit = await git.git('rev-parse', 'refs/heads/main');
  // The tags of earlier snapshots are still there: it is not empty.
  await git.setRef('refs/tags/earlier', commit);
  await git.deleteRef('refs/heads/main');
  await store.put(`${SNAPSHOT}.tar`, bodyOf('archive'));
  await expect(store.put(`${SNAPSHOT}.json`, bodyOf('{}'))).rejects.toMatchObject({
    message: expect.stringContaining('its default branch has no commit') as string,
    hint: expect.stringContaining('Push a commit to the default branch') as string,
  });
  await git.setRef('refs/heads/main', commit);
  await expect(store.put(`${SNAPSHOT}.json`, bodyOf('{}'))).resolves.toMatchObject({ size: 2 });
});
