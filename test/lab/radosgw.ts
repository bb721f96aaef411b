// A real S3 server on 127.0.0.1: Ceph's gateway over a cluster of one monitor and one OSD in memory, made for a test and gone after it.
//
//   await using server = await startRadosgw();
//   server.url, server.credentials; await server.admin('quota', 'set', ...)
//
// Debian: apt-get install radosgw ceph-mon ceph-osd (16.2). Up in about 8 s.
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { runProcess } from './processes.ts';
import { temporaryFolder, type TemporaryFolder } from './temp.ts';

export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

export interface Radosgw extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  /** Of a user who owns every bucket that is made with them. */
  readonly credentials: Credentials;
  /** Runs radosgw-admin and gives what it says. */
  admin(...args: string[]): Promise<string>;
  /** Makes a further user. */
  createUser(name: string): Promise<Credentials>;
}

const NEEDED = ['radosgw', 'radosgw-admin', 'ceph', 'ceph-mon', 'ceph-osd', 'ceph-authtool', 'monmaptool'];
/** How long the gateway may take to answer, in milliseconds. */
const PATIENCE = 120_000;

/**
 * Starts the server; `memory` bytes is all that it can hold, and a part that is not the last must have `leastPart` of them:
 * those of S3, unless a test wants many parts of little. Disposing ends it and forgets everything.
 */
export async function startRadosgw({ memory = 4 * 1024 ** 3, leastPart = 5 * 1024 ** 2 } = {}): Promise<Radosgw> {
  await expectPrograms();
  const folder = await temporaryFolder('repo-backup-radosgw-');
  const processes: ChildProcess[] = [];
  const dispose = async () => {
    for (const child of processes.toReversed()) await end(child);
    await folder[Symbol.asyncDispose]();
  };
  try {
    const [monitor, gateway] = await freePorts(2);
    const conf = await writeCluster(folder, { monitor: Number(monitor), gateway: Number(gateway), memory, leastPart });
    const run = (program: string, ...args: string[]) => runOrThrow(program, ['-c', conf, ...args]);
    const keep = async (program: string, ...args: string[]) =>
      void processes.push(await startDaemon(folder, program, ['-c', conf, ...args, '-f']));
    await run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', folder.join('monmap'), '--keyring', folder.join('keyring'));
    await keep('ceph-mon', '-i', 'a');
    const osd = randomUUID();
    await run('ceph', '--connect-timeout', '30', 'osd', 'new', osd);
    await run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd);
    await copyFile(folder.join('keyring'), folder.join('osd', 'keyring'));
    await keep('ceph-osd', '-i', '0');
    await keep('radosgw', '-n', 'client.rgw');
    const url = `http://127.0.0.1:${gateway}`;
    await answers(url, processes);
    const admin = (...args: string[]) => run('radosgw-admin', '-n', 'client.rgw', ...args);
    const createUser = async (name: string): Promise<Credentials> => {
      const keys = { accessKeyId: `KEY${name.toUpperCase()}`, secretAccessKey: randomUUID() };
      const { accessKeyId, secretAccessKey } = keys;
      const named = ['--uid', name, '--display-name', name];
      await admin('user', 'create', ...named, '--access-key', accessKeyId, '--secret-key', secretAccessKey);
      return keys;
    };
    return { url, credentials: await createUser('owner'), admin, createUser, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function expectPrograms(): Promise<void> {
  const missing = (await runProcess('sh', ['-c', `command -v ${NEEDED.join(' ')}`], { env: process.env })).code !== 0;
  if (missing)
    throw new Error('Ceph is not installed: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd');
}

async function runOrThrow(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runProcess(program, args, { env: process.env });
  if (code === 0) return stdout.toString();
  throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr.toString().slice(-2000)}`);
}

async function startDaemon(folder: TemporaryFolder, program: string, args: readonly string[]): Promise<ChildProcess> {
  await using output = await open(folder.join('run', `${program}.out`), 'w');
  return spawn(program, args, { env: process.env, stdio: ['ignore', output.fd, output.fd] });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // There is nothing to save.
  child.kill('SIGKILL');
  await ended;
}

async function answers(url: string, processes: readonly ChildProcess[]): Promise<void> {
  for (const started = Date.now(); Date.now() - started < PATIENCE; await wait(50)) {
    const dead = processes.find(({ exitCode }) => exitCode !== null);
    if (dead) throw new Error(`${dead.spawnfile} ended with ${dead.exitCode}`);
    if (await answersNow(url)) return;
  }
  throw new Error(`radosgw did not answer within ${PATIENCE / 1000} s`);
}

function answersNow(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(url, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false)).end();
  });
}

/** Ports that were free a moment ago: Ceph's configuration wants numbers. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

type Cluster = { monitor: number; gateway: number; memory: number; leastPart: number };

async function writeCluster(folder: TemporaryFolder, cluster: Cluster): Promise<string> {
  for (const name of ['mon', 'osd', 'rgw', 'run']) await mkdir(folder.join(name));
  const conf = folder.join('ceph.conf');
  const fsid = randomUUID();
  await writeFile(conf, configuration(folder.path, fsid, cluster));
  const keyring = folder.join('keyring');
  await runOrThrow('ceph-authtool', [
    '--create-keyring',
    keyring,
    '--gen-key',
    '-n',
    'mon.',
    '--cap',
    'mon',
    'allow *',
  ]);
  for (const name of ['client.admin', 'client.rgw', 'osd.0']) {
    const caps = ['--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *'];
    await runOrThrow('ceph-authtool', [keyring, '--gen-key', '-n', name, ...caps]);
  }
  const address = `[v2:127.0.0.1:${cluster.monitor}]`;
  await runOrThrow('monmaptool', ['--create', '--addv', 'a', address, '--fsid', fsid, folder.join('monmap')]);
  return conf;
}

/** One replica, one placement group a pool, hasty elections: nothing here has to survive. */
function configuration(root: string, fsid: string, { monitor, gateway, memory, leastPart }: Cluster): string {
  return `[global]
fsid = ${fsid}
mon initial members = a
mon host = [v2:127.0.0.1:${monitor}/0]
ms bind msgr1 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = ${root}/keyring
run dir = ${root}/run
admin socket =
log file = ${root}/run/$name.log
log to stderr = false
mon cluster log file = ${root}/run/cluster.log
crash dir = ${root}/run
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
rgw rados pool pg num min = 1
paxos propose interval = 0.01
paxos min wait = 0.01
[mon.a]
mon data = ${root}/mon
[osd.0]
osd data = ${root}/osd
osd objectstore = memstore
memstore device bytes = ${memory}
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${gateway} tcp_nodelay=1
rgw data = ${root}/rgw
rgw thread pool size = 64
rgw enable gc threads = false
rgw enable lc threads = false
rgw dynamic resharding = false
rgw user quota bucket sync interval = 1
rgw bucket quota ttl = 0
rgw multipart min part size = ${leastPart}
`;
}
