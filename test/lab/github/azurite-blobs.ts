// Blobs in a real Azurite: addresses are signed as Azure describes it, and Azurite itself judges what comes to them.
import { createHmac, randomUUID } from 'node:crypto';
import type { ServiceRequest } from './artifact-state.ts';
import { ACCOUNT, type Azurite } from './azurite.ts';
import { PREFIX, type Address, type BlobAnswer, type BlobServer } from './blob-server.ts';

/** https://learn.microsoft.com/rest/api/storageservices/create-service-sas: the version whose strings are signed here. */
const VERSION = '2020-12-06';

/** Blobs in a container of their own, which is made with the first request. */
export function azuriteBlobs(azurite: Azurite): BlobServer {
  const container = randomUUID();
  const own = (path: string, query: Record<string, string> = {}) =>
    `${PREFIX}${container}${path === '' ? '' : `/${path}`}?${new URLSearchParams({ ...query, ...accountToken(azurite) }).toString()}`;
  const put = { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' } };
  const planted = new Map<string, () => Promise<unknown>>();

  let made: Promise<unknown> | undefined;
  /** Whatever must be there before a blob is asked for. */
  const ready = async (path: string) => {
    await (made ??= ask(azurite, own('', { restype: 'container' }), { method: 'PUT' }, [201]));
    await planted.get(path)?.();
  };

  return {
    address(address) {
      const blob = `${container}/${address.path}`;
      return `${blob}?${new URLSearchParams(blobToken(azurite, blob, address)).toString()}`;
    },
    async answer({ method, path, query, headers, body }) {
      await ready(path.slice(PREFIX.length + container.length + 1));
      const sent = method === 'PUT' ? { body } : {};
      return ask(azurite, `${path}?${query.toString()}`, { method, headers: endToEnd(headers), ...sent });
    },
    async size(path) {
      await ready(path);
      const { status, headers } = await ask(azurite, own(path), { method: 'HEAD' }, [200, 404]);
      return status === 200 ? Number(headers['content-length']) : undefined;
    },
    async read(path) {
      await ready(path);
      const { status, body } = await ask(azurite, own(path), {}, [200, 404]);
      return status === 200 ? body : undefined;
    },
    put(path, bytes) {
      let sent: Promise<unknown> | undefined;
      planted.set(path, () => (sent ??= ask(azurite, own(path), { ...put, body: bytes }, [201])));
    },
    async remove(path) {
      planted.delete(path);
      await ready(path);
      await ask(azurite, own(path), { method: 'DELETE' }, [202, 404]);
    },
  };
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

/** Asks Azurite, and gives what it says. @throws for a status that is none of the expected, where any are. */
async function ask(
  { url }: Azurite,
  path: string,
  { body, ...asked }: Asked,
  expected?: number[],
): Promise<BlobAnswer> {
  const response = await fetch(`${url}${path}`, { ...asked, ...(body ? { body: Uint8Array.from(body) } : {}) });
  const { status } = response;
  const bytes = Buffer.from(await response.arrayBuffer());
  if (expected && !expected.includes(status))
    throw new Error(`Azurite answered ${status} to ${asked.method} ${path.split('?')[0]}: ${bytes.toString()}`);
  const length = response.headers.get('content-length');
  const told = asked.method === 'HEAD' && length !== null ? { 'content-length': length } : {};
  return { status, headers: { ...endToEnd(Object.fromEntries(response.headers)), ...told }, body: bytes };
}

/** Headers that are not about one connection only. The length of a body is told anew. */
function endToEnd(headers: ServiceRequest['headers']): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(host|connection|keep-alive|transfer-encoding|content-length|expect|accept-encoding)$/.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

/** A token for one blob, as GitHub's services give them out. */
function blobToken({ key }: Azurite, blob: string, { what, until, disposition }: Address): Record<string, string> {
  const permissions = what === 'upload' ? 'cw' : 'r';
  const resource = `/blob/${ACCOUNT}/${blob}`;
  // Start, policy, addresses, protocol, snapshot, scope and the other headers of the answer are left empty.
  const signed = [
    permissions,
    '',
    until,
    resource,
    '',
    '',
    '',
    VERSION,
    'b',
    '',
    '',
    '',
    disposition ?? '',
    '',
    '',
    '',
  ];
  const more = disposition === undefined ? {} : { rscd: disposition };
  return { sv: VERSION, sr: 'b', sp: permissions, se: until, ...more, sig: sign(key, signed) };
}

/** A token for all that the lab itself does: it is the storage's owner. */
function accountToken({ key }: Azurite): Record<string, string> {
  const [permissions, until] = ['rwdc', '2099-01-01T00:00:00Z'];
  const signed = [ACCOUNT, permissions, 'b', 'co', '', until, '', '', VERSION, '', ''];
  return { sv: VERSION, ss: 'b', srt: 'co', sp: permissions, se: until, sig: sign(key, signed) };
}

function sign(key: string, lines: readonly string[]): string {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(lines.join('\n')).digest('base64');
}
