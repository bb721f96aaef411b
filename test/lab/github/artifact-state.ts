// What GitHub keeps of artifacts and caches, and the shapes in which its services are asked and answer.
import type { IncomingHttpHeaders } from 'node:http';
import type { Blobs } from './blobs.ts';

/** An artifact. It is listed once it is finalized, which is also when it gets its id. */
export interface Artifact {
  id: number | undefined;
  readonly name: string;
  /** The run that made it, by number. */
  readonly run: number;
  readonly path: string;
  size: number;
  digest: string | null;
  readonly created: Date;
  readonly expires: Date;
  /** The repository that the run took its code from, where that is another one; undefined where that one is gone. */
  readonly fork?: { id: number | undefined };
}

export interface CacheEntry {
  id: number | undefined;
  readonly key: string;
  readonly version: string;
  readonly path: string;
  size: number;
  readonly created: Date;
}

export interface ArtifactState {
  readonly blobs: Blobs;
  readonly now: () => Date;
  /** `owner/name` of the one repository whose artifacts these are. */
  repository: string;
  /** Days that an artifact may live, and lives if nothing else is asked for. */
  retentionDays: number;
  /** What the token of the API may do here. */
  actions: 'write' | 'read' | 'none';
  /** True: nothing more can be uploaded. */
  quotaUsed: boolean;
  artifacts: Artifact[];
  caches: CacheEntry[];
  nextId: number;
}

export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; absent for an empty body. */
  readonly json?: unknown;
}

export function artifactState(blobs: Blobs, now: () => Date): ArtifactState {
  return {
    blobs,
    now,
    repository: 'acme/backups',
    retentionDays: 90,
    actions: 'write',
    quotaUsed: false,
    artifacts: [],
    caches: [],
    nextId: 1000,
  };
}

/** The token of a run as its steps get it in ACTIONS_RUNTIME_TOKEN: not signed, since nobody here checks that. */
export function runtimeToken(run: number, repository = 'acme/backups'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ scp: `Actions.Results:${run}:job`, repository })}.x`;
}

/** Answers of Twirp. */
export const twirpError = (status: number, code: string, msg: string): ServiceAnswer => ({
  status,
  json: { code, msg },
});

/** A page of a list as the API cuts it, and the number of all. */
export function pageOf<T>(all: readonly T[], query: URLSearchParams): T[] {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const page = Number(query.get('page') ?? 1);
  return all.slice((page - 1) * size, page * size);
}
