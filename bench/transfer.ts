// One transfer in a process of its own, so that its time and its memory are its own: node bench/transfer.ts <job as JSON>
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openGitHub } from '../src/github/client.ts';
import { openStore } from '../src/stores/index.ts';
import type { Store } from '../src/stores/store.ts';
import { writeChunks } from '../src/system/write.ts';

/** `upload` sends the file; `download` writes what is stored under the file's name to a new file in `to`. */
export type Transfer = {
  readonly side: 'ours' | 'client';
  readonly what: 'upload' | 'download';
  readonly store: string;
  readonly file: string;
  readonly to: string;
  readonly apiUrl: string;
};

const CHUNK = 256 * 1024;

await transfer(JSON.parse(process.argv[2] ?? '') as Transfer);

async function transfer(job: Transfer): Promise<void> {
  const { side, what, file, to } = job;
  await mkdir(to, { recursive: true });
  if (side === 'client') return viaClient(job);
  const store = await openOurs(job);
  const key = `bench/files/${basename(file)}`;
  if (what === 'upload') {
    const { size } = await stat(file);
    await store.put(key, { size, open: () => createReadStream(file, { highWaterMark: CHUNK }) });
    return;
  }
  await using written = await open(join(to, basename(file)), 'wx');
  const hash = createHash('sha256');
  await writeChunks(written, hashed(await store.get(key), hash));
  process.stdout.write(hash.digest('hex'));
}

async function* hashed(stream: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
}

function openOurs({ store, to, apiUrl }: Transfer): Promise<Store> {
  const log = { info: () => undefined, warn: () => undefined, progress: () => undefined };
  const github = openGitHub({ serverUrl: 'https://github.com', apiUrl, tokenFor: async () => 'ghs_artifacts', log });
  return openStore(store, { create: true, cwd: to, env: process.env, now: () => new Date(), github, scratch: to, log });
}

/** The official client of artifacts, with what ours asks of it too: one file, raw, its digest compared. */
async function viaClient({ what, file, to }: Transfer): Promise<void> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  const name = basename(file);
  if (what === 'upload') {
    await client.uploadArtifact(name, [file], dirname(file), { skipArchive: true, compressionLevel: 0 });
    return;
  }
  const { artifact } = await client.getArtifact(name);
  await client.downloadArtifact(artifact.id, { path: to, skipDecompress: true, expectedHash: artifact.digest ?? '' });
}
