// Reaching a repository: where it is, and what opens it there.
import { ownerOf } from '../domain/selection.ts';
import { serverName, type Address } from '../git/address.ts';
import type { Git } from '../git/git.ts';
import type { Authorize, HttpPool } from '../git/http.ts';
import type { Access } from '../git/remote.ts';
import type { Log } from '../system/log.ts';
import type { Context, Settings, Target } from './settings.ts';

type Session = { context: Context; settings: Settings; git: Git; pool: HttpPool };

/** Everything that is needed to reach a target. */
export async function accessTo(
  { context, settings, git, pool }: Session,
  { address }: Target,
  log: Log,
): Promise<Access> {
  return {
    address,
    authorization: await authorizationFor(context, settings, address),
    git,
    pool,
    scratch: context.scratch,
    pullRefs: settings.pullRefs,
    onServerProgress: (line) => log.progress(line),
  };
}

/** The token belongs to one server: an address elsewhere never sees it. */
async function authorizationFor(
  { reader }: Context,
  { serverUrl }: Settings,
  address: Address,
): Promise<Authorize | undefined> {
  if (address.kind !== 'http' || new URL(address.url).origin !== new URL(serverUrl).origin) return undefined;
  const owner = ownerOf(serverName(address, serverUrl) ?? '');
  const header = (token: string) => `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  if ((await reader.tokenFor(owner)) === undefined) return undefined;
  return async () => header((await reader.tokenFor(owner)) ?? '');
}
