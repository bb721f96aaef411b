import { J as parseKey, at as isPaced, dt as isKind, ft as summariseError, lt as BackupError, nt as statusOf, tt as explainGitHub, v as formatBytes, y as formatDuration } from "./start.js";
import { C as _positive, S as _nonnegative, c as int, d as nullish, f as object, i as array, o as boolean, p as optional, v as string } from "./zod.js";
import { t as readVisibility } from "./visibility.js";
import { At as expectPrefix, Mt as noBytes, Nt as writeBody, Pt as _usingCtx, St as createGate, ct as tagOf, f as isUploadAddress, jt as isKey, kt as expectKey, st as readTag, wt as parseManifest } from "./core.js";
import { t as download } from "./download.js";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, openAsBlob } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { rm } from "node:fs/promises";

// src/stores/release/drafts.ts
/**
* Sees that a listing without any draft has none because there is none.
*
* @throws `denied` where the token sees no drafts and snapshots are kept in them. Elsewhere only pins and records are missed,
*   which a warning says.
*/
async function expectDrafts({ api, listing, log }) {
	if ((await listing.current()).some(({ draft }) => draft)) return;
	const { owner, repo, draft, address } = api.location;
	const status = await api.octokit.request("POST /repos/{owner}/{repo}/releases/generate-notes", {
		owner,
		repo,
		tag_name: "repo-backup.records",
		request: { retries: 0 }
	}).then(({ status }) => status, statusOf);
	if (status === void 0 || ![
		401,
		403,
		404
	].includes(status)) return;
	if (!draft) return log.warn(`${address} is read with a token that may not write there: it sees no drafts, and so no pins and no records of runs`);
	throw new BackupError("denied", `${address} keeps drafts, and the token may not see them (${status})`, { hint: "Allow it: `permissions: { contents: write }` in the workflow of that repository, or \"Contents: write\" for a fine-grained token or an App. The repository needs a commit, too." });
}

// src/stores/release/api.ts
const assetSchema = object({
	id: int().check(_positive()),
	name: string(),
	size: int().check(_nonnegative()),
	state: string(),
	digest: nullish(string()),
	created_at: string()
});
const releaseSchema = object({
	id: int().check(_positive()),
	tag_name: string(),
	name: nullish(string()),
	draft: boolean(),
	immutable: optional(boolean()),
	upload_url: string(),
	assets: array(assetSchema)
});
/** Reads GitHub's word on an asset. */
function readAsset({ id, name, size, state, digest, created_at }) {
	const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest ?? "")?.[1];
	return {
		id,
		name,
		size,
		uploaded: state === "uploaded",
		sha256,
		createdAt: new Date(created_at)
	};
}
function readRelease(release) {
	const { id, tag_name: tag, name, draft, immutable = false, upload_url: uploadUrl, assets } = release;
	return {
		id,
		tag,
		title: name ?? "",
		draft,
		immutable,
		uploadUrl,
		assets: assets.map(readAsset)
	};
}
/** What GitHub answered, as what it must be. @throws `store` where it is something else, such as an answer cut short. */
function believe({ location }, schema, data, what) {
	const { success, data: read } = schema.safeParse(data);
	if (success) return read;
	throw new BackupError("store", `GitHub's answer to ${what} in ${location.address} is not whole`, { hint: "Run it again. Nothing was changed." });
}
/** What GitHub refuses with words of its own. */
const REFUSALS = [
	{
		said: /target_commitish/i,
		kind: "store",
		says: "its default branch has no commit, and the tag of a release needs one",
		hint: "Push a commit to the default branch there, such as one with a README, or use another store."
	},
	{
		said: /is empty/i,
		kind: "store",
		says: "the repository is empty, and a release needs a commit",
		hint: "Make a first commit there, such as one with a README."
	},
	{
		said: /rule violations|being restricted/i,
		kind: "denied",
		says: "a ruleset of the repository forbids the tag",
		hint: "Let this token make and remove tags that match `*.snapshot-*` in the rulesets of the repository, or add `?draft=true` to the address."
	},
	{
		said: /immutable release/i,
		kind: "locked",
		says: "the release is immutable",
		hint: "It can only be removed as a whole, which `prune` does in its time."
	}
];
/** Turns what Octokit threw into an error that names the store, and the permission where it is that. */
function explained({ location }, doing, level = "write") {
	return (error) => {
		const refused = statusOf(error) === 422 ? REFUSALS.find(({ said }) => said.test(String(error))) : void 0;
		if (refused) throw new BackupError(refused.kind, `${doing} in ${location.address}: ${refused.says}`, {
			hint: refused.hint,
			cause: error
		});
		const permissions = {
			permission: `contents: ${level}`,
			tokenPermission: `Contents: ${level}`
		};
		throw explainGitHub(error, {
			doing: `${doing} in ${location.address}`,
			...permissions
		});
	};
}
/** One page of the releases, newest first, with its ETag; undefined where it is still what the ETag is of. A 304 costs nothing. */
async function fetchPage(api, page, etag) {
	const { octokit, location } = api;
	const { owner, repo } = location;
	const headers = etag === void 0 ? {} : { headers: { "if-none-match": etag } };
	const doing = "listing the releases";
	try {
		const answer = await octokit.request("GET /repos/{owner}/{repo}/releases", {
			owner,
			repo,
			per_page: 100,
			page,
			...headers
		});
		const releases = believe(api, array(releaseSchema), answer.data, doing).map(readRelease);
		const last = !/rel="next"/.test(answer.headers.link ?? "");
		return {
			releases,
			etag: answer.headers.etag,
			last
		};
	} catch (error) {
		if (etag !== void 0 && statusOf(error) === 304) return void 0;
		return explained(api, doing, "read")(error);
	}
}
/** All assets of a release; undefined where the release is gone. */
async function fetchAssets(api, releaseId) {
	const { octokit, location } = api;
	const { owner, repo } = location;
	const doing = "listing the assets of a release";
	const found = [];
	for (let page = 1;; page += 1) {
		const answer = await octokit.request("GET /repos/{owner}/{repo}/releases/{release_id}/assets", {
			owner,
			repo,
			release_id: releaseId,
			per_page: 100,
			page
		}).catch((error) => statusOf(error) === 404 ? void 0 : explained(api, doing, "read")(error));
		if (answer === void 0) return void 0;
		found.push(...believe(api, array(assetSchema), answer.data, doing).map(readAsset));
		if (!/rel="next"/.test(answer.headers.link ?? "")) return found;
	}
}
/** Makes a draft, which has no tag yet and is seen only by those who may write. */
async function createDraft(api, tag, name, body) {
	const { octokit, location } = api;
	const { owner, repo } = location;
	const doing = `creating the release ${tag}`;
	const options = {
		owner,
		repo,
		tag_name: tag,
		name,
		body,
		draft: true
	};
	const answer = await octokit.request("POST /repos/{owner}/{repo}/releases", options).catch(explained(api, doing));
	return readRelease(believe(api, releaseSchema, answer.data, doing));
}
/** Changes a release. Gives undefined where it is gone. What GitHub refuses passes as Octokit threw it. */
async function changeRelease(api, id, change) {
	const { octokit, location } = api;
	const { owner, repo } = location;
	const options = {
		owner,
		repo,
		release_id: id,
		...change
	};
	const answer = await octokit.request("PATCH /repos/{owner}/{repo}/releases/{release_id}", options).catch(unlessGone);
	return answer && readRelease(believe(api, releaseSchema, answer.data, "changing a release"));
}
/** Removes a release with all its assets; its tag stays. */
async function deleteRelease(api, { id, tag }) {
	const { owner, repo } = api.location;
	await api.octokit.request("DELETE /repos/{owner}/{repo}/releases/{release_id}", {
		owner,
		repo,
		release_id: id
	}).catch(unlessGone).catch(explained(api, `removing the release ${tag}`));
}
/** Removes a tag. */
async function deleteTag(api, tag) {
	const { owner, repo } = api.location;
	await api.octokit.request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", {
		owner,
		repo,
		ref: `tags/${tag}`
	}).catch(unlessGone).catch((error) => {
		if (statusOf(error) !== 422 || !/does not exist/i.test(String(error))) throw error;
	}).catch(explained(api, `removing the tag ${tag}`));
}
/** Removes an asset. */
async function deleteAsset(api, { id, name }) {
	const { owner, repo } = api.location;
	await api.octokit.request("DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}", {
		owner,
		repo,
		asset_id: id
	}).catch(unlessGone).catch(explained(api, `removing the asset ${name}`));
}
/**
* Sends an asset to where the release wants it, once. What goes wrong passes as Octokit threw it.
*
* @throws `store` where that is at another server, which would get the token.
*/
async function sendAsset(api, { uploadUrl }, name, bytes) {
	const [address = ""] = uploadUrl.split("{");
	if (!isUploadAddress(address, api.octokit.request.endpoint.DEFAULTS.baseUrl)) throw new BackupError("store", `${api.location.address} wants assets to be sent to another server than its own`, { hint: "Check `api-url`: the token is sent nowhere else." });
	const answer = await api.octokit.request(`POST ${uploadUrl}`, {
		name,
		data: bytes,
		headers: { "content-type": "application/octet-stream" },
		request: { retries: 0 }
	});
	return readAsset(believe(api, assetSchema, answer.data, `the upload of ${name}`));
}
function unlessGone(error) {
	if (statusOf(error) === 404) return void 0;
	throw error;
}

// src/stores/release/get.ts
/** Opens an object or a range of it; what it throws is told in `Store.get`. */
async function getObject(session, key, range) {
	const { listing, alone } = session;
	const known = (await listing.objects()).get(key);
	try {
		if (known) return await openObject(session, known, range);
	} catch (error) {
		if (!isKind(error, "not-found")) throw error;
	}
	await alone(() => listing.refresh());
	const found = (await listing.objects()).get(key);
	if (!found) throw missing(session, key);
	return openObject(session, found, range);
}
function missing({ api }, key) {
	return new BackupError("not-found", `${key} is not in ${api.location.address}`, { hint: "Drafts are seen only by those who may write: has the token `contents: write`?" });
}
function openObject(session, object, range) {
	const { key, size, parts } = object;
	const { start, length } = range ?? {
		start: 0,
		length: size
	};
	if (start + length > size) throw new BackupError("corrupt", `${key} has ${size} bytes, but ${start + length} are needed: it was cut short`, { hint: "Bring the file back from another copy of the store, or use another snapshot." });
	return readAssets(session, size === 0 ? [] : parts, {
		start,
		length
	}, key);
}
/** Reads a range of what assets hold together. The first request is made at once. */
async function readAssets(session, assets, { start, length }, key) {
	const pieces = [];
	let before = 0;
	for (const asset of assets) {
		const from = Math.max(start, before);
		const to = Math.min(start + length, before + asset.size);
		if (from < to) pieces.push({
			asset,
			range: {
				start: from - before,
				length: to - from
			}
		});
		before += asset.size;
	}
	const open = ({ asset, range }) => download((part) => askFor(session, asset, part), range, {
		what: `${key} from ${session.api.location.address}`,
		wait: session.wait
	});
	const [first, ...rest] = pieces;
	return first ? inTurn(await open(first), rest, open) : /* @__PURE__ */ noBytes();
}
async function* inTurn(first, rest, open) {
	yield* first;
	for (const piece of rest) yield* await open(piece);
}
/** Asks for an asset from some byte on. GitHub redirects to another server, which the client asks without our token. */
async function askFor({ api }, asset, { start, length }) {
	const { owner, repo } = api.location;
	const answer = await api.octokit.request("GET /repos/{owner}/{repo}/releases/assets/{asset_id}", {
		owner,
		repo,
		asset_id: asset.id,
		headers: {
			accept: "application/octet-stream",
			range: `bytes=${start}-${start + length - 1}`
		},
		request: { parseSuccessResponseBody: false }
	}).catch(explained(api, `reading ${asset.name}`, "read"));
	const told = /^bytes (\d+)-/.exec(String(answer.headers["content-range"] ?? ""))?.[1];
	const from = told === void 0 ? 0 : Number(told);
	if (from > start || !answer.data) throw new BackupError("store", `GitHub answered with another part of ${asset.name} than was asked for`);
	return {
		start: from,
		bytes: answer.data
	};
}

// src/stores/release/names.ts
const RECORDS = "repo-backup.records";
const RECORDS_TAG = /^repo-backup\.records(-\d{4}-\d{2})?$/;
/** The place of an object. Archives and manifests go to the release of their snapshot, all else to the records of its month. */
function placeOf(key) {
	const parts = parseKey(key);
	if (parts && parts.kind !== "pin") {
		const { repository, snapshot, file } = parts;
		return {
			tag: tagOf(repository, snapshot),
			file,
			title: `${repository} ${snapshot}`,
			kind: "snapshot"
		};
	}
	const [, year, month] = /(\d{4})-?(\d{2})-?\d{2}[-T]\d{2}-?\d{2}/.exec(key) ?? [];
	const suffix = year === void 0 ? "" : `-${year}-${month}`;
	return {
		tag: RECORDS + suffix,
		file: encodeKey(key),
		title: `repo-backup records${suffix.replace("-", " ")}`,
		kind: "records"
	};
}
/** The key of a file in a release; undefined for a release or a file that is not ours. */
function keyIn(tag, file) {
	const snapshot = readTag(tag);
	const key = snapshot ? `${snapshot.repository}/${file}` : isRecordsTag(tag) ? decodeKey(file) : void 0;
	if (key === void 0 || !isKey(key)) return void 0;
	const place = placeOf(key);
	return place.tag === tag && place.file === file ? key : void 0;
}
/** True for the releases of a release store; all others belong to somebody else. */
function isOurTag(tag) {
	return isRecordsTag(tag) || readTag(tag) !== void 0;
}
/** True for the drafts that hold what belongs to no snapshot. */
function isRecordsTag(tag) {
	return RECORDS_TAG.test(tag);
}
/** GitHub renames assets with other characters, or with dots at an end: those are written as `_` and two hex digits, `/` as `__`. */
function encodeKey(key) {
	return key.replaceAll("_", "_5f").replaceAll("/", "__").replaceAll(/^\.|\.$|\.(?=\.)/g, "_2e").replace(/-(?=of-\d{3}$)/, "_2d");
}
function decodeKey(file) {
	return file.replaceAll(/__|_([0-9a-f]{2})/g, (_, hex) => hex === void 0 ? "/" : String.fromCharCode(Number.parseInt(hex, 16)));
}
/** Asset names of a file that is stored in so many parts. In one it keeps its name; of nothing there is a mark, as no asset may be empty. */
function partNames(file, parts) {
	if (parts === 1) return [file];
	const digits = (number) => String(number).padStart(3, "0");
	if (parts === 0) return [`${file}.000-of-000`];
	return Array.from({ length: parts }, (_, index) => `${file}.${digits(index + 1)}-of-${digits(parts)}`);
}
/** The file that an asset is a part of, which part, counted from 1, and of how many. */
function parsePart(name) {
	const [, file, part, of] = /^(.+)\.(\d{3})-of-(\d{3})$/.exec(name) ?? [];
	return file === void 0 ? {
		file: name,
		part: 1,
		of: 1
	} : {
		file,
		part: Number(part),
		of: Number(of)
	};
}

// src/stores/release/objects.ts
/** Behind the title of a release that is no snapshot yet, or no more. GitHub changes title and draft state in one step. */
const INCOMPLETE = " (incomplete)";
const LEAVING = " (being removed)";
/** The title while a snapshot is being uploaded. */
const incompleteTitle = (title) => `${title}${INCOMPLETE}`;
/** The title of a snapshot that is no more: its files go next. Also an immutable release lets its title be changed. */
const leavingTitle = (title) => `${title}${LEAVING}`;
/** True for a release whose manifest counts. What a person calls a release by hand changes nothing. */
function isCommitted({ title }) {
	return !title.endsWith(INCOMPLETE) && !title.endsWith(LEAVING);
}
/** True for a release whose removal has begun. */
function isLeaving({ title }) {
	return title.endsWith(LEAVING);
}
/** All assets of a release that belong to a file of ours, whole or not, by key. */
function filesOf(release) {
	const found = /* @__PURE__ */ new Map();
	for (const asset of release.assets) {
		const key = keyIn(release.tag, parsePart(asset.name).file);
		if (key !== void 0) found.set(key, [...found.get(key) ?? [], asset]);
	}
	return found;
}
/** The objects of all releases by key. Of several releases that claim one key, the one that was made first has it. */
function objectsOf(releases) {
	const found = /* @__PURE__ */ new Map();
	for (const release of inOrder(releases)) for (const [key, assets] of filesOf(release)) {
		if (found.has(key) || isManifest(release, key) && !isCommitted(release)) continue;
		const object = objectOf(key, release, assets);
		if (object) found.set(key, object);
	}
	return found;
}
/** A published snapshot before all others, then what GitHub numbered first. */
function inOrder(releases) {
	const rank = (release) => isCommitted(release) ? 0 : 1;
	return releases.filter(({ tag }) => isOurTag(tag)).sort((a, b) => rank(a) - rank(b) || a.id - b.id);
}
/** True for the file whose listing makes a snapshot of a release. */
function isManifest({ tag }, key) {
	return !isRecordsTag(tag) && key.endsWith(".json");
}
/** The object that assets make together; undefined where a part is missing. */
function objectOf(key, release, assets) {
	const whole = assets.filter(({ uploaded }) => uploaded).toSorted((a, b) => a.id - b.id);
	for (const { name } of whole) {
		const { of } = parsePart(name);
		const parts = whole.filter((asset) => parsePart(asset.name).of === of).toSorted((a, b) => parsePart(a.name).part - parsePart(b.name).part);
		if (of === 0) return {
			key,
			size: 0,
			release,
			parts,
			sha256: void 0
		};
		if (parts.length !== of) continue;
		return {
			key,
			size: parts.reduce((sum, part) => sum + part.size, 0),
			release,
			parts,
			sha256: of === 1 ? parts[0]?.sha256 : void 0
		};
	}
}

// src/stores/release/listing.ts
/** GitHub lists no more than so many releases. */
const MOST_RELEASES = 1e4;
/** A release that shows so many assets may have more: they come in pages of their own. */
const MOST_ASSETS$1 = 100;
/** Several pages are read until two readings in a row agree; a repository that changes this often is not listed. */
const READINGS = 6;
/** Opens the listing of a repository. Nothing is read before it is asked for. */
function openListing(api) {
	let pages = [];
	let releases;
	let objects;
	const remember = (read) => {
		releases = read;
		read.catch(() => releases = releases === read ? void 0 : releases);
		return read;
	};
	const refresh = () => remember(readPages(api, pages).then(async (read) => {
		pages = read;
		return readReleases(api, read);
	}));
	const change = (changed) => {
		if (releases) remember(releases.then(changed)).catch(() => void 0);
	};
	const without = (list, { id }) => list.filter((release) => release.id !== id);
	return {
		current: () => releases ?? refresh(),
		refresh,
		keep: (release) => change((list) => [...without(list, release), release]),
		forget: (release) => change((list) => without(list, release)),
		async objects() {
			const list = await (releases ?? refresh());
			if (objects?.of !== list) objects = {
				of: list,
				map: objectsOf(list)
			};
			return objects.map;
		}
	};
}
/** All pages. While they are read one by one, a release that goes makes others slip from one page to the one before. */
async function readPages(api, before) {
	let last = before;
	for (let reading = 1; reading <= READINGS; reading += 1) {
		const { pages, changed } = await readOnce(api, last);
		if (pages.length === 1 || reading > 1 && !changed) return pages;
		last = pages;
	}
	throw new BackupError("store", `the releases in ${api.location.address} change while they are listed`, { hint: "Run it again when no other run writes or prunes there." });
}
async function readOnce(api, before) {
	const pages = [];
	let changed = false;
	for (;;) {
		const known = before[pages.length];
		const page = await fetchPage(api, pages.length + 1, known?.etag) ?? known;
		if (!page) throw new Error("GitHub says that a page is unchanged which was never read");
		changed ||= ids(page) !== (known && ids(known));
		pages.push(page);
		if (page.last) return {
			pages,
			changed: changed || pages.length !== before.length
		};
	}
}
function ids({ releases }) {
	return releases.map(({ id }) => id).join(" ");
}
/** The releases of ours, each with all of its assets. */
async function readReleases(api, pages) {
	const all = new Map(pages.flatMap(({ releases }) => releases).map((release) => [release.id, release]));
	if (all.size >= MOST_RELEASES) throw new BackupError("store", `${api.location.address} has ${all.size} releases, and GitHub lists no more of them`, { hint: "Keep fewer snapshots, or move on to the releases of another repository, or to another kind of store." });
	const ours = [];
	for (const release of all.values()) {
		if (!isOurTag(release.tag)) continue;
		const assets = release.assets.length < MOST_ASSETS$1 ? release.assets : await fetchAssets(api, release.id);
		if (assets) ours.push({
			...release,
			assets
		});
	}
	return ours;
}

// src/stores/release/pace.ts
/** GitHub allows 500 creations an hour; other jobs with the same token make some too. */
const MOST = 450;
const HOUR = 36e5;
/** A pace for github.com and ghe.com. The limit of 80 a minute is kept by the client, which lets one write pass a second. */
function createPace({ now, wait, log }) {
	let taken = [];
	return async () => {
		for (;;) {
			const at = now().getTime();
			taken = taken.filter((one) => one > at - HOUR);
			const [first] = taken;
			if (first === void 0 || taken.length < MOST) {
				taken.push(at);
				return;
			}
			const ms = first + HOUR - at;
			log.info(`GitHub lets nobody create more than 500 things in an hour: the next upload waits ${formatDuration(ms)}`);
			await wait(ms);
		}
	};
}

// src/stores/release/home.ts
/** GitHub takes 1,000 assets a release. Other writers may be adding some at the same time. */
const MOST_ASSETS = 950;
/** Finds or makes the release for a place. */
async function findHome(session, place) {
	const { api, listing, pace } = session;
	const found = choose(await listing.current(), place);
	if (found) return found;
	await pace();
	const made = await createDraft(api, place.tag, place.kind === "records" ? place.title : incompleteTitle(place.title), bodyOf(place));
	const first = choose(await listing.refresh(), place) ?? made;
	if (first.id !== made.id) {
		await deleteRelease(api, made);
		listing.forget(made);
	} else listing.keep(first);
	return first;
}
function choose(releases, { tag, kind }) {
	const candidates = releases.filter((release) => release.tag === tag).sort((a, b) => a.id - b.id);
	if (kind === "records") return candidates.find(({ assets }) => assets.length < MOST_ASSETS);
	return candidates.find((release) => isCommitted(release) && !release.draft) ?? candidates[0];
}
function bodyOf({ kind }) {
	return kind === "records" ? "Records of runs, and pins, of [repo-backup](https://github.com/creditxcredit/repo-backup). It belongs to no snapshot and stays a draft: keep it." : "A snapshot is being uploaded, or the run that did so has died. `repo-backup` removes what is left of it by itself.";
}

// src/stores/release/notes.ts
const HOME = "https://github.com/creditxcredit/repo-backup";
/** Describes a snapshot in Markdown. Of a sealed one it tells what its readable half tells, which is nothing of its content. */
function describeSnapshot(text, whereabouts) {
	const manifest = readIfWhole(text);
	if (!manifest) return `A snapshot made by [repo-backup](${HOME}).\n`;
	return [...describe(manifest), ...restoring(manifest, whereabouts)].join("\n");
}
function readIfWhole(text) {
	try {
		return parseManifest(text, "the manifest");
	} catch (error) {
		if (isKind(error, "corrupt") || isKind(error, "unsupported")) return void 0;
		throw error;
	}
}
function describe(manifest) {
	const { repository, timestamp, created_by: by, commit_hash: commit, commit_date: date, commit_message: message } = manifest;
	const rows = [
		["Repository", `${code(repository.full_name)}, from ${code(manifest.source)}`],
		["Commit", commit === null ? "" : [
			code(commit),
			date ?? "",
			code(firstLine(message))
		].filter(Boolean).join(" ")],
		["Type", [manifest.type, manifest.sealed ? "encrypted" : ""].filter(Boolean).join(", ")],
		["Builds on", earlierOf(manifest).map((snapshot) => code(tagOf(repository.full_name, snapshot))).join("<br>")],
		["Refs", String(manifest.git.refs.count)],
		["Size", manifest.archives.map(({ name, size }) => `${formatBytes(size)} in ${code(name)}`).join("<br>")],
		["Run", by.run_url === null ? "" : linkOrCode(by.run_url)]
	];
	return [
		`Snapshot of ${code(repository.full_name)} at ${timestamp}, made by [repo-backup](${HOME}) (${code(`${by.name} ${by.version}`)}).`,
		"",
		"| | |",
		"| --- | --- |",
		...rows.filter(([, value]) => value !== "").map(([name, value]) => `| ${name} | ${value} |`),
		""
	];
}
function earlierOf({ git, snapshot_name: own }) {
	return [...new Set(git.chain.map(({ snapshot }) => snapshot))].filter((snapshot) => snapshot !== own);
}
function firstLine(message) {
	const [line = ""] = (message ?? "").split("\n");
	return line.length > 100 ? `${line.slice(0, 100)}...` : line;
}
/** A manifest that was copied comes from another store: it may say anything. Only what is a plain address becomes a link. */
function linkOrCode(text) {
	return /^https:\/\/[\w.:-]+(\/[\w.-]+)*$/.test(text) ? text : code(text);
}
/** As code nothing is a mention that writes to somebody, a reference to an issue, or an end of the table. */
function code(text) {
	const plain = text.replaceAll(/[`|\s]+/g, " ").trim();
	return plain === "" ? "" : `\`${plain}\``;
}
function restoring(manifest, { address, holder, partSize }) {
	const { repository, snapshot_name: snapshot } = manifest;
	const name = repository.full_name;
	const store = /[?&]/.test(address) ? `'${address}'` : address;
	const tags = [...earlierOf(manifest), snapshot].map((one) => tagOf(name, one)).join(" ");
	const folder = `backups/${name}`;
	const split = manifest.archives.filter(({ size }) => size > partSize);
	const where = manifest.sealed ? "docs/encryption.md" : "README.md#without-this-program";
	return [
		"To restore it, with all that it builds on:",
		"",
		"```sh",
		`repo-backup restore --repositories ${name} --store ${store} --snapshot ${snapshot} --to ./restored.git`,
		"```",
		"",
		`Without that program, first`,
		"",
		"```sh",
		`for tag in ${tags}; do gh release download "$tag" --repo ${holder} --dir ${folder}; done`,
		...split.map((archive) => `cat ${folder}/${archive.name}.*-of-* > ${folder}/${archive.name}`),
		"```",
		"",
		`and then the lines of [${where.split("#")[0]}](${HOME}/blob/main/${where}), with \`store=${folder}\` and \`snapshot=${snapshot}\`.`,
		""
	];
}

// src/stores/release/upload.ts
/** Tries of one asset, and the pause before each further one in milliseconds, times the number of tries that failed. */
const TRIES = 4;
const PAUSE = 2e3;
/**
* Uploads one asset and gives it as GitHub has it.
*
* @throws `exists` where somebody else has the name, `corrupt` where other bytes arrive again and again.
*/
async function uploadAsset(uploads, release, name, part) {
	const { api, pace, wait } = uploads;
	for (let tried = 1;; tried += 1) {
		await pace();
		const sent = await sendAsset(api, release, name, part.bytes).catch(async (error) => {
			const left = await cleanUp(uploads, release, {
				name,
				part,
				error,
				first: tried === 1
			});
			if (left) return left;
			return tried < TRIES && isWorthATry(error) ? void 0 : explained(api, `uploading ${name}`)(error);
		});
		if (sent && isSame(sent, part)) return sent;
		if (sent) await deleteAsset(api, sent);
		if (tried === TRIES) throw new BackupError("corrupt", `GitHub reports another digest of ${name} than that of the bytes sent`, { hint: "Run it again. If it comes back, something on the way to GitHub damages data." });
		await wait(PAUSE * tried);
	}
}
/** True for an asset that holds these bytes, as far as GitHub says. A server that gives no digests is asked for the bytes later. */
function isSame({ uploaded, size, sha256 }, part) {
	return uploaded && size === part.bytes.size && (sha256 === void 0 || sha256 === part.sha256);
}
/** A server that is broken or busy, a connection that broke, or what one of these has left. */
function isWorthATry(error) {
	return (statusOf(error) ?? 0) >= 500 || isTaken(error);
}
function isTaken(error) {
	return statusOf(error) === 422 && /already_exists/.test(String(error));
}
/** Removes what a broken try has left. Gives the asset where all of it had arrived and only the answer was lost. */
async function cleanUp({ api }, release, { name, part, error, first }) {
	if (!isWorthATry(error)) return void 0;
	const left = (await fetchAssets(api, release.id))?.find((asset) => asset.name === name);
	if (left && first && isTaken(error)) throw nameTaken(api, name);
	if (left?.uploaded && isSame(left, part)) return left;
	if (left?.uploaded) throw nameTaken(api, name);
	if (left) await deleteAsset(api, left);
}
/** The error of a name that somebody else has. */
function nameTaken({ location }, name) {
	return new BackupError("exists", `${name} is already in ${location.address} and is never overwritten`);
}

// src/stores/release/publish.ts
/** Gives a release its title and notes and, unless the store keeps drafts, publishes it. @throws `exists` where the tag is taken. */
async function publish(session, release, finished) {
	const { api, listing, pace, partSize } = session;
	const { key, place, manifest } = finished;
	const { address, owner, repo } = api.location;
	const body = describeSnapshot(await manifest?.text() ?? "", {
		address,
		holder: `${owner}/${repo}`,
		partSize
	});
	const change = {
		name: place.title,
		body,
		...api.location.draft ? {} : {
			draft: false,
			make_latest: "false"
		}
	};
	await pace();
	try {
		const published = await changeRelease(api, release.id, change);
		if (!published) throw new BackupError("not-found", `the release ${release.tag} was removed before it was published`);
		listing.keep({
			...published,
			assets: release.assets
		});
	} catch (error) {
		await listing.refresh();
		if ((await listing.objects()).get(key)?.release.id === release.id) return;
		const taken = /already_exists|used by an immutable release/.test(String(error)) && !/rule violations/.test(String(error));
		if (statusOf(error) === 422 && taken) throw nameTaken(api, release.tag);
		explained(api, `publishing the release ${release.tag}`)(error);
	}
}

// src/stores/release/spool.ts
/** Takes a body into a file of the folder `scratch`. @throws `store` where it has another size than it said. */
async function spool(body, scratch, partSize) {
	const path = join(scratch, `asset-${randomBytes(8).toString("hex")}`);
	const remove = () => rm(path, { force: true });
	try {
		const { size, sha256 } = await writeBody(path, body);
		const file = await openAsBlob(path);
		const parts = [];
		for (let start = 0; start < size; start += partSize) {
			const end = Math.min(start + partSize, size);
			const digest = size <= partSize ? sha256 : await digestOf$1(path, start, end);
			parts.push({
				bytes: file.slice(start, end),
				sha256: digest
			});
		}
		return {
			size,
			sha256,
			parts,
			[Symbol.asyncDispose]: remove
		};
	} catch (error) {
		await remove();
		throw error;
	}
}
async function digestOf$1(path, start, end) {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(path, {
		start,
		end: end - 1
	})) hash.update(chunk);
	return hash.digest("hex");
}

// src/stores/release/put.ts
/** A manifest in an unfinished release is left to its writer for so long, in milliseconds; then that one is dead. */
const LIFETIME = 36e5;
/** Stores a new object; what it promises is told in `Store.put`. */
async function putObject(session, key, body) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { listing, scratch, partSize, alone, api } = session;
		if ((await listing.objects()).has(key)) throw nameTaken(api, key);
		const spooled = _usingCtx$1.a(await spool(body, scratch, partSize));
		await alone(async () => {
			try {
				await putSpooled(session, key, spooled);
			} catch (error) {
				if (!isKind(error, "not-found") || isManifest(placeOf(key), key)) throw error;
				await listing.refresh();
				await putSpooled(session, key, spooled);
			}
		});
		return {
			size: spooled.size,
			sha256: spooled.sha256
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function putSpooled(session, key, spooled) {
	const { listing, api } = session;
	const place = placeOf(key);
	if ((await listing.objects()).has(key)) throw nameTaken(api, key);
	const home = await findHome(session, place);
	if ((await listing.objects()).has(key)) throw nameTaken(api, key);
	const release = await clearWay(session, home, key, spooled) ? home : await upload(session, {
		home,
		key,
		place
	}, spooled);
	if (isManifest(home, key)) await publish(session, release, {
		key,
		place,
		manifest: spooled.parts[0]?.bytes
	});
}
/** Removes what a dead run has left under the key. True where that is what is to be stored: then it stays. */
async function clearWay(session, home, key, spooled) {
	const { api, listing, now } = session;
	const left = filesOf(home).get(key) ?? [];
	if (left.length === 0) return false;
	const whole = objectOf(key, home, left);
	if (whole?.sha256 === spooled.sha256 && whole.size === spooled.size) return true;
	if (home.immutable) throw unchangeable(api.location.address, home);
	if (left.some(({ createdAt }) => now().getTime() - createdAt.getTime() < LIFETIME)) throw nameTaken(api, key);
	for (const asset of left) await deleteAsset(api, asset);
	const gone = new Set(left.map(({ id }) => id));
	listing.keep({
		...home,
		assets: home.assets.filter(({ id }) => !gone.has(id))
	});
	return false;
}
function unchangeable(address, { tag }) {
	return new BackupError("locked", `the release ${tag} in ${address} is immutable: nothing in it can be changed`, { hint: "It can only be removed as a whole, which `prune` does in its time." });
}
/** Uploads all parts, and looks whether they are what is there now. What is not kept is removed again. */
async function upload(session, { home, key, place }, spooled) {
	const { api, listing } = session;
	if (home.immutable) throw unchangeable(api.location.address, home);
	const mark = {
		bytes: new Blob(["\n"]),
		sha256: createHash("sha256").update("\n").digest("hex")
	};
	const parts = spooled.size === 0 ? [mark] : spooled.parts;
	const names = partNames(place.file, spooled.parts.length);
	const sent = [];
	try {
		for (const [index, part] of parts.entries()) sent.push(await uploadAsset(session, home, names[index] ?? place.file, part));
		const assets = await fetchAssets(api, home.id);
		if (!assets) throw new BackupError("not-found", `the release ${home.tag} was removed while ${key} was uploaded`);
		const release = {
			...home,
			assets
		};
		await confirm(session, release, key, sent, parts);
		listing.keep(release);
		return release;
	} catch (error) {
		for (const asset of sent) await deleteAsset(api, asset).catch(() => void 0);
		throw error;
	}
}
/** @throws `exists` where another writer of the key was first, `corrupt` where GitHub has other bytes than were sent. */
async function confirm(session, release, key, sent, parts) {
	const there = filesOf(release).get(key) ?? [];
	const own = new Set(sent.map(({ id }) => id));
	if (there.some(({ id }) => !own.has(id) && id < Math.min(...own))) throw nameTaken(session.api, key);
	for (const [index, { id }] of sent.entries()) {
		const asset = there.find((one) => one.id === id);
		const part = parts[index];
		const digest = asset && (asset.sha256 ?? await digestOf(session, asset));
		if (asset?.uploaded && part && asset.size === part.bytes.size && digest === part.sha256) continue;
		throw new BackupError("corrupt", `GitHub does not have of ${key} what was sent to ${session.api.location.address}`, { hint: "Run it again. If it comes back, something on the way to GitHub damages data." });
	}
}
/** For servers that tell no digest: what they hold is read again. */
async function digestOf(session, asset) {
	const hash = createHash("sha256");
	const range = {
		start: 0,
		length: asset.size
	};
	for await (const chunk of await readAssets(session, [asset], range, asset.name)) hash.update(chunk);
	return hash.digest("hex");
}

// src/stores/release/remove.ts
/** Removes an object; one that is not there is no error. @throws `locked` for a file of an immutable release that is a snapshot. */
async function deleteObject(session, key) {
	const { listing, alone } = session;
	await alone(async () => {
		let object = (await listing.objects()).get(key);
		if (!object) {
			await listing.refresh();
			object = (await listing.objects()).get(key);
		}
		if (object) await (isManifest(object.release, key) ? endSnapshot(session, object) : removeFile(session, object));
	});
}
/** From here on the snapshot is not listed. All its bytes are still there, so that it can come back. */
async function endSnapshot(session, { key, release }) {
	const { api, listing } = session;
	const change = { name: leavingTitle(placeOf(key).title) };
	const changed = await changeRelease(api, release.id, change).catch(explained(api, `removing ${key}`));
	if (!changed) return listing.forget(release);
	const left = {
		...release,
		title: changed.title
	};
	listing.keep(left);
	await removeIfEmpty(session, left);
}
async function removeFile(session, { key, release, parts }) {
	const { api, listing } = session;
	if (release.immutable && isCommitted(release)) throw new BackupError("locked", `${key} is in an immutable release of ${api.location.address}`, { hint: "It goes only together with its snapshot." });
	if (release.immutable) return removeRelease(session, release);
	for (const part of parts) await deleteAsset(api, part);
	const left = without(release, parts);
	listing.keep(left);
	if (!isRecordsTag(release.tag) && !isCommitted(release)) await removeIfEmpty(session, left);
}
function without(release, assets) {
	const gone = new Set(assets.map(({ id }) => id));
	return {
		...release,
		assets: release.assets.filter(({ id }) => !gone.has(id))
	};
}
/** Removes a release of which nothing is left but what is unfinished. Files that somebody else has added keep it. */
async function removeIfEmpty(session, release) {
	const files = filesOf(release);
	if ([...files].filter(([key, assets]) => !isManifest(release, key) && objectOf(key, release, assets)).length > 0) return;
	const ours = [...files.values()].flat();
	if (ours.length === release.assets.length) return removeRelease(session, release);
	if (release.immutable) return;
	for (const asset of ours) await deleteAsset(session.api, asset);
	session.listing.keep(without(release, ours));
}
async function removeRelease({ api, listing }, release) {
	if (!release.draft && !release.immutable) await deleteTag(api, release.tag);
	await deleteRelease(api, release);
	if (release.immutable) await deleteTag(api, release.tag);
	listing.forget(release);
}
const DAY = 864e5;
/** Removes releases that hold no object: an upload that broke off a day ago or more, a removal that did not end. */
async function removeLeftovers(session) {
	const { listing, now } = session;
	for (const release of await listing.current()) {
		const at = readTag(release.tag)?.at;
		if (!at || isCommitted(release)) continue;
		if (isLeaving(release) || now().getTime() - at.getTime() > DAY) await removeIfEmpty(session, release);
	}
}

// src/stores/release.ts
/** GitHub wants less than 2 GiB an asset. */
const PART = 2e9;
/** Opens the store in the releases of a repository. The first operation tells if that is missing or the token may not. */
async function openReleaseStore(location, world, { partSize = PART, wait = setTimeout } = {}) {
	const api = {
		octokit: await world.github.clientFor(location.owner, location.repo),
		location
	};
	const session = {
		...world,
		partSize,
		wait,
		api,
		listing: openListing(api),
		pace: isPaced(world.github.apiUrl) ? createPace({
			...world,
			wait
		}) : async () => void 0,
		alone: createGate(1)
	};
	let tidied;
	let visibility;
	let looked;
	/** What was stored or removed since the last listing: another run may have pruned what it builds on, or built on it. */
	const changed = /* @__PURE__ */ new Set();
	return {
		address: location.address,
		put: async (key, body) => {
			expectKey(key);
			tidied ??= tidy(session);
			await tidied;
			const confirmation = await putObject(session, key, body);
			changed.add(key);
			return confirmation;
		},
		get: async (key, range) => {
			expectKey(key);
			return getObject(session, key, range);
		},
		list: async (prefix) => {
			expectPrefix(prefix);
			await (looked ??= expectDrafts(session));
			return listObjects(session, prefix, changed);
		},
		visibility: () => visibility ??= readReleaseVisibility(session),
		delete: async (key) => {
			expectKey(key);
			await deleteObject(session, key);
			changed.add(key);
		}
	};
}
/** Drafts are seen by those only who may write. */
async function readReleaseVisibility({ api: { octokit, location } }) {
	return location.draft ? "private" : readVisibility(octokit, location.owner, location.repo);
}
async function listObjects({ listing, alone }, prefix, changed) {
	if ([...changed].some((key) => key.startsWith(prefix))) await alone(() => {
		changed.clear();
		return listing.refresh();
	});
	return [...(await listing.objects()).values()].filter(({ key }) => key.startsWith(prefix)).map(({ key, size, sha256 }) => ({
		key,
		size,
		...sha256 ? { sha256 } : {}
	})).sort((a, b) => a.key < b.key ? -1 : 1);
}
/** A leftover that cannot be removed is no reason to make no backup. */
async function tidy(session) {
	try {
		await session.alone(() => removeLeftovers(session));
	} catch (error) {
		session.log.warn(`what unfinished uploads have left in ${session.api.location.address} stays: ${summariseError(error).message}`);
	}
}

export { openReleaseStore };