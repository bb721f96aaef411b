// Names in a store: the only place that turns repositories and instants into keys, and keys back.
import { BackupError } from './errors.ts';

const SNAPSHOT = /^snapshot-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/;
// GitHub allows exactly these characters in owner and repository names; they are safe in every store.
const SEGMENT = /^[A-Za-z0-9_.-]{1,100}$/;

/** Members of an archive: git's data, the index of its pack, and all refs at that instant. */
export const BUNDLE = 'repo.bundle';
export const INDEX = 'repo.idx';
export const REFS = 'refs.gz';

/** The name of the snapshot taken at `at`, to the second, in UTC: `snapshot-20261121-020000`. */
export function snapshotName(at: Date): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  return `snapshot-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}

/** The instant that a snapshot's name tells, or undefined where it is no snapshot's name (or no real date). */
export function snapshotInstant(name: string): Date | undefined {
  const match = SNAPSHOT.exec(name);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const at = new Date(0);
  // Not Date.UTC, which takes the year 50 for 1950.
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second);
  // Date rolls what is too large over into the next unit. Only the name of a real date comes back as it went in.
  const same = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return same && hour < 24 && minute < 60 && second < 60 ? at : undefined;
}

/** An instant to the second, as manifests and reports write it: `2026-11-21T02:00:00Z`. */
export function isoSecond(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** True where `segment` can be part of a key: no separators, no `.` or `..`, nothing hidden. */
export function isSafeSegment(segment: string): boolean {
  return SEGMENT.test(segment) && !segment.startsWith('.');
}

/** True for `owner/name` as a store keeps it. A leading dot is allowed in the second half (`acme/.github`). */
export function isRepositoryName(name: string): boolean {
  const [owner, repository, ...rest] = name.split('/');
  if (rest.length > 0 || owner === undefined || repository === undefined) return false;
  return isSafeSegment(owner) && SEGMENT.test(repository) && repository !== '.' && repository !== '..';
}

/** The prefix under which a store keeps a repository. Throws `usage` for a name that is not `owner/name`. */
export function repositoryPrefix(repository: string): string {
  if (!isRepositoryName(repository)) {
    throw new BackupError('usage', `"${repository}" is not a repository name`, {
      hint: 'Use owner/name with letters, digits, ".", "_" and "-".',
    });
  }
  return `${repository}/`;
}

/** The key of a snapshot's manifest, its commit point. */
export function manifestKey(repository: string, snapshot: string): string {
  return `${repositoryPrefix(repository)}${snapshot}.json`;
}

/** The key of an archive of a snapshot. `archive` is a name from a manifest and must belong to that snapshot. */
export function archiveKey(repository: string, snapshot: string, archive = `${snapshot}.tar`): string {
  if (!isSafeSegment(archive) || !archive.startsWith(`${snapshot}.`)) {
    throw new BackupError('corrupt', `${repository} ${snapshot}: the manifest names a strange archive "${archive}"`, {
      hint: 'The manifest was damaged or changed by hand. Restore another snapshot.',
    });
  }
  return `${repositoryPrefix(repository)}${archive}`;
}

/** The key of a snapshot's pin. Its existence is the pin. */
export function pinKey(repository: string, snapshot: string): string {
  return `${repositoryPrefix(repository)}${snapshot}.pin`;
}

/** A key of a store taken apart, or undefined for files that are not ours: those are never touched. */
export type KeyParts = { repository: string; snapshot: string; kind: 'manifest' | 'archive' | 'pin'; file: string };

/** Reads `<owner>/<name>/snapshot-....<ending>`; anything else gives undefined. */
export function parseKey(key: string): KeyParts | undefined {
  const cut = key.lastIndexOf('/');
  const repository = key.slice(0, Math.max(cut, 0));
  const file = key.slice(cut + 1);
  const dot = file.indexOf('.');
  const snapshot = dot < 0 ? file : file.slice(0, dot);
  const ending = dot < 0 ? '' : file.slice(dot);
  if (!isRepositoryName(repository) || !snapshotInstant(snapshot)) return undefined;
  if (ending === '.json') return { repository, snapshot, kind: 'manifest', file };
  if (ending === '.pin') return { repository, snapshot, kind: 'pin', file };
  return /^(\.[a-z]+)?\.tar(\.age)?$/.test(ending) ? { repository, snapshot, kind: 'archive', file } : undefined;
}
