import { t as BackupError } from "./errors.js";
import { a as isDetached, c as isoSecond, i as archiveKey, n as INDEX, o as isRepositoryName, p as snapshotInstant, r as REFS, s as isSafeSegment, t as BUNDLE } from "./names.js";
import { a as literal, c as string, i as int, n as _enum, o as object, r as array, s as record, t as datetime } from "./zod.js";
import { isDeepStrictEqual, promisify } from "node:util";
import { gunzip } from "node:zlib";
import { createHash } from "node:crypto";

// src/domain/contradictions.ts
/** Every contradiction in words; empty for a manifest that makes sense. */
function contradictions(manifest) {
	const { snapshot_name: name, timestamp, commit_hash: commit, git } = manifest;
	const at = snapshotInstant(name);
	const own = git.chain.find((entry) => entry.snapshot === name);
	const detached = git.head !== null && isDetached(git.head);
	return [
		...[
			[at !== void 0 && isoSecond(at) !== timestamp, "timestamp and snapshot_name tell different instants"],
			[!memberOf(manifest, REFS), `no archive holds ${REFS}`],
			[detached && git.head !== commit, "HEAD and commit_hash name different commits"],
			[own && !holdsLink(manifest, own), `${BUNDLE} and ${INDEX} are not what the chain says of them`]
		].flatMap(([wrong, problem]) => wrong ? [problem] : []),
		...archiveProblems(manifest),
		...chainProblems(manifest)
	];
}
function archiveProblems({ snapshot_name: snapshot, archives }) {
	return archives.flatMap(({ name, size, members }) => [...name.startsWith(`${snapshot}.`) ? [] : [`archive ${name} belongs to another snapshot`], ...members.filter((part) => part.offset + part.size > size).map((part) => `member ${part.name} lies outside of ${name}`)]);
}
function chainProblems({ snapshot_name: snapshot, git }) {
	const chain = git.chain.map((entry) => entry.snapshot);
	return [...chain.some((name, i) => i > 0 && name <= (chain[i - 1] ?? "")) ? ["the chain is not in order of time"] : [], ...(chain.at(-1) ?? "") > snapshot ? ["the chain holds a younger snapshot"] : []];
}
/** True where pack and index of the snapshot's own link are those of its archive's members. */
function holdsLink(manifest, { pack, index }) {
	const bundle = memberOf(manifest, BUNDLE);
	const kept = memberOf(manifest, INDEX);
	const fits = bundle !== void 0 && pack.offset >= bundle.offset && pack.offset + pack.size === bundle.offset + bundle.size;
	const same = index === null || index.offset === kept?.offset && index.size === kept.size && index.sha256 === kept.sha256;
	return fits && same;
}
function memberOf({ archives }, name) {
	return archives.flatMap(({ members }) => members).find((member) => member.name === name);
}

// src/domain/manifest.ts
/** The version of the manifest that this program writes and the only one that it reads. */
const MANIFEST_FORMAT = 1;
/** A manifest larger than this many bytes is refused unread: ours stay below 100 KB. */
const MANIFEST_LIMIT = 16777216;
const bytes = int().nonnegative().describe("Size in bytes");
const sha256 = string().regex(/^[0-9a-f]{64}$/).describe("SHA-256, lower-case hex");
const objectId = string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/).describe("A git object id");
const instant = datetime().describe("An instant in UTC, ISO 8601");
const snapshot = string().regex(/^snapshot-\d{8}-\d{6}$/).refine((name) => snapshotInstant(name) !== void 0, "is not a real date").describe("The name of a snapshot: its UTC instant");
const member = object({
	name: string().max(4096).refine((name) => name.split("/").every((part) => part !== "" && part !== "." && part !== ".."), "is not a safe path"),
	offset: int().nonnegative().describe("Where the bytes start in the archive, in bytes"),
	size: bytes,
	sha256
});
const archive = object({
	name: string().refine(isSafeSegment, "is not a safe name").describe("File beside the manifest"),
	size: bytes,
	sha256,
	members: array(member)
});
const offset = int().nonnegative().describe("Where the bytes start in the archive, in bytes");
const link = object({
	snapshot: snapshot.describe("The snapshot whose archive, <snapshot>.tar, holds the bundle"),
	pack: object({
		offset,
		size: bytes,
		sha256,
		objects: int().positive()
	}).describe("The pack behind the header of the bundle"),
	index: object({
		offset,
		size: bytes,
		sha256
	}).nullable().describe("The kept index of the pack, null where there is none")
});
const git = object({
	object_format: _enum(["sha1", "sha256"]),
	head: string().nullable().describe("What HEAD is: a ref name, an object id where it is detached, null where there is none"),
	refs: object({
		count: int().nonnegative(),
		sha256
	}).describe("All refs: how many, and the digest of refs.gz unpacked"),
	chain: array(link).describe("Every bundle that this snapshot needs, oldest first"),
	proven: _enum([
		"connectivity",
		"links",
		"boundary"
	]).describe("How completeness was proven: every link inside one full pack; every link into the indexes of the chain; only the commits at the boundary"),
	capabilities: array(string().max(1e3)).max(100).describe("The server's protocol v2 capabilities, remembered for the next run")
});
/** True where a manifest has room for these capabilities. Without them the next run asks again, which costs one request. */
function rememberable(capabilities) {
	return git.shape.capabilities.safeParse(capabilities).success;
}
/** The schema of manifest version 1. Unknown fields are kept out of the result but are no error. */
const manifestSchema = object({
	timestamp: instant,
	snapshot_name: snapshot,
	source: string().describe("Address of the repository, without credentials"),
	commit_hash: objectId.nullable().describe("The commit that HEAD points to"),
	commit_date: instant.nullable().describe("Its committer date in UTC"),
	commit_message: string().nullable(),
	format: literal(1),
	type: _enum([
		"full",
		"incremental",
		"differential"
	]),
	repository: object({
		id: int().positive().nullable().describe("GitHub's id, which a rename does not change; null elsewhere"),
		full_name: string().refine(isRepositoryName, "is not owner/name"),
		default_branch: string().nullable(),
		visibility: _enum([
			"public",
			"private",
			"internal"
		]).nullable()
	}),
	git,
	sources: record(string(), _enum([
		"ok",
		"unchanged",
		"empty",
		"disabled",
		"denied",
		"failed"
	])),
	archives: array(archive).min(1),
	created_by: object({
		name: string(),
		version: string(),
		run_url: string().nullable()
	})
}).superRefine((value, context) => {
	for (const problem of contradictions(value)) context.addIssue({
		code: "custom",
		message: problem
	});
});
/** The size in bytes that an archive must have at least to hold a bundle's pack and index. */
function linkEnd({ pack, index }) {
	return Math.max(pack.offset + pack.size, index ? index.offset + index.size : 0);
}
/** The manifest as it is stored: indented JSON in the order of the schema, one trailing newline. Throws on a manifest that would be refused when read. */
function serialiseManifest(manifest) {
	return `${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`;
}
/**
* Reads a stored manifest. `where` names it in errors.
*
* @throws `unsupported` for a format of a newer version, `corrupt` for anything else that is not a manifest.
*/
function parseManifest(text, where) {
	const json = parseJson(text, where);
	const format = typeof json === "object" && json !== null && "format" in json ? json.format : void 0;
	if (Number.isInteger(format) && Number(format) > 1) throw new BackupError("unsupported", `${where} has manifest format ${String(format)}; this version reads format ${1}`, { hint: "Use a newer version of repo-backup to read it. Nothing was changed." });
	const result = manifestSchema.safeParse(json);
	if (result.success) return result.data;
	const problems = result.error.issues.slice(0, 3).map((issue) => `${issue.path.join(".") || "manifest"}: ${issue.message}`);
	throw new BackupError("corrupt", `${where} is damaged (${problems.join("; ")})`, { hint: DAMAGED });
}
const DAMAGED = "Restore another snapshot, or bring the file back from another copy of the store.";
function parseJson(text, where) {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new BackupError("corrupt", `${where} is not JSON`, {
			hint: DAMAGED,
			cause
		});
	}
}
/** The member called `name`, with its archive, or undefined. */
function findMember(manifest, name) {
	for (const holder of manifest.archives) {
		const found = holder.members.find((part) => part.name === name);
		if (found) return {
			archive: holder,
			member: found
		};
	}
}
/** All bytes that the snapshot added to its store, the manifest itself not counted. */
function snapshotBytes(manifest) {
	return manifest.archives.reduce((sum, holder) => sum + holder.size, 0);
}

// src/git/refs.ts
const HEADER = "# pack-refs with: peeled fully-peeled sorted \n";
const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
/** GitHub's hidden refs of pull requests: 26 to 41 % of a mirror's bytes, and no push can bring them back. */
function isPullRef(name) {
	return name.startsWith("refs/pull/");
}
/** Sorts as git sorts packed-refs: by bytes. */
function sortRefs(refs) {
	return refs.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
/** The text of a packed-refs file with these refs, as bytes. The same refs always give the same bytes. */
function packedRefs(refs) {
	const lines = refs.map((ref) => `${ref.id} ${ref.name}\n${ref.peeled ? `^${ref.peeled}\n` : ""}`);
	return Buffer.from(HEADER + lines.join(""), "latin1");
}
/** The digest that a manifest keeps of its refs: SHA-256 over the packed-refs text. */
function refsDigest(refs) {
	return createHash("sha256").update(packedRefs(refs)).digest("hex");
}
/**
* Reads a packed-refs file. @throws `corrupt` where a line is neither a ref nor the peeled value of one, or a name
* could leave its folder.
*/
function parsePackedRefs(data) {
	const refs = [];
	for (const line of linesOf(data)) {
		if (line.startsWith("#")) continue;
		const last = refs.at(-1);
		if (line.startsWith("^") && last && OBJECT_ID.test(line.slice(1))) last.peeled = line.slice(1);
		else refs.push(parseRefLine(line));
	}
	return refs;
}
/** One line at a time: all at once, a gigabyte of line ends would take the whole memory. */
function* linesOf(data) {
	for (let at = 0; at < data.length;) {
		const end = data.indexOf(10, at);
		const stop = end < 0 ? data.length : end;
		yield data.toString("latin1", at, stop);
		at = stop + 1;
	}
}
function parseRefLine(line) {
	const cut = line.indexOf(" ");
	const id = line.slice(0, cut);
	const name = line.slice(cut + 1);
	if (!OBJECT_ID.test(id) || !isSafeRefName(name)) throw new BackupError("corrupt", `a damaged line in the refs: ${JSON.stringify(line.slice(0, 80))}`);
	return {
		id,
		name
	};
}
/** True for a ref below `refs/` that no file system could take for another place. Git's own rules are stricter. */
function isSafeRefName(name) {
	return name.startsWith("refs/") && !/[\x00-\x20\x7f~^:?*[\\]|\.\.|\/\/|\/$|\/\./.test(name);
}
/** Every object id that the refs point to, once each, branches first: the order in which `have` lines help most. */
function tips(refs) {
	const branches = refs.filter((ref) => ref.name.startsWith("refs/heads/"));
	return [...new Set([...branches, ...refs].map((ref) => ref.id))];
}
/**
* HEAD as a manifest keeps it: a ref name, an object id where it is detached, null where there is none. A branch whose
* name is not UTF-8 cannot stand in JSON: then HEAD is kept as the commit it leads to.
*/
function headText({ head, headId }) {
	if (head === void 0) return null;
	const text = Buffer.from(head, "latin1").toString("utf8");
	return Buffer.from(text, "utf8").toString("latin1") === head ? text : headId ?? null;
}

// src/vault/read.ts
/** Refs unpacked are at most this many bytes: some five million of them. More is a decompression bomb. */
const REFS_LIMIT = 5e8;
/** Passes a stream on and throws `corrupt` at its end if size or SHA-256 are not as expected. */
async function* proven(stream, expected, what) {
	const hash = createHash("sha256");
	let size = 0;
	for await (const chunk of stream) {
		hash.update(chunk);
		size += chunk.length;
		yield chunk;
	}
	if (size === expected.size && hash.digest("hex") === expected.sha256) return;
	throw new BackupError("corrupt", `${what} is not what its manifest says: the stored bytes have changed`, { hint: "Use another snapshot, or bring the file back from another copy of the store." });
}
/** Opens a whole archive. What comes is not proven yet. */
function openArchive({ store, repository, manifest }, archive) {
	return store.get(archiveKey(repository, manifest.snapshot_name, archive.name));
}
/** The snapshot must hold the pack that later ones build on. @throws `corrupt` where it holds another one. */
function checkLink({ repository, manifest }, link) {
	const own = manifest.git.chain.find(({ snapshot }) => snapshot === link.snapshot);
	if (isDeepStrictEqual(own, link)) return;
	throw new BackupError("corrupt", `${repository} ${link.snapshot} does not hold the pack that later snapshots build on`, { hint: "One of the manifests was damaged or changed by hand: bring them back from another copy of the store." });
}
/** Reads one member by range, proven. @throws `not-found` where the snapshot has no such member. */
async function readMember(snapshot, name) {
	const { repository, manifest } = snapshot;
	const found = findMember(manifest, name);
	if (!found) throw new BackupError("not-found", `${repository} ${manifest.snapshot_name} has no ${name}`);
	return readSlice(snapshot, archiveKey(repository, manifest.snapshot_name, found.archive.name), found.member, `${repository} ${found.archive.name}/${name}`);
}
/** Reads the pack of a bundle, without the bundle's header, proven. */
function readPack(stored, { snapshot, pack }) {
	return readSlice(stored, archiveKey(stored.repository, snapshot), pack, `the pack in ${stored.repository} ${snapshot}.tar`);
}
/** Reads the kept index of a bundle, proven. @throws `not-found` where it has none. */
async function readIndex(stored, { snapshot, index }) {
	if (!index) throw new BackupError("not-found", `${stored.repository} ${snapshot} has no kept index`);
	return readSlice(stored, archiveKey(stored.repository, snapshot), index, `the index in ${stored.repository} ${snapshot}.tar`);
}
async function readSlice({ store }, key, slice, what) {
	return proven(await store.get(key, {
		start: slice.offset,
		length: slice.size
	}), slice, what);
}
/** Reads a small stream into memory. @throws `corrupt` where it has more than `limit` bytes. */
async function readWhole(stream, limit, what) {
	const chunks = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size > limit) throw new BackupError("corrupt", `${what} is larger than it can be`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
/** All refs of a snapshot. @throws `corrupt` where they are not what the manifest says. */
async function readRefs(snapshot) {
	const where = `${snapshot.repository} ${snapshot.manifest.snapshot_name}`;
	const packed = await readWhole(await readMember(snapshot, REFS), REFS_LIMIT, `${REFS} of ${where}`);
	const refs = parsePackedRefs(await unpack(packed, snapshot));
	const { count, sha256 } = snapshot.manifest.git.refs;
	if (refs.length === count && refsDigest(refs) === sha256) return refs;
	throw new BackupError("corrupt", `the refs of ${where} are not what its manifest says`);
}
/** What a restored repository's refs and HEAD point to: from here everything must be reachable. */
async function readTips(snapshot) {
	const { head } = snapshot.manifest.git;
	return [...tips(await readRefs(snapshot)), ...head !== null && isDetached(head) ? [head] : []];
}
async function unpack(packed, { repository, manifest }) {
	try {
		return await promisify(gunzip)(packed, { maxOutputLength: REFS_LIMIT });
	} catch (cause) {
		throw new BackupError("corrupt", `the refs of ${repository} ${manifest.snapshot_name} cannot be unpacked`, { cause });
	}
}

export { linkEnd as _, readPack as a, serialiseManifest as b, readWhole as c, isSafeRefName as d, packedRefs as f, MANIFEST_LIMIT as g, tips as h, readIndex as i, headText as l, sortRefs as m, checkLink as n, readRefs as o, refsDigest as p, openArchive as r, readTips as s, REFS_LIMIT as t, isPullRef as u, parseManifest as v, snapshotBytes as x, rememberable as y };