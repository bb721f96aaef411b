// A hostile store and a hostile server, with the built program: what comes of it, and how much memory the program itself took.
import { once } from 'node:events';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitOf, idOf, packOf, repeatingDelta, type PackEntry } from '../lab/hostile-packs.ts';
import { bandPacket, flushPacket, packet } from '../lab/pkt-lines.ts';
import { runCli } from '../lab/program.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

const MIB = 1024 * 1024;
const NOTHING = Buffer.alloc(0);
const TREE: PackEntry = { type: 'tree', content: NOTHING };
const COMMIT = commitOf(idOf('tree', NOTHING));
const SMALL: PackEntry[] = [TREE, { type: 'commit', content: COMMIT }];

/** What the server offers: a pack, the commit that all refs lead to, and how many refs. */
type Offer = { pack: Buffer; tip: Buffer; refs: number };
const offering = (entries: PackEntry[], tip = COMMIT, refs = 1): Offer => ({
  pack: packOf(entries),
  tip: idOf('commit', tip),
  refs,
});

let folder: TemporaryFolder;
let offer = offering(SMALL);
let url: string;
let made = 0;
const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
beforeAll(async () => {
  folder = await temporaryFolder();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/app`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await folder[Symbol.asyncDispose]();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const asked = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  if (request.method === 'GET') return greet(response);
  response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
  await (asked.includes('command=ls-refs') ? tellRefs(response) : tellPack(response));
  response.end('0000');
}

function greet(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
  const offered = ['version 2\n', 'ls-refs=unborn\n', 'fetch=shallow filter\n', 'object-format=sha1\n'];
  response.end(Buffer.concat([...offered.map((line) => packet(line)), flushPacket]));
}

async function tell(response: ServerResponse, bytes: Buffer): Promise<void> {
  if (response.destroyed) throw new Error('the client went away');
  if (response.write(bytes)) return;
  const gone = new AbortController();
  await Promise.race([
    once(response, 'drain', { signal: gone.signal }),
    once(response, 'close', { signal: gone.signal }),
  ]);
  gone.abort();
}

async function tellRefs(response: ServerResponse): Promise<void> {
  const id = offer.tip.toString('hex');
  await tell(response, packet(`${id} HEAD symref-target:refs/heads/main\n`));
  await tell(response, packet(`${id} refs/heads/main\n`));
  for (let at = 1; at < offer.refs; at += 1000) {
    const lines = Array.from({ length: 1000 }, (_, index) =>
      packet(`${id} refs/heads/topic/${String(at + index).padStart(10, '0')}\n`),
    );
    await tell(response, Buffer.concat(lines));
  }
}

async function tellPack(response: ServerResponse): Promise<void> {
  await tell(response, packet('packfile\n'));
  for (let at = 0; at < offer.pack.length; at += 60_000)
    await tell(response, bandPacket(1, offer.pack.subarray(at, at + 60_000)));
}

// The high-water mark of the program's own memory. That of getrusage begins with what its parent had.
const TELL = `import { readFileSync, writeSync } from 'node:fs';
process.on('exit', () => writeSync(2, /VmHWM.*/.exec(readFileSync('/proc/self/status', 'utf8'))[0] + '\\n'));`;

/** Runs the program; gives what it ended with and the most memory that it took itself, in MiB. */
async function run(what: string, ...args: string[]) {
  const started = Date.now();
  const nodeFlags = ['--import', `data:text/javascript,${encodeURIComponent(TELL)}`];
  const { code, stderr } = await runCli(args, { cwd: folder.path, nodeFlags });
  const peak = Math.round(Number(/VmHWM:\s*(\d+) kB/.exec(stderr)?.[1] ?? Number.NaN) / 1024);
  console.log(
    `${what}, ${args[0]}${args.includes('--deep') ? ' --deep' : ''}: ${peak} MiB, ${Date.now() - started} ms`,
  );
  return { code, peak, stderr };
}

const sync = (what: string, store: string) => run(what, 'sync', '--repositories', url, '--store', store);

/** Syncs what is offered, and reads it back in every way; gives the most memory that one of them took. */
async function throughAll(what: string): Promise<number> {
  const store = `./store-${(made += 1)}`;
  const runs = [await sync(what, store)];
  for (const args of [['verify'], ['verify', '--deep'], ['drill'], ['restore', '--to', `./to-${made}`]])
    runs.push(await run(what, ...args, '--repositories', 'acme/app', '--store', store));
  expect(runs.map(({ code }) => code)).toEqual(runs.map(() => 0));
  return Math.max(...runs.map(({ peak }) => peak));
}

const blob = Buffer.alloc(16 * MIB - 1, 'A');
const bomb = (size: number): PackEntry[] => [
  ...SMALL,
  { type: 'blob', content: blob },
  { base: SMALL.length, delta: repeatingDelta(blob.length, size) },
];

test('a delta of a gigabyte', async () => {
  offer = offering(bomb(1024 * MIB));
  expect(await throughAll('a delta of 1 GiB in 16 KB')).toBeLessThan(400);
});

test('a delta of 64 gigabytes is refused', async () => {
  offer = offering(bomb(64 * 1024 * MIB));
  const { code, peak, stderr } = await sync('a delta of 64 GiB in 16 KB', './refused');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('over limit') as string });
  expect(peak).toBeLessThan(400);
});

test('deltas fifty thousand deep', async () => {
  const at = (nth: number) => commitOf(idOf('tree', NOTHING), `${String(nth).padStart(5, '0')}\n`);
  const { length } = at(0);
  const copied = Buffer.from([0b1011_0000, (length - 6) & 255, (length - 6) >> 8]);
  const size = Buffer.from([(length & 127) | 128, length >> 7]);
  const deltas = Array.from({ length: 50_000 }, (_, nth): PackEntry => {
    const inserted = Buffer.concat([Buffer.from([6]), at(nth + 1).subarray(-6)]);
    return { base: nth + 1, delta: Buffer.concat([size, size, copied, inserted]) };
  });
  offer = offering([TREE, { type: 'commit', content: at(0) }, ...deltas], at(50_000));
  expect(await throughAll('deltas 50,000 deep')).toBeLessThan(400);
});

test('trees of ten billion files', async () => {
  const file = Buffer.from('boom\n');
  const entries: PackEntry[] = [{ type: 'blob', content: file }];
  let [id, mode] = [idOf('blob', file), '100644'];
  for (let level = 0; level < 10; level += 1) {
    const names = Array.from({ length: 10 }, (_, at) => Buffer.concat([Buffer.from(`${mode} ${at}\0`), id]));
    const content = Buffer.concat(names);
    entries.push({ type: 'tree', content });
    [id, mode] = [idOf('tree', content), '40000'];
  }
  const tip = commitOf(id);
  offer = offering([...entries, { type: 'commit', content: tip }], tip);
  expect(await throughAll('trees of 10^10 files')).toBeLessThan(400);
});

test('a commit with a message of half a gigabyte is refused', async () => {
  const tip = commitOf(idOf('tree', NOTHING), Buffer.alloc(500 * MIB, 'x'));
  offer = offering([TREE, { type: 'commit', content: tip }], tip);
  const { code, peak, stderr } = await sync('a commit of 500 MiB', './refused');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('cannot be read') as string });
  expect(peak).toBeLessThan(400);
});

test('900,000 refs, and ten million', async () => {
  offer = offering(SMALL, COMMIT, 900_000);
  expect(await throughAll('900,000 refs')).toBeLessThan(800);
  offer = offering(SMALL, COMMIT, 10_000_000);
  const { code, peak, stderr } = await sync('10,000,000 refs', './refused');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('too many to back up') as string });
  expect(peak).toBeLessThan(500);
});

test('fifty manifests of eight megabytes of braces', async () => {
  offer = offering(SMALL);
  await sync('a small repository', './braces');
  const place = join(folder.path, 'braces/acme/app');
  const [tar = '', json = ''] = (await readdir(place)).toSorted((a, b) => (a > b ? -1 : 1));
  const text = await readFile(join(place, json), 'utf8');
  for (let at = 0; at < 50; at += 1) {
    const name = `snapshot-20200101-0000${String(at).padStart(2, '0')}`;
    const braces = '{},'.repeat(2_790_000);
    await writeFile(
      join(place, `${name}.json`),
      text.replace('"chain": [', () => `"chain": [${braces}`),
    );
    await cp(join(place, tar), join(place, `${name}.tar`));
  }
  const { code, peak } = await run('50 manifests of 8 MiB', 'verify', '--store', './braces');
  expect(code).toBe(1);
  expect(peak).toBeLessThan(400);
});
