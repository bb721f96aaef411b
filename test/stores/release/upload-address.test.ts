// Where assets go: an answer tells, and is believed only as far as the token may go.
import { expect, test } from 'vitest';
import { bodyOf } from '../../contract/bodies.ts';
import { answer } from '../../lab/faults.ts';
import { startGitHub } from '../../lab/github/github.ts';
import { openReleases } from '../../lab/release-store.ts';

test('an answer that names another server for uploads gets neither the token nor the bytes', async () => {
  await using github = await startGitHub();
  await using place = await openReleases(github);
  const store = await place.open();
  const release = { id: 1, tag_name: 'acme.app.snapshot-20261121-020000', name: '', draft: true, assets: [] };
  const body = JSON.stringify({ ...release, upload_url: 'http://localhost:9/assets{?name,label}' });
  const match = ({ method, path }: { method: string; path: string }) => method === 'POST' && path.endsWith('/releases');
  github.faults.next({ match, fault: answer(201, { headers: { 'content-type': 'application/json' }, body }) });
  await expect(store.put('acme/app/snapshot-20261121-020000.tar', bodyOf('x'))).rejects.toMatchObject({
    kind: 'store',
    message: expect.stringContaining('another server') as string,
  });
  expect(github.requests.filter(({ place: where }) => where === 'uploads')).toEqual([]);
});
