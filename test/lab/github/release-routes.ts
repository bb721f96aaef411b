// Routes of releases, which take all of them from emulate: drafts, tags, publication, immutability and removal as GitHub does it.
import { grantedTo } from './access.ts';
import { pageOf } from './paging.ts';
import { addRelease, makeTag, releaseShape, releasesOf } from './releases.ts';
import type { LabRelease } from './releases.ts';
import { notFound, refusal } from './routes.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { GitHubState } from './state.ts';

export const releaseRoutes: Route[] = [
  { method: 'GET', pattern: '/repos/{owner}/{repo}/releases', handle: list },
  { method: 'POST', pattern: '/repos/{owner}/{repo}/releases', handle: create },
  {
    method: 'POST',
    pattern: '/repos/{owner}/{repo}/releases/generate-notes',
    handle: ({ json }) => ({ status: 200, json: { name: String(json['tag_name']), body: '' } }),
  },
  {
    method: 'GET',
    pattern: '/repos/{owner}/{repo}/releases/latest',
    handle: (call, state) => shown(call, state, latestOf(call)),
  },
  {
    method: 'GET',
    pattern: '/repos/{owner}/{repo}/releases/tags/{+tag}',
    handle: (call, state) =>
      shown(
        call,
        state,
        releasesIn(call).all.find(({ tag, draft }) => !draft && tag === call.params['tag']),
      ),
  },
  {
    method: 'GET',
    pattern: '/repos/{owner}/{repo}/releases/{release_id}',
    handle: (call, state) => shown(call, state, releaseOf(call)),
  },
  { method: 'PATCH', pattern: '/repos/{owner}/{repo}/releases/{release_id}', handle: change },
  { method: 'DELETE', pattern: '/repos/{owner}/{repo}/releases/{release_id}', handle: remove },
  { method: 'DELETE', pattern: '/repos/{owner}/{repo}/git/refs/{+ref}', handle: removeRef },
];

export function releasesIn({ repository }: Call) {
  if (!repository) throw new Error('a route of releases without a repository');
  return releasesOf(repository);
}

/** Drafts are there only for those who may write. */
function isSeen({ access, repository }: Call, release: LabRelease): boolean {
  return !release.draft || (repository !== undefined && grantedTo(access, repository, 'contents') === 'write');
}

/** The release of the path, if this access sees it. */
export function releaseOf(call: Call): LabRelease | undefined {
  const found = releasesIn(call).all.find(({ id }) => String(id) === call.params['release_id']);
  return found && isSeen(call, found) ? found : undefined;
}

function latestOf(call: Call): LabRelease | undefined {
  return releasesIn(call).all.findLast(({ draft, makeLatest }) => !draft && makeLatest !== 'false');
}

function shown({ repository }: Call, state: GitHubState, release: LabRelease | undefined): Answer {
  return release && repository ? { status: 200, json: releaseShape(state, repository, release) } : notFound();
}

function list(call: Call, state: GitHubState): Answer {
  const { repository } = call;
  if (!repository) return notFound();
  const seen = releasesIn(call)
    .all.filter((release) => isSeen(call, release))
    .toSorted((a, b) => b.id - a.id);
  return pageOf(seen, call, state, (page) => page.map((release) => releaseShape(state, repository, release)));
}

const invalid = (code: string, field: string, message?: string): Answer =>
  refusal(422, 'Validation Failed', {
    errors: [{ resource: 'Release', code, field, ...(message ? { message } : {}) }],
  });

/** The tag of what is published must be free, and never have been that of an immutable release. */
async function publish(call: Call, release: LabRelease): Promise<Answer | undefined> {
  const { repository } = call;
  const releases = releasesIn(call);
  if (!repository) return notFound();
  if (releases.burned.has(release.tag))
    return invalid('custom', 'tag_name', 'tag_name was used by an immutable release');
  if (releases.all.some((other) => other !== release && !other.draft && other.tag === release.tag))
    return invalid('already_exists', 'tag_name');
  if ((await repository.git.git('for-each-ref', '--count=1')) === '') return refusal(422, 'Repository is empty.');
  const wrong = await makeTag(repository, release);
  if (wrong) return invalid('invalid', wrong);
  release.publishedAt = new Date();
  release.immutable = releases.immutable;
  return undefined;
}

async function create(call: Call, state: GitHubState): Promise<Answer> {
  const { json, repository } = call;
  if (!repository) return notFound();
  const tag = json['tag_name'];
  if (typeof tag !== 'string' || !isTag(tag)) return invalid('custom', 'tag_name', 'tag_name is not a valid tag');
  const wanted = fieldsOf(json);
  const release = addRelease(repository, { name: null, target: '', ...wanted, tag, draft: true });
  const refused = wanted.draft ? undefined : await publish(call, release);
  if (refused) {
    releasesIn(call).all = releasesIn(call).all.filter((one) => one !== release);
    return refused;
  }
  release.draft = wanted.draft ?? false;
  return { status: 201, json: releaseShape(state, repository, release) };
}

/** Git's own rules, as far as tags of ours could break them. */
function isTag(tag: string): boolean {
  return /^[^\s~^:?*[\\/]+$/.test(tag) && !/\.\.|^\.|\.$|\.lock$/.test(tag);
}

function fieldsOf(json: Record<string, unknown>): Partial<LabRelease> {
  const text = (name: string) => (typeof json[name] === 'string' ? json[name] : undefined);
  const fields = {
    name: text('name'),
    body: text('body'),
    target: text('target_commitish'),
    makeLatest: text('make_latest'),
    draft: typeof json['draft'] === 'boolean' ? json['draft'] : undefined,
    prerelease: typeof json['prerelease'] === 'boolean' ? json['prerelease'] : undefined,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

async function change(call: Call, state: GitHubState): Promise<Answer> {
  const { json, repository } = call;
  const release = releaseOf(call);
  if (!release || !repository) return notFound();
  const { draft = release.draft, ...fields } = fieldsOf(json);
  if (release.immutable && (draft || (json['tag_name'] ?? release.tag) !== release.tag))
    return refusal(422, 'Cannot change an immutable release: only title and notes can be modified');
  const refused = release.draft && !draft ? await publish(call, release) : undefined;
  if (refused) return refused;
  Object.assign(release, fields, { draft });
  return { status: 200, json: releaseShape(state, repository, release) };
}

/** The tag stays, and that of an immutable release is used up for ever. */
function remove(call: Call): Answer {
  const releases = releasesIn(call);
  const release = releaseOf(call);
  if (!release) return notFound();
  if (release.immutable) releases.burned.add(release.tag);
  releases.all = releases.all.filter((one) => one !== release);
  return { status: 204 };
}

async function removeRef(call: Call): Promise<Answer> {
  const { repository, params } = call;
  const ref = `refs/${params['ref']}`;
  if (!repository) return notFound();
  const held = releasesIn(call).all.find(({ tag, draft }) => !draft && `refs/tags/${tag}` === ref);
  if (held?.immutable) return refusal(422, 'Cannot delete the tag of an immutable release');
  const there = (await repository.git.git('for-each-ref', '--format=%(refname)', ref)).split('\n').includes(ref);
  if (!there) return refusal(422, 'Reference does not exist');
  await repository.git.deleteRef(ref);
  // A release that loses its tag is a draft again.
  if (held) Object.assign(held, { draft: true, publishedAt: null });
  return { status: 204 };
}
