// No leak by backup: what is private is not stored where more people can read it, unless that is meant or it is sealed.
import { BackupError } from '../domain/errors.ts';
import { isMoreOpen, type Visibility } from '../domain/visibility.ts';
import type { Store } from '../stores/store.ts';

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
