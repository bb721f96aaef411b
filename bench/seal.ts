// One file sealed, or a sealed one opened, in a process of its own as a user's is: node bench/seal.ts <job as JSON>
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { openFile, sealFile } from '../src/seal/file.ts';
import { openKeys } from '../src/seal/keys.ts';
import { openSealer } from '../src/seal/sealer.ts';
import { writeChunks } from '../src/system/write.ts';

/** `key` is the public key to seal to, or the secret one that opens. */
export type Sealing = {
  readonly what: 'seal' | 'open';
  readonly key: string;
  readonly from: string;
  readonly to: string;
};

const CHUNK = 256 * 1024;

await work(JSON.parse(process.argv[2] ?? '') as Sealing);

async function work({ what, key, from, to }: Sealing): Promise<void> {
  const { size } = await stat(from);
  await using written = await open(to, 'w');
  await writeChunks(written, what === 'seal' ? await sealed(from, size, key) : await opened(from, size, key));
}

async function sealed(path: string, size: number, key: string): Promise<AsyncIterable<Buffer>> {
  const sealer = await openSealer({ kind: 'keys', keys: [key] });
  return (await sealFile(sealer, { size, open: () => createReadStream(path, { highWaterMark: CHUNK }) })).open();
}

async function opened(path: string, size: number, key: string): Promise<AsyncIterable<Buffer>> {
  const keys = await openKeys({ identities: [key], passphrase: undefined });
  const read = async ({ start, length }: { start: number; length: number }) =>
    createReadStream(path, { start, end: start + length - 1 });
  const file = await openFile(keys, { size, read }, path);
  if (!file) throw new Error(`the key does not open ${path}`);
  return file.open(createReadStream(path, { highWaterMark: CHUNK }));
}
