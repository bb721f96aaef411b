// Protocol v2 of git (gitprotocol-v2): the messages that a backup needs, ls-refs and fetch.
import { BackupError } from '../domain/errors.ts';
import { isSafeRefName } from '../domain/ref-names.ts';
import { cutShort, DELIMITER, FLUSH, packet, type Packet } from './pkt-line.ts';
import { REFS_LIMIT, refSize, sortRefs, tooManyRefs, type Ref, type RefSet } from './refs.ts';

/**
 * Sends one v2 request and gives the packets of its answer. Read it to its end, also after the flush that ends the
 * message: a connection is kept for the next request only if its answer was read whole.
 */
export type Exchange = (request: Buffer) => AsyncIterable<Packet>;

/** What the server can do, one `key[=value]` each, as it advertised them. */
export type Capabilities = string[];

const AGENT = 'agent=repo-backup';
/** The capabilities that we use. Others are not kept: they end in every manifest, and a server may offer what it likes. */
const USED = /^(agent|object-format|ls-refs|fetch)(=|$)/;
const LONGEST_CAPABILITY = 1000;
/** Lines of an advertisement. git has a dozen. */
const MOST_CAPABILITIES = 1000;
const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Reads a capability advertisement, with or without the `# service=` line that smart HTTP puts first.
 *
 * @throws `protocol` where the server does not speak version 2.
 */
export async function readCapabilities(packets: AsyncIterable<Packet>): Promise<Capabilities> {
  let version2 = false;
  let complete = false;
  const found: Capabilities = [];
  for await (const one of packets) {
    if (typeof one === 'string') {
      complete = version2;
      continue;
    }
    const line = text(one);
    if (line.startsWith('ERR ')) throw serverError(line.slice(4));
    if (!version2 && line.startsWith('# service=')) continue;
    if (!version2 && line !== 'version 2')
      throw new BackupError('protocol', 'the server does not speak protocol version 2');
    if (version2 && found.push(line) > MOST_CAPABILITIES)
      throw new BackupError('unsupported', `the server offers more than ${MOST_CAPABILITIES} capabilities`);
    version2 = true;
  }
  if (complete) return checkCapabilities(found);
  throw version2 ? cutShort() : emptyAnswer();
}

function emptyAnswer(): BackupError {
  return new BackupError('protocol', 'the server gave an empty answer');
}

function checkCapabilities(offered: Capabilities): Capabilities {
  const capabilities = offered.filter((line) => USED.test(line) && line.length <= LONGEST_CAPABILITY);
  const needed = ['ls-refs', 'fetch'].filter((name) => capability(capabilities, name) === undefined);
  if (needed.length === 0) return capabilities;
  throw new BackupError('protocol', `the server does not offer ${needed.join(' and ')}`);
}

/** The value of a capability, `''` for one without a value, undefined where it is not offered. */
export function capability(capabilities: Capabilities, name: string): string | undefined {
  const found = capabilities.find((entry) => entry === name || entry.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** The hash function of the repository. Servers that do not say use SHA-1. @throws `unsupported` for an unknown one. */
export function objectFormat(capabilities: Capabilities): 'sha1' | 'sha256' {
  const format = capability(capabilities, 'object-format') ?? 'sha1';
  if (format === 'sha1' || format === 'sha256') return format;
  throw new BackupError('unsupported', `the repository uses the unknown object format "${format}"`);
}

function command(name: string, capabilities: Capabilities, args: string[]): Buffer {
  const offered = [
    capability(capabilities, 'agent') === undefined ? [] : [AGENT],
    capability(capabilities, 'object-format') === undefined ? [] : [`object-format=${objectFormat(capabilities)}`],
  ].flat();
  return Buffer.concat([
    packet(`command=${name}\n`),
    ...offered.map((entry) => packet(`${entry}\n`)),
    DELIMITER,
    ...args.map((arg) => packet(`${arg}\n`)),
    FLUSH,
  ]);
}

/**
 * Asks for every ref, peeled, with HEAD.
 *
 * @throws `protocol` for lines that are not refs and for an empty answer, `unreachable` for a cut one, `unsupported` where
 *   the refs take more than `limit` bytes.
 */
export async function listRefs(exchange: Exchange, capabilities: Capabilities, limit = REFS_LIMIT): Promise<RefSet> {
  const unborn = capability(capabilities, 'ls-refs')?.split(' ').includes('unborn') ? ['unborn'] : [];
  const request = command('ls-refs', capabilities, ['peel', 'symrefs', ...unborn]);
  const result: RefSet = { refs: [], head: undefined, headId: undefined };
  let complete = false;
  let answered = false;
  let size = 0;
  for await (const one of exchange(request)) {
    answered = true;
    if (one === 'flush') complete = true;
    else if (typeof one === 'string') throw new BackupError('protocol', 'the server sent no list of refs');
    else size += addRef(result, one);
    if (size > limit) throw tooManyRefs();
  }
  // git's own server ends without a word where a request does not suit it, such as one with another object format.
  if (!complete) throw answered ? cutShort() : emptyAnswer();
  return { ...result, refs: sortRefs(result.refs) };
}

/** Gives the bytes that the ref takes. */
function addRef(set: RefSet, data: Buffer): number {
  const [id, name, attributes] = refParts(data);
  const value = (key: string) => attributes.find((entry) => entry.startsWith(key))?.slice(key.length);
  const target = value('symref-target:');
  const peeled = value('peeled:');
  const unborn = id === 'unborn' && name === 'HEAD' && target !== undefined;
  if ((!OBJECT_ID.test(id) && !unborn) || (peeled !== undefined && !OBJECT_ID.test(peeled)))
    throw new BackupError('protocol', `the server sent ${JSON.stringify(text(data).slice(0, 60))} in its list of refs`);
  // A symbolic ref elsewhere may lead anywhere; only what HEAD names is kept.
  const kept = name === 'HEAD' ? target : name;
  if (kept !== undefined && !isSafeRefName(kept))
    throw new BackupError('protocol', `the server sent a strange ref name ${JSON.stringify(kept.slice(0, 60))}`);
  if (unborn) set.head = target;
  else if (name === 'HEAD') Object.assign(set, { head: target ?? id, headId: id });
  if (name === 'HEAD') return 0;
  const ref: Ref = peeled ? { name, id, peeled } : { name, id };
  set.refs.push(ref);
  return refSize(ref);
}

/** A string for each part: parts of a string keep the whole of it, of every line. */
function refParts(data: Buffer): [id: string, name: string, attributes: string[]] {
  const end = data.at(-1) === 0x0a ? data.length - 1 : data.length;
  const part = (from: number) => {
    const space = data.indexOf(0x20, from);
    const stop = space < 0 ? end : Math.min(space, end);
    return { text: data.toString('latin1', from, stop), next: stop + 1 };
  };
  const id = part(0);
  if (id.text === 'ERR') throw serverError(text(data).slice(4));
  const name = part(id.next);
  return [id.text, name.text, name.next < end ? data.toString('latin1', name.next, end).split(' ') : []];
}

/** What to ask of `fetch`. `depth` 1 asks for commits without their history. */
export type FetchRequest = { wants: string[]; haves: string[]; depth?: number; filter?: string };

/** What the answer of `fetch` brings besides the pack. */
export type FetchListener = {
  /** A line of the server's own progress. */
  onProgress?: (line: string) => void;
};

/**
 * Asks for one self-contained pack (never thin) and yields its bytes as they arrive. The chunks are views: use each before
 * asking for the next. An answer that ends early throws, so that a pack which was read to its end is the whole answer.
 *
 * @throws `incomplete` for a shallow origin, `git` for an error that the server reports, `protocol` for an answer that is
 *   not one, `unreachable` where it is cut.
 */
export async function* fetchPack(
  exchange: Exchange,
  capabilities: Capabilities,
  request: FetchRequest,
  listener: FetchListener = {},
): AsyncGenerator<Buffer, void, undefined> {
  const args = [
    'ofs-delta',
    ...(request.depth ? [`deepen ${request.depth}`] : []),
    ...(request.filter ? [`filter ${request.filter}`] : []),
    ...request.wants.map((id) => `want ${id}`),
    ...request.haves.map((id) => `have ${id}`),
    'done',
  ];
  let section = '';
  let complete = false;
  for await (const one of exchange(command('fetch', capabilities, args))) {
    if (one === 'flush' && section === 'packfile') complete = true;
    else if (one === 'delimiter') section = '';
    else if (typeof one === 'string') throw new BackupError('protocol', 'the server sent no pack');
    else if (section === 'packfile') yield* sideBand(one, listener);
    else if (section === '') section = sectionName(text(one));
    else if (section === 'shallow-info' && !request.depth) throw shallowOrigin();
  }
  if (!complete) throw cutShort();
}

function sectionName(line: string): string {
  if (line.startsWith('ERR ')) throw serverError(line.slice(4));
  if (['packfile', 'shallow-info', 'acknowledgments', 'wanted-refs'].includes(line)) return line;
  throw new BackupError('protocol', `the server sent ${JSON.stringify(line.slice(0, 60))} instead of a pack`);
}

function shallowOrigin(): BackupError {
  return new BackupError('incomplete', 'the repository is a shallow clone: it does not hold its own history', {
    hint: 'Run `git fetch --unshallow` in it, or back up the repository that it was cloned from (actions/checkout: fetch-depth: 0).',
  });
}

// upload-pack says so when its own pack-objects fails, mostly because it does not find an object.
function brokenOrigin(said: string): BackupError {
  return new BackupError(
    'incomplete',
    `the repository itself does not hold all of its objects (the server said: ${said})`,
    {
      hint: 'Run `git fsck` in it. A partial clone (--filter) is no source for a backup: use the repository it was cloned from.',
    },
  );
}

// gitprotocol-pack, "Packfile Data": band 1 is the pack, 2 progress for people, 3 a fatal error.
function* sideBand(data: Buffer, { onProgress }: FetchListener): Generator<Buffer, void, undefined> {
  const band = data[0];
  if (band === 1) yield data.subarray(1);
  else if (band === 2) onProgress?.(data.toString('utf8', 1).trimEnd());
  else if (band === 3) throw serverError(text(data.subarray(1)));
  else if (text(data).startsWith('ERR ')) throw serverError(text(data).slice(4));
  else throw new BackupError('protocol', `the server used the unknown side band ${band}`);
}

function serverError(line: string): BackupError {
  const said = Buffer.from(line, 'latin1').toString('utf8').trim();
  if (/shallow/i.test(said)) return shallowOrigin();
  if (/repository corruption/i.test(said)) return brokenOrigin(said);
  return new BackupError('git', `the server refused: ${said}`, {
    hint: 'Run it again; if it stays, the server has to be mended.',
  });
}

function text(data: Buffer): string {
  const end = data.at(-1) === 0x0a ? data.length - 1 : data.length;
  return data.toString('latin1', 0, end);
}
