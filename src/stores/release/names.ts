// Names in a release store: which release an object lies in, and what its assets are called there.
import { parseKey } from '../../domain/names.ts';
import { readTag, tagOf } from '../../domain/tags.ts';
import { isKey } from '../store.ts';

/** Where an object belongs: a release by its tag, and the file's name there. */
export type Place = {
  tag: string;
  file: string;
  /** The title of a finished release. */
  title: string;
  /** A snapshot has a release of its own, which is published. What belongs to none is kept in drafts. */
  kind: 'snapshot' | 'records';
};

const RECORDS = 'repo-backup.records';
const RECORDS_TAG = /^repo-backup\.records(-\d{4}-\d{2})?$/;

/** The place of an object. Archives and manifests go to the release of their snapshot, all else to the records of its month. */
export function placeOf(key: string): Place {
  const parts = parseKey(key);
  if (parts && parts.kind !== 'pin') {
    const { repository, snapshot, file } = parts;
    return { tag: tagOf(repository, snapshot), file, title: `${repository} ${snapshot}`, kind: 'snapshot' };
  }
  // The month is in the key, never the clock's: two writers of one key must meet in one release.
  const [, year, month] = /(\d{4})-?(\d{2})-?\d{2}[-T]\d{2}-?\d{2}/.exec(key) ?? [];
  const suffix = year === undefined ? '' : `-${year}-${month}`;
  return {
    tag: RECORDS + suffix,
    file: encodeKey(key),
    title: `repo-backup records${suffix.replace('-', ' ')}`,
    kind: 'records',
  };
}

/** The key of a file in a release; undefined for a release or a file that is not ours. */
export function keyIn(tag: string, file: string): string | undefined {
  const snapshot = readTag(tag);
  const key = snapshot ? `${snapshot.repository}/${file}` : isRecordsTag(tag) ? decodeKey(file) : undefined;
  if (key === undefined || !isKey(key)) return undefined;
  const place = placeOf(key);
  return place.tag === tag && place.file === file ? key : undefined;
}

/** True for the releases of a release store; all others belong to somebody else. */
export function isOurTag(tag: string): boolean {
  return isRecordsTag(tag) || readTag(tag) !== undefined;
}

/** True for the drafts that hold what belongs to no snapshot. */
export function isRecordsTag(tag: string): boolean {
  return RECORDS_TAG.test(tag);
}

/** GitHub renames assets with other characters, or with dots at an end: those are written as `_` and two hex digits, `/` as `__`. */
function encodeKey(key: string): string {
  return key
    .replaceAll('_', '_5f')
    .replaceAll('/', '__')
    .replaceAll(/^\.|\.$|\.(?=\.)/g, '_2e')
    .replace(/-(?=of-\d{3}$)/, '_2d');
}

function decodeKey(file: string): string {
  return file.replaceAll(/__|_([0-9a-f]{2})/g, (_, hex?: string) =>
    hex === undefined ? '/' : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Asset names of a file that is stored in so many parts. In one it keeps its name; of nothing there is a mark, as no asset may be empty. */
export function partNames(file: string, parts: number): string[] {
  if (parts === 1) return [file];
  const digits = (number: number) => String(number).padStart(3, '0');
  if (parts === 0) return [`${file}.000-of-000`];
  return Array.from({ length: parts }, (_, index) => `${file}.${digits(index + 1)}-of-${digits(parts)}`);
}

/** The file that an asset is a part of, which part, counted from 1, and of how many. */
export function parsePart(name: string): { file: string; part: number; of: number } {
  const [, file, part, of] = /^(.+)\.(\d{3})-of-(\d{3})$/.exec(name) ?? [];
  return file === undefined ? { file: name, part: 1, of: 1 } : { file, part: Number(part), of: Number(of) };
}
