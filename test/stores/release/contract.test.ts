// The release store keeps the contract of all stores: on published releases, and on drafts with objects that are split.
import { afterAll, beforeAll } from 'vitest';
import { storeContract, type StoreUnderTest } from '../../contract/store.ts';
import { startGitHub, type LabGitHub } from '../../lab/github/github.ts';
import { openReleases, type OpenedAs } from '../../lab/release-store.ts';

let github: LabGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github[Symbol.asyncDispose]());

async function openWith(options: OpenedAs): Promise<StoreUnderTest> {
  const place = await openReleases(github);
  const open = () => place.open(options);
  return { store: await open(), reopen: open, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
}

storeContract('releases of a repository', () => openWith({}));
storeContract('drafts whose assets hold few bytes', () => openWith({ draft: true, partSize: 60_000 }));
