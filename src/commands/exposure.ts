// No leak by backup: what is private is not stored where more people can read it, unless that is meant or it is sealed.
import { BackupError } from '../domain/errors.ts';
import { sealedName } from '../domain/sealed.ts';
import { isMoreOpen, type Visibility } from '../domain/visibility.ts';
import type { Store } from '../stores/store.ts';
import type { Home } from '../vault/home.ts';
import type { Settings } from './settings.ts';

/**
 * Sees that a store is no more open than the repository. One of which nothing is known counts as private.
 *
 * @throws `denied` where it is more open, the snapshots are not sealed, and nobody has allowed it.
 */
export async function refuseExposure(
  store: Store,
  { repository, visibility }: { repository: string; visibility: Visibility | null | undefined },
  { sealed, allowed }: { sealed: boolean; allowed: boolean },
): Promise<void> {
  if (sealed || allowed || !store.visibility) return;
  const own = visibility ?? 'private';
  if (own === 'public') return;
  const open = await store.visibility();
  if (!isMoreOpen(open, own)) return;
  throw new BackupError(
    'denied',
    `${repository} is ${own}, and ${store.address} is ${open}: its code would be readable`,
    {
      hint: 'Store it in a private repository, encrypt it (`encrypt-to`), or write `allow-public-store: true` if that is meant.',
    },
  );
}

/**
 * Sees that encryption does not end because an input came up empty: a secret that was renamed gives no error by itself.
 * The newest archive is what counts, also where its manifest is damaged or was never written, or where it is gone itself and
 * only a manifest names it.
 *
 * @throws `denied` where it is sealed, and nobody says what the next one is to be.
 */
export function refuseOpening(
  { address }: Store,
  { listing: { repository, archives }, latest }: Home,
  encryptTo: Settings['encryptTo'],
): void {
  const newest = [...archives.keys(), ...(latest?.archives ?? []).map(({ name }) => name)].toSorted().at(-1);
  if (encryptTo || !newest?.endsWith(sealedName(''))) return;
  throw new BackupError(
    'denied',
    `${repository} is encrypted in ${address}, and \`encrypt-to\` is empty: its next snapshot would be readable`,
    {
      hint: 'Set `encrypt-to` again; or write `encrypt-to: none` if its snapshots shall be readable from now on.',
    },
  );
}
