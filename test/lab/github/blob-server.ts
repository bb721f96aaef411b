// What holds the lab's blobs has to do, whether it is Azurite or the stand-in.
import type { ServiceRequest } from './artifact-state.ts';

/** Paths of addresses begin with it. */
export const PREFIX = '/blobs/';

export interface BlobAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Address {
  readonly what: 'upload' | 'download';
  readonly path: string;
  /** A UTC instant as Azure writes it, without milliseconds. */
  readonly until: string;
  /** What the answer says in Content-Disposition. */
  readonly disposition: string | undefined;
}

/** What holds the blobs. Paths are below `PREFIX`. */
export interface BlobServer {
  /** Path and signed query of an address. */
  address(address: Address): string;
  /** Answers a request to an address. */
  answer(request: ServiceRequest): Promise<BlobAnswer>;
  /** Bytes of a blob; undefined where there is none. */
  size(path: string): Promise<number | undefined>;
  /** A whole blob; undefined where there is none. */
  read(path: string): Promise<Buffer | undefined>;
  /** Puts a blob there, in the place of what was there. Every later question finds it. */
  put(path: string, bytes: Buffer): void;
  remove(path: string): Promise<void>;
}

/** A refusal as Azure words it. */
export function refusedBlob(status: number, code: string): BlobAnswer {
  const body = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`);
  return { status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code }, body };
}
