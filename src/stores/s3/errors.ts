// What S3 servers and the way to them can refuse, told plainly: a kind, what happened, and the change that helps.
import { BackupError, systemCode, type ErrorKind } from '../../domain/errors.ts';

/** What was being tried. */
export type Attempt = {
  /** In words: `storing acme/app/x`. */
  doing: string;
  /** What a policy must allow for it: `s3:PutObject`. */
  permission: string;
  bucket: string;
  prefix: string;
  /** The endpoint, or `AWS`. */
  server: string;
  region: string | undefined;
  /** Whether Object Lock was asked for. */
  locks: boolean;
};

type Reason = { kind: ErrorKind; says: string; hint: string };
type Explain = (attempt: Attempt, error: ServiceError) => Reason;

/** What is read of an error of the SDK. `Region` is there where the bucket is in another one. */
type ServiceError = Error & {
  $metadata?: { httpStatusCode?: number; attempts?: number };
  $response?: { headers?: Record<string, string> };
  Region?: string;
};

const KEYS_HINT =
  'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a key of this server, or AWS_PROFILE, or use a role.';

const EXPIRED: Explain = () => ({
  kind: 'denied',
  says: 'the session of the credentials is over or unknown',
  hint: 'Log in again (`aws sso login`), or set AWS_SESSION_TOKEN anew together with its key; a run that takes hours needs a longer session.',
});
const ELSEWHERE: Explain = ({ bucket, region }, error) => {
  const actual = regionOf(error);
  return {
    kind: 'not-found',
    says: `the bucket "${bucket}" is not in the region ${region ?? 'of the environment'}${actual ? ` but in ${actual}` : ''}`,
    hint: `Write region=${actual ?? '...'} in the address of the store.`,
  };
};
const FORBIDDEN: Explain = ({ permission, bucket, prefix }, { message }) => ({
  kind: 'denied',
  says: `these credentials lack the permission${message === 'UnknownError' ? '' : ` (${message})`}`,
  hint: `Allow ${permission} for arn:aws:s3:::${bucket}${permission.startsWith('s3:ListBucket') ? '' : `/${prefix}*`}; docs/stores.md has the whole policy.`,
});
const ALTERED: Explain = () => ({
  kind: 'corrupt',
  says: 'the bytes that arrived are not those that were sent',
  hint: 'Run it again. If it comes back, memory or something on the way to the server damages data.',
});
const FULL: Explain = () => ({
  kind: 'disk-full',
  says: 'the server has no room left, or a quota is used up',
  hint: 'Raise the quota or free space; what was stored before is untouched.',
});
const BUSY: Explain = (_, error) => ({
  kind: 'unreachable',
  says: `the server is busy or broken (${error.name}, ${error.$metadata?.attempts ?? 1} attempts)`,
  hint: 'Run it again later, or with a smaller `concurrency`.',
});
const UNLOCKABLE: Explain = ({ bucket }) => ({
  kind: 'unsupported',
  says: `the bucket "${bucket}" has no Object Lock`,
  hint: 'Make a bucket with Object Lock turned on, or leave out object-lock-days.',
});

// By the code in the server's answer.
const CODES: Record<string, Explain> = {
  NoSuchBucket: ({ bucket, server }) => ({
    kind: 'not-found',
    says: `there is no bucket "${bucket}" at ${server}`,
    hint: 'Check the name and the endpoint in the address of the store. Buckets are never made by repo-backup.',
  }),
  NoSuchUpload: () => ({
    kind: 'store',
    says: 'the upload was ended before it was whole: by another run that took this one for dead, or by a rule of the bucket',
    hint: 'Run it again, and let no two runs write the same at once. Nothing incomplete was stored.',
  }),
  InvalidAccessKeyId: ({ server }) => ({
    kind: 'denied',
    says: `${server} does not know the access key`,
    hint: KEYS_HINT,
  }),
  SignatureDoesNotMatch: () => ({
    kind: 'denied',
    says: 'the secret access key is wrong',
    hint: 'Check AWS_SECRET_ACCESS_KEY. A proxy that changes requests has the same effect.',
  }),
  CredentialsProviderError: () => ({ kind: 'denied', says: 'there are no credentials', hint: KEYS_HINT }),
  RequestTimeTooSkewed: () => ({
    kind: 'denied',
    says: 'the clock of this machine and that of the server differ too much',
    hint: 'Set the clock of this machine (NTP).',
  }),
  ExpiredToken: EXPIRED,
  ExpiredTokenException: EXPIRED,
  InvalidToken: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  TokenProviderError: EXPIRED,
  PermanentRedirect: ELSEWHERE,
  TemporaryRedirect: ELSEWHERE,
  AuthorizationHeaderMalformed: ELSEWHERE,
  IllegalLocationConstraintException: ELSEWHERE,
  InvalidRegionName: ELSEWHERE,
  AccessDenied: FORBIDDEN,
  BadDigest: ALTERED,
  InvalidDigest: ALTERED,
  XAmzContentSHA256Mismatch: ALTERED,
  XAmzContentChecksumMismatch: ALTERED,
  QuotaExceeded: FULL,
  XMinioStorageFull: FULL,
  XMinioAdminBucketQuotaExceeded: FULL,
  SlowDown: BUSY,
  RequestTimeout: BUSY,
  InvalidObjectState: () => ({
    kind: 'unsupported',
    says: 'the object rests in an archive that must be thawed first',
    hint: 'Restore it to a class that can be read at once, and let no lifecycle rule move backups to GLACIER or DEEP_ARCHIVE.',
  }),
  ObjectLockConfigurationNotFoundError: UNLOCKABLE,
};

// By the status, where the code says nothing: answers to HEAD have no body, and other servers have codes of their own.
const STATUSES: Record<number, Explain> = {
  301: ELSEWHERE,
  307: ELSEWHERE,
  401: FORBIDDEN,
  403: FORBIDDEN,
  404: () => ({ kind: 'not-found', says: 'there is no such object', hint: 'Check the address of the store.' }),
  429: BUSY,
  500: BUSY,
  502: BUSY,
  503: BUSY,
  504: BUSY,
  507: FULL,
};

const NETWORK: Record<string, string> = {
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'the server fell silent',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
};

/** An error that users can read of whatever a request threw; a `BackupError`, and what is a bug, passes as it is. */
export function explainS3(error: unknown, attempt: Attempt): unknown {
  if (!(error instanceof Error) || error instanceof BackupError || error.name === 'AbortError') return error;
  const reason = reasonOf(error, attempt);
  if (!reason) return error;
  const place = `s3://${attempt.bucket}/${attempt.prefix}`;
  return new BackupError(reason.kind, `${attempt.doing} in ${place}: ${reason.says}`, {
    hint: reason.hint,
    cause: error,
  });
}

/** The status of an answer of the server, or undefined where there was none. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error ? (error as ServiceError).$metadata?.httpStatusCode : undefined;
}

/** True where a request was sent more than once: an earlier attempt may have done the work. */
export function wasRetried(error: unknown): boolean {
  return error instanceof Error && ((error as ServiceError).$metadata?.attempts ?? 1) > 1;
}

function reasonOf(error: ServiceError, attempt: Attempt): Reason | undefined {
  const status = error.$metadata?.httpStatusCode;
  // Ceph says no more than InvalidRequest, which the SDK words like this.
  if (status === 400 && attempt.locks && /lock|UnknownError/i.test(`${error.name} ${error.message}`))
    return UNLOCKABLE(attempt, error);
  if (error.message.startsWith('Region is missing')) return noRegion();
  const explain = CODES[error.name] ?? (status === undefined ? undefined : STATUSES[status]);
  if (explain) return explain(attempt, error);
  if (status !== undefined && status < 400) return notS3(attempt);
  if (status !== undefined)
    return {
      kind: 'store',
      says: `the server refused it with ${error.name}, HTTP ${status}: ${error.message}`,
      hint: 'Check the address of the store; the words are the server’s.',
    };
  return networkReason(error, attempt);
}

function noRegion(): Reason {
  return {
    kind: 'usage',
    says: 'the region of the bucket is not known',
    hint: 'Write region=... in the address of the store, or set AWS_REGION.',
  };
}

function notS3({ server }: Attempt): Reason {
  return {
    kind: 'store',
    says: `${server} answered something that is not S3`,
    hint: 'Check the endpoint in the address of the store: a web page or a proxy may have answered.',
  };
}

function networkReason(error: Error, attempt: Attempt): Reason | undefined {
  const code = systemCode(error) ?? (error.name === 'TimeoutError' ? 'ETIMEDOUT' : '');
  const tls = /CERT|SSL|TLS|VERIFY|EPROTO/.test(code);
  // What the SDK cannot read it throws together with the answer; what node cannot has a code of its parser.
  if (code.startsWith('HPE_') || (code === '' && '$response' in error)) return notS3(attempt);
  if (!tls && NETWORK[code] === undefined) return undefined;
  return {
    kind: 'unreachable',
    says: `${attempt.server} cannot be reached: ${NETWORK[code] ?? error.message}`,
    hint: tls
      ? 'For a private certificate authority set NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE to its file.'
      : 'Check the endpoint and the network (HTTPS_PROXY and NO_PROXY are obeyed).',
  };
}

function regionOf({ Region, $response }: ServiceError): string | undefined {
  const region = Region ?? $response?.headers?.['x-amz-bucket-region'];
  return region !== undefined && /^[a-z0-9-]{1,64}$/.test(region) ? region : undefined;
}
