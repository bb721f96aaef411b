// Digests of what is sent to S3, and whether what the server reports is the same.
import { createHash, webcrypto } from 'node:crypto';
import { BackupError } from '../../domain/errors.ts';

/** Of one request's body. MD5 only for servers that report nothing better. */
export type Digests = { sha256: Buffer; md5: Buffer | undefined };

/** As servers write them: SHA-256 in base64, MD5 in hex as the ETag; of an object in parts with their number behind it. */
export type Expected = { sha256: string; md5: string | undefined };

/** What a server tells of an object or a part. */
export type Reported = {
  ETag?: string | undefined;
  ChecksumSHA256?: string | undefined;
  ServerSideEncryption?: string | undefined;
};

/** Hashes the bytes; the SHA-256 beside the main thread. */
export async function digestBytes(bytes: Buffer, withMd5: boolean): Promise<Digests> {
  const sha256 = webcrypto.subtle.digest('SHA-256', bytes);
  const md5 = withMd5 ? createHash('md5').update(bytes).digest() : undefined;
  return { sha256: Buffer.from(await sha256), md5 };
}

/** What to expect of an object or a part that was sent whole. */
export function expectedOf({ sha256, md5 }: Digests): Expected {
  return { sha256: sha256.toString('base64'), md5: md5?.toString('hex') };
}

/** What to expect of an object that was sent in parts: the digest of their digests. */
export function expectedOfParts(parts: readonly Digests[]): Expected {
  const md5s = parts.flatMap(({ md5 }) => (md5 ? [md5] : []));
  const over = (algorithm: string, digests: Buffer[]) => createHash(algorithm).update(Buffer.concat(digests));
  const sha256 = over(
    'sha256',
    parts.map((part) => part.sha256),
  ).digest('base64');
  const md5 = md5s.length === parts.length ? `${over('md5', md5s).digest('hex')}-${parts.length}` : undefined;
  return { sha256: `${sha256}-${parts.length}`, md5 };
}

/** @throws `corrupt` where the server reports a digest that is not the expected one. */
export function expectDigest(reported: Reported, expected: Expected, what: string): void {
  const etag = /^"?([0-9a-f]{32}(?:-\d+)?)"?$/.exec(reported.ETag ?? '')?.[1];
  // The ETag of what a server encrypts may be no MD5.
  const comparable = etag !== undefined && expected.md5 !== undefined && reported.ServerSideEncryption === undefined;
  const wrong =
    reported.ChecksumSHA256 === undefined
      ? comparable && etag !== expected.md5
      : reported.ChecksumSHA256 !== expected.sha256;
  if (!wrong) return;
  throw new BackupError('corrupt', `the server reports another digest of ${what} than that of the bytes sent`, {
    hint: 'Run it again. If it comes back, the server or something on the way to it damages data.',
  });
}
