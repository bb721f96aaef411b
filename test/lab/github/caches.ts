// Caches as GitHub has them: the service that the official client saves to and restores from, and the routes of the API.
import {
  pageOf,
  twirpError,
  type ArtifactState,
  type CacheEntry,
  type ServiceAnswer,
  type ServiceRequest,
} from './artifact-state.ts';

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';
const SECONDS = 3600;

interface Call {
  readonly key: string;
  readonly version: string;
  readonly size_bytes?: string;
  readonly restore_keys?: readonly string[];
}

/** Answers a request to the cache service; undefined where it is for somebody else. */
export async function answerCacheService(
  state: ArtifactState,
  request: ServiceRequest,
): Promise<ServiceAnswer | undefined> {
  if (!request.path.startsWith(SERVICE)) return undefined;
  const call = JSON.parse(request.body.toString()) as Call;
  const method = request.path.slice(SERVICE.length);
  if (method === 'CreateCacheEntry') return create(state, call);
  if (method === 'FinalizeCacheEntryUpload') return finalize(state, call);
  if (method === 'GetCacheEntryDownloadURL') return find(state, call);
  return twirpError(404, 'bad_route', 'no such method');
}

function create(state: ArtifactState, { key, version }: Call): ServiceAnswer {
  if (state.caches.some((one) => one.key === key && one.version === version))
    return twirpError(409, 'already_exists', 'cache entry with the same key, version, and scope already exists');
  const path = `caches/${state.nextId}-${state.caches.length}`;
  state.caches.push({ id: undefined, key, version, path, size: 0, created: state.now() });
  return { status: 200, json: { ok: true, signed_upload_url: state.blobs.sign('upload', path, SECONDS) } };
}

async function finalize(state: ArtifactState, { key, version, size_bytes: size }: Call): Promise<ServiceAnswer> {
  const found = state.caches.find((one) => one.key === key && one.version === version);
  if (!found) return twirpError(404, 'not_found', 'no such entry');
  if ((await state.blobs.size(found.path)) !== Number(size))
    return twirpError(400, 'invalid_argument', 'the size is not that of the blob');
  found.id = state.nextId += 1;
  found.size = Number(size);
  return { status: 200, json: { ok: true, entry_id: String(found.id) } };
}

/** The key itself, or else the newest that begins with one of the keys, in their order. */
function find(state: ArtifactState, { key, restore_keys: more = [], version }: Call): ServiceAnswer {
  const usable = listed(state).filter((one) => one.version === version);
  const newestWith = (prefix: string) => usable.findLast((one) => one.key.startsWith(prefix));
  const found = usable.find((one) => one.key === key) ?? [key, ...more].map(newestWith).find((one) => one);
  if (!found) return { status: 200, json: { ok: false } };
  const signed = state.blobs.sign('download', found.path, SECONDS);
  return { status: 200, json: { ok: true, signed_download_url: signed, matched_key: found.key } };
}

/** Answers a request to the API that is about caches; undefined where it is about something else. */
export function answerCacheRoutes(state: ArtifactState, request: ServiceRequest): ServiceAnswer | undefined {
  const prefix = `/repos/${state.repository}/actions/caches`;
  if (!request.path.startsWith(prefix)) return undefined;
  const id = request.path.slice(prefix.length + 1);
  const prefixed = request.query.get('key') ?? '';
  const found = listed(state).filter((one) => (id === '' ? one.key.startsWith(prefixed) : one.id === Number(id)));
  if (request.method === 'GET')
    return {
      status: 200,
      json: { total_count: found.length, actions_caches: pageOf(found, request.query).map(describe) },
    };
  if (state.actions !== 'write') return { status: 403, json: { message: 'Resource not accessible by integration' } };
  if (found.length === 0) return { status: 404, json: { message: 'Not Found' } };
  state.caches = state.caches.filter((one) => !found.includes(one));
  return id === ''
    ? { status: 200, json: { total_count: found.length, actions_caches: found.map(describe) } }
    : { status: 204 };
}

function listed(state: ArtifactState): CacheEntry[] {
  return state.caches.filter(({ id }) => id !== undefined);
}

function describe({ id, key, version, size, created }: CacheEntry): object {
  const at = created.toISOString();
  return { id, ref: 'refs/heads/main', key, version, last_accessed_at: at, created_at: at, size_in_bytes: size };
}
