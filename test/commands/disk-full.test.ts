// A disk that fills up is told as that, and loses nothing: what was stored before is whole, and the next run goes on from it.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Report } from '../../src/commands/report.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import { runProcess } from '../lab/processes.ts';
import { openPlace, type Place } from './place.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let place: Place;
beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place[Symbol.asyncDispose]());

type Outcome = { reports: (Report & { repositories: LedgerEntry[] })[]; codes: number[]; stderr: string };

/** Runs a shell in which `backup` is the command line, or what `wrapped` starts as one; gives the JSON documents that it printed. */
async function shell(script: string, wrapped: readonly string[] = []): Promise<Outcome> {
  const scratch = place.folder.join('tmp');
  await mkdir(scratch, { recursive: true });
  const backup = `backup() { "${process.execPath}" "${cli}" "$@" --json; echo "exit $?" >&2; echo; }`;
  const command = [...wrapped, 'sh', '-c', `${backup}\n${script}`];
  const { stdout, stderr } = await runProcess(command[0] ?? 'sh', command.slice(1), {
    cwd: place.folder.path,
    env: { PATH: process.env['PATH'], HOME: place.folder.path, TMPDIR: scratch },
  });
  const documents = stdout
    .toString()
    .split(/^(?=\{)/m)
    .filter((text) => text.trim() !== '');
  return {
    reports: documents.map((text) => JSON.parse(text) as Report & { repositories: LedgerEntry[] }),
    codes: [...stderr.toString().matchAll(/^exit (\d+)$/gm)].map(([, code]) => Number(code)),
    stderr: stderr.toString(),
  };
}

/** Bytes that no pack makes smaller. */
const noise = (megabytes: number) => randomBytes(megabytes * 1024 * 1024);

const DISK_FULL = {
  status: 'failed',
  error: { kind: 'disk-full', hint: expect.stringMatching(/[Ff]ree space/) as string },
};

// `ulimit -f` counts blocks of 512 bytes: no file may become larger, which the system tells as it tells a full disk. The
// pack of two megabytes still fits here, the archive around it does not.
test('the store, while the archive is written: the run fails by name, nothing is left, and the next run succeeds', async () => {
  const app = await place.origin('acme/app');
  await app.commit({ files: { small: 'x' } });
  const command = `--repositories acme/app=${app.path} --store ./store`;
  expect((await shell(`backup sync ${command}`)).codes).toEqual([0]);
  const before = await place.store.list('acme/');
  await app.commit({ files: { large: noise(2) } });
  const { reports, codes } = await shell(`ulimit -f 4102; backup sync ${command} --type incremental`);
  expect(codes).toEqual([1]);
  expect(reports).toMatchObject([{ verdict: 'failed', repositories: [DISK_FULL] }]);
  expect(await place.store.list('acme/')).toEqual(before);
  const left = await readdir(place.folder.path, { recursive: true });
  expect(left.filter((path) => /\.part-|^tmp\/./.test(path))).toEqual([]);
  const next = await shell(`backup sync ${command} --type incremental; backup verify --store ./store --deep`);
  expect(next.reports).toMatchObject([
    { repositories: [{ status: 'stored', type: 'incremental' }] },
    { verdict: 'ok' },
  ]);
});

test('the disk of a restore: it fails by name, and nothing is left at the target', async () => {
  const app = await place.origin('acme/app');
  await app.commit({ files: { large: noise(2) } });
  await place.run('sync');
  const { reports, codes } = await shell(
    'ulimit -f 2000; backup restore --repositories acme/app --store ./store --to ./out/app.git',
  );
  expect(codes).toEqual([1]);
  expect(reports).toMatchObject([{ repositories: [DISK_FULL] }]);
  expect(await readdir(place.folder.join('out'))).toEqual([]);
});

const canMount =
  (
    await runProcess('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {
      env: { PATH: process.env['PATH'] },
    }).catch(() => undefined)
  )?.code === 0;

test.skipIf(!canMount)(
  'a real disk without a byte left: every command says so, and what is there stays whole',
  async () => {
    const app = await place.origin('acme/app');
    await app.commit({ files: { small: 'x' } });
    await app.commit({ branch: 'large', parents: [], files: { large: noise(1) } });
    await mkdir(place.folder.join('disk'));
    // The disk is gone with the shell, so all that is done with it is done in there.
    const script = `mount -t tmpfs -o size=400k tmpfs ./disk
    backup sync --repositories acme/app=${app.path} --store ./disk/store
    git -C ${app.path} branch -q -D large
    backup sync --repositories acme/app=${app.path} --store ./disk/store
    dd if=/dev/zero of=./disk/rest bs=1k status=none
    backup snapshot --repositories acme/app=${app.path} --store ./disk/store
    rm ./disk/rest
    backup snapshot --repositories acme/app=${app.path} --store ./disk/store
    backup verify --store ./disk/store --deep
    find ./disk/store -name '.part*' >&2`;
    const { reports, codes, stderr } = await shell(script, ['unshare', '-rm']);
    expect(reports).toMatchObject([
      { verdict: 'failed', repositories: [DISK_FULL] },
      { verdict: 'ok', repositories: [{ status: 'stored' }] },
      { verdict: 'failed', repositories: [DISK_FULL] },
      { verdict: 'ok', repositories: [{ status: 'stored' }] },
      { verdict: 'ok', repositories: [{ status: 'verified', note: expect.stringContaining('2 snapshots') as string }] },
    ]);
    expect(codes).toEqual([1, 0, 1, 0, 0]);
    expect(stderr).not.toContain('.part');
  },
);

test.skipIf(!canMount)(
  'a scratch disk without room for the pack: the run fails by name and keeps nothing of it',
  async () => {
    const app = await place.origin('acme/app');
    await app.commit({ files: { large: noise(2) } });
    const script = `mkdir disk && mount -t tmpfs -o size=1m tmpfs ./disk
    TMPDIR=$PWD/disk backup sync --repositories acme/app=${app.path} --store ./store
    ls -A ./disk >&2`;
    const { reports, codes, stderr } = await shell(script, ['unshare', '-rm']);
    expect(reports).toMatchObject([{ verdict: 'failed', repositories: [DISK_FULL] }]);
    expect(codes).toEqual([1]);
    expect(stderr).toMatch(/exit 1\n$/);
    expect(await place.store.list('acme/')).toEqual([]);
  },
);
