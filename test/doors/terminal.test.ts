// What a person at a terminal sees: the report on stdout with the verdict last, everything else on stderr, no stack.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/settings.ts';
import { nodesInPath } from './nodes.ts';
import { openScene } from './scene.ts';
import type { Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  await scene.run(['sync', '--repositories', scene.app, '--store', scene.store]);
});
afterAll(() => scene[Symbol.asyncDispose]());

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

test('the table and the verdict are on stdout, the verdict last', async () => {
  const result = await scene.run(['sync', '--repositories', scene.app, '--store', scene.store]);
  expect(result.stdout).toMatch(/^REPOSITORY +STATUS .*\nacme\/app +unchanged /);
  expect(lastLine(result.stdout)).toMatch(/^OK: 1 unchanged; 0 B in /);
  expect(result.stderr).toBe('');
});

test('when some fail the verdict says so last, and stdout holds no log', async () => {
  const list = `${scene.app},acme/b=${scene.path('none')}`;
  const result = await scene.run(['sync', '--repositories', list, '--store', scene.store]);
  expect(result.code).toBe(3);
  expect(lastLine(result.stdout)).toMatch(/^PARTIAL: 1 failed, 1 unchanged; |^PARTIAL: 1 unchanged, 1 failed; /);
  expect(result.stdout).not.toContain('warning:');
});

test('a failure of the whole run is told on stderr, and stdout stays empty', async () => {
  const result = await scene.run(['status', '--store', './none']);
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toMatch(/^FAILED: /);
  expect(result.stderr).not.toMatch(/^ +at /m);
});

test('bad usage tells everything at once, each with the line to write', async () => {
  const result = await scene.run(['sync', 'acme/app', '--concurrency', '99']);
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toBe(
    [
      'FAILED: 4 inputs are wrong:',
      '  - "acme/app" is one word too many. Values belong to a flag: --repositories acme/app',
      '  - repositories: no repository is named. Write for example: --repositories owner/name',
      '  - store: no store is named. Write for example: --store ./backups',
      '  - concurrency: "99" is not a whole number from 1 to 64. Write for example: --concurrency 8',
      '`repo-backup --help` shows every command, `repo-backup <command> --help` its flags.',
      '',
    ].join('\n'),
  );
});

test('no argument at all is told how to begin', async () => {
  const result = await scene.run([]);
  expect(result.code).toBe(2);
  expect(lastLine(result.stderr)).toContain('repo-backup --help');
});

describe.each(nodesInPath())('on Node $version', ({ path: node }) => {
  test.each(COMMANDS)('%s --help', async (command) => {
    const result = await scene.run([command, '--help'], { node });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(new RegExp(`^repo-backup ${command}: `));
  });

  test('--help and --version', async () => {
    expect(await scene.run(['--help'], { node })).toMatchObject({ code: 0, stderr: '' });
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect((await scene.run(['--version'], { node })).stdout).toBe(`repo-backup ${version}\n`);
  });

  test('a reader that goes away after the first line causes no stack, and the work is done', async () => {
    const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
    const args = [cli, 'snapshot', '--repositories', scene.app, '--store', scene.store, '--json'];
    const child = spawn(node, args, { cwd: scene.cwd, env: { PATH: process.env['PATH'], TMPDIR: scene.tmp } });
    child.stdout.destroy();
    child.stderr.setEncoding('utf8');
    let stderr = '';
    child.stderr.on('data', (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
