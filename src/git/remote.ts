// A repository at the other end, whichever way it is reached: its refs now, and packs of what is new.
import { BackupError } from '../domain/errors.ts';
import type { Address } from './address.ts';
import type { Git } from './git.ts';
import { connectHttp, exchangeOver, type Authorize, type HttpPool, type HttpRemote } from './http.ts';
import { commitFacts, type CommitFacts } from './objects.ts';
import { isPullRef, isSnapshotTag, type RefSet } from './refs.ts';
import { createScratchRepository, indexPack, readObjects, type ScratchRepository } from './scratch.ts';
import { connectPipe } from './upload-pack.ts';
import { capability, fetchPack, listRefs, objectFormat, type Capabilities, type Exchange } from './wire.ts';

/** Everything that is needed to reach a repository. */
export type Access = {
  address: Address;
  /** The whole `Authorization` header for the address's own origin. Never logged. */
  authorization: Authorize | undefined;
  git: Git;
  pool: HttpPool;
  /** Folder for scratch repositories. */
  scratch: string;
  /** Whether GitHub's hidden `refs/pull/*` belong to the snapshot. */
  pullRefs: boolean;
  /** A line of the server's own progress. */
  onServerProgress?: (line: string) => void;
};

/** A repository that was reached. Dispose it to let go of connections and scratch space. */
export type Remote = AsyncDisposable & {
  /** The refs that belong to the snapshot. */
  refs: RefSet;
  objectFormat: 'sha1' | 'sha256';
  /** Protocol v2 capabilities, for the next run to remember; empty where stock git did the work. */
  capabilities: Capabilities;
  /** Where the repository is now, if the server redirected us. */
  movedTo: string | undefined;
  /** One self-contained pack of what `wants` reach and `haves` do not. */
  fetchPack: (wants: string[], haves: string[]) => AsyncIterable<Buffer>;
  /** Reads one commit by itself; undefined where `id` is no commit. */
  readCommit: (id: string) => Promise<CommitFacts | undefined>;
};

type Connection = {
  capabilities: Capabilities;
  exchange: Exchange;
  movedTo: string | undefined;
  close: () => Promise<void>;
};

/**
 * Reaches a repository over protocol v2 and lists its refs. With the capabilities of an earlier run this is one request.
 *
 * @throws `protocol` where the answer is not understood: stock git may do better.
 */
export async function openWire(access: Access, remembered: Capabilities): Promise<Remote> {
  const known = await listByMemory(access, remembered);
  const connection = known?.connection ?? (await connect(access));
  try {
    const refs = known?.refs ?? (await listRefs(connection.exchange, connection.capabilities));
    return wireRemote(access, connection, inScope(access, refs));
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function connect(access: Access): Promise<Connection> {
  const { address } = access;
  if (address.kind === 'http')
    return { ...(await connectHttp(httpRemote(access, address.url))), close: async () => undefined };
  const pipe = await connectPipe(access.git, address);
  return {
    capabilities: pipe.capabilities,
    exchange: pipe.exchange,
    movedTo: undefined,
    close: async () => pipe[Symbol.asyncDispose](),
  };
}

/** Leaves out the refs that the snapshot does not want. */
export function inScope({ pullRefs }: Access, set: RefSet): RefSet {
  return { ...set, refs: set.refs.filter(({ name }) => (pullRefs || !isPullRef(name)) && !isSnapshotTag(name)) };
}

function httpRemote({ authorization, pool }: Access, url: string): HttpRemote {
  return { url, authorization, pool };
}

/** Straight to ls-refs. Any surprise but a refusal or a broken network gives undefined: then first contact is made anew. */
async function listByMemory(
  access: Access,
  capabilities: Capabilities,
): Promise<{ connection: Connection; refs: RefSet } | undefined> {
  if (access.address.kind !== 'http' || capabilities.length === 0) return undefined;
  const exchange = exchangeOver(httpRemote(access, access.address.url));
  try {
    const refs = await listRefs(exchange, capabilities);
    return { connection: { capabilities, exchange, movedTo: undefined, close: async () => undefined }, refs };
  } catch (error) {
    if (error instanceof BackupError && (error.kind === 'denied' || error.kind === 'unreachable')) throw error;
    return undefined;
  }
}

function wireRemote(access: Access, { capabilities, exchange, movedTo, close }: Connection, refs: RefSet): Remote {
  const format = objectFormat(capabilities);
  const listener = access.onServerProgress ? { onProgress: access.onServerProgress } : {};
  return {
    refs,
    objectFormat: format,
    capabilities,
    movedTo,
    fetchPack: (wants, haves) => fetchPack(exchange, capabilities, { wants, haves }, listener),
    async readCommit(id) {
      const canFilter = capability(capabilities, 'fetch')?.split(' ').includes('filter') ?? false;
      const request = { wants: [id], haves: [], depth: 1, ...(canFilter ? { filter: 'tree:0' } : {}) };
      await using scratch = await createScratchRepository(access.git, access.scratch, format);
      await indexPack(scratch, fetchPack(exchange, capabilities, request), { selfContained: false });
      return await readCommit(scratch, id);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Reads one commit out of a scratch repository; undefined where `id` is no commit. */
export async function readCommit(scratch: ScratchRepository, id: string): Promise<CommitFacts | undefined> {
  for await (const object of readObjects(scratch, [id])) {
    if (object.type === 'commit') return commitFacts(id, object.content);
  }
  return undefined;
}
