// The input `matrix`: many repositories with settings of their own in one input, and all that is wrong with it told at once.
import { describe, expect, test } from 'vitest';
import { BackupError } from '../../src/domain/errors.ts';
import { declaredInputs } from '../../src/inputs/declared.ts';
import { parseRun } from '../../src/inputs/matrix.ts';
import type { RawInputs } from '../../src/inputs/parse.ts';
import { cwd } from './parsing.ts';

const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
const base = { command: 'sync', store: './backups', repositories: '' };
const read = (matrix: string, raw: RawInputs = {}) =>
  parseRun({ ...base, matrix, ...raw }, { door: 'action', defaults, cwd, env: {} });

async function complaint(matrix: string, raw: RawInputs = {}): Promise<string> {
  const error = await read(matrix, raw).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BackupError && error.kind === 'usage') return error.message;
  throw new Error('This matrix was taken without a complaint.');
}

const yaml = `
include:
  - name: apps
    repositories:
      - acme/app
      - acme/site
    retention-days: 90
  - repository: acme/lib
    include-pull-refs: true
    store: ./others
`;

describe.each([
  ['YAML', yaml],
  [
    'JSON',
    '{"include":[{"name":"apps","repositories":"acme/app,acme/site","retention-days":"90"},{"repository":"acme/lib","include-pull-refs":true,"store":"./others"}]}',
  ],
  [
    'a bare list',
    '- repositories: acme/app, acme/site\n  retention-days: 90\n- repository: acme/lib\n  include-pull-refs: true\n  store: ./others',
  ],
])('%s', (_, text) => {
  test('each entry has its own inputs over those of the step', async () => {
    const { entries = [] } = await read(text, { 'retention-days': '7', type: 'full' });
    expect(entries).toMatchObject([
      { retention: { days: 90 }, type: 'full', pullRefs: false, stores: ['./backups'] },
      { retention: { days: 7 }, type: 'full', pullRefs: true, stores: ['./others'] },
    ]);
    expect(entries.map(({ targets }) => targets.map(({ repository }) => repository))).toEqual([
      ['acme/app', 'acme/site'],
      ['acme/lib'],
    ]);
  });
});

test('every bad entry is told at once, with its place and what was probably meant', async () => {
  const said = await complaint(`
- name: apps
  repositories: acme/app
  retention-dais: 9
- repositories: acme/lib
  retention-days: many
- type: full
- acme/app
- { repositories: acme/a, repository: acme/b, deep: { much: 1 } }
`);
  expect(said.split('\n').slice(1)).toEqual([
    '  - matrix: entry 1 (apps): "retention-dais" is no input. Did you mean retention-days?',
    '  - matrix: entry 3: it names no repository. Write: repositories: owner/name',
    '  - matrix: entry 4: it is no map of inputs. Write: - repositories: acme/app',
    '  - matrix: entry 5: repository and repositories are both given. Write one of them.',
    '  - matrix: entry 5: deep is no text, number, switch or list of them. Write: deep: value',
    expect.stringMatching(/^ {2}- matrix: entry 2: retention-days: "many" is not a whole number/),
    expect.stringMatching(/^ {2}- matrix: entry 3: repositories: no repository is named/),
    expect.stringMatching(/^ {2}- matrix: entry 4: repositories: no repository is named/),
  ]);
});

test('what is wrong with the step is told once, not once an entry', async () => {
  const said = await complaint('- repository: acme/app\n- repository: acme/lib', { store: '' });
  expect(said.match(/no store is named/g)).toHaveLength(1);
});

test.each([
  'command',
  'token',
  'app-private-key',
  'passphrase',
  'identity',
  'webhook-url',
  'server-url',
  'failure-issue',
])('%s is no matter of an entry, and the error says why', async (key) => {
  const said = await complaint(`- repository: acme/app\n  ${key}: S3cret`);
  expect(said).toContain(`matrix: entry 1: ${key} cannot differ between entries. `);
  expect(said).not.toContain('S3cret');
});

test.each(['{', '[', 'a: [', '[]', 'include: []', 'repository: [acme/app]', './missing.yml', '42'])(
  '%s is no matrix',
  async (text) => {
    expect(await complaint(text)).toMatch(/^matrix: /);
  },
);
