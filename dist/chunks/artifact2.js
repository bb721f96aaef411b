import { t as readVisibility } from "./visibility2.js";
import { t as openFetch } from "./fetch.js";
import { n as diskFull, r as isKind, t as BackupError } from "./errors.js";
import { n as statusOf } from "./errors2.js";
import { n as expectOwnRun, r as openPlace, t as askApi } from "./place.js";
import { n as mapConcurrently } from "./concurrency.js";
import { p as snapshotInstant } from "./names.js";
import { n as isKey, t as canHoldKeys } from "./store.js";
import { t as undoAtExit } from "./undo.js";
import { t as writeBody } from "./write-body.js";
import { t as quietly } from "./quiet.js";
import { t as _usingCtx } from "./usingCtx.js";
import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { mkdtemp, rm } from "node:fs/promises";

// src/stores/artifact/download.ts
/** Milliseconds for which an address is used again: GitHub's are good for a minute. */
const ADDRESS_LIFETIME = 45e3;
/** Milliseconds before each further attempt, and the bytes after which a new one counts as the first. */
const PAUSES$1 = [
	200,
	1e3,
	5e3,
	15e3
];
const GETTING_ON = 8388608;
/** Opens an object or a range of it; what it throws is told in `Store.get`. */
async function getArtifact(downloader, key, range) {
	const { place, listing } = downloader;
	const [found] = await listing.find(key);
	if (!found) throw new BackupError("not-found", `${key} is not in ${place.address}`);
	const { start, length } = range ?? {
		start: 0,
		length: found.size
	};
	if (start + length > found.size) throw new BackupError("corrupt", `${key} has ${found.size} bytes, but ${start + length} are needed: it was cut short`, { hint: "Bring the artifact back from another copy of the store, or use another snapshot." });
	if (length === 0) return none();
	try {
		const body = await openAt(downloader, found, start, length);
		return readOn(downloader, found, {
			start,
			length
		}, body);
	} catch (error) {
		if (isKind(error, "not-found")) listing.forget();
		throw error;
	}
}
async function* none() {}
async function* readOn(downloader, artifact, { start, length }, first) {
	let body = first;
	let read = 0;
	let attempt = 0;
	let since = 0;
	for (;;) {
		let cause = /* @__PURE__ */ new Error(`the answer ended after ${read} of ${length} bytes`);
		try {
			body ??= await openAt(downloader, artifact, start + read, length - read);
			for await (const chunk of body) {
				read += chunk.length;
				yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
			}
			if (read === length) return;
		} catch (error) {
			if (error instanceof BackupError && error.kind !== "unreachable") throw error;
			cause = error;
		}
		body = void 0;
		if (read - since >= GETTING_ON) [attempt, since] = [0, read];
		const pause = PAUSES$1[attempt];
		if (pause === void 0) throw brokenOff(downloader.place, artifact.key, cause);
		attempt += 1;
		await downloader.wait(pause);
	}
}
function brokenOff({ address }, key, cause) {
	return new BackupError("unreachable", `reading ${key} from ${address} broke off ${PAUSES$1.length + 1} times`, {
		hint: "Run it again when the connection is better.",
		cause
	});
}
/** The body of an answer that holds exactly the bytes that are asked for. */
async function openAt(downloader, artifact, start, length) {
	const known = downloader.addresses.get(artifact.id);
	const now = downloader.place.now().getTime();
	if (known && known.until > now) {
		const response = await fetchPart(downloader, artifact, known.url, {
			start,
			length
		});
		if (response.status < 400) return bodyOf(response, artifact, start, length);
		await response.body?.cancel();
	}
	const url = await locate(downloader.place, artifact);
	downloader.addresses.set(artifact.id, {
		url,
		until: now + ADDRESS_LIFETIME
	});
	const response = await fetchPart(downloader, artifact, url, {
		start,
		length
	});
	if (response.status < 400) return bodyOf(response, artifact, start, length);
	await response.body?.cancel();
	downloader.addresses.delete(artifact.id);
	const kind = response.status === 404 ? "not-found" : "unreachable";
	throw new BackupError(kind, `reading ${artifact.key}: the storage of artifacts answered ${response.status}`, { hint: "Run it again later." });
}
/** Asks GitHub where an artifact is. @throws `not-found` where it was removed or has expired. */
async function locate(place, { id, key }) {
	const { owner, repo } = place;
	const doing = `reading ${key} from ${place.address}`;
	const { headers } = await askApi(place, {
		doing,
		permission: "read"
	}, async (client) => client.request("GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}", {
		owner,
		repo,
		artifact_id: id,
		archive_format: "zip",
		request: { redirect: "manual" }
	}).catch((error) => {
		throw [404, 410].includes(statusOf(error) ?? 0) ? new BackupError("not-found", `${key} is no longer in ${place.address}`, { cause: error }) : error;
	}));
	if (headers.location && URL.canParse(headers.location)) return headers.location;
	throw new BackupError("store", `${doing}: GitHub did not tell where it is`, { hint: "Run it again later." });
}
/** The address is signed, and is for nobody else's token: ours does not go there. */
async function fetchPart({ fetchFor, place }, { key }, url, { start, length }) {
	try {
		return await (await fetchFor(url))(url, { headers: { range: `bytes=${start}-${start + length - 1}` } });
	} catch (cause) {
		throw new BackupError("unreachable", `reading ${key} from ${place.address}: the storage of artifacts cannot be reached`, {
			hint: `Let this machine reach ${new URL(url).origin}, and run it again.`,
			cause
		});
	}
}
function bodyOf({ headers, body, status }, { key, size }, start, length) {
	const whole = status === 200 && start === 0 && length === size;
	const told = headers.get("content-range");
	if (body && (whole || told === `bytes ${start}-${start + length - 1}/${size}`)) return body;
	body?.cancel();
	throw new BackupError("corrupt", `${key} is not what the listing says: ${told ?? `an answer ${status}`} came for ${length} of ${size} bytes`, { hint: "Use another snapshot, or bring the artifact back from another copy of the store." });
}

// src/stores/artifact/names.ts
const PLAIN = ".";
const EXACT = "~";
/**
* The artifact's name of a key. What snapshots and runs are stored under reads as people expect it,
* `acme.app.snapshot-20261121-020000.tar`; where dots alone would not lead back to the key, tildes stand for the slashes.
*
* @throws where a client would take the name for that of a zip file, and unpack what it downloads.
*/
function artifactName(key) {
	if (!isKey(key)) throw new Error(`not a key of a store: ${JSON.stringify(key)}`);
	if (key.endsWith(".zip")) throw new Error(`not a key for an artifact, which would be unpacked: ${key}`);
	const plain = key.replaceAll("/", PLAIN);
	if (artifactKey(plain) === key) return plain;
	return key.includes("/") ? key.replaceAll("/", EXACT) : `${EXACT}${key}`;
}
/** The key that an artifact's name stands for; undefined for artifacts of others. */
function artifactKey(name) {
	const key = name.includes(EXACT) ? name.replace(/^~/, "").replaceAll(EXACT, "/") : plainKey(name);
	return key !== void 0 && isKey(key) ? key : void 0;
}
/** An owner cannot hold a dot and a snapshot's name has a shape of its own, so all between them is the repository's. */
function plainKey(name) {
	const [, owner, repository, file] = /^([^.]+)\.(.+)\.(snapshot-[^.]+\..+)$/.exec(name) ?? [];
	if (file !== void 0) return snapshotInstant(file.split(".")[0] ?? "") && `${owner}/${repository}/${file}`;
	const record = /^runs\.(\d{4}-\d{2}-\d{2}T.+)$/.exec(name)?.[1];
	return record && `runs/${record}`;
}

// src/stores/artifact/listing.ts
/** GitHub's largest page. */
const PAGE = 100;
const PARALLEL_PAGES = 4;
/** Readings of a listing that changes while it is read. */
const READINGS = 5;
/** Opens the listing of a place; nothing is asked yet. */
function openListing(place) {
	let known;
	const load = () => {
		const loading = known ??= readAll(place);
		loading.catch(() => known = known === loading ? void 0 : known);
		return loading;
	};
	const ask = async (key) => {
		const found = (await readAll(place, artifactName(key))).get(key) ?? [];
		if (found.length > 0) (await known)?.set(key, found);
		else (await known)?.delete(key);
		return found;
	};
	return {
		all: async () => [...(await load()).values()].flatMap(([first]) => first ?? []),
		knows: async (key) => (await known)?.has(key) ?? false,
		find: async (key) => (await known)?.get(key) ?? await ask(key),
		ask,
		removed: (key) => void known?.then((map) => map.delete(key)).catch(() => void 0),
		forget: () => known = void 0
	};
}
/**
* Reads all pages, with `name` those of the artifacts that are named so. Pages shift while others add or remove: it is
* read again until all that were counted were seen.
*
* @throws `store` where that never happens, and what the API refuses.
*/
async function readAll(place, name) {
	for (let reading = 1; reading <= READINGS; reading += 1) {
		const first = await readPage(place, 1, name);
		const more = Array.from({ length: Math.ceil(first.total / PAGE) - 1 }, (_, index) => index + 2);
		const pages = [first, ...await mapConcurrently(more, PARALLEL_PAGES, (page) => readPage(place, page, name))];
		const seen = new Map(pages.flatMap(({ artifacts }) => artifacts.map((one) => [one.id, one])));
		if (seen.size === first.total && pages.every(({ total }) => total === first.total)) return byKey([...seen.values()], place.now());
	}
	throw new BackupError("store", `${place.address}: the listing of artifacts changed while it was read, ${READINGS} times`, { hint: "Run it again when fewer workflows of that repository are running." });
}
async function readPage(place, page, name) {
	const { owner, repo, address } = place;
	const { data } = await askApi(place, {
		doing: `listing the artifacts of ${owner}/${repo}`,
		permission: "read"
	}, (client) => client.rest.actions.listArtifactsForRepo({
		owner,
		repo,
		per_page: PAGE,
		page,
		...name === void 0 ? {} : { name }
	}));
	const artifacts = data.artifacts;
	if (typeof data.total_count === "number" && Array.isArray(artifacts)) return {
		total: data.total_count,
		artifacts
	};
	throw new BackupError("store", `${address} answered with something that is no listing of artifacts`, { hint: "Check `api-url`, and run it again. Nothing was changed." });
}
function byKey(artifacts, now) {
	const found = /* @__PURE__ */ new Map();
	for (const { id, name, size_in_bytes: size, expired, expires_at: until, digest } of artifacts) {
		const key = artifactKey(name);
		const expires = until === null ? void 0 : new Date(until);
		if (key === void 0 || expired || expires && expires <= now) continue;
		const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest ?? "")?.[1];
		found.set(key, [...found.get(key) ?? [], {
			id,
			key,
			size,
			sha256,
			expires
		}].toSorted((a, b) => a.id - b.id));
	}
	return found;
}

// src/stores/artifact/upload.ts
/** The official client: blocks of 8 MiB, five at once. */
const uploadByClient = async (file, folder, days) => {
	const { DefaultArtifactClient } = await import("./artifact.js");
	const options = {
		skipArchive: true,
		compressionLevel: 0,
		...days === void 0 ? {} : { retentionDays: days }
	};
	return new DefaultArtifactClient().uploadArtifact(basename(file), [file], folder, options);
};
const DAY = 864e5;
/** Milliseconds to wait for a new artifact to be listed. */
const PAUSES = [
	500,
	2e3,
	5e3
];
/** Stores an object; what it promises is told in `Store.put`. */
async function putArtifact(uploader, key, body, { expires }) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { place, listing, upload } = uploader;
		const name = artifactName(key);
		expectOwnRun(place);
		if (await listing.knows(key)) throw taken(place, key);
		const folder = await mkdtemp(join(place.scratch, "artifact-"));
		_usingCtx$1.u(undoAtExit(() => rmSync(folder, {
			recursive: true,
			force: true
		})));
		try {
			const file = join(folder, name);
			const written = await writeBody(file, body, false).catch((error) => {
				throw diskFull(error, folder) ?? error;
			});
			await confirm(uploader, key, written, await quietly(place.log, () => upload(file, folder, wholeDays(place.now(), expires))).catch((error) => {
				throw explainUpload(error, place, key);
			}));
			return written;
		} finally {
			await rm(folder, {
				recursive: true,
				force: true
			});
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
/** GitHub counts whole days, from one. */
function wholeDays(now, expires) {
	return expires && Math.max(1, Math.floor((expires.getTime() - now.getTime()) / DAY));
}
/** Names are unique in a run only. Of the artifacts that several runs gave a name, the first is the object. */
async function confirm(uploader, key, written, { id, size, digest }) {
	const { place } = uploader;
	if (id === void 0) throw new BackupError("store", `${place.address} did not confirm ${key}`);
	const { own, first } = await findOwn(uploader, key, id);
	if (size === written.size && digest === written.sha256 && own.size === written.size && (own.sha256 ?? written.sha256) === written.sha256 && own === first) return;
	await deleteArtifact(place, id, key);
	await uploader.listing.ask(key);
	if (own !== first) throw taken(place, key);
	throw new BackupError("store", `${place.address} holds something else under ${key} than was sent to it`, { hint: "Run it again. If it stays, the memory, the disk or the network damages data." });
}
async function findOwn({ place, listing, wait }, key, id) {
	for (const pause of [...PAUSES, void 0]) {
		const found = await listing.ask(key);
		const own = found.find((one) => one.id === id);
		if (own) return {
			own,
			first: found[0]
		};
		if (pause !== void 0) await wait(pause);
	}
	throw new BackupError("store", `${place.address} took ${key} and does not list it`, { hint: "Run it again. If it comes back, see whether https://www.githubstatus.com tells of a disturbance of Actions." });
}
/** Removes one artifact. One that is not there is no error. @throws `denied`, `unreachable` or `store`. */
async function deleteArtifact(place, id, key) {
	const { owner, repo } = place;
	await askApi(place, {
		doing: `removing ${key} from ${place.address}`,
		permission: "write"
	}, async (client) => {
		await client.rest.actions.deleteArtifact({
			owner,
			repo,
			artifact_id: id
		}).catch((error) => {
			if (statusOf(error) !== 404) throw error;
		});
	});
}
function taken({ address }, key, cause) {
	return new BackupError("exists", `${key} is already in ${address}, and nothing there is overwritten`, { cause });
}
/** The client's errors have no kinds: what they say is all there is to go by. */
function explainUpload(error, place, key) {
	if (!(error instanceof Error)) return error;
	const said = error.message.split("\n")[0] ?? "";
	const message = `storing ${key} in ${place.address}: ${said}`;
	if (/\b409\b|already exists/i.test(said)) return taken(place, key, error);
	if (error.name === "UsageError" || /quota has been hit|insufficient usage/i.test(said)) return new BackupError("disk-full", `storing ${key} in ${place.address}: the storage for artifacts is used up`, {
		hint: "Raise the budget of the account (Settings, Billing), delete artifacts, lower `retention-days`, or use another store.",
		cause: error
	});
	if (error.name === "GHESNotSupportedError") return new BackupError("unsupported", `${place.address}: GitHub Enterprise Server has no artifacts for a store`, {
		hint: "Use another store: release:owner/name, s3://bucket/backups, or a directory.",
		cause: error
	});
	if (/\b40[13]\b/.test(said)) return new BackupError("denied", message, {
		hint: "Store within the job that the Action runs in, and not after it has ended.",
		cause: error
	});
	return new BackupError("unreachable", message, {
		hint: "Run it again later.",
		cause: error
	});
}

// src/stores/artifact.ts
/**
* Opens the artifacts of a repository as a store. Nothing is asked before the first operation.
*
* @throws `usage` for an address that names no repository, `unsupported` on an Enterprise Server.
*/
async function openArtifactStore(address, world, { upload, wait } = {
	upload: uploadByClient,
	wait: setTimeout
}) {
	const place = openPlace(address, world);
	const listing = openListing(place);
	let visibility;
	const downloader = {
		place,
		listing,
		wait,
		fetchFor: fetchByOrigin(),
		addresses: /* @__PURE__ */ new Map()
	};
	return {
		address: place.address,
		put: async (key, body, options = {}) => {
			expectKey(key);
			return putArtifact({
				place,
				listing,
				upload,
				wait
			}, key, body, options);
		},
		get: async (key, range) => {
			expectKey(key);
			return getArtifact(downloader, key, range);
		},
		list: async (prefix) => {
			if (!`/${prefix}`.endsWith("/") || !canHoldKeys(prefix.split("/").slice(0, -1))) throw new Error(`not a prefix of keys: ${JSON.stringify(prefix)}`);
			return (await listing.all()).filter(({ key }) => key.startsWith(prefix)).map(({ key, size, sha256, expires }) => ({
				key,
				size,
				...sha256 ? { sha256 } : {},
				...expires ? { expires } : {}
			})).sort((a, b) => a.key < b.key ? -1 : 1);
		},
		visibility: () => visibility ??= readPlaceVisibility(place),
		delete: async (key) => {
			expectKey(key);
			for (const { id } of await listing.find(key)) await deleteArtifact(place, id, key);
			listing.removed(key);
		}
	};
}
/** The fetch for a URL, opened once for each origin: it may hold the connections to a proxy. */
function fetchByOrigin() {
	const opened = /* @__PURE__ */ new Map();
	return (url) => {
		const { origin } = new URL(url);
		const found = opened.get(origin) ?? openFetch(url);
		opened.set(origin, found);
		return found;
	};
}
async function readPlaceVisibility({ github, owner, repo }) {
	return readVisibility(await github.clientFor(owner), owner, repo);
}
function expectKey(key) {
	if (!isKey(key)) throw new Error(`not a key of a store: ${JSON.stringify(key)}`);
}

export { openArtifactStore };