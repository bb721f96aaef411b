// Encryption through both built doors: sealed with a public key, opened with a file or a secret, and no secret anywhere.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOrigin } from '../action/origin.ts';
import type { Origin } from '../action/origin.ts';
import { refsOf } from '../lab/inspection.ts';
import { makePair } from '../seal/world.ts';
import { documentOf, openScene } from './scene.ts';
import type { Scene } from './scene.ts';

const pair = await makePair();
const PASSPHRASE = 'oboe lantern quarry fresco';
let scene: Scene;
let origin: Origin;
beforeAll(async () => {
  [scene, origin] = await Promise.all([openScene(), startOrigin()]);
});
afterAll(async () => {
  await Promise.all([scene[Symbol.asyncDispose](), origin[Symbol.asyncDispose]()]);
});

/** Everything below a folder, as one text of bytes. */
async function textBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

test('on a terminal: backed up with the public key, brought back with the key file or the variable', async () => {
  const flags = ['--repositories', scene.app, '--store', scene.store, '--encrypt-to', pair.recipient];
  const made = await scene.run(['sync', ...flags]);
  expect(made).toMatchObject({ code: 0 });
  expect(made.stdout).toContain('; sealed');
  await writeFile(scene.path('key.txt'), `# public key: ${pair.recipient}\n${pair.identity}\n`);
  const restore = ['restore', '--store', scene.store, '--repositories', 'acme/app'];
  const refused = await scene.run([...restore, '--to', scene.path('none.git')]);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain(`Give the secret key of ${pair.recipient}`);
  const byFile = await scene.run([...restore, '--to', scene.path('file.git'), '--identity', scene.path('key.txt')]);
  const env = { REPO_BACKUP_IDENTITY: pair.identity };
  const byVariable = await scene.run([...restore, '--to', scene.path('variable.git')], { env });
  expect([byFile.code, byVariable.code]).toEqual([0, 0]);
  for (const made of ['file.git', 'variable.git'])
    expect(await refsOf(scene.path(made))).toEqual(await refsOf(scene.origin.path));
  // What a sync does not need it does not read: a key in the environment is there for others.
  expect(await scene.run(['sync', ...flags], { env })).toMatchObject({ code: 0 });
  const output = [made, refused, byFile, byVariable].map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(output + (await textBelow(scene.store))).not.toContain('AGE-SECRET-KEY');
});

test('on a terminal: a passphrase comes from the variable and goes nowhere', async () => {
  const store = scene.path('words');
  const sync = ['sync', '--repositories', scene.app, '--store', store, '--encrypt-to', 'passphrase'];
  const env = { REPO_BACKUP_PASSPHRASE: PASSPHRASE };
  const forgotten = await scene.run(sync);
  expect(forgotten).toMatchObject({ code: 2 });
  expect(forgotten.stderr).toContain('REPO_BACKUP_PASSPHRASE');
  const made = await scene.run(sync, { env });
  expect(made).toMatchObject({ code: 0 });
  const drilled = await scene.run(['drill', '--store', store, '--json'], { env });
  expect(documentOf(drilled)).toMatchObject({ verdict: 'ok', repositories: [{ status: 'restored' }] });
  const half = await scene.run(['sync', '--repositories', scene.app, '--store', store], { env });
  expect(half).toMatchObject({ code: 2 });
  expect(half.stderr).toContain('nothing says that it seals the snapshots');
  const output = [forgotten, made, drilled, half].map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(output + (await textBelow(store))).not.toContain('lantern');
}, 120_000);

test.each([
  ['--identity', pair.identity, 'a key in the arguments is shown to every user'],
  ['--identity', '/nowhere/key.txt', 'the key file cannot be read'],
  ['--passphrase', PASSPHRASE, 'Set the environment variable REPO_BACKUP_PASSPHRASE instead'],
])('on a terminal: %s %s is refused, and not repeated', async (flag, value, said) => {
  const { code, stdout, stderr } = await scene.run(['verify', '--store', scene.store, flag, value]);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
  expect(stdout + stderr).not.toMatch(/AGE-SECRET-KEY-1\w{10}|lantern/);
});

test('in a workflow: backed up with the public key, brought back with a secret that is masked', async () => {
  const store = './sealed';
  const made = await origin.step({ store, 'encrypt-to': pair.recipient });
  expect(made).toMatchObject({ conclusion: 'success', leftovers: [] });
  expect(await readdir(join(origin.workspace, 'sealed/acme/app'))).toEqual([
    expect.stringMatching(/\.json$/),
    expect.stringMatching(/\.tar\.age$/),
  ]);
  const back = await origin.step({ store, command: 'restore', to: './back.git', identity: `${pair.identity}\n` });
  expect(back).toMatchObject({ conclusion: 'success', leftovers: [] });
  expect(back.masks).toContain(pair.identity);
  expect(await refsOf(join(origin.workspace, 'back.git'))).toEqual(await refsOf(origin.app.path));
  const missing = await origin.step({ store, command: 'drill' });
  expect(missing).toMatchObject({ conclusion: 'failure', code: 1 });
  expect(missing.log).toContain('the input `identity` in the Action');
  const mistaken = await origin.step({ store, 'encrypt-to': pair.identity });
  expect(mistaken.log).toContain('this is a secret key');
  const steps = [made, back, missing, mistaken].map(
    ({ raw }) => raw.output + raw.summary + JSON.stringify(raw.outputs),
  );
  expect(steps.join('\n').replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(pair.identity.slice(0, 30));
  expect(await textBelow(join(origin.workspace, 'sealed'))).not.toContain('AGE-SECRET-KEY');
});

test('in a workflow: a secret that was renamed fails the step, and only the word `none` ends the encryption', async () => {
  const lost = await origin.step({ store: './sealed', 'encrypt-to': '' });
  expect(lost.conclusion).toBe('failure');
  expect(lost.annotations.map(({ message }) => message).join('\n')).toContain('or write `encrypt-to: none`');
  const meant = await origin.step({ store: './sealed', 'encrypt-to': 'none' });
  expect(meant.conclusion).toBe('success');
});
