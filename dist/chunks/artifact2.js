import { t as readVisibility } from "./visibility.js";
import { A as askApi, J as parseKey, M as lifetimeOf, N as openPlace, dt as isKind, j as expectOwnRun, lt as BackupError, nt as statusOf, q as manifestKey, st as openFetch } from "./start.js";
import { t as download } from "./download.js";
import { At as expectPrefix, Ct as mapConcurrently, Mt as noBytes, kt as expectKey } from "./core.js";
import { a as artifactName, i as artifactKey, n as putArtifact, r as uploadByClient, t as deleteArtifact } from "./upload.js";
import { setTimeout } from "node:timers/promises";

// src/stores/artifact/download.ts
/** Milliseconds for which an address is used again: GitHub's are good for a minute. */
const ADDRESS_LIFETIME = 45e3;
/** Milliseconds before each further question to a storage that cannot be reached. */
const PAUSES = [
	200,
	1e3,
	5e3
];
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
	if (length === 0) return /* @__PURE__ */ noBytes();
	const ask = async (asked) => ({
		start: asked.start,
		bytes: await patiently(downloader, () => openAt(downloader, found, asked.start, asked.length))
	});
	try {
		return await download(ask, {
			start,
			length
		}, {
			what: `${key} from ${place.address}`,
			wait: downloader.wait
		});
	} catch (error) {
		if (isKind(error, "not-found")) listing.forget();
		throw error;
	}
}
/** Asks again where the storage cannot be reached: what has begun to arrive is not given up for one refused connection. */
async function patiently({ wait }, ask) {
	for (const pause of PAUSES) try {
		return await ask();
	} catch (error) {
		if (!isKind(error, "unreachable")) throw error;
		await wait(pause);
	}
	return ask();
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

// src/stores/artifact/listing.ts
/** GitHub's largest page. */
const PAGE = 100;
const PARALLEL_PAGES = 4;
/** Readings of a listing that changes while it is read. */
const READINGS = 5;
/** Opens the listing of a place; nothing is asked yet. */
function openListing(place) {
	let known;
	const made = /* @__PURE__ */ new Map();
	const load = (loading) => {
		known = loading;
		loading.catch(() => known = known === loading ? void 0 : known);
		return loading;
	};
	const ask = async (key) => {
		const { objects, ids } = await readAll(place, artifactName(key));
		const found = objects.get(key) ?? [];
		const all = await known;
		if (all) replace(all, key, found, ids);
		return found;
	};
	return {
		all: async () => [...(await (known ?? load(readAll(place)))).objects.values()].flatMap(([first]) => first ?? []),
		knows: async (key) => (await known)?.objects.has(key) ?? false,
		find: async (key) => (await known)?.objects.get(key) ?? await ask(key),
		ask,
		made: (artifact) => void made.set(artifact.key, artifact),
		removed(key) {
			made.delete(key);
			known?.then((all) => replace(all, key)).catch(() => void 0);
		},
		forget: () => known = void 0,
		async refresh() {
			const before = known;
			if (before) await load(before.then((all) => readAgain(place, all, made)));
		}
	};
}
function replace({ objects, ids }, key, found = [], now = []) {
	for (const { id } of objects.get(key) ?? []) ids.delete(id);
	for (const id of now) ids.add(id);
	if (found.length > 0) objects.set(key, found);
	else objects.delete(key);
}
/** Reads what has changed, and adds what this run has made and the list does not show yet. */
async function readAgain(place, before, made) {
	const now = await readOn(place, before) ?? await readAll(place);
	for (const [key, artifact] of made) if (!now.objects.has(key)) replace(now, key, [artifact], [artifact.id]);
	return now;
}
/**
* Reads the newest pages until one shows what was known before. Undefined where their count tells that others are gone: only
* all pages tell which.
*/
async function readOn(place, { objects, ids }) {
	const fresh = /* @__PURE__ */ new Map();
	for (let page = 1;; page += 1) {
		const { total, artifacts } = await readPage(place, page, void 0);
		const some = artifacts.filter(({ id }) => !ids.has(id));
		for (const one of some) fresh.set(one.id, one);
		if (some.length === PAGE) continue;
		if (total !== ids.size + fresh.size) return void 0;
		const added = byKey([...fresh.values()], place.now());
		for (const [key, list] of added) objects.set(key, [...objects.get(key) ?? [], ...list].toSorted((a, b) => a.id - b.id));
		return {
			objects,
			ids: /* @__PURE__ */ new Set([...ids, ...fresh.keys()])
		};
	}
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
		if (seen.size === first.total && pages.every(({ total }) => total === first.total)) return {
			objects: byKey([...seen.values()], place.now()),
			ids: new Set(seen.keys())
		};
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
	for (const { id, name, size_in_bytes: size, expired, expires_at: until, digest } of artifacts.filter(isOwn)) {
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
/**
* False for what a pull request from a fork has made: its run belongs to this repository, and its code to anybody. The head
* repository is missing where that fork is gone.
*/
function isOwn({ workflow_run: run }) {
	return !run || run.repository_id !== void 0 && run.head_repository_id === run.repository_id;
}

// src/stores/artifact/room.ts
/** Artifacts of one job (actions/upload-artifact, "Limitations"), of which some are left for records, pins and other steps. */
const OF_A_JOB = 500;
/** By the environment, which is that of the job's one process: a run may open its store several times. */
const tallies = /* @__PURE__ */ new WeakMap();
/** What is left for snapshots of the at most so many artifacts that this job may make of them. */
function openRoom(address, env, most) {
	const tally = tallies.get(env) ?? {
		made: 0,
		awaited: /* @__PURE__ */ new Set()
	};
	tallies.set(env, tally);
	const expectRoom = (wanted) => {
		if (tally.made + tally.awaited.size + wanted <= most) return;
		throw new BackupError("store", `${address} takes no more snapshots from this job: GitHub allows ${OF_A_JOB} artifacts of one, and a snapshot is two`, { hint: "What is stored stays, and the next run goes on with the others. To store all of them in one run, share them out among jobs with `plan`, or use another store." });
	};
	return {
		expect: () => expectRoom(2),
		async within(key, work) {
			const parts = parseKey(key);
			if (parts?.kind !== "archive" && parts?.kind !== "manifest") return work();
			const manifest = manifestKey(parts.repository, parts.snapshot);
			if (parts.kind === "archive") {
				expectRoom(tally.awaited.has(manifest) ? 1 : 2);
				tally.awaited.add(manifest);
			} else if (!tally.awaited.delete(manifest)) expectRoom(1);
			tally.made += 1;
			return work().catch((error) => {
				tally.awaited.delete(manifest);
				throw error;
			});
		}
	};
}

// src/stores/artifact.ts
/**
* Opens the artifacts of a repository as a store. Nothing is asked before the first operation.
*
* @throws `usage` for an address that names no repository, `unsupported` on an Enterprise Server.
*/
async function openArtifactStore(address, world, { upload, wait, most = 480 } = {
	upload: uploadByClient,
	wait: setTimeout
}) {
	const place = openPlace(address, world);
	const listing = openListing(place);
	const room = openRoom(place.address, world.env, most);
	let visibility;
	/** What was stored or removed since others were looked at: they may have pruned what it builds on, or built on it. */
	const changed = /* @__PURE__ */ new Set();
	const uploader = {
		place,
		listing,
		upload,
		wait
	};
	const downloader = {
		place,
		listing,
		wait,
		fetchFor: fetchByOrigin(),
		addresses: /* @__PURE__ */ new Map()
	};
	return {
		address: place.address,
		lifetimeDays: lifetimeOf(place),
		put: async (key, body, options = {}) => {
			expectKey(key);
			const confirmation = await room.within(key, () => putArtifact(uploader, key, body, options));
			changed.add(key);
			return confirmation;
		},
		probe: async () => {
			expectOwnRun(place);
			room.expect();
		},
		get: async (key, range) => {
			expectKey(key);
			return getArtifact(downloader, key, range);
		},
		list: async (prefix) => {
			expectPrefix(prefix);
			return listObjects(listing, prefix, changed);
		},
		visibility: () => visibility ??= readPlaceVisibility(place),
		delete: async (key) => {
			expectKey(key);
			for (const { id } of await listing.find(key)) await deleteArtifact(place, id, key);
			listing.removed(key);
			changed.add(key);
		}
	};
}
async function listObjects(listing, prefix, changed) {
	if ([...changed].some((key) => key.startsWith(prefix))) {
		changed.clear();
		await listing.refresh();
	}
	return (await listing.all()).filter(({ key }) => key.startsWith(prefix)).map(listed).sort((a, b) => a.key < b.key ? -1 : 1);
}
function listed({ key, size, sha256, expires }) {
	return {
		key,
		size,
		...sha256 ? { sha256 } : {},
		...expires ? { expires } : {}
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
	return readVisibility(await github.clientFor(owner, repo), owner, repo);
}

export { openArtifactStore };