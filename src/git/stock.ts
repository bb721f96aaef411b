// The same snapshot by stock git, for servers that do not speak protocol v2 or speak it in a way that we do not understand.
import { access as fileExists } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError } from '../domain/errors.ts';
import { gitError, runGit, startGit } from './git.ts';
import { isSafeRefName, sortRefs, type Ref, type RefSet } from './refs.ts';
import { inScope, readCommit, type Access, type Remote } from './remote.ts';
import { createScratchRepository, type ScratchRepository } from './scratch.ts';

/**
 * Lists the refs with `git ls-remote`; a pack is made by cloning into scratch and packing what is new, so that it is the
 * same self-contained pack which the wire would have brought, for more work.
 *
 * @throws `denied`, `not-found`, `unreachable` or `git` by what git said.
 */
export async function openStock(access: Access): Promise<Remote> {
  const config = stockConfig(access);
  const listed = await runGit(access.git, ['ls-remote', '--symref', '--', stockUrl(access)], access.address.display, {
    config,
  });
  const refs = inScope(access, parseListing(listed.toString('latin1')));
  // ls-remote tells no object format; the length of an id does, and an empty repository has nothing to tell apart.
  const objectFormat = (refs.refs[0]?.id.length ?? 40) === 64 ? 'sha256' : 'sha1';
  const scratch = await createScratchRepository(access.git, access.scratch, objectFormat);
  let cloned: Promise<void> | undefined;
  const clone = () => (cloned ??= cloneInto(scratch, access, refs));
  return {
    refs,
    objectFormat,
    capabilities: [],
    movedTo: undefined,
    async *fetchPack(wants, haves) {
      await clone();
      yield* packNew(scratch, wants, haves);
    },
    async readCommit(id) {
      await clone();
      return readCommit(scratch, id);
    },
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

function stockUrl({ address }: Access): string {
  return address.kind === 'local' ? address.path : address.kind === 'http' ? address.url : address.display;
}

function stockConfig({ address, authorization }: Access): Record<string, string> {
  if (address.kind !== 'http' || !authorization) return {};
  return { [`http.${new URL(address.url).origin}/.extraHeader`]: `Authorization: ${authorization}` };
}

function parseListing(listing: string): RefSet {
  const set: RefSet = { refs: [], head: undefined, headId: undefined };
  const peeled = new Map<string, string>();
  for (const line of listing.split('\n').filter((entry) => entry !== '')) {
    const [value = '', name = ''] = line.split('\t');
    if (value.startsWith('ref: ') && name === 'HEAD') set.head = value.slice(5);
    else if (name === 'HEAD') Object.assign(set, { headId: value, head: set.head ?? value });
    else if (name.endsWith('^{}')) peeled.set(name.slice(0, -3), value);
    else if (isSafeRefName(name)) set.refs.push({ name, id: value });
    else throw new BackupError('protocol', `git listed the strange ref name ${JSON.stringify(name)}`);
  }
  set.refs = sortRefs(set.refs.map((ref): Ref => withPeeled(ref, peeled.get(ref.name))));
  return set;
}

function withPeeled(ref: Ref, peeled: string | undefined): Ref {
  return peeled ? { ...ref, peeled } : ref;
}

async function cloneInto(scratch: ScratchRepository, access: Access, refs: RefSet): Promise<void> {
  const reachable = refs.headId === undefined || refs.refs.some((ref) => ref.id === refs.headId);
  const refspecs = ['+refs/*:refs/*', ...(reachable ? [] : ['+HEAD:refs/repo-backup/head'])];
  const pulls = access.pullRefs ? [] : ['^refs/pull/*'];
  const args = [
    '-C',
    scratch.path,
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--',
    stockUrl(access),
    ...refspecs,
    ...pulls,
  ];
  await runGit(access.git, args, access.address.display, {
    config: { ...stockConfig(access), 'transfer.fsckObjects': 'false' },
  });
  const shallow = await fileExists(join(scratch.path, 'shallow')).then(
    () => true,
    () => false,
  );
  if (!shallow) return;
  throw new BackupError('incomplete', 'the repository is a shallow clone: it does not hold its own history', {
    hint: 'Run `git fetch --unshallow` in it, or back up the repository that it was cloned from.',
  });
}

async function* packNew(
  scratch: ScratchRepository,
  wants: string[],
  haves: string[],
): AsyncGenerator<Buffer, void, undefined> {
  const known = await runGit(
    scratch.git,
    ['-C', scratch.path, 'cat-file', '--batch-check=%(objectname)'],
    'reading the clone',
    { input: haves.join('\n') },
  );
  const present = known
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith(' missing'));
  const revisions = [...wants, ...present.map((id) => `^${id}`)];
  await using child = startGit(scratch.git, [
    '-C',
    scratch.path,
    'pack-objects',
    '--revs',
    '--stdout',
    '--delta-base-offset',
    '--quiet',
  ]);
  child.stdin.end(`${revisions.join('\n')}\n`);
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) yield chunk;
  const exit = await child.ended;
  if (exit.code !== 0) throw gitError('packing what is new', exit);
}
