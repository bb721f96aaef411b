// The address of an S3 store, `s3://bucket/prefix?region=...`, read strictly: a typo must not change where backups go.
import { BackupError } from '../../domain/errors.ts';

/** Where an S3 store is and how objects are written to it. Holds no secret: credentials come from the environment. */
export type S3Location = {
  /** As the user wrote it. */
  address: string;
  bucket: string;
  /** Empty, or folders that end in `/`. */
  prefix: string;
  region: string | undefined;
  /** The server; undefined is AWS itself. */
  endpoint: string | undefined;
  /** The bucket in the path instead of the host name; undefined means as is usual at the server. */
  pathStyle: boolean | undefined;
  storageClass: string | undefined;
  lock: { mode: 'GOVERNANCE' | 'COMPLIANCE'; days: number } | undefined;
};

const ADDRESS = /^s3:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?(#.*)?$/is;
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/;
const FOLDER = /^(?!\.{1,2}$)[A-Za-z0-9_.-]+$/;
/** Classes whose objects cannot be read at once: every run reads manifests, refs and indexes. */
const FROZEN = ['GLACIER', 'DEEP_ARCHIVE'];

const PARAMETERS = ['region', 'endpoint', 'path-style', 'storage-class', 'object-lock-mode', 'object-lock-days'];
type Values = Readonly<Record<string, string | undefined>>;

/** Reads an address. @throws `usage` that tells everything that is wrong with it, and never repeats a secret. */
export function parseS3Address(address: string): S3Location {
  const [, bucket = '', path = '', query = '', fragment] = ADDRESS.exec(address) ?? [];
  const problems = [...bucketProblems(bucket), ...pathProblems(path)];
  if (fragment !== undefined) problems.push('"#" has no meaning in it');
  const values = readQuery(query, problems);
  const location: S3Location = {
    address,
    bucket,
    prefix: path.replace(/\/$/, '') === '' ? '' : `${path.replace(/\/$/, '')}/`,
    region: readPattern(values, 'region', /^[A-Za-z0-9-]{1,64}$/, 'eu-central-1', problems),
    endpoint: readEndpoint(values['endpoint'], problems),
    pathStyle: readPathStyle(values['path-style'], problems),
    storageClass: readStorageClass(values, problems),
    lock: readLock(values, problems),
  };
  if (problems.length === 0) return location;
  throw new BackupError('usage', `the S3 address is wrong: ${problems.join('; ')}`, {
    hint: 'Write for example: s3://bucket/backups?region=eu-central-1',
  });
}

function bucketProblems(bucket: string): string[] {
  if (bucket === '') return ['the bucket is missing'];
  if (/^[^@:]*:\d+$/.test(bucket)) return ['a port belongs to the server: endpoint=https://host:port'];
  if (/[@:]/.test(bucket)) return [noCredentials('a user or password before the bucket')];
  if (!BUCKET.test(bucket))
    return [`"${bucket}" is no bucket: 3 to 63 lower-case letters, digits, dots, hyphens and underscores`];
  return [];
}

function pathProblems(path: string): string[] {
  const folders = path.replace(/\/$/, '');
  if (folders === '' || folders.split('/').every((folder) => FOLDER.test(folder))) return [];
  return ['the prefix may hold folders of letters, digits, ".", "_" and "-" only'];
}

function noCredentials(what: string): string {
  return `it holds ${what}, and credentials do not belong into an address, which logs show: take them out and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role`;
}

function readQuery(query: string, problems: string[]): Values {
  const values: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (!PARAMETERS.includes(name)) problems.push(unknownParameter(name));
    else if (name in values) problems.push(`${name} is given twice`);
    else if (value === '') problems.push(`${name} has no value`);
    else values[name] = value;
  }
  return values;
}

function unknownParameter(name: string): string {
  if (/key|secret|token|passw|credential|signature/i.test(name)) return noCredentials(`the parameter "${name}"`);
  const near = nearest(name);
  return `"${name}" is no parameter of it. ${near ? `Did you mean ${near}?` : `There are ${PARAMETERS.join(', ')}`}`;
}

/** The parameter that was probably meant: at most a third of the letters differ, or one name holds the other. */
function nearest(name: string): string | undefined {
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const wanted = letters(name);
  if (wanted.length < 3) return undefined;
  const ranked = PARAMETERS.map((known) => {
    const held = wanted.includes(letters(known)) || letters(known).includes(wanted);
    return { known, distance: held ? 0 : editDistance(wanted, letters(known)) / known.length };
  }).sort((a, b) => a.distance - b.distance);
  return ranked.find(({ distance }) => distance <= 1 / 3)?.known;
}

/** How many letters must be added, removed or changed (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const changed = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function readPattern(
  values: Values,
  name: string,
  pattern: RegExp,
  example: string,
  problems: string[],
): string | undefined {
  const value = values[name];
  if (value === undefined || pattern.test(value)) return value;
  problems.push(`"${value}" is no ${name.replaceAll('-', ' ')}. Write for example: ${name}=${example}`);
  return undefined;
}

function readEndpoint(value: string | undefined, problems: string[]): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.username || url?.password) problems.push(noCredentials('a user or password in endpoint'));
  else if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
    problems.push('endpoint is no http or https URL. Write for example: endpoint=https://s3.example.com');
  else return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return undefined;
}

function readPathStyle(value: string | undefined, problems: string[]): boolean | undefined {
  if (value !== undefined && value !== 'true' && value !== 'false')
    problems.push('path-style is neither true nor false. Write for example: path-style=true');
  return value === undefined ? undefined : value === 'true';
}

function readStorageClass(values: Values, problems: string[]): string | undefined {
  const storageClass = readPattern(values, 'storage-class', /^[A-Z0-9_-]{1,64}$/, 'STANDARD_IA', problems);
  if (storageClass === undefined || !FROZEN.includes(storageClass)) return storageClass;
  problems.push(
    `${storageClass} cannot be read at once, and every run reads. Write for example: storage-class=GLACIER_IR`,
  );
  return undefined;
}

function readLock(values: Values, problems: string[]): S3Location['lock'] {
  const mode = readPattern(values, 'object-lock-mode', /^(governance|compliance)$/, 'governance', problems);
  const days = readPattern(values, 'object-lock-days', /^[1-9]\d{0,4}$/, '35', problems);
  if (mode !== undefined && values['object-lock-days'] === undefined)
    problems.push('object-lock-mode needs a time. Write for example: object-lock-days=35');
  if (days === undefined) return undefined;
  return { mode: mode === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE', days: Number(days) };
}
