// The same snapshot by stock git, for servers that do not speak protocol v2 or speak it in a way that we do not understand.
import { access as fileExists } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError } from '../domain/errors.ts';
import { isSafeRefName } from '../domain/ref-names.ts';
import { gitError, runGit, startGit } from './git.ts';
import { locateHttp } from './http.ts';
import { REFS_LIMIT, refSize, sortRefs, tooManyRefs, type Ref, type RefSet } from './refs.ts';
import { inScope, readCommit, type Access, type Remote } from './remote.ts';
import { createScratchRepository, type ScratchRepository } from './scratch.ts';

/** Silence over HTTP that ends git, in seconds: as long as the wire waits. */
const SILENCE = 120;

/**
 * Lists the refs with `git ls-remote`; a pack is made by cloning into scratch and packing what is new, so that it is the
 * same self-contained pack which the wire would have brought, for more work.
 *
 * @throws `denied`, `not-found`, `unreachable` or `git` by what git said.
 */
export async function openStock(access: Access): Promise<Remote> {
  const origin = await locate(access);
  const { url, config, movedTo } = origin;
  const listed = await runGit(access.git, ['ls-remote', '--symref', '--', url], access.address.display, {
    config: await config(),
  });
  const refs = inScope(access, parseListing(listed.toString('latin1')));
  // ls-remote tells no object format; the length of an id does, and an empty repository has nothing to tell apart.
  const objectFormat = (refs.refs[0]?.id ?? refs.headId)?.length === 64 ? 'sha256' : 'sha1';
  const scratch = await createScratchRepository(access.git, access.scratch, objectFormat);
  let cloned: Promise<void> | undefined;
  const clone = () => (cloned ??= cloneInto(scratch, access, origin, refs));
  return {
    refs,
    objectFormat,
    capabilities: [],
    movedTo,
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

/** What git is told of the origin. */
type Origin = { url: string; config: () => Promise<Record<string, string>>; movedTo: string | undefined };

/** Redirects are followed here, by our rules: git would carry the token along to wherever they lead. */
async function locate({ address, authorization, pool }: Access): Promise<Origin> {
  if (address.kind !== 'http')
    return {
      url: address.kind === 'local' ? address.path : address.display,
      config: async () => ({}),
      movedTo: undefined,
    };
  const { at, movedTo } = await locateHttp({ url: address.url, authorization, pool });
  const config = async () => ({
    'http.followRedirects': 'false',
    'http.lowSpeedLimit': '1',
    'http.lowSpeedTime': String(SILENCE),
    ...(at.authorization
      ? { [`http.${new URL(at.url).origin}/.extraHeader`]: `Authorization: ${await at.authorization()}` }
      : {}),
  });
  return { url: at.url, config, movedTo };
}

function parseListing(listing: string): RefSet {
  const set: RefSet = { refs: [], head: undefined, headId: undefined };
  const peeled = new Map<string, string>();
  for (const line of listing.split('\n').filter((entry) => entry !== '')) {
    const [value = '', name = ''] = line.split('\t');
    // Other symbolic refs are told too; what they lead to follows on a line of its own.
    if (value.startsWith('ref: ')) set.head = name === 'HEAD' ? safeHead(value.slice('ref: '.length)) : set.head;
    else if (name === 'HEAD') Object.assign(set, { headId: value, head: set.head ?? value });
    else if (name.endsWith('^{}')) peeled.set(name.slice(0, -3), value);
    else if (isSafeRefName(name)) set.refs.push({ name, id: value });
    else throw new BackupError('protocol', `git listed the strange ref name ${JSON.stringify(name)}`);
  }
  set.refs = sortRefs(set.refs.map((ref): Ref => withPeeled(ref, peeled.get(ref.name))));
  if (set.refs.reduce((sum, ref) => sum + refSize(ref), 0) > REFS_LIMIT) throw tooManyRefs();
  return set;
}

function safeHead(name: string): string {
  if (isSafeRefName(name)) return name;
  throw new BackupError('protocol', `git listed the strange HEAD ${JSON.stringify(name)}`);
}

function withPeeled(ref: Ref, peeled: string | undefined): Ref {
  return peeled ? { ...ref, peeled } : ref;
}

async function cloneInto(
  scratch: ScratchRepository,
  access: Access,
  { url, config }: Origin,
  refs: RefSet,
): Promise<void> {
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
    // Without it git leaves the refs of a shallow origin out, and does not say why.
    '--update-shallow',
    '--',
    url,
    ...refspecs,
    ...pulls,
  ];
  await runGit(access.git, args, access.address.display, { config: await config() });
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
