// Faults of the lab's servers on demand: what goes wrong, for which requests, how many times.
//
//   server.faults.next({ when: "fetch", fault: cutAfter(1000) })            the next fetch breaks off
//   server.faults.next({ when: "any", times: 2, fault: answer(503) })       two requests meet an overloaded server
//   server.faults.next({ when: "fetch", fault: corruptAt(40, { of: "pack" }) })
import { endAfter, flipAt, interruptWith, rewriteJson, shortenTo, slowTo } from './body-faults.ts';
import type { Alteration, Place } from './body-faults.ts';
import { flushPacket, packet } from './pkt-lines.ts';
import type { RecordedRequest } from './recorded-request.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface Fault {
  /** Stands in the record of the request that it hit. */
  readonly name: string;
  /** Sent in place of git's answer; "hang-up" ends the connection without any answer. */
  readonly reply?: Reply | 'hang-up';
  /** git does not get to see that the client speaks protocol v2. */
  readonly withoutProtocol?: true;
  readonly alter?: Alteration;
}

/** `Request` is what the server records: a GitHub's knows more than a git server's. */
export interface FaultRule<Request extends RecordedRequest = RecordedRequest> {
  readonly fault: Fault;
  /** Default: "any". */
  readonly when?: RecordedRequest['operation'] | 'any';
  readonly match?: (request: Request) => boolean;
  /** Matching requests that pass before the first one is hit. Default 0. */
  readonly skip?: number;
  /** How many are hit. Default 1; Infinity for all from now on. */
  readonly times?: number;
}

export interface Faults<Request extends RecordedRequest = RecordedRequest> {
  next(rule: FaultRule<Request>): void;
  clear(): void;
  /** Rules that have not yet hit as often as they should. */
  readonly pending: number;
}

export interface FaultQueue<Request extends RecordedRequest = RecordedRequest> extends Faults<Request> {
  /** The fault for this request, used up by it. Of a git server, authentication and redirects are settled before. */
  take(request: Request): Fault | undefined;
}

export function faultQueue<Request extends RecordedRequest = RecordedRequest>(): FaultQueue<Request> {
  let rules: { rule: FaultRule<Request>; skip: number; times: number }[] = [];
  return {
    next: (rule) => void rules.push({ rule, skip: rule.skip ?? 0, times: rule.times ?? 1 }),
    clear: () => void (rules = []),
    get pending() {
      return rules.filter(({ times }) => times !== Infinity).length;
    },
    take(request) {
      const found = rules.find(({ rule }) => applies(rule, request));
      if (found === undefined) return undefined;
      if (found.skip > 0) {
        found.skip -= 1;
        return undefined;
      }
      found.times -= 1;
      rules = rules.filter(({ times }) => times > 0);
      return found.rule.fault;
    },
  };
}

function applies<Request extends RecordedRequest>(rule: FaultRule<Request>, request: Request): boolean {
  const when = rule.when ?? 'any';
  return (when === 'any' || when === request.operation) && (rule.match?.(request) ?? true);
}

/** Any answer at all in place of git's. For a renamed repository use `server.rename`. */
export function answer(status: number, options: Partial<Omit<Reply, 'status'>> = {}): Fault {
  const headers = { 'content-type': 'text/plain', ...options.headers };
  return { name: `answer ${status}`, reply: { status, headers, body: options.body ?? `the lab answers ${status}\n` } };
}

/** 429 (or another status) that names the wait, in seconds or as an HTTP date. */
export function retryAfter(wait: number | string, status = 429): Fault {
  return answer(status, { headers: { 'retry-after': String(wait) } });
}

/** GitHub's secondary limit: 403, a message that names it, and the wait in seconds. */
export function secondaryLimit(seconds: number): Fault {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  const headers = { 'content-type': 'application/json; charset=utf-8', 'retry-after': String(seconds) };
  return { ...answer(403, { headers, body: JSON.stringify({ message }) }), name: 'secondary limit' };
}

/** A captive portal: 200 and a page for people. */
export function htmlPage(
  body = '<!doctype html>\n<title>Welcome</title><p>Please accept the terms of this network.\n',
): Fault {
  return { ...answer(200, { headers: { 'content-type': 'text/html; charset=utf-8' }, body }), name: 'html page' };
}

/** An answer that is one `ERR <text>` packet. */
export function errPacket(text: string): Fault {
  const headers = { 'content-type': 'application/x-git-upload-pack-result' };
  return { ...answer(200, { headers, body: packet(`ERR ${text}\n`) }), name: 'ERR packet' };
}

/** A v2 greeting whose capabilities nobody knows; `lines` replaces them. */
export function strangeCapabilities(
  lines = ['version 2\n', 'agent=lab/\u0001\u00ff\n', 'object-format=sha9\n', '=\n'],
): Fault {
  const body = Buffer.concat([
    packet('# service=git-upload-pack\n'),
    flushPacket,
    ...lines.map((line) => packet(line)),
    flushPacket,
  ]);
  const headers = { 'content-type': 'application/x-git-upload-pack-advertisement' };
  return { ...answer(200, { headers, body }), name: 'strange capabilities' };
}

/** The right content type, and then bytes that are no packets. */
export function garbage(body: string | Uint8Array = 'zzzz\u0000 these are no packets'): Fault {
  const headers = { 'content-type': 'application/x-git-upload-pack-result' };
  return { ...answer(200, { headers, body }), name: 'garbage' };
}

/** Protocol v2 switched off for this request: git answers as version 0. */
export function withoutProtocolV2(): Fault {
  return { name: 'without protocol v2', withoutProtocol: true };
}

/** The connection ends before any answer. */
export function hangUp(): Fault {
  return { name: 'hang-up', reply: 'hang-up' };
}

/** The connection breaks after `bytes` of the body (or of the pack); `reset` sends RST instead of FIN. */
export function cutAfter(bytes: number, options: Place & { readonly reset?: boolean } = {}): Fault {
  return { name: `cut after ${bytes}`, alter: endAfter(bytes, options.reset === true ? 'reset' : 'cut', options) };
}

/** Nothing more comes after `bytes`, and the connection stays open until the server is disposed. */
export function stallAfter(bytes: number, place?: Place): Fault {
  return { name: `stall after ${bytes}`, alter: endAfter(bytes, 'stall', place) };
}

/** The body ends cleanly after `bytes`, as a proxy with a limit would do it. */
export function truncateAt(bytes: number, place?: Place): Fault {
  return { name: `truncate at ${bytes}`, alter: shortenTo(bytes, place) };
}

/** One byte is damaged. */
export function corruptAt(offset: number, options: Place & { readonly mask?: number } = {}): Fault {
  return { name: `corrupt at ${offset}`, alter: flipAt(offset, options.mask ?? 0x01, options) };
}

/** The body comes at so many bytes a second. */
export function slowDown(bytesPerSecond: number): Fault {
  return { name: `${bytesPerSecond} bytes a second`, alter: slowTo(bytesPerSecond) };
}

/** The answer's JSON says something else, such as another digest: `changeJson((asset) => ({ ...asset, digest }))`. */
export function changeJson(change: (json: unknown) => unknown): Fault {
  return { name: 'changed JSON', alter: rewriteJson(change) };
}

/** A fatal error on side-band 3 after `afterPackBytes` of the pack. */
export function sideBandError(text: string, afterPackBytes = 0): Fault {
  return { name: 'side-band error', alter: interruptWith(text, afterPackBytes) };
}
