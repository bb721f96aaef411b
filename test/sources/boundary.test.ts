// Where the old indexes cannot be read, the server is asked what the chain holds; only its plain "nothing is new" counts.
import { afterAll, expect, test } from 'vitest';
import { BackupError } from '../../src/domain/errors.ts';
import { parseAddress } from '../../src/git/address.ts';
import { openHttpPool } from '../../src/git/http.ts';
import { openWire, type Remote } from '../../src/git/remote.ts';
import { createScratchRepository, indexPack } from '../../src/git/scratch.ts';
import { proveBoundary } from '../../src/sources/boundary.ts';
import { startGitServer } from '../lab/git-server.ts';
import type { Repository } from '../lab/repositories.ts';
import { linearHistory } from '../lab/repository-shapes.ts';
import { temporaryFolder } from '../lab/temp.ts';

const folder = await temporaryFolder();
const pool = openHttpPool();
afterAll(async () => {
  pool[Symbol.dispose]();
  await folder[Symbol.asyncDispose]();
});
const git = { program: 'git', env: process.env, home: folder.path };

/** A repository of five commits, its oldest first, and one more that no old tip reaches. */
async function history(name: string): Promise<{ origin: Repository; old: string[]; side: string }> {
  const origin = await linearHistory(folder.join(`${name}.git`), 5);
  const old = (await origin.git('rev-list', '--reverse', 'main')).split('\n');
  const side = await origin.commit({ branch: 'side', parents: old.slice(1, 2) });
  return { origin, old, side };
}

async function reach(address: string): Promise<Remote> {
  const access = {
    address: parseAddress(address, folder.path),
    authorization: undefined,
    git,
    pool,
    scratch: folder.path,
    pullRefs: false,
  };
  return openWire(access, []);
}

test.each(['a pipe', 'http'])('a commit that an old tip reaches is proven over %s by one question', async (kind) => {
  await using server = await startGitServer({ root: folder.path });
  const { origin, old } = await history(`reached-${kind.replace(' ', '-')}`);
  await using remote = await reach(kind === 'http' ? origin.path.replace(folder.path, server.url) : origin.path);
  const [first = '', , third = ''] = old;
  await expect(proveBoundary(remote, [first, third, third], new Set(old.slice(-1)))).resolves.toBeUndefined();
  const questions = server.requests.filter(({ operation }) => operation === 'fetch');
  expect(questions).toHaveLength(kind === 'http' ? 1 : 0);
});

test('an old tip itself needs no question', async () => {
  const remote = answering(new Error('asked'));
  await expect(proveBoundary(remote, ['a', 'b'], new Set(['a', 'b']))).resolves.toBeUndefined();
});

test('what no old tip reaches is not proven, and the pipe can be used for the next question', async () => {
  const { origin, old, side } = await history('unreached');
  await using remote = await reach(origin.path);
  const since = new Set(old.slice(-1));
  await expect(proveBoundary(remote, [old[0] ?? '', side], since)).rejects.toMatchObject({
    kind: 'incomplete',
    message: expect.stringMatching(/\(\d+ new objects?\)/) as string,
  });
  await using scratch = await createScratchRepository(git, folder.path, 'sha1');
  const whole = await indexPack(scratch, remote.fetchPack([side], []), { selfContained: true });
  expect(whole?.objects).toBeGreaterThan(0);
});

test('an annotated tag that only an old tag reaches is proven; one that is new is not', async () => {
  const { origin, old } = await history('tags');
  const inner = await origin.annotatedTag('inner');
  const outer = await origin.annotatedTag('outer', inner);
  await using remote = await reach(origin.path);
  await expect(proveBoundary(remote, [inner], new Set([outer]))).resolves.toBeUndefined();
  await expect(proveBoundary(remote, [inner], new Set(old))).rejects.toMatchObject({ kind: 'incomplete' });
});

/** A remote that gives one answer to whatever it is asked. */
function answering(answer: Buffer | Error): Remote {
  return {
    refs: { refs: [], head: undefined, headId: undefined },
    objectFormat: 'sha1',
    capabilities: [],
    movedTo: undefined,
    async *fetchPack() {
      if (answer instanceof Error) throw answer;
      yield answer;
    },
    readCommit: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

test('a server that shows nobody what no ref points to proves nothing', async () => {
  const remote = answering(new BackupError('git', 'the server refused: not our ref'));
  await expect(proveBoundary(remote, ['a'], new Set())).rejects.toMatchObject({ kind: 'incomplete' });
});

test('an answer without a pack proves nothing', async () => {
  for (const bytes of ['', 'PACK', 'POCK\0\0\0\x02\0\0\0\0']) {
    const remote = answering(Buffer.from(bytes));
    await expect(proveBoundary(remote, ['a'], new Set())).rejects.toMatchObject({ kind: 'incomplete' });
  }
});

test('a network that breaks is told as that, and not as a chain that is broken', async () => {
  const remote = answering(new BackupError('unreachable', 'cut'));
  await expect(proveBoundary(remote, ['a'], new Set())).rejects.toMatchObject({ kind: 'unreachable' });
});
