// The stock `age` program (apt-get install age): it opens what we seal, we open what it sealed, and docs/encryption.md is true.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBytes, sealBytes } from '../../src/seal/file.ts';
import { openKeys } from '../../src/seal/keys.ts';
import { BLOCK } from '../../src/seal/payload.ts';
import { openSealer } from '../../src/seal/sealer.ts';
import { blocksOf, runShell } from '../doors/readme.ts';
import { gitEnvironment } from '../lab/git-environment.ts';
import { fsck, git, headOf, objectsOf, refsOf } from '../lab/inspection.ts';
import { runProcess } from '../lab/processes.ts';
import { openRepository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';
import type { TemporaryFolder } from '../lab/temp.ts';

const SIZES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK, 3_000_000];
const env = { PATH: process.env['PATH'] };

let folder: TemporaryFolder;
let key: string;
let identity: string;
let recipient: string;

async function age(...args: string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await runProcess('age', args, { cwd: folder.path, env });
  if (code !== 0) throw new Error(`age ${args.join(' ')} ended with ${code}: ${stderr.toString()}`);
  return stdout;
}

async function keygen(name: string): Promise<string> {
  const path = folder.join(name);
  await runProcess('age-keygen', ['-o', path], { cwd: folder.path, env });
  return path;
}

async function publicKey(path: string): Promise<string> {
  const { stdout } = await runProcess('age-keygen', ['-y', path], { cwd: folder.path, env });
  return stdout.toString().trim();
}

beforeAll(async () => {
  folder = await temporaryFolder();
  key = await keygen('key.txt');
  recipient = await publicKey(key);
  identity = (await readFile(key, 'utf8')).trim().split('\n').at(-1) ?? '';
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('files', () => {
  test.each(SIZES)('of %i bytes: age opens ours, we open its', async (size) => {
    const plain = Buffer.alloc(size, 'not only zeros ');
    const sealer = await openSealer({ kind: 'keys', keys: [recipient] });
    await writeFile(folder.join('ours.age'), await sealBytes(sealer, plain));
    expect((await age('-d', '-i', key, folder.join('ours.age'))).equals(plain)).toBe(true);
    await writeFile(folder.join('plain'), plain);
    await age('-r', recipient, '-o', folder.join('theirs.age'), folder.join('plain'));
    const keys = await openKeys({ identities: [identity], passphrase: undefined });
    const opened = await openBytes(keys, await readFile(folder.join('theirs.age')), 'file');
    expect(opened?.equals(plain)).toBe(true);
  });

  test('for several recipients: each opens them, a stranger does not', async () => {
    const [other, stranger] = [await keygen('other.txt'), await keygen('stranger.txt')];
    const sealer = await openSealer({ kind: 'keys', keys: [recipient, await publicKey(other)] });
    const path = folder.join('shared.age');
    await writeFile(path, await sealBytes(sealer, Buffer.from('for both')));
    for (const one of [key, other]) expect((await age('-d', '-i', one, path)).toString()).toBe('for both');
    await expect(age('-d', '-i', stranger, path)).rejects.toThrow('no identity matched');
  });

  test('with a passphrase: age, which asks for it on a terminal, opens ours', async () => {
    const sealer = await openSealer({ kind: 'passphrase', passphrase: 'oboe lantern quarry' });
    await writeFile(folder.join('words.age'), await sealBytes(sealer, Buffer.from('by words')));
    // `script` gives it the terminal that it wants.
    const command = `age -d -o opened words.age`;
    const { code } = await runProcess('script', ['-qec', command, '/dev/null'], {
      cwd: folder.path,
      env,
      stdin: 'oboe lantern quarry\n',
    });
    expect(code).toBe(0);
    expect(await readFile(folder.join('opened'), 'utf8')).toBe('by words');
  });

  test('that were changed: age refuses what we refuse', async () => {
    const sealer = await openSealer({ kind: 'keys', keys: [recipient] });
    const sealed = await sealBytes(sealer, Buffer.alloc(2 * BLOCK, 'x'));
    const keys = await openKeys({ identities: [identity], passphrase: undefined });
    for (const at of [5, 30, 150, 180, 210, 1000, BLOCK, sealed.length - 1]) {
      const flipped = Buffer.from(sealed);
      flipped.writeUInt8((flipped[at] ?? 0) ^ 4, at);
      await writeFile(folder.join('flipped.age'), flipped);
      await expect(age('-d', '-i', key, folder.join('flipped.age'))).rejects.toThrow('ended with 1');
      expect(await openBytes(keys, flipped, 'file').catch(() => undefined)).toBeUndefined();
    }
  });
});

test('every command of docs/encryption.md runs as it stands, and what comes back by hand is the repository', async () => {
  const docs = await readFile(new URL('../../docs/encryption.md', import.meta.url), 'utf8');
  const [make = '', backUp = '', ...rest] = blocksOf(docs)
    // The bucket's part is run in offsite.test.ts.
    .filter(({ language, text }) => language === 'sh' && !text.startsWith('aws '))
    .map(({ text }) => text);
  const origin = await linearHistory(folder.join('origin.git'), 6);
  await origin.annotatedTag('v1');
  const cwd = folder.join('clone');
  await mkdir(cwd);
  expect((await git(folder.path, ['clone', '--quiet', '--mirror', origin.path, folder.join('clone/.git')])).code).toBe(
    0,
  );
  await cp(fileURLToPath(new URL('../../dist', import.meta.url)), folder.join('clone', 'dist'), { recursive: true });
  const run = async (script: string) => {
    const { code, stderr } = await runShell(script, { cwd, env: { ...gitEnvironment(), HOME: folder.path } });
    expect({ code, stderr: code === 0 ? '' : stderr.toString() }).toEqual({ code: 0, stderr: '' });
  };
  await run(`${make}${backUp}`);
  const clone = openRepository(folder.join('clone/.git'));
  // A branch at an old commit, one that goes away, and one that begins where that one was.
  await clone.commit({ branch: 'topic', parents: [await clone.git('rev-parse', 'main~3')] });
  await run(backUp);
  const topic = await clone.git('rev-parse', 'topic');
  await clone.deleteRef('refs/heads/topic');
  await run(backUp);
  await clone.commit({ branch: 'again', parents: [topic] });
  await run(backUp);
  // A HEAD at no branch.
  await clone.setHead(topic);
  await run(backUp);
  await run(rest.join('\n'));
  for (const made of ['opened.git', 'opened-by-hand.git']) {
    const path = folder.join('clone', made);
    expect(await refsOf(path)).toEqual(await refsOf(clone.path));
    expect(await objectsOf(path)).toEqual(await objectsOf(clone.path));
    expect(await headOf(path)).toBe(await headOf(clone.path));
    expect(await fsck(path)).toMatchObject({ clean: true });
  }
});
