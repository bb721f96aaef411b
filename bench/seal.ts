// How fast files are sealed and opened, against the age-encryption library alone and the `age` program: node bench/seal.ts [MiB]
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFile, sealFile } from '../src/seal/file.ts';
import { openKeys } from '../src/seal/keys.ts';
import { openSealer } from '../src/seal/sealer.ts';

const MIB = 1024 * 1024;
const size = Number(process.argv[2] ?? 256) * MIB;
const chunk = randomBytes(MIB / 4);
const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);

/** The same quarter of a MiB again and again, `size` bytes in all. */
async function* plain(): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < size; at += chunk.length) yield chunk;
}

async function drain(stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const part of stream) void part;
}

/** Prints what `work` took: MB a second of the clock, and of this process's own time, which other work does not stretch. */
async function measure(what: string, work: () => Promise<unknown>): Promise<void> {
  const [clock, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  const [seconds, own] = [(performance.now() - clock) / 1000, (user + system) / 1e6];
  const rate = (time: number) => `${Math.round(size / 1e6 / time)}`.padStart(5);
  console.log(`${what.padEnd(34)} ${rate(seconds)} MB/s   ${own > 0.01 ? `${rate(own)} MB a CPU second` : ''}`);
}

const sealer = await openSealer({ kind: 'keys', keys: [recipient] });
const sealed = await sealFile(sealer, { size, open: plain });
const before = process.memoryUsage().rss;
await measure('sealing', () => drain(sealed.open()));

const keys = await openKeys({ identities: [identity], passphrase: undefined });
const head = await firstOf(sealed.open(), 4096);
const file = await openFile(keys, { size: sealed.size, read: async () => once(head) }, 'the file');
await measure('opening, and sealing what is opened', () => drain(file?.open(sealed.open()) ?? plain()));
console.log(`memory: ${Math.round((process.memoryUsage().rss - before) / MIB)} MiB more at the end than before`);

const encrypter = new Encrypter();
encrypter.addRecipient(recipient);
await measure('age-encryption: encrypting', async () => drain(await encrypter.encrypt(ReadableStream.from(plain()))));
const decrypter = new Decrypter();
decrypter.addIdentity(identity);
await measure('age-encryption: opening ours', async () =>
  drain(await decrypter.decrypt(ReadableStream.from(sealed.open()))),
);

const folder = await mkdtemp(join(tmpdir(), 'seal-'));
try {
  await writeFile(join(folder, 'plain'), plain());
  await writeFile(join(folder, 'key'), `${identity}\n`);
  const program = 'age';
  const age = (...args: string[]) => execFileSync(program, args, { cwd: folder });
  await measure('the age program: encrypting', async () => age('-r', recipient, '-o', 'sealed', 'plain'));
  await measure('the age program: decrypting', async () => age('-d', '-i', 'key', '-o', 'opened', 'sealed'));
} finally {
  await rm(folder, { recursive: true });
}

async function firstOf(stream: AsyncIterable<Buffer>, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    parts.push(part);
    if (Buffer.concat(parts).length >= length) break;
  }
  return Buffer.concat(parts).subarray(0, length);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}
