// Who can read a repository on GitHub, and where what it holds may be shown.

export type Visibility = 'public' | 'internal' | 'private';

/** From those that the fewest can read. */
const OPENNESS: readonly Visibility[] = ['private', 'internal', 'public'];

/** True where people can read `one` who cannot read `other`. */
export function isMoreOpen(one: Visibility, other: Visibility): boolean {
  return OPENNESS.indexOf(one) > OPENNESS.indexOf(other);
}
