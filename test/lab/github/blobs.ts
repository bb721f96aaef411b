// Where GitHub keeps artifacts and caches: blobs at addresses that are signed and run out. In the long suite they rest in a real
// Azurite behind this door, and in the quick one, which installs none, in a stand-in.
import { azuriteBlobs } from './azurite-blobs.ts';
import { runningAzurite } from './azurite.ts';
import { PREFIX, refusedBlob, type BlobServer } from './blob-server.ts';
import { blockBlobs } from './block-blobs.ts';

export interface Blobs extends Omit<BlobServer, 'address'> {
  /** A signed address, which is good for so many seconds. Clients save what they download from there under the name. */
  sign(what: 'upload' | 'download', path: string, seconds: number, name?: string): string;
}

/** Blobs below an origin. Their addresses run out by the clock that is given, which may be ahead of the machine's. */
export function newBlobs({ origin, now }: { origin: () => string; now: () => Date }): Blobs {
  const azurite = runningAzurite();
  const server = azurite ? azuriteBlobs(azurite) : blockBlobs();
  return {
    ...server,
    sign(what, path, seconds, name) {
      const until = new Date(now().getTime() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
      const disposition = name === undefined ? undefined : `attachment; filename="${name}"`;
      return `${origin()}${PREFIX}${server.address({ what, path, until, disposition })}`;
    },
    async answer(request) {
      // Azure takes a token that comes along with a signature for the one that counts, and refuses it.
      if (request.headers.authorization !== undefined) return refusedBlob(400, 'InvalidAuthenticationInfo');
      if (now().getTime() > Date.parse(request.query.get('se') ?? '')) return refusedBlob(403, 'AuthenticationFailed');
      return server.answer(request);
    },
  };
}
