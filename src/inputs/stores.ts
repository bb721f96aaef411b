// Addresses of stores: each looked at as far as that goes without asking the store.
import { fileURLToPath } from 'node:url';
import { CAPTURING, type CommandName, type Settings } from '../commands/settings.ts';
import { BackupError } from '../domain/errors.ts';
import { parseArtifactAddress } from '../stores/artifact/place.ts';
import { localFolder, storeKind } from '../stores/index.ts';
import { parseReleaseAddress } from '../stores/release/address.ts';
import { parseS3Address } from '../stores/s3/address.ts';
import type { Problems } from './problems.ts';

type World = { cwd: string; env: NodeJS.ProcessEnv };

/**
 * Reads `store`, which `plan` has none of, and for `copy` the stores to copy to. Two lines that are written alike are one
 * store; two that are not and mean the same place are a problem, since each store has a history and a record of its own.
 */
export function readStores(
  command: CommandName,
  text: (input: string) => string,
  world: World,
  problems: Problems,
): Pick<Settings, 'stores' | 'copyTo'> {
  if (command === 'plan') return { stores: [], copyTo: [] };
  const stores = readAddresses('store', text('store'), world, problems);
  if (stores.length === 0) problems.add('store', 'no store is named', './backups');
  if (command === 'pin' || CAPTURING.includes(command)) refuseStoring('store', stores, world, problems);
  else if (text('token') === '') refuseReading(stores, world, problems);
  if (command !== 'copy') return { stores, copyTo: [] };
  const copyTo = readAddresses('copy-to', text('copy-to'), world, problems);
  refuseStoring('copy-to', copyTo, world, problems);
  if (copyTo.length === 0) problems.add('copy-to', 'copy needs a store to copy to', 's3://bucket/backups');
  if (stores.length > 1)
    problems.note('store: copy reads one store', 'Name one; `copy-to` may name several, one a line.');
  const places = new Set(stores.map((address) => placeOf(address, world)));
  for (const address of copyTo)
    if (places.has(placeOf(address, world)))
      problems.add('copy-to', `"${address}" is the store to copy from`, 's3://bucket/backups');
  return { stores, copyTo };
}

/** Artifacts belong to the run of a workflow: without one nothing can be stored there, which is told before anything is read. */
function refuseStoring(input: string, addresses: readonly string[], world: World, problems: Problems): void {
  for (const address of outsideArtifacts(addresses, world))
    problems.note(
      `${input}: "${address}" cannot be written from outside of a workflow`,
      'Only the Action stores in artifacts. Write ./backups, s3://bucket/backups or release:owner/name; to read them artifact:owner/name will do.',
    );
}

/** GitHub lets nobody download an artifact without a token, also not one of a public repository. */
function refuseReading(stores: readonly string[], world: World, problems: Problems): void {
  for (const address of outsideArtifacts(stores, world))
    problems.note(
      `store: "${address}" cannot be read without a token`,
      'Give a fine-grained one with Actions: read for that repository as `token` (command line: REPO_BACKUP_TOKEN).',
    );
}

/** The artifact stores, where no workflow runs: in one the runner gives what they need. */
function outsideArtifacts(addresses: readonly string[], { env }: World): string[] {
  return env['GITHUB_REPOSITORY'] ? [] : addresses.filter((one) => storeKind(one) === 'artifact');
}

/** One address a line. */
function readAddresses(input: string, text: string, world: World, problems: Problems): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const addresses = new Set(lines.filter((line) => line !== ''));
  const places = new Map<string, string>();
  for (const address of addresses) {
    checkAddress(input, address, world, problems);
    const place = placeOf(address, world);
    const other = places.get(place);
    if (other === undefined) places.set(place, address);
    else problems.note(`${input}: "${address}" is the same place as "${other}"`, 'Leave one of the two out.');
  }
  return [...addresses];
}

function checkAddress(input: string, value: string, { env }: World, problems: Problems): void {
  const kind = storeKind(value);
  if (kind === 'file' && !isFileUrl(value))
    problems.add(input, `"${value}" is no file URL of this machine`, 'file:///srv/backups');
  else if (kind === 's3') noteIfRefused(input, () => parseS3Address(value), problems);
  else if (kind === 'artifact') noteIfRefused(input, () => parseArtifactAddress(value, env), problems);
  else if (kind === 'release') noteIfRefused(input, () => parseReleaseAddress(value), problems);
  else if (kind !== 'path' && kind !== 'file')
    problems.note(
      `${input}: "${kind}:" is no kind of store that this version knows`,
      'Write ./backups, s3://bucket/backups (with endpoint=... for what is not AWS), release:owner/name or artifact:owner/name.',
    );
}

function noteIfRefused(input: string, parse: () => unknown, problems: Problems): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    problems.note(`${input}: ${error.message}`, error.hint);
  }
}

function isFileUrl(value: string): boolean {
  try {
    return fileURLToPath(value) !== '';
  } catch {
    return false;
  }
}

/** The same for two ways of writing one place, whatever else the two say of it. What is no address is no other's place. */
function placeOf(address: string, { cwd, env }: World): string {
  try {
    return PLACES[storeKind(address)]?.(address, env) ?? localFolder(address, cwd) ?? address;
  } catch {
    return address;
  }
}

const PLACES: Readonly<Record<string, (address: string, env: NodeJS.ProcessEnv) => string>> = {
  s3(address) {
    const { endpoint = '', bucket, prefix } = parseS3Address(address);
    return `s3:${endpoint}/${bucket}/${prefix}`;
  },
  artifact(address, env) {
    const { owner, repo } = parseArtifactAddress(address, env);
    return `artifact:${owner}/${repo}`.toLowerCase();
  },
  release(address) {
    const { owner, repo } = parseReleaseAddress(address);
    return `release:${owner}/${repo}`.toLowerCase();
  },
};
