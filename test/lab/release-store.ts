// A release store on the lab's GitHub, as tests open it: a repository with one commit, no waiting, and parts as small as wanted.
import { mkdir } from 'node:fs/promises';
import { openGitHub } from '../../src/github/client.ts';
import { openReleaseStore } from '../../src/stores/release.ts';
import { parseReleaseAddress } from '../../src/stores/release/address.ts';
import type { Store } from '../../src/stores/store.ts';
import type { LabRepository } from './github/catalog.ts';
import type { LabGitHub } from './github/github.ts';
import { releasesOf } from './github/releases.ts';
import type { Releases } from './github/releases.ts';
import { temporaryFolder } from './temp.ts';

export interface OpenedAs {
  readonly draft?: boolean;
  readonly partSize?: number;
  readonly token?: string;
  readonly now?: () => Date;
}

export interface ReleasePlace extends AsyncDisposable {
  /** Which holds the releases. */
  readonly holder: LabRepository;
  readonly releases: Releases;
  /** Warnings and messages of the stores. */
  readonly log: string[];
  /** Milliseconds that were waited for, without waiting. */
  readonly waited: number[];
  /** Opens the store once more, as another run does. */
  open(options?: OpenedAs): Promise<Store>;
  /** Remembers releases and tags; what it gives brings them back. */
  remember(): Promise<() => Promise<void>>;
  /** Tags of the holder, by name. */
  tags(): Promise<string[]>;
}

let made = 0;

/** Makes a repository for releases on a GitHub that is running. */
export async function openReleases(github: LabGitHub): Promise<ReleasePlace> {
  const folder = await temporaryFolder('repo-backup-releases-');
  const holder = await github.addRepository(`acme/backups-${(made += 1)}`, { private: true });
  await holder.git.commit();
  const log: string[] = [];
  const waited: number[] = [];
  const note = (line: string) => void log.push(line);
  let opened = 0;
  const tags = async () => {
    const listed = await holder.git.git('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/tags');
    return listed.split('\n').filter((tag) => tag !== '');
  };
  const releases = releasesOf(holder);
  return {
    holder,
    releases,
    log,
    waited,
    async open({ draft = false, partSize, token = github.settings.token, now = () => new Date() } = {}) {
      const scratch = folder.join(`scratch-${(opened += 1)}`);
      await mkdir(scratch);
      const logs = { info: note, warn: note, progress: () => undefined };
      const { url: serverUrl, apiUrl } = github;
      const client = openGitHub({ serverUrl, apiUrl, tokenFor: async () => token, log: logs });
      const location = parseReleaseAddress(`release:${holder.fullName}${draft ? '?draft=true' : ''}`);
      const wait = async (ms: number) => void waited.push(ms);
      return openReleaseStore(
        location,
        { github: client, now, scratch, log: logs },
        { wait, ...(partSize ? { partSize } : {}) },
      );
    },
    async remember() {
      const { all, burned } = releases;
      const kept = all.map((release) => ({ ...release, assets: release.assets.map((asset) => ({ ...asset })) }));
      const [names, used] = [await tags(), [...burned]];
      return async () => {
        releases.all = kept.map((release) => ({ ...release, assets: release.assets.map((asset) => ({ ...asset })) }));
        burned.clear();
        for (const tag of used) burned.add(tag);
        for (const tag of await tags()) if (!names.includes(tag)) await holder.git.deleteRef(`refs/tags/${tag}`);
        const there = await tags();
        for (const tag of names) if (!there.includes(tag)) await holder.git.tag(tag, 'main');
      };
    },
    tags,
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]();
      await github.removeRepository(holder.fullName);
    },
  };
}
