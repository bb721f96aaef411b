// The lab's runner hands over inputs, reads files and commands, masks, limits and cancels as GitHub's runner does.
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './program.ts';
import { runAction } from './runner.ts';
import type { ActionOptions } from './runner.ts';
import { parsePairs } from './runner-files.ts';
import { temporaryFolder } from './temp.ts';
import type { TemporaryFolder } from './temp.ts';

const actionFile = `
inputs:
  repositories: { default: '\${{ github.repository }}' }
  token: { default: '\${{ github.token }}' }
  retention-days: { default: 30 }
  missing: { default: '\${{ github.nothing }}' }
  without: {}
`;

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(folder.join('action.yml'), actionFile);
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Runs a few lines as an Action; `put` appends to a command file. */
async function run(script: string, inputs: Record<string, string> = {}, options: ActionOptions = {}) {
  const main = folder.join('main.mjs');
  const put = `const put = (name, text) => fs.appendFileSync(process.env['GITHUB_' + name], text);`;
  await writeFile(main, `import fs from 'node:fs';\n${put}\n${script}`);
  return runAction(inputs, { main, actionFile: folder.join('action.yml'), ...options });
}

test('inputs arrive with their defaults, and nothing else of the environment does', async () => {
  const step = await run(
    `put('OUTPUT', 'env<<E\\n' + JSON.stringify(process.env) + '\\nE\\ncwd=' + process.cwd() + '\\n')`,
    { 'retention-days': '7', surprise: 'x' },
    { env: { EXTRA: '1' } },
  );
  const env = JSON.parse(step.outputs['env'] ?? '') as Record<string, string>;
  expect(env).toMatchObject({
    INPUT_REPOSITORIES: 'acme/backups',
    INPUT_TOKEN: 'ghs_labtoken',
    'INPUT_RETENTION-DAYS': '7',
    INPUT_MISSING: '',
    INPUT_WITHOUT: '',
    GITHUB_REPOSITORY: 'acme/backups',
    GITHUB_ACTIONS: 'true',
    EXTRA: '1',
  });
  expect(env['GITHUB_TOKEN']).toBeUndefined();
  expect(step.outputs['cwd']).toBe(env['GITHUB_WORKSPACE']);
  expect(step.annotations).toEqual([{ level: 'warning', message: "Unexpected input(s) 'surprise'", properties: {} }]);
  expect(step.conclusion).toBe('success');
});

test('commands are obeyed and secrets masked from the moment they are known', async () => {
  const step = await run(
    [
      `console.log('early s3cret, ' + process.env.INPUT_TOKEN);`,
      `console.log('::add-mask::s3cret');`,
      `console.log('::group::acme/app');`,
      `console.log('late s3cret\\n::endgroup::');`,
      `console.log('::error title=Bad%2C very,file=a.yml::first%0Asecond s3cret 100%25');`,
      `put('STEP_SUMMARY', '# s3cret\\n');`,
      `process.exitCode = 1;`,
    ].join('\n'),
  );
  expect(step.log.split('\n')).toEqual([
    'early s3cret, ***',
    '##[group]acme/app',
    'late ***',
    '##[endgroup]',
    '##[error]first',
    'second *** 100%',
  ]);
  expect(step.annotations).toEqual([
    { level: 'error', message: 'first\nsecond *** 100%', properties: { title: 'Bad, very', file: 'a.yml' } },
  ]);
  expect(step).toMatchObject({ conclusion: 'failure', code: 1, summary: '# ***\n', masks: ['s3cret'] });
  expect(step.raw.output).toContain('early s3cret');
});

test('a summary over 1 MiB is dropped with an error, and a broken output file fails the step', async () => {
  const large = await run(`put('STEP_SUMMARY', 'x'.repeat(1024 * 1024 + 1))`);
  expect([large.summary, large.conclusion]).toEqual(['', 'success']);
  expect(large.annotations[0]?.message).toMatch(/upload aborted/);
  const broken = await run(`put('OUTPUT', 'text<<END\\nno end')`);
  expect([broken.code, broken.conclusion]).toEqual([0, 'failure']);
  expect(parsePairs('a=b=c\nd<<X\n1\n2=3\nX\n\na=last\n')).toEqual({ a: 'last', d: '1\n2=3' });
});

test('cancelling goes from SIGINT over SIGTERM to SIGKILL', async () => {
  const script = (deaf: string[]) =>
    `for (const s of ${JSON.stringify(deaf)}) process.on(s, () => console.log('got ' + s)); setInterval(() => {}, 1e6); console.log('ready');`;
  const cancel = { when: /ready/, termAfterMs: 300, killAfterMs: 300 };
  const polite = await run(script([]), {}, { cancel: { when: /ready/ } });
  expect(polite).toMatchObject({ conclusion: 'cancelled', signal: 'SIGINT' });
  const deaf = await run(script(['SIGINT', 'SIGTERM']), {}, { cancel });
  expect(deaf.log).toBe('ready\ngot SIGINT\ngot SIGTERM');
  expect(deaf.signal).toBe('SIGKILL');
});

test('the command line runs in an environment of its own and gives its JSON', async () => {
  const cli = folder.join('cli.mjs');
  await writeFile(
    cli,
    `console.log(JSON.stringify({ args: process.argv.slice(2), env: Object.keys(process.env).sort() })); process.exitCode = 3;`,
  );
  const result = await runCli(['status', '--json'], { cli, env: { EXTRA: '1' } });
  expect([result.code, result.json()]).toEqual([3, { args: ['status', '--json'], env: ['EXTRA', 'HOME', 'PATH'] }]);
});
