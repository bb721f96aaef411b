// The archive: any tar program reads what we lay out, and every member lies where the manifest will say it does.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layOutArchive, type NewMember } from '../../src/vault/archive.ts';
import { runProcess } from '../lab/processes.ts';
import { temporaryFolder, type TemporaryFolder } from '../lab/temp.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const AT = new Date('2026-11-21T02:00:00Z');
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function memberOf(name: string, content: Buffer | string, piece = 10_000): NewMember {
  const bytes = Buffer.from(content);
  return {
    name,
    size: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    },
  };
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Stock tar, in an environment of its own. */
async function tar(...args: string[]): Promise<{ code: number | null; stdout: Buffer; text: string; stderr: string }> {
  const env = { PATH: process.env['PATH'], TZ: 'UTC', LC_ALL: 'C.UTF-8' };
  const { code, stdout, stderr } = await runProcess('tar', args, { cwd: folder.path, env });
  return { code, stdout, text: stdout.toString(), stderr: stderr.toString() };
}

const long = `releases/${'a'.repeat(90)}/${'b'.repeat(95)}/asset.bin`;
const unicode = 'releases/v1 ü 日本/ä "quoted" \\ file.txt';
const contents: [name: string, bytes: Buffer][] = [
  ['repo.bundle', randomBytes(100_003)],
  ['repo.idx', randomBytes(512)],
  ['refs.gz', Buffer.from('x')],
  ['metadata/empty.jsonl.gz', Buffer.alloc(0)],
  ['n'.repeat(100), Buffer.from('a name of exactly 100 characters')],
  ['n'.repeat(101), Buffer.from('a name of 101')],
  [long, Buffer.from('a name of 200')],
  [unicode, randomBytes(1025)],
];

describe('stock tar', () => {
  const members = contents.map(([name, bytes]) => memberOf(name, bytes));
  beforeAll(async () => {
    await writeFile(folder.join('a.tar'), await collect(layOutArchive('a.tar', members, AT).body.open()));
  });

  test('lists every member by its name, without a warning', async () => {
    const { code, text, stderr } = await tar('--quoting-style=literal', '-tf', 'a.tar');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(text.split('\n').slice(0, -1)).toEqual(contents.map(([name]) => name));
  });

  test('tells plain files of the snapshot’s time, owned by nobody in particular', async () => {
    const { text } = await tar('--numeric-owner', '--full-time', '-tvf', 'a.tar', 'repo.bundle');
    expect(text.trim().split(/\s+/)).toEqual(['-rw-r--r--', '0/0', '100003', '2026-11-21', '02:00:00', 'repo.bundle']);
  });

  test('gives every member back to the byte', async () => {
    for (const [name, bytes] of contents) {
      const { code, stdout } = await tar('--no-unquote', '-xOf', 'a.tar', name);
      expect({ name, code, same: stdout.equals(bytes) }).toEqual({ name, code: 0, same: true });
    }
  });

  test('unpacks all of it, and finds no difference when it compares', async () => {
    await mkdir(folder.join('out'));
    expect((await tar('-xf', 'a.tar', '-C', 'out')).code).toBe(0);
    expect(await tar('--compare', '-f', 'a.tar', '-C', 'out', '--no-same-owner')).toMatchObject({ text: '' });
    expect(digest(await readFile(folder.join('out', unicode)))).toBe(digest(contents.at(-1)?.[1] ?? Buffer.alloc(0)));
  });
});

describe('members of more than 8 GiB, which do not fit the header of old', () => {
  test.each([
    ['8 GiB less one byte', 8 * 1024 ** 3 - 1],
    ['8 GiB', 8 * 1024 ** 3],
    ['200 GB', 200_000_000_000],
  ])('%s', async (_, size) => {
    const before = memberOf('repo.idx', 'in front');
    const large: NewMember = { name: 'repo.bundle', size, open: () => layOutArchive('x', [], AT).body.open() };
    const { body, describe: describeArchive } = layOutArchive(
      'large.tar',
      [before, large, memberOf('refs.gz', 'behind')],
      AT,
    );
    const [, described, behind] = describeArchive('').members;
    expect(body.size % 512).toBe(0);
    // Headers and the last member only: what lies between is a hole in the file, which tar skips.
    const stream = body.open()[Symbol.asyncIterator]();
    const head: Buffer[] = [];
    while (head.reduce((sum, chunk) => sum + chunk.length, 0) < (described?.offset ?? 0))
      head.push((await stream.next()).value as Buffer);
    const tail = await collect(layOutArchive('x', [memberOf('refs.gz', 'behind')], AT).body.open());
    await using file = await open(folder.join('large.tar'), 'w');
    await file.write(Buffer.concat(head), 0, undefined, 0);
    await file.write(tail, 0, undefined, (behind?.offset ?? 0) - 512);
    await file.truncate(body.size);
    const listed = await tar('--numeric-owner', '-tvf', 'large.tar');
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(
      listed.text
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(/\s+/)[2]),
    ).toEqual(['8', String(size), '6']);
    expect((await tar('-xOf', 'large.tar', 'refs.gz')).text).toBe('behind');
  });
});

test('for any members: each is found at its offset, is what its digest says, and tar agrees', async () => {
  const anyMembers = fc.uniqueArray(
    fc.tuple(fc.stringMatching(/^[a-z0-9]{1,20}(\/[a-z0-9]{1,120}){0,2}$/), fc.uint8Array({ maxLength: 1600 })),
    { selector: ([name]) => name, maxLength: 6 },
  );
  const property = fc.asyncProperty(anyMembers, fc.integer({ min: 1, max: 700 }), async (members, piece) => {
    const laidOut = layOutArchive(
      'x.tar',
      members.map(([name, bytes]) => memberOf(name, Buffer.from(bytes), piece)),
      AT,
    );
    const bytes = await collect(laidOut.body.open());
    const described = laidOut.describe(digest(bytes));
    expect([bytes.length, described.size, described.sha256]).toEqual([
      laidOut.body.size,
      laidOut.body.size,
      digest(bytes),
    ]);
    for (const [index, { name, offset, size, sha256 }] of described.members.entries()) {
      expect(name).toBe(members[index]?.[0]);
      expect(bytes.subarray(offset, offset + size).equals(members[index]?.[1] ?? Buffer.alloc(0))).toBe(true);
      expect(sha256).toBe(digest(bytes.subarray(offset, offset + size)));
    }
    // A second attempt at an upload sends the same bytes again.
    expect((await collect(laidOut.body.open())).equals(bytes)).toBe(true);
    await writeFile(folder.join('x.tar'), bytes);
    const { text } = await tar('-tf', 'x.tar');
    expect(text).toBe(members.map(([name]) => `${name}\n`).join(''));
  });
  await fc.assert(property, { numRuns: 25 });
});

test.each([
  ['shorter', 4],
  ['longer', 6],
])('a member that turns out %s than it said is never stored', async (_, sent) => {
  const member = { ...memberOf('repo.bundle', Buffer.alloc(sent)), size: 5 };
  await expect(collect(layOutArchive('x.tar', [member], AT).body.open())).rejects.toThrow(`${sent} bytes instead of 5`);
});
