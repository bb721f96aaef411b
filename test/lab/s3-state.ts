// What the lab's S3 holds, and how it words a refusal.
import type { IncomingHttpHeaders } from 'node:http';

export interface S3Object {
  readonly bytes: Buffer;
  readonly etag: string;
  /** As it was sent, or of the parts. */
  readonly sha256: string | undefined;
  /** x-amz-meta-*, storage class and lock, as they were sent. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface S3Upload {
  readonly key: string;
  readonly initiated: Date;
  readonly headers: IncomingHttpHeaders;
  readonly parts: Map<number, S3Object & { readonly modified: Date }>;
}

export interface S3Request {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface S3State {
  readonly bucket: string;
  readonly region: string;
  /** Most keys of a page of a listing. */
  readonly pageSize: number;
  /** The server's clock. */
  readonly now: () => Date;
  /** Whether writes with a condition are kept, refused as not implemented, or done without a look at it. */
  conditions: 'kept' | 'refused' | 'ignored';
  readonly objects: Map<string, S3Object>;
  readonly uploads: Map<string, S3Upload>;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** An error as S3 words it. */
export function refuse(status: number, code: string, more = ''): S3Answer {
  return { status, body: `<Error><Code>${code}</Code><Message>the lab says ${code}</Message>${more}</Error>` };
}
