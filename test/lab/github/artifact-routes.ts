// Artifacts and caches at the lab's GitHub: the services that runs speak with, the API, and the blobs at the second origin.
//
//   const artifacts = artifactsOf(github.state, 'acme/backups');
//   artifacts.artifacts, artifacts.quotaUsed = true
//   ACTIONS_RUNTIME_TOKEN = runtimeToken(run, 'acme/backups'), ACTIONS_RESULTS_URL = github.url
import { artifactState, type ArtifactState, type ServiceAnswer, type ServiceRequest } from './artifact-state.ts';
import { answerArtifactRoutes, answerArtifactService } from './artifacts.ts';
import { PREFIX } from './blob-server.ts';
import { newBlobs, type Blobs } from './blobs.ts';
import { answerCacheRoutes, answerCacheService } from './caches.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { GitHubState } from './state.ts';

type Kept = { blobs: Blobs; repositories: Map<string, ArtifactState> };

const kept = new WeakMap<GitHubState, Kept>();

function keptBy(state: GitHubState): Kept {
  const made = {
    blobs: newBlobs({ origin: () => state.downloadsUrl, now: () => state.settings.now() }),
    repositories: new Map(),
  };
  const found = kept.get(state) ?? made;
  kept.set(state, found);
  return found;
}

/** What a repository has of artifacts and caches. */
export function artifactsOf(state: GitHubState, repository: string): ArtifactState {
  const { blobs, repositories } = keptBy(state);
  const found = repositories.get(repository) ?? artifactState(blobs, () => state.settings.now());
  found.repository = repository;
  found.retentionDays = state.catalog.find(repository)?.repository.retention.days ?? found.retentionDays;
  repositories.set(repository, found);
  return found;
}

function asked({ request, path, query, body }: Call): ServiceRequest {
  return { method: request.method, path, query, headers: request.headers, body };
}

/** The service of the run whose token it is. */
async function service(call: Call, state: GitHubState): Promise<Answer> {
  const [, claims = ''] = call.request.token?.split('.') ?? [];
  const { repository = '' } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}') as {
    repository?: string;
  };
  if (repository === '') return { status: 401, json: { code: 'unauthenticated', msg: 'no token of a run' } };
  const own = artifactsOf(state, repository);
  return (
    (await answerArtifactService(own, asked(call))) ?? (await answerCacheService(own, asked(call))) ?? { status: 404 }
  );
}

type Settled = ServiceAnswer | undefined;

function api(answer: (state: ArtifactState, request: ServiceRequest) => Settled | Promise<Settled>) {
  return async (call: Call, state: GitHubState): Promise<Answer | undefined> =>
    call.repository && answer(artifactsOf(state, call.repository.fullName), asked(call));
}

const blob = (call: Call, state: GitHubState): Promise<Answer> => keptBy(state).blobs.answer(asked(call));

const ARTIFACTS = '/repos/{owner}/{repo}/actions/artifacts';
const CACHES = '/repos/{owner}/{repo}/actions/caches';

export const artifactRoutes: Route[] = [
  { at: 'server', method: 'POST', pattern: '/twirp/{service}/{method}', handle: service },
  ...['GET', 'HEAD', 'PUT'].map((method) => ({
    at: 'downloads' as const,
    method,
    pattern: `${PREFIX}{+path}`,
    handle: blob,
  })),
  { method: 'GET', pattern: ARTIFACTS, handle: api(answerArtifactRoutes) },
  { method: 'GET', pattern: `${ARTIFACTS}/{artifact_id}`, handle: api(answerArtifactRoutes) },
  { method: 'DELETE', pattern: `${ARTIFACTS}/{artifact_id}`, handle: api(answerArtifactRoutes) },
  { method: 'GET', pattern: `${ARTIFACTS}/{artifact_id}/{archive_format}`, handle: api(answerArtifactRoutes) },
  { method: 'GET', pattern: CACHES, handle: api(answerCacheRoutes) },
  { method: 'DELETE', pattern: CACHES, handle: api(answerCacheRoutes) },
  { method: 'DELETE', pattern: `${CACHES}/{cache_id}`, handle: api(answerCacheRoutes) },
];
