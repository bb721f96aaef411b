// Artifacts as GitHub has them: the service that the official client uploads to, and the routes of the API that list, give
// and delete what every run has left.
import {
  twirpError,
  pageOf,
  type Artifact,
  type ArtifactState,
  type ServiceAnswer,
  type ServiceRequest,
} from './artifact-state.ts';

const SERVICE = '/twirp/github.actions.results.api.v1.ArtifactService/';
/** Seconds that an address of a blob is good for: to upload to, and to download from. */
const UPLOAD_SECONDS = 3600;
const DOWNLOAD_SECONDS = 60;
const DAY = 86_400_000;

/** Answers a request to the artifact service; undefined where it is for somebody else. */
export async function answerArtifactService(
  state: ArtifactState,
  request: ServiceRequest,
): Promise<ServiceAnswer | undefined> {
  if (!request.path.startsWith(SERVICE)) return undefined;
  const call = JSON.parse(request.body.toString()) as Call;
  const answer = METHODS[request.path.slice(SERVICE.length)];
  return answer ? answer(state, call) : twirpError(404, 'bad_route', 'no such method');
}

interface Call {
  readonly workflow_run_backend_id: string;
  readonly name: string;
  readonly expires_at?: string;
  readonly size?: string;
  readonly hash?: string;
  readonly name_filter?: string;
  readonly id_filter?: string;
}

type Method = (state: ArtifactState, call: Call) => ServiceAnswer | Promise<ServiceAnswer>;

const METHODS: Readonly<Record<string, Method>> = {
  CreateArtifact(state, { workflow_run_backend_id: run, name, expires_at: asked }) {
    if (state.quotaUsed) return twirpError(403, 'permission_denied', 'insufficient usage to create artifact');
    if (state.artifacts.some((one) => one.name === name && one.run === Number(run)))
      return twirpError(409, 'already_exists', 'an artifact with this name already exists on the workflow run');
    const created = state.now();
    const latest = created.getTime() + state.retentionDays * DAY;
    // The client counts from its own clock, which in tests is not that of the server: what it asks for are days.
    const days = asked === undefined ? state.retentionDays : Math.round((Date.parse(asked) - Date.now()) / DAY);
    const path = `artifacts/${run}/${state.artifacts.length}-${state.nextId}`;
    const expires = new Date(Math.min(created.getTime() + days * DAY, latest));
    state.artifacts.push({ id: undefined, name, run: Number(run), path, size: 0, digest: null, created, expires });
    return { status: 200, json: { ok: true, signed_upload_url: state.blobs.sign('upload', path, UPLOAD_SECONDS) } };
  },
  async FinalizeArtifact(state, { workflow_run_backend_id: run, name, size = '0', hash }) {
    const found = state.artifacts.find((one) => one.name === name && one.run === Number(run));
    if (!found) return twirpError(404, 'not_found', 'no such artifact');
    if ((await state.blobs.size(found.path)) !== Number(size))
      return twirpError(400, 'invalid_argument', 'the size is not that of the blob');
    found.size = Number(size);
    found.digest = hash ?? null;
    found.id = state.nextId += 1;
    return { status: 200, json: { ok: true, artifact_id: String(found.id) } };
  },
  ListArtifacts(state, { workflow_run_backend_id: run, name_filter: name, id_filter: id }) {
    const found = listed(state).filter(
      (one) => one.run === Number(run) && (name ?? one.name) === one.name && Number(id ?? one.id) === one.id,
    );
    const artifacts = found.map((one) => ({
      workflow_run_backend_id: run,
      workflow_job_run_backend_id: 'job',
      database_id: String(one.id),
      name: one.name,
      size: String(one.size),
      created_at: one.created.toISOString(),
      ...(one.digest === null ? {} : { digest: one.digest }),
    }));
    return { status: 200, json: { artifacts } };
  },
  GetSignedArtifactURL(state, { workflow_run_backend_id: run, name }) {
    const found = listed(state).find((one) => one.run === Number(run) && one.name === name);
    if (!found) return twirpError(404, 'not_found', 'no such artifact');
    return { status: 200, json: { signed_url: addressOf(state, found) } };
  },
  async DeleteArtifact(state, { workflow_run_backend_id: run, name }) {
    const found = listed(state).find((one) => one.run === Number(run) && one.name === name);
    if (!found) return twirpError(404, 'not_found', 'no such artifact');
    await remove(state, found);
    return { status: 200, json: { ok: true, artifact_id: String(found.id) } };
  },
};

/** Answers a request to the API that is about artifacts; undefined where it is about something else. */
export async function answerArtifactRoutes(
  state: ArtifactState,
  request: ServiceRequest,
): Promise<ServiceAnswer | undefined> {
  const prefix = `/repos/${state.repository}/actions/`;
  if (!request.path.startsWith(prefix)) return undefined;
  const [what = '', id, zip] = request.path.slice(prefix.length).split('/');
  if (what !== 'artifacts') return undefined;
  if (state.actions === 'none') return forbidden;
  if (id === undefined) return list(state, request.query);
  const found = listed(state).find((one) => one.id === Number(id));
  if (!found) return { status: 404, json: { message: 'Not Found' } };
  if (request.method === 'DELETE') return deleteOne(state, found);
  if (zip === undefined) return { status: 200, json: describe(state, found) };
  if (isExpired(state, found)) return { status: 410, json: { message: 'Artifact has expired' } };
  return { status: 302, headers: { location: addressOf(state, found) } };
}

const forbidden: ServiceAnswer = { status: 403, json: { message: 'Resource not accessible by integration' } };

function list(state: ArtifactState, query: URLSearchParams): ServiceAnswer {
  const name = query.get('name');
  const found = listed(state).filter((one) => name === null || one.name === name);
  const newest = found.toSorted((a, b) => (b.id ?? 0) - (a.id ?? 0));
  const artifacts = pageOf(newest, query).map((one) => describe(state, one));
  return { status: 200, json: { total_count: found.length, artifacts } };
}

async function deleteOne(state: ArtifactState, artifact: Artifact): Promise<ServiceAnswer> {
  if (state.actions !== 'write') return forbidden;
  await remove(state, artifact);
  return { status: 204 };
}

async function remove(state: ArtifactState, artifact: Artifact): Promise<void> {
  state.artifacts = state.artifacts.filter((one) => one !== artifact);
  await state.blobs.remove(artifact.path);
}

function addressOf({ blobs }: ArtifactState, { path, name }: Artifact): string {
  return blobs.sign('download', path, DOWNLOAD_SECONDS, name);
}

function listed(state: ArtifactState): Artifact[] {
  return state.artifacts.filter(({ id }) => id !== undefined);
}

function isExpired(state: ArtifactState, { expires }: Artifact): boolean {
  return expires <= state.now();
}

function describe(state: ArtifactState, artifact: Artifact): object {
  const { id, name, size, digest, created, expires, run, fork = { id: 1 } } = artifact;
  const url = `https://api.github.com/repos/${state.repository}/actions/artifacts/${id}`;
  return {
    id,
    node_id: `A_${id}`,
    name,
    size_in_bytes: size,
    url,
    archive_download_url: `${url}/zip`,
    expired: isExpired(state, artifact),
    created_at: created.toISOString(),
    updated_at: created.toISOString(),
    expires_at: expires.toISOString(),
    digest,
    workflow_run: {
      id: run,
      repository_id: 1,
      head_repository_id: fork.id,
      head_branch: 'main',
      head_sha: '0'.repeat(40),
    },
  };
}
