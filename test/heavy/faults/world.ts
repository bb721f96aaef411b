// Buckets with a history that the next run has everything to do with, one folder a case, behind a proxy that can misbehave.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { openDirectoryStore } from '../../../src/stores/directory.ts';
import { parseS3Address } from '../../../src/stores/s3/address.ts';
import { openS3Store } from '../../../src/stores/s3.ts';
import type { Store } from '../../../src/stores/store.ts';
import { HISTORY_SETTINGS, makeHistory, type History } from '../../invariants/history.ts';
import { startFaultProxy, type FaultProxy } from '../../lab/fault-proxy.ts';
import { startRadosgw, type Radosgw } from '../../lab/radosgw.ts';
import { createBucket, plainClient, useCredentials } from '../../lab/s3-world.ts';

/** A bucket with versions has no conditions on writes: there even the smallest object is an upload in parts. */
export type BucketKind = 'plain' | 'versioned';

export type World = AsyncDisposable & {
  server: Radosgw;
  history: History;
  /** The repository that is backed up. */
  origin: string;
  /** A directory that holds the history, and one snapshot more. */
  ahead: Store;
  /** A folder of a bucket with the history in it. */
  folder: (bucket: BucketKind) => Promise<Folder>;
};

export type Folder = AsyncDisposable & {
  proxy: FaultProxy;
  /** Address of the store, through the proxy. */
  address: string;
  /**
   * Opens the store for a test: past the proxy unless asked, and then a quarter of an hour later, when an upload that
   * nobody finishes counts as that of a dead run.
   */
  open: (options?: { proxied?: true; attempts?: number; part?: number | undefined }) => Promise<Store>;
  /** The ETag of every object by its key; records of runs left out. */
  etags: () => Promise<Map<string, string>>;
  /** Keys of the uploads that nobody has finished; records of runs left out. */
  uploads: () => Promise<string[]>;
};

/** Of this server, in bytes: an archive of the history can go in several parts. */
export const LEAST_PART = 2048;
/** A silent connection is given up after so many milliseconds, where users wait two minutes. */
const SILENCE = 400;
let folders = 0;

/** Starts the server and makes the history, which ends now. */
export async function openWorld(): Promise<World> {
  const history = await makeHistory({ endsNow: true });
  const server = await startRadosgw({ leastPart: LEAST_PART });
  const client = plainClient(server);
  await createBucket(client, 'plain');
  await createBucket(client, 'versioned', 'versioned');
  const keys = await storeHistory(client, history.place.root);
  const root = await history.copy('ahead', 'history');
  const ahead = await openDirectoryStore(root, root, false);
  await history.place.runOn(ahead, 'snapshot', HISTORY_SETTINGS);
  return {
    server,
    history,
    origin: history.place.folder.join('origins/acme/app.git'),
    ahead,
    folder: (bucket) => openFolder(server, client, bucket, keys),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await history[Symbol.asyncDispose]();
    },
  };
}

async function storeHistory(client: S3Client, root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths) {
    const Key = `history/${path.slice(root.length + 1)}`;
    await client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: await readFile(path) }));
  }
  return paths.map((path) => path.slice(root.length + 1));
}

async function openFolder(
  server: Radosgw,
  client: S3Client,
  Bucket: BucketKind,
  keys: readonly string[],
): Promise<Folder> {
  useCredentials(server.credentials);
  const prefix = `case-${(folders += 1)}`;
  for (const key of keys) {
    await client.send(new CopyObjectCommand({ Bucket, Key: `${prefix}/${key}`, CopySource: `plain/history/${key}` }));
  }
  const proxy = await startFaultProxy(server.url);
  const at = (endpoint: string) => `s3://${Bucket}/${prefix}?endpoint=${endpoint}`;
  return {
    proxy,
    address: at(proxy.url),
    open({ proxied, attempts = 3, part } = {}) {
      const env = { AWS_MAX_ATTEMPTS: String(attempts) };
      const world = {
        env,
        now: () => new Date(),
        silence: SILENCE,
        ...(part ? { part } : {}),
        ...(proxied ? {} : { patience: 0 }),
      };
      return openS3Store(parseS3Address(at(proxied ? proxy.url : server.url)), world);
    },
    async etags() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/acme/` }));
      return new Map(Contents.map(({ Key = '', ETag = '' }) => [Key.slice(prefix.length + 1), ETag]));
    },
    async uploads() {
      const asked = new ListMultipartUploadsCommand({ Bucket, Prefix: `${prefix}/acme/` });
      const { Uploads = [] } = await client.send(asked);
      return Uploads.map(({ Key = '' }) => Key.slice(prefix.length + 1));
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
