import { a as ListObjectsV2Command, c as GetObjectCommand, d as CreateMultipartUploadCommand, f as CompleteMultipartUploadCommand, i as ListPartsCommand, l as GetBucketVersioningCommand, m as S3Client, n as PutObjectRetentionCommand, o as ListMultipartUploadsCommand, p as AbortMultipartUploadCommand, r as PutObjectCommand, s as HeadObjectCommand, t as UploadPartCommand, u as DeleteObjectCommand } from "./aws-sdk-client-s3.js";
import { J as parseKey, K as isoSecond, dt as isKind, lt as BackupError, o as undoWhenStopped, pt as systemCode } from "./start.js";
import { t as VERSION } from "./version.js";
import { At as expectPrefix, Mt as noBytes, Pt as _usingCtx, a as openHttpPool, jt as isKey, kt as expectKey } from "./core.js";
import { createHash, randomUUID, webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setMaxListeners } from "node:events";
import { Readable } from "node:stream";

// src/stores/s3/answers.ts
/** Bytes. A page of a listing has a thousand keys of a kilobyte at most, and what is told of each. */
const LONGEST = 16777216;
/** Has every answer but those with the bytes of an object break off where it is longer than an answer can be. */
function limitAnswers(client) {
	client.middlewareStack.add((next, { commandName }) => async (args) => {
		const result = await next(args);
		const response = result.response;
		if (commandName !== "GetObjectCommand" && response.body instanceof Readable) response.body = Readable.from(limited(response.body), { objectMode: false });
		return result;
	}, {
		step: "deserialize",
		priority: "low",
		name: "limitAnswers"
	});
}
async function* limited(body) {
	let read = 0;
	for await (const chunk of body) {
		read += chunk.length;
		if (read > LONGEST) throw new BackupError("store", `the server sent more than ${LONGEST} bytes and did not end its answer`, { hint: "Check the endpoint: that is no S3 server, or one that is broken." });
		yield chunk;
	}
}

// src/stores/s3/clock.ts
/** Answers that say something of the object or the request, whatever the time is: none, taken, no such range, not implemented. */
const NOT_OF_THE_CLOCK = [
	304,
	404,
	409,
	412,
	416,
	501
];
/**
* Has such an answer count for what it says. Where the clock is minutes off the SDK marks whatever fails as to be repeated,
* as its offset differs by some milliseconds after each answer: a HEAD of a free key was sent ten times, in 15 s (seen with
* 3.1169). A refusal by the clock is 403, and is still repeated with the corrected time.
*/
function answerOnce(client) {
	client.middlewareStack.addRelativeTo((next) => async (args) => {
		try {
			return await next(args);
		} catch (error) {
			const { $metadata } = error;
			if ($metadata && NOT_OF_THE_CLOCK.includes($metadata.httpStatusCode ?? 0)) $metadata.clockSkewCorrected = false;
			throw error;
		}
	}, {
		relation: "before",
		toMiddleware: "httpSigningMiddleware",
		name: "answerOnce"
	});
}

// src/stores/s3/parts.ts
/** Makes a pool of at most `count` buffers of `size` bytes. Each is allocated when it is first needed. */
function createPartBuffers(count, size) {
	const free = [];
	const waiting = [];
	let made = 0;
	return {
		size,
		async take() {
			const buffer = free.pop();
			if (buffer) return buffer;
			if (made === count) return new Promise((resolve) => waiting.push(resolve));
			made += 1;
			return Buffer.allocUnsafeSlow(size);
		},
		give(buffer) {
			const next = waiting.shift();
			if (next) next(buffer);
			else free.push(buffer);
		}
	};
}
/**
* Cuts a body into parts, in order, all of one size but the last. Nothing gives no part.
*
* @throws `store` where the body is longer or shorter than it said; what reading it throws passes as it is.
*/
async function* cutIntoParts(body, buffers) {
	let buffer;
	let filled = 0;
	let total = 0;
	const part = (whole) => {
		const bytes = whole.subarray(0, filled);
		[buffer, filled] = [void 0, 0];
		return {
			bytes,
			release: () => buffers.give(whole)
		};
	};
	try {
		for await (const chunk of body.open()) {
			total += chunk.length;
			if (total > body.size) break;
			for (let at = 0; at < chunk.length;) {
				buffer ??= await buffers.take();
				const copied = chunk.copy(buffer, filled, at);
				[at, filled] = [at + copied, filled + copied];
				if (filled === buffers.size) yield part(buffer);
			}
		}
		if (total !== body.size) throw wrongSize(total, body.size);
		if (buffer) yield part(buffer);
	} finally {
		if (buffer) buffers.give(buffer);
	}
}
function wrongSize(total, size) {
	return new BackupError("store", `${total > size ? "more than " : ""}${Math.min(total, size)} of ${size} bytes came to be stored`, { hint: "Run it again; nothing incomplete was stored." });
}

// src/stores/s3/errors.ts
const KEYS_HINT = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a key of this server, or AWS_PROFILE, or use a role.";
const EXPIRED = () => ({
	kind: "denied",
	says: "the session of the credentials is over or unknown",
	hint: "Log in again (`aws sso login`), or set AWS_SESSION_TOKEN anew together with its key; a run that takes hours needs a longer session."
});
const ELSEWHERE = ({ bucket, region }, error) => {
	const actual = regionOf(error);
	return {
		kind: "not-found",
		says: `the bucket "${bucket}" is not in the region ${region ?? "of the environment"}${actual ? ` but in ${actual}` : ""}`,
		hint: `Write region=${actual ?? "..."} in the address of the store.`
	};
};
const FORBIDDEN = ({ permission, bucket, prefix }, { message }) => ({
	kind: "denied",
	says: `these credentials lack the permission${message === "UnknownError" ? "" : ` (${message})`}`,
	hint: `Allow ${permission} for arn:aws:s3:::${bucket}${permission.startsWith("s3:ListBucket") ? "" : `/${prefix}*`}; docs/stores.md has the whole policy.`
});
const ALTERED = () => ({
	kind: "corrupt",
	says: "the bytes that arrived are not those that were sent",
	hint: "Run it again. If it comes back, memory or something on the way to the server damages data."
});
const FULL = () => ({
	kind: "disk-full",
	says: "the server has no room left, or a quota is used up",
	hint: "Raise the quota or free space; what was stored before is untouched."
});
const BUSY = (_, error) => ({
	kind: "unreachable",
	says: `the server is busy or broken (${error.name}, ${error.$metadata?.attempts ?? 1} attempts)`,
	hint: "Run it again later, or with a smaller `concurrency`."
});
const UNLOCKABLE = ({ bucket }) => ({
	kind: "unsupported",
	says: `the bucket "${bucket}" has no Object Lock`,
	hint: "Make a bucket with Object Lock turned on, or leave out object-lock-days."
});
const CODES = {
	NoSuchBucket: ({ bucket, server }) => ({
		kind: "not-found",
		says: `there is no bucket "${bucket}" at ${server}`,
		hint: "Check the name and the endpoint in the address of the store. Buckets are never made by repo-backup."
	}),
	NoSuchUpload: () => ({
		kind: "store",
		says: "the upload was ended before it was whole: by another run that took this one for dead, or by a rule of the bucket",
		hint: "Run it again, and let no two runs write the same at once. Nothing incomplete was stored."
	}),
	InvalidAccessKeyId: ({ server }) => ({
		kind: "denied",
		says: `${server} does not know the access key`,
		hint: KEYS_HINT
	}),
	SignatureDoesNotMatch: () => ({
		kind: "denied",
		says: "the secret access key is wrong",
		hint: "Check AWS_SECRET_ACCESS_KEY. A proxy that changes requests has the same effect."
	}),
	CredentialsProviderError: () => ({
		kind: "denied",
		says: "there are no credentials",
		hint: KEYS_HINT
	}),
	RequestTimeTooSkewed: () => ({
		kind: "denied",
		says: "the clock of this machine and that of the server differ too much",
		hint: "Set the clock of this machine (NTP)."
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
		kind: "unsupported",
		says: "the object rests in an archive that must be thawed first",
		hint: "Restore it to a class that can be read at once, and let no lifecycle rule move backups to GLACIER or DEEP_ARCHIVE."
	}),
	ObjectLockConfigurationNotFoundError: UNLOCKABLE
};
const STATUSES = {
	301: ELSEWHERE,
	307: ELSEWHERE,
	401: FORBIDDEN,
	403: FORBIDDEN,
	404: () => ({
		kind: "not-found",
		says: "there is no such object",
		hint: "Check the address of the store."
	}),
	429: BUSY,
	500: BUSY,
	502: BUSY,
	503: BUSY,
	504: BUSY,
	507: FULL
};
const NETWORK = {
	ENOTFOUND: "the host name is unknown",
	EAI_AGAIN: "the host name cannot be looked up now",
	ECONNREFUSED: "the connection was refused",
	ECONNRESET: "the connection was cut",
	EPIPE: "the connection was cut",
	ETIMEDOUT: "the server fell silent",
	EHOSTUNREACH: "there is no way to the host",
	ENETUNREACH: "there is no network"
};
/** An error that users can read of whatever a request threw; a `BackupError`, and what is a bug, passes as it is. */
function explainS3(error, attempt) {
	if (!(error instanceof Error) || error instanceof BackupError || error.name === "AbortError") return error;
	const reason = reasonOf(error, attempt);
	if (!reason) return error;
	const place = `s3://${attempt.bucket}/${attempt.prefix}`;
	return new BackupError(reason.kind, `${attempt.doing} in ${place}: ${reason.says}`, {
		hint: reason.hint,
		cause: error
	});
}
/** The status of an answer of the server, or undefined where there was none. */
function statusOf(error) {
	return error instanceof Error ? error.$metadata?.httpStatusCode : void 0;
}
/** True where a request was sent more than once: an earlier attempt may have done the work. */
function wasRetried(error) {
	return error instanceof Error && (error.$metadata?.attempts ?? 1) > 1;
}
function reasonOf(error, attempt) {
	const status = error.$metadata?.httpStatusCode;
	if (status === 400 && attempt.locks && /lock|UnknownError/i.test(`${error.name} ${error.message}`)) return UNLOCKABLE(attempt, error);
	if (error.message.startsWith("Region is missing")) return noRegion();
	const explain = CODES[error.name] ?? (status === void 0 ? void 0 : STATUSES[status]);
	if (explain) return explain(attempt, error);
	if (status !== void 0 && status < 400) return notS3(attempt);
	if (status !== void 0) return {
		kind: "store",
		says: `the server refused it with ${error.name}, HTTP ${status}: ${error.message}`,
		hint: "Check the address of the store; the words are the server’s."
	};
	return networkReason(error, attempt);
}
function noRegion() {
	return {
		kind: "usage",
		says: "the region of the bucket is not known",
		hint: "Write region=... in the address of the store, or set AWS_REGION."
	};
}
function notS3({ server }) {
	return {
		kind: "store",
		says: `${server} answered something that is not S3`,
		hint: "Check the endpoint in the address of the store: a web page or a proxy may have answered."
	};
}
function networkReason(error, attempt) {
	const code = systemCode(error) ?? (error.name === "TimeoutError" ? "ETIMEDOUT" : "");
	const tls = /CERT|SSL|TLS|VERIFY|EPROTO/.test(code);
	if (code.startsWith("HPE_") || code === "" && "$response" in error) return notS3(attempt);
	if (!tls && NETWORK[code] === void 0) return void 0;
	return {
		kind: "unreachable",
		says: `${attempt.server} cannot be reached: ${NETWORK[code] ?? error.message}`,
		hint: tls ? "For a private certificate authority set NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE to its file." : "Check the endpoint and the network (HTTPS_PROXY and NO_PROXY are obeyed)."
	};
}
function regionOf({ Region, $response }) {
	const region = Region ?? $response?.headers?.["x-amz-bucket-region"];
	return region !== void 0 && /^[a-z0-9-]{1,64}$/.test(region) ? region : void 0;
}

// src/stores/s3/client.ts
/** How long a connection may take to be made, and may be silent, in milliseconds. */
const CONNECT = 15e3;
const SILENCE = 12e4;
/** Attempts of a request before it fails: with the SDK's pauses a minute or two of a server that is too busy. */
const ATTEMPTS$1 = 10;
/** Bytes of a part, and how many may be in memory at once. S3 wants at least 5 MiB; the AWS command line takes 8 too. */
const PART = 8388608;
const PARTS = 8;
/** How long an upload may show no life before it counts as that of a dead run, in milliseconds: eight parts side by side come in it at 75 KB/s. */
const PATIENCE = 9e5;
/** Makes the client. Nothing is asked of the server yet. */
async function openBucket(location, world) {
	const { env, now, silence = SILENCE, patience = PATIENCE, part = PART } = world;
	process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
	const endpoint = endpointOf(location, env);
	const region = location.region ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? (endpoint && "us-east-1");
	const client = new S3Client({
		...region ? { region } : {},
		...endpoint ? { endpoint } : {},
		maxAttempts: Number(env["AWS_MAX_ATTEMPTS"]) || ATTEMPTS$1,
		forcePathStyle: location.pathStyle ?? endpoint !== void 0,
		retryMode: "adaptive",
		requestChecksumCalculation: "WHEN_REQUIRED",
		responseChecksumValidation: "WHEN_REQUIRED",
		expectContinueHeader: false,
		customUserAgent: `repo-backup/${VERSION}`,
		logger: SILENT,
		requestHandler: {
			connectionTimeout: CONNECT,
			socketTimeout: silence,
			...await openAgents(endpoint ?? `https://${location.bucket}.s3.amazonaws.com`, env)
		}
	});
	limitAnswers(client);
	answerOnce(client);
	const place = {
		bucket: location.bucket,
		prefix: location.prefix,
		server: endpoint ?? "AWS",
		region
	};
	const host = endpoint === void 0 ? "" : new URL(endpoint).hostname;
	return {
		client,
		location,
		host,
		amazon: host === "" || /\.amazonaws\.com(\.cn)?$/.test(host),
		buffers: createPartBuffers(PARTS, part),
		patience,
		now: () => new Date(now().getTime() + client.config.systemClockOffset),
		explained: (doing, permission) => (error) => {
			const attempt = {
				...place,
				doing,
				permission,
				locks: location.lock !== void 0
			};
			throw explainS3(error, attempt);
		}
	};
}
/** The server, undefined for AWS; the variables are those of the AWS command line. */
function endpointOf({ endpoint }, env) {
	const found = endpoint ?? (env["AWS_ENDPOINT_URL_S3"] || env["AWS_ENDPOINT_URL"] || void 0);
	if (found === void 0 || URL.canParse(found)) return found;
	throw new BackupError("usage", "AWS_ENDPOINT_URL is no URL", { hint: "Set it to https://host, or take it out." });
}
const SILENT = {
	debug: () => void 0,
	info: () => void 0,
	warn: () => void 0,
	error: () => void 0
};
/** Kept connections of our own: proxies obeyed, and the authorities of AWS_CA_BUNDLE, which the SDK for JavaScript ignores. */
async function openAgents(server, env) {
	const url = new URL(server);
	const agent = await openHttpPool().agentFor(url);
	if (url.protocol === "http:") return { httpAgent: agent };
	const httpsAgent = agent;
	const file = env["AWS_CA_BUNDLE"];
	if (file) httpsAgent.options.ca = await readAuthorities(file);
	return { httpsAgent };
}
async function readAuthorities(file) {
	try {
		return await readFile(file);
	} catch (cause) {
		throw new BackupError("usage", `AWS_CA_BUNDLE names ${file}, which cannot be read`, {
			hint: "Name a file of certificates in PEM form, or take the variable out of the environment.",
			cause
		});
	}
}

// src/stores/s3/head.ts
/** In the metadata of an object: which put wrote it, so that a repeated request knows its own work. */
const WRITER = "repo-backup-put";
/** Looks at an object; undefined where there is none. */
async function headObject(bucket, key) {
	const { client, location, amazon, explained } = bucket;
	const named = {
		Bucket: location.bucket,
		Key: location.prefix + key
	};
	return client.send(new HeadObjectCommand({
		...named,
		...amazon ? { ChecksumMode: "ENABLED" } : {}
	})).catch(async (error) => {
		const status = statusOf(error) ?? 0;
		if (status === 404) return void 0;
		const asked = new GetObjectCommand({
			...named,
			Range: "bytes=0-0"
		});
		const said = status >= 300 && status < 500 ? await client.send(asked).catch((told) => told) : error;
		return explained(`looking for ${key}`, "s3:GetObject")(said instanceof Error ? said : error);
	});
}
/** @throws `exists` where the key is taken. */
async function refuseTaken(bucket, key) {
	if (await headObject(bucket, key)) throw taken(bucket, key);
}
/** The error of a key that is taken. */
function taken({ location }, key) {
	return new BackupError("exists", `${key} is already in ${location.address} and is never overwritten`);
}

// src/stores/s3/get.ts
/** Bytes of a piece, and how many are fetched at once: together the memory of one reader. */
const PIECE = 8388608;
const AHEAD = 4;
/** How often a piece is asked for when its body breaks off; the SDK repeats only what fails before the body. */
const ATTEMPTS = 5;
/** Opens an object or a range of it; what it throws is told in `Store.get`. */
async function getObject(bucket, key, range) {
	if (range?.length === 0) return readNothing(bucket, key, range.start);
	const stop = new AbortController();
	const fetch = (start, length, etag) => fetchPiece(bucket, key, {
		start,
		length
	}, etag, stop.signal);
	const start = range?.start ?? 0;
	const first = await fetch(start, Math.min(range?.length ?? PIECE, PIECE)).catch(async (error) => {
		if (!isKind(error, "corrupt") || range) throw error;
		return (await headObject(bucket, key))?.ContentLength === 0 ? void 0 : Promise.reject(error);
	});
	if (!first) return readNothing(bucket, key, 0);
	const end = range ? range.start + range.length : first.size;
	if (end > first.size) throw tooShort(key, first.size, end);
	return readPieces(first, start, end, fetch, stop);
}
async function readNothing(bucket, key, start) {
	const head = await headObject(bucket, key);
	if (!head) throw new BackupError("not-found", `${key} is not in ${bucket.location.address}`);
	const size = head.ContentLength ?? 0;
	if (start > size) throw tooShort(key, size, start);
	return /* @__PURE__ */ noBytes();
}
async function* readPieces(first, start, end, fetch, stop) {
	const queue = [Promise.resolve(first)];
	let next = start + PIECE;
	try {
		for (let piece = queue.shift(); piece; piece = queue.shift()) {
			for (; next < end && queue.length < AHEAD; next += PIECE) {
				const ahead = fetch(next, Math.min(PIECE, end - next), first.etag);
				ahead.catch(() => void 0);
				queue.push(ahead);
			}
			yield* (await piece).chunks;
		}
	} finally {
		stop.abort();
	}
}
async function fetchPiece(bucket, key, range, etag, abortSignal) {
	const { client, location, explained } = bucket;
	for (let attempt = 1;; attempt += 1) {
		const command = new GetObjectCommand({
			Bucket: location.bucket,
			Key: location.prefix + key,
			Range: `bytes=${range.start}-${range.start + range.length - 1}`,
			...etag === void 0 ? {} : { IfMatch: etag }
		});
		const response = await client.send(command, { abortSignal }).catch((error) => {
			if (statusOf(error) === 416) throw tooShort(key, void 0, range.start + 1);
			if (statusOf(error) === 412) throw new BackupError("corrupt", `${key} was replaced while it was read`);
			return explained(`reading ${key}`, "s3:GetObject")(error);
		});
		const size = sizeOf(response, key, range);
		const wanted = Math.min(range.length, size - range.start);
		try {
			return {
				chunks: await readBody(response, wanted),
				size,
				etag: response.ETag
			};
		} catch (cause) {
			if (abortSignal.aborted) throw cause;
			if (attempt === ATTEMPTS) throw brokenOff(bucket, key, cause);
		}
	}
}
/** The size of the whole object, from the answer's own words on what it holds. */
function sizeOf({ ContentRange, ContentLength, $metadata }, key, range) {
	const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(ContentRange ?? "") ?? [];
	if (start !== void 0 && Number(start) === range.start) return Number(size);
	if ($metadata.httpStatusCode === 200 && range.start === 0 && ContentLength !== void 0 && ContentLength <= range.length) return ContentLength;
	throw new BackupError("store", `the server answered with another part of ${key} than was asked for`);
}
async function readBody({ Body }, length) {
	const chunks = [];
	let read = 0;
	for await (const chunk of Body) {
		read += chunk.length;
		if (read > length) break;
		chunks.push(chunk);
	}
	if (read !== length) throw new Error(`${read} of ${length} bytes arrived`);
	return chunks;
}
function tooShort(key, size, needed) {
	const has = size === void 0 ? "fewer" : `${size} bytes, but ${needed} are needed`;
	return new BackupError("corrupt", `${key} has ${size === void 0 ? `fewer than ${needed} bytes` : has}: it was cut short`, { hint: "Bring the object back from another copy of the store, or use another snapshot." });
}
function brokenOff({ location }, key, cause) {
	return new BackupError("unreachable", `reading ${key} from ${location.address} broke off ${ATTEMPTS} times`, {
		hint: "Run it again when the connection is better.",
		cause
	});
}

// src/stores/s3/guard.ts
/** Finds out which. Where the server does not say, its conditions are trusted, and a look before each write stays. */
async function chooseGuard({ client, location, amazon, host }) {
	if (amazon) return "conditions";
	if (host.endsWith(".googleapis.com")) return "claims";
	return (await client.send(new GetBucketVersioningCommand({ Bucket: location.bucket })).catch(() => void 0))?.Status === void 0 ? "conditions" : "claims";
}

// src/stores/s3/locks.ts
const DAY = 864e5;
/** The lock of an object that is written now; undefined where none was asked for. */
function lockFor({ location: { lock }, now }) {
	return lock && {
		Mode: lock.mode,
		RetainUntilDate: new Date(now().getTime() + lock.days * DAY)
	};
}
/** Locks a new object that the server left unlocked: Ceph passes over the lock of an upload in parts (seen with 16.2). */
async function expectLocked(bucket, key, head) {
	const { client, location, explained } = bucket;
	const Retention = lockFor(bucket);
	if (!Retention || head?.ObjectLockRetainUntilDate) return;
	const named = {
		Bucket: location.bucket,
		Key: location.prefix + key,
		VersionId: head?.VersionId
	};
	await client.send(new PutObjectRetentionCommand({
		...named,
		Retention
	})).catch(explained(`locking ${key}`, "s3:PutObjectRetention"));
}
/** @throws `locked` where Object Lock keeps the object from removal. */
function refuseLocked(bucket, key, head) {
	const until = head.ObjectLockRetainUntilDate;
	if (head.ObjectLockLegalHoldStatus === "ON") throw locked(key, "locked by a legal hold");
	if (until && until.getTime() > bucket.now().getTime()) throw locked(key, `locked until ${isoSecond(until)}`);
}
/** The error of an object that the server does not give up. */
function locked(key, how) {
	return new BackupError("locked", `${key} is ${how}`, { hint: "It can be removed once nothing locks it any more: run this again then." });
}

// src/stores/s3/conditions.ts
/**
* What a refused write means. The answer to a first attempt may have been lost: then the second one finds the key taken,
* by our own work, of which it gives what the server reports. Undefined where it is neither that nor another's object.
*
* @throws `exists` where the object is another writer's.
*/
async function findOwnWork(bucket, key, writer, error) {
	const status = statusOf(error) ?? 0;
	const head = wasRetried(error) && [
		404,
		409,
		412
	].includes(status) ? await headObject(bucket, key) : void 0;
	if (head?.Metadata?.["repo-backup-put"] === writer) return head;
	if (status === 409 || status === 412) throw taken(bucket, key);
}

// src/stores/s3/digests.ts
/** Hashes the bytes; the SHA-256 beside the main thread. */
async function digestBytes(bytes, withMd5) {
	const sha256 = webcrypto.subtle.digest("SHA-256", bytes);
	const md5 = withMd5 ? createHash("md5").update(bytes).digest() : void 0;
	return {
		sha256: Buffer.from(await sha256),
		md5
	};
}
/** What to expect of an object or a part that was sent whole. */
function expectedOf({ sha256, md5 }) {
	return {
		sha256: sha256.toString("base64"),
		md5: md5?.toString("hex")
	};
}
/** What to expect of an object that was sent in parts: the digest of their digests. */
function expectedOfParts(parts) {
	const md5s = parts.flatMap(({ md5 }) => md5 ? [md5] : []);
	const over = (algorithm, digests) => createHash(algorithm).update(Buffer.concat(digests));
	const sha256 = over("sha256", parts.map((part) => part.sha256)).digest("base64");
	const md5 = md5s.length === parts.length ? `${over("md5", md5s).digest("hex")}-${parts.length}` : void 0;
	return {
		sha256: `${sha256}-${parts.length}`,
		md5
	};
}
/** @throws `corrupt` where the server reports a digest that is not the expected one. */
function expectDigest(reported, expected, what) {
	const etag = /^"?([0-9a-f]{32}(?:-\d+)?)"?$/.exec(reported.ETag ?? "")?.[1];
	const comparable = etag !== void 0 && expected.md5 !== void 0 && reported.ServerSideEncryption === void 0;
	if (!(reported.ChecksumSHA256 === void 0 ? comparable && etag !== expected.md5 : reported.ChecksumSHA256 !== expected.sha256)) return;
	throw new BackupError("corrupt", `the server reports another digest of ${what} than that of the bytes sent`, { hint: "Run it again. If it comes back, the server or something on the way to it damages data." });
}

// src/stores/s3/requests.ts
/** The cheaper classes bill smaller objects as if they had this many bytes. */
const CLASS_MINIMUM = 131072;
/** Attributes of a new object of `size` bytes. */
function attributesOf(bucket, size, writer) {
	const { storageClass } = bucket.location;
	const lock = lockFor(bucket);
	return {
		Metadata: { [WRITER]: writer },
		...storageClass !== void 0 && size >= CLASS_MINIMUM ? { StorageClass: storageClass } : {},
		...lock ? {
			ObjectLockMode: lock.Mode,
			ObjectLockRetainUntilDate: lock.RetainUntilDate
		} : {}
	};
}
/** The checksum that the server compares with what arrives: SHA-256 at AWS, which keeps it, MD5 elsewhere. */
function checksumsOf({ sha256, md5 }) {
	return md5 ? { ContentMD5: md5.toString("base64") } : { ChecksumSHA256: sha256.toString("base64") };
}
/** Has the request signed with a SHA-256 that is known, instead of computed once more; the server compares that one too. */
function signWith(command, sha256) {
	command.middlewareStack.add((next) => (args) => {
		args.request.headers["x-amz-content-sha256"] = sha256.toString("hex");
		return next(args);
	}, { step: "build" });
	return command;
}
/** Runs a check of a new object, and takes the object back where it fails: what was not confirmed must not be listed. */
async function expectOrRemove({ client, location }, key, check) {
	try {
		await check();
	} catch (error) {
		const command = new DeleteObjectCommand({
			Bucket: location.bucket,
			Key: location.prefix + key
		});
		await client.send(command).catch(() => void 0);
		throw error;
	}
}

// src/stores/s3/uploads.ts
/** An upload that nobody finishes and nobody needs out of the way is removed this long after its last part, in milliseconds. */
const LIFETIME = 864e5;
/**
* Refuses to go on where an older upload of the same key is in progress. With that, exactly one of two writers wins also
* on servers that keep no condition on completing an upload: of uploads that know of each other the oldest is completed,
* and whoever comes later sees the object. An older one that nobody has worked on for `bucket.patience` is aborted: should
* its writer only have been slow, the server refuses whatever comes from it still.
*
* @throws `exists` where an older upload shows life, or died a moment ago: nothing tells the one from the other
*/
async function giveWay(bucket, key, { Key, UploadId }) {
	const same = (await listUploads(bucket, Key)).filter((upload) => upload.Key === Key);
	const own = same.find((upload) => upload.UploadId === UploadId);
	if (!own) return;
	const order = (upload) => `${upload.Initiated?.toISOString() ?? ""} ${upload.UploadId ?? ""}`;
	const now = own.Initiated ?? bucket.now();
	for (const older of same.filter((upload) => order(upload) < order(own))) {
		const alive = await lastLife(bucket, older);
		if (alive && now.getTime() - alive.getTime() < bucket.patience) throw beingWritten(bucket, key, older, alive);
		if (alive) await abortUpload(bucket, older);
	}
}
function beingWritten({ location, patience }, key, { Initiated = /* @__PURE__ */ new Date(0) }, alive) {
	const begun = `since ${isoSecond(Initiated)}, or by one that died (its last sign of life: ${isoSecond(alive)})`;
	return new BackupError("exists", `${key} is being written to ${location.address} by another run ${begun}`, { hint: `Run it again after ${isoSecond(new Date(alive.getTime() + patience + 999))}: what shows no life until then is taken for dead and removed.` });
}
/** Aborts uploads of snapshots that nobody finishes any more: their parts cost money and are never listed. Never rejects. */
async function abortStaleUploads(bucket) {
	const { location, now } = bucket;
	const isOld = (time) => time !== void 0 && now().getTime() - time.getTime() > LIFETIME;
	try {
		for (const upload of await listUploads(bucket, location.prefix)) if (parseKey((upload.Key ?? "").slice(location.prefix.length)) !== void 0 && isOld(upload.Initiated) && isOld(await lastLife(bucket, upload))) await abortUpload(bucket, upload);
	} catch {}
}
/** Ends an upload and frees its parts. One that is gone is no error. */
async function abortUpload({ client, location, explained }, { Key, UploadId }) {
	await client.send(new AbortMultipartUploadCommand({
		Bucket: location.bucket,
		Key,
		UploadId
	})).catch((error) => {
		if (statusOf(error) !== 404) explained("aborting an upload that nobody finishes", "s3:AbortMultipartUpload")(error);
	});
}
/** When the newest part of an upload came, or the upload began; undefined where it is over. */
async function lastLife({ client, location, explained }, { Key, UploadId, Initiated = /* @__PURE__ */ new Date(0) }) {
	let newest = Initiated.getTime();
	const input = {
		Bucket: location.bucket,
		Key,
		UploadId
	};
	for (;;) {
		const page = await client.send(new ListPartsCommand(input)).catch((error) => {
			if (statusOf(error) === 404) return void 0;
			return explained("listing the parts of an upload", "s3:ListMultipartUploadParts")(error);
		});
		if (!page) return void 0;
		for (const { LastModified } of page.Parts ?? []) newest = Math.max(newest, LastModified?.getTime() ?? 0);
		if (!page.IsTruncated || page.NextPartNumberMarker === input.PartNumberMarker) return new Date(newest);
		input.PartNumberMarker = page.NextPartNumberMarker;
	}
}
async function listUploads({ client, location, explained }, prefix) {
	const found = [];
	const input = {
		Bucket: location.bucket,
		Prefix: prefix
	};
	for (;;) {
		const page = await client.send(new ListMultipartUploadsCommand(input)).catch((error) => {
			if ([
				401,
				403,
				405,
				501
			].includes(statusOf(error) ?? 0)) return void 0;
			return explained("listing uploads", "s3:ListBucketMultipartUploads")(error);
		});
		found.push(...page?.Uploads ?? []);
		if (!page?.IsTruncated || page.NextKeyMarker === input.KeyMarker) return found;
		input.KeyMarker = page.NextKeyMarker;
		input.UploadIdMarker = page.NextUploadIdMarker;
	}
}

// src/stores/s3/multipart.ts
/** S3's limit on the number of parts. */
const MOST_PARTS = 1e4;
const MIB = 1048576;
/** Stores a new object in parts. */
async function putInParts(bucket, key, body) {
	await refuseTaken(bucket, key);
	const sent = await sendAll(bucket, key, body);
	const completing = complete(bucket, sent);
	try {
		var _usingCtx$1 = _usingCtx();
		_usingCtx$1.a(undoWhenStopped(() => completing));
		await orAbort(bucket, sent.upload, completing);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
	await confirm(bucket, sent, body.size);
	return {
		size: body.size,
		sha256: sent.sha256
	};
}
/** Begins an upload and sends all of the body; nothing is left of it where that fails, or where the program is told to stop. */
async function sendAll(bucket, key, body) {
	try {
		var _usingCtx3 = _usingCtx();
		const begun = createUpload(bucket, key, body.size);
		_usingCtx3.a(undoWhenStopped(async () => abortUpload(bucket, (await begun).target)));
		const upload = await begun;
		const send = async () => {
			if (!bucket.amazon && body.size > bucket.buffers.size) await giveWay(bucket, key, upload.target);
			const sent = await sendParts(bucket, upload, body);
			if (!bucket.amazon) await giveWay(bucket, key, upload.target);
			if (!bucket.amazon) await refuseTaken(bucket, key);
			return {
				upload,
				...sent
			};
		};
		return await orAbort(bucket, upload, send());
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function orAbort(bucket, { target }, work) {
	try {
		return await work;
	} catch (error) {
		await abortUpload(bucket, target).catch(() => void 0);
		throw error;
	}
}
async function createUpload(bucket, key, size) {
	const { client, location, amazon, explained } = bucket;
	const writer = randomUUID();
	const named = {
		Bucket: location.bucket,
		Key: location.prefix + key
	};
	const command = new CreateMultipartUploadCommand({
		...named,
		...attributesOf(bucket, size, writer),
		...amazon ? { ChecksumAlgorithm: "SHA256" } : {}
	});
	const { UploadId } = await client.send(command).catch(explained(`storing ${key}`, "s3:PutObject"));
	if (UploadId === void 0) throw new BackupError("store", `the server began no upload of ${key}`);
	return {
		target: {
			...named,
			UploadId
		},
		key,
		writer
	};
}
/** Sends all parts, as many at once as there are buffers. The first failure stops the others and is thrown when all have ended. */
async function sendParts(bucket, upload, body) {
	const whole = createHash("sha256");
	const stop = new AbortController();
	setMaxListeners(0, stop.signal);
	const sent = [];
	const begin = ({ bytes, release }) => {
		const sending = sendPart(bucket, upload, sent.length + 1, bytes, stop.signal).finally(release);
		sending.catch((error) => stop.abort(error));
		sent.push(sending);
		whole.update(bytes);
	};
	try {
		for await (const part of cutIntoParts(body, buffersFor(bucket, body.size))) {
			begin(part);
			if (stop.signal.aborted) break;
		}
		if (sent.length === 0) begin({
			bytes: Buffer.alloc(0),
			release: () => void 0
		});
		return {
			parts: await Promise.all(sent),
			sha256: whole.digest("hex")
		};
	} catch (error) {
		stop.abort(error);
		await Promise.allSettled(sent);
		throw stop.signal.reason;
	}
}
/** The shared buffers, or two of its own for an object so large that its parts must be larger. */
function buffersFor({ buffers }, size) {
	const least = size / MOST_PARTS;
	return least <= buffers.size ? buffers : createPartBuffers(2, Math.ceil(least / MIB) * MIB);
}
async function sendPart(bucket, { target, key }, number, bytes, abortSignal) {
	const digests = await digestBytes(bytes, !bucket.amazon);
	const command = new UploadPartCommand({
		...target,
		PartNumber: number,
		Body: bytes,
		...checksumsOf(digests)
	});
	const reported = await bucket.client.send(signWith(command, digests.sha256), { abortSignal }).catch(bucket.explained(`storing part ${number} of ${key}`, "s3:PutObject"));
	expectDigest(reported, expectedOf(digests), `part ${number} of ${key}`);
	const { ETag, ChecksumSHA256 } = reported;
	return {
		part: {
			PartNumber: number,
			ETag,
			ChecksumSHA256
		},
		digests
	};
}
async function complete(bucket, { upload, parts }, conditional = true) {
	const command = new CompleteMultipartUploadCommand({
		...upload.target,
		MultipartUpload: { Parts: parts.map(({ part }) => part) },
		...conditional ? { IfNoneMatch: "*" } : {}
	});
	try {
		await bucket.client.send(command);
	} catch (error) {
		if (conditional && statusOf(error) === 501) return complete(bucket, {
			upload,
			parts
		}, false);
		if (await findOwnWork(bucket, upload.key, upload.writer, error)) return;
		bucket.explained(`storing ${upload.key}`, "s3:PutObject")(error);
	}
}
/** Servers check the parts, so the whole is looked at: its writer, its size, its digest. */
async function confirm(bucket, { upload: { key, writer }, parts }, size) {
	const head = await headObject(bucket, key);
	const owner = head?.Metadata?.[WRITER];
	if (owner !== void 0 && owner !== writer) throw taken(bucket, key);
	await expectOrRemove(bucket, key, async () => {
		if (head?.ContentLength !== size) throw new BackupError("store", `${bucket.location.address} holds ${head?.ContentLength ?? 0} of ${size} bytes of ${key}`, { hint: "Run it again; nothing incomplete counts as a snapshot." });
		expectDigest(head, expectedOfParts(parts.map(({ digests }) => digests)), key);
		if (!bucket.amazon) await expectLocked(bucket, key, head);
	});
}

// src/stores/s3/put.ts
/** Stores a new object that fits into one part. Gives undefined, and stores nothing, where the server knows no conditions. */
async function putWhole(bucket, key, body) {
	const parts = [];
	try {
		for await (const part of cutIntoParts(body, bucket.buffers)) parts.push(part);
		const bytes = parts[0]?.bytes ?? Buffer.alloc(0);
		const digests = await digestBytes(bytes, !bucket.amazon);
		if (!bucket.amazon) await refuseTaken(bucket, key);
		const reported = await sendWhole(bucket, key, bytes, digests);
		if (!reported) return void 0;
		await expectOrRemove(bucket, key, async () => {
			expectDigest(reported, expectedOf(digests), key);
			if (bucket.location.lock && !bucket.amazon) await expectLocked(bucket, key, await headObject(bucket, key));
		});
		return {
			size: bytes.length,
			sha256: digests.sha256.toString("hex")
		};
	} finally {
		for (const part of parts) part.release();
	}
}
async function sendWhole(bucket, key, bytes, digests) {
	const { client, location, explained } = bucket;
	const writer = randomUUID();
	const command = new PutObjectCommand({
		Bucket: location.bucket,
		Key: location.prefix + key,
		Body: bytes,
		IfNoneMatch: "*",
		...attributesOf(bucket, bytes.length, writer),
		...checksumsOf(digests)
	});
	try {
		return await client.send(signWith(command, digests.sha256));
	} catch (error) {
		if (statusOf(error) === 501) return void 0;
		return await findOwnWork(bucket, key, writer, error) ?? explained(`storing ${key}`, "s3:PutObject")(error);
	}
}

// src/stores/s3.ts
/** Opens a store in a bucket that is there. The first operation tells if it is not, or if the credentials are wrong. */
async function openS3Store(location, world) {
	const bucket = await openBucket(location, world);
	let tidied;
	let guard;
	return {
		address: location.address,
		put: async (key, body) => {
			expectKey(key);
			tidied ??= abortStaleUploads(bucket);
			guard ??= chooseGuard(bucket);
			try {
				const small = body.size <= bucket.buffers.size && await guard === "conditions";
				const stored = small ? await putWhole(bucket, key, body) : void 0;
				if (small && !stored) guard = Promise.resolve("claims");
				return stored ?? await putInParts(bucket, key, body);
			} finally {
				await tidied;
			}
		},
		get: async (key, range) => {
			expectKey(key);
			return getObject(bucket, key, range);
		},
		list: async (prefix) => {
			expectPrefix(prefix);
			return listObjects(bucket, prefix);
		},
		delete: async (key) => {
			expectKey(key);
			return deleteObject(bucket, key);
		}
	};
}
async function listObjects(bucket, prefix) {
	const { client, location, explained } = bucket;
	const found = [];
	const doing = `listing ${prefix || "the store"}`;
	let token;
	do {
		const page = await client.send(new ListObjectsV2Command({
			Bucket: location.bucket,
			Prefix: location.prefix + prefix,
			...token === void 0 ? {} : { ContinuationToken: token }
		})).catch(explained(doing, "s3:ListBucket"));
		for (const { Key = "", Size } of readPage(bucket, page, prefix)) {
			const key = Key.slice(location.prefix.length);
			if (Size === void 0) throw incomplete(bucket, `without the size of ${key}`);
			if (isKey(key)) found.push({
				key,
				size: Size
			});
		}
		token = nextToken(bucket, page, token);
	} while (token !== void 0);
	return found.sort((a, b) => a.key < b.key ? -1 : 1);
}
/** The objects of a page that is what was asked for. Anything else must not look like a store with fewer snapshots. */
function readPage(bucket, { Name, IsTruncated, KeyCount, Contents = [] }, prefix) {
	const { location } = bucket;
	if (IsTruncated === void 0 || Name !== void 0 && Name !== location.bucket) throw incomplete(bucket, "that is no listing of the bucket");
	if (KeyCount !== void 0 && KeyCount !== Contents.length) throw incomplete(bucket, `of ${Contents.length} in place of ${KeyCount} objects`);
	if (!Contents.every(({ Key }) => Key?.startsWith(location.prefix + prefix))) throw incomplete(bucket, `with objects that do not begin with ${location.prefix}${prefix}`);
	return Contents;
}
function nextToken(bucket, { IsTruncated, NextContinuationToken }, before) {
	if (!IsTruncated) return void 0;
	if (!NextContinuationToken || NextContinuationToken === before) throw incomplete(bucket, "that breaks off");
	return NextContinuationToken;
}
function incomplete({ location }, how) {
	return new BackupError("store", `${location.address} answered with a listing ${how}`, { hint: "Run it again; check the endpoint if it comes back. Nothing was changed." });
}
/** Codes of servers that keep objects by rules of the bucket instead of Object Lock. */
const LOCKED = /ObjectLock|Retention|WORM/i;
async function deleteObject(bucket, key) {
	const { client, location, explained } = bucket;
	const head = await headObject(bucket, key);
	if (!head) return;
	refuseLocked(bucket, key, head);
	const command = new DeleteObjectCommand({
		Bucket: location.bucket,
		Key: location.prefix + key
	});
	await client.send(command).catch((error) => {
		if (error instanceof Error && LOCKED.test(`${error.name} ${error.message}`)) throw locked(key, `kept by the server: ${error.message}`);
		return explained(`removing ${key}`, "s3:DeleteObject")(error);
	});
}

export { openS3Store };