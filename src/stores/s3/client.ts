// The client of an S3 store: the AWS SDK with its standard chain of credentials, over our connections, patient with a busy server.
import { readFile } from 'node:fs/promises';
import type { Agent } from 'node:http';
import type * as https from 'node:https';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { BackupError } from '../../domain/errors.ts';
import { VERSION } from '../../domain/version.ts';
import { openHttpPool } from '../../git/http.ts';
import { limitAnswers } from './answers.ts';
import { answerOnce } from './clock.ts';
import { createPartBuffers, type PartBuffers } from './parts.ts';
import type { S3Location } from './address.ts';
import { explainS3, type Attempt } from './errors.ts';

/** How long a connection may take to be made, and may be silent, in milliseconds. */
const CONNECT = 15_000;
const SILENCE = 120_000;
/** Attempts of a request before it fails: with the SDK's pauses a minute or two of a server that is too busy. */
const ATTEMPTS = 10;
/** Bytes of a part, and how many may be in memory at once. S3 wants at least 5 MiB; the AWS command line takes 8 too. */
const PART = 8 * 1024 * 1024;
const PARTS = 8;
/** How long an upload may show no life before it counts as that of a dead run, in milliseconds: eight parts side by side come in it at 75 KB/s. */
const PATIENCE = 15 * 60_000;

/** An open bucket: what every operation on it needs. */
export type S3Bucket = {
  client: S3Client;
  location: S3Location;
  /** Of the server; empty for AWS where the SDK chooses it. */
  host: string;
  /** AWS itself: there checksums are SHA-256 and conditions on writes are kept. Others agree on MD5 only. */
  amazon: boolean;
  /** Memory for parts on their way, shared by all objects: that bounds it. */
  buffers: PartBuffers;
  /** How long another run's upload may show no life before it is taken for dead, in milliseconds. */
  patience: number;
  /** The time as the server has it: the SDK corrects a clock that is off. */
  now: () => Date;
  /** Turns what a request threw into an error that says what was being done, and with which permission. */
  explained: (doing: string, permission: string) => (error: unknown) => never;
};

/**
 * What the client needs of the world. In milliseconds: `silence` is how long a connection may be silent, two minutes, and
 * `patience` how long another run's upload may, a quarter of an hour. `part` is the size of a part, 8 MiB.
 */
export type S3World = { env: NodeJS.ProcessEnv; now: () => Date; silence?: number; patience?: number; part?: number };

/** Makes the client. Nothing is asked of the server yet. */
export async function openBucket(location: S3Location, world: S3World): Promise<S3Bucket> {
  const { env, now, silence = SILENCE, patience = PATIENCE, part = PART } = world;
  // Node 20 is announced as ending for later versions of the SDK; the one in here is tested with it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const endpoint = endpointOf(location, env);
  const region = location.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? (endpoint && 'us-east-1');
  const client = new S3Client({
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    maxAttempts: Number(env['AWS_MAX_ATTEMPTS']) || ATTEMPTS,
    // Other servers than AWS mostly have no host name for each bucket.
    forcePathStyle: location.pathStyle ?? endpoint !== undefined,
    retryMode: 'adaptive',
    // The checksums that the SDK adds by itself are refused by servers that do not know them; ours are in requests.ts.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It would take a new connection for every part.
    expectContinueHeader: false,
    customUserAgent: `repo-backup/${VERSION}`,
    logger: SILENT,
    requestHandler: {
      connectionTimeout: CONNECT,
      socketTimeout: silence,
      ...(await openAgents(endpoint ?? `https://${location.bucket}.s3.amazonaws.com`, env)),
    },
  });
  limitAnswers(client);
  answerOnce(client);
  const place = { bucket: location.bucket, prefix: location.prefix, server: endpoint ?? 'AWS', region };
  const host = endpoint === undefined ? '' : new URL(endpoint).hostname;
  return {
    client,
    location,
    host,
    amazon: host === '' || /\.amazonaws\.com(\.cn)?$/.test(host),
    buffers: createPartBuffers(PARTS, part),
    patience,
    now: () => new Date(now().getTime() + client.config.systemClockOffset),
    explained: (doing, permission) => (error) => {
      const attempt: Attempt = { ...place, doing, permission, locks: location.lock !== undefined };
      throw explainS3(error, attempt);
    },
  };
}

/** The server, undefined for AWS; the variables are those of the AWS command line. */
function endpointOf({ endpoint }: S3Location, env: NodeJS.ProcessEnv): string | undefined {
  const found = endpoint ?? (env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'] || undefined);
  if (found === undefined || URL.canParse(found)) return found;
  throw new BackupError('usage', 'AWS_ENDPOINT_URL is no URL', { hint: 'Set it to https://host, or take it out.' });
}

const SILENT: NonNullable<S3ClientConfig['logger']> = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Kept connections of our own: proxies obeyed, and the authorities of AWS_CA_BUNDLE, which the SDK for JavaScript ignores. */
async function openAgents(
  server: string,
  env: NodeJS.ProcessEnv,
): Promise<{ httpAgent: Agent } | { httpsAgent: https.Agent }> {
  const url = new URL(server);
  const agent = await openHttpPool().agentFor(url);
  if (url.protocol === 'http:') return { httpAgent: agent };
  const httpsAgent = agent as https.Agent;
  const file = env['AWS_CA_BUNDLE'];
  if (file) httpsAgent.options.ca = await readAuthorities(file);
  return { httpsAgent };
}

async function readAuthorities(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new BackupError('usage', `AWS_CA_BUNDLE names ${file}, which cannot be read`, {
      hint: 'Name a file of certificates in PEM form, or take the variable out of the environment.',
      cause,
    });
  }
}
