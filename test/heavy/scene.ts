// The scene of tests of the S3 store on a real server: buckets of every kind, a folder of its own for each test, faults on the way.
import { randomBytes } from 'node:crypto';
import { ListMultipartUploadsCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Store } from '../../src/stores/store.ts';
import { startFaultProxy, type FaultProxy, type Passing } from '../lab/fault-proxy.ts';
import { startRadosgw, type Radosgw } from '../lab/radosgw.ts';
import { createBucket, openS3, plainClient, useCredentials } from '../lab/s3-world.ts';

export const KEY = 'acme/app/snapshot-20261121-020000.tar';
export const MIB = 1024 * 1024;
/** Four parts, the last a small one. */
export const LARGE = 24 * MIB + 12_345;

/** The buckets that there are. */
export type Kind = 'plain' | 'versioned' | 'locked';

export type Scene = {
  server: Radosgw;
  client: S3Client;
  /** In front of the server; what is asked through it is recorded, and may fail. */
  proxy: FaultProxy;
  /** This test's folder in each bucket. */
  folder: string;
  /** A store in the plain bucket, through the proxy. */
  store: Store;
  /** Opens a store in this test's folder of a bucket, past the proxy. */
  open: (kind: Kind, options?: Parameters<typeof openS3>[2]) => Promise<Store>;
  /** Keys of the uploads that are in progress in this test's folder. */
  uploads: (kind: Kind) => Promise<string[]>;
};

/** Declares the hooks of a file, and gives what they fill in: only tests may read it. */
export function setScene(): Scene {
  const scene = {} as Scene;
  let folders = 0;
  beforeAll(async () => {
    scene.server = await startRadosgw();
    scene.client = plainClient(scene.server);
    await createBucket(scene.client, 'plain');
    for (const kind of ['versioned', 'locked'] as const) await createBucket(scene.client, kind, kind);
  });
  afterAll(() => scene.server[Symbol.asyncDispose]());
  beforeEach(async () => {
    useCredentials(scene.server.credentials);
    const folder = `test-${(folders += 1)}`;
    const proxy = await startFaultProxy(scene.server.url);
    const store = await openS3(`plain/${folder}`, proxy.url);
    const open: Scene['open'] = (kind, options) => openS3(`${kind}/${folder}`, scene.server.url, options);
    const uploads = async (kind: Kind) => {
      const asked = new ListMultipartUploadsCommand({ Bucket: kind, Prefix: `${folder}/` });
      const { Uploads = [] } = await scene.client.send(asked);
      return Uploads.map(({ Key = '' }) => Key.slice(folder.length + 1));
    };
    Object.assign(scene, { folder, proxy, store, open, uploads });
  });
  afterEach(() => scene.proxy[Symbol.asyncDispose]());
  return scene;
}

export const isPart = ({ method, query }: Passing): boolean => method === 'PUT' && query.has('partNumber');
export const isPut = ({ method, query }: Passing): boolean => method === 'PUT' && !query.has('partNumber');
export const isList = ({ method, query }: Passing): boolean => method === 'GET' && query.has('list-type');
export const isGet = ({ method, path }: Passing): boolean => method === 'GET' && path.endsWith(KEY);
export const isComplete = ({ method, query }: Passing): boolean => method === 'POST' && query.has('uploadId');

/** An answer of a server that refuses. */
export function refusal(status: number, code: string): { status: number; body: string } {
  return { status, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>the lab says so</Message></Error>` };
}

/** What a promise rejects with. */
export const told = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

export const random = (size: number): Buffer => randomBytes(size);
