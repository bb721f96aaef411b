import { t as BackupError } from "./errors.js";
import { a as literal, c as string, i as int, n as _enum, o as object, r as array, s as record, t as datetime } from "./zod.js";

// src/domain/names.ts
const SNAPSHOT = /^snapshot-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/;
const SEGMENT = /^[A-Za-z0-9_.-]{1,100}$/;
/** The name of the snapshot taken at `at`, to the second, in UTC: `snapshot-20261121-020000`. */
function snapshotName(at) {
	const [date = "", time = ""] = at.toISOString().split("T");
	return `snapshot-${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}`;
}
/** The instant that a snapshot's name tells, or undefined where it is no snapshot's name (or no real date). */
function snapshotInstant(name) {
	const match = SNAPSHOT.exec(name);
	if (!match) return void 0;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
	const at = /* @__PURE__ */ new Date(0);
	at.setUTCFullYear(year, month - 1, day);
	at.setUTCHours(hour, minute, second);
	return at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 60 ? at : void 0;
}
/** An instant to the second, as manifests and reports write it: `2026-11-21T02:00:00Z`. */
function isoSecond(at) {
	return `${at.toISOString().slice(0, 19)}Z`;
}
/** True where `segment` can be part of a key: no separators, no `.` or `..`, nothing hidden. */
function isSafeSegment(segment) {
	return SEGMENT.test(segment) && !segment.startsWith(".");
}
/** True for `owner/name` as a store keeps it. A leading dot is allowed in the second half (`acme/.github`). */
function isRepositoryName(name) {
	const [owner, repository, ...rest] = name.split("/");
	if (rest.length > 0 || owner === void 0 || repository === void 0) return false;
	return isSafeSegment(owner) && SEGMENT.test(repository) && repository !== "." && repository !== "..";
}
/** The prefix under which a store keeps a repository. Throws `usage` for a name that is not `owner/name`. */
function repositoryPrefix(repository) {
	if (!isRepositoryName(repository)) throw new BackupError("usage", `"${repository}" is not a repository name`, { hint: "Use owner/name with letters, digits, \".\", \"_\" and \"-\"." });
	return `${repository}/`;
}
/** The key of a snapshot's manifest, its commit point. */
function manifestKey(repository, snapshot) {
	return `${repositoryPrefix(repository)}${snapshot}.json`;
}
/** The key of an archive of a snapshot. `archive` is a name from a manifest and must belong to that snapshot. */
function archiveKey(repository, snapshot, archive = `${snapshot}.tar`) {
	if (!isSafeSegment(archive) || !archive.startsWith(`${snapshot}.`)) throw new BackupError("corrupt", `${repository} ${snapshot}: the manifest names a strange archive "${archive}"`, { hint: "The manifest was damaged or changed by hand. Restore another snapshot." });
	return `${repositoryPrefix(repository)}${archive}`;
}
/** Reads `<owner>/<name>/snapshot-....<ending>`; anything else gives undefined. */
function parseKey(key) {
	const cut = key.lastIndexOf("/");
	const repository = key.slice(0, Math.max(cut, 0));
	const file = key.slice(cut + 1);
	const dot = file.indexOf(".");
	const snapshot = dot < 0 ? file : file.slice(0, dot);
	const ending = dot < 0 ? "" : file.slice(dot);
	if (!isRepositoryName(repository) || !snapshotInstant(snapshot)) return void 0;
	if (ending === ".json") return {
		repository,
		snapshot,
		kind: "manifest",
		file
	};
	return /^(\.[a-z]+)?\.tar(\.age)?$/.test(ending) ? {
		repository,
		snapshot,
		kind: "archive",
		file
	} : void 0;
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
/** What no type can say: fields that contradict each other. */
function contradictions(manifest) {
	const problems = [];
	const at = snapshotInstant(manifest.snapshot_name);
	if (at && isoSecond(at) !== manifest.timestamp) problems.push("timestamp and snapshot_name tell different instants");
	for (const { name, size, members } of manifest.archives) {
		if (!name.startsWith(`${manifest.snapshot_name}.`)) problems.push(`archive ${name} belongs to another snapshot`);
		for (const part of members) if (part.offset + part.size > size) problems.push(`member ${part.name} lies outside of ${name}`);
	}
	const chain = manifest.git.chain.map((entry) => entry.snapshot);
	if (chain.some((name, i) => i > 0 && name <= (chain[i - 1] ?? ""))) problems.push("the chain is not in order of time");
	if ((chain.at(-1) ?? "") > manifest.snapshot_name) problems.push("the chain holds a younger snapshot");
	const own = manifest.git.chain.find((entry) => entry.snapshot === manifest.snapshot_name);
	const size = manifest.archives.find((holder) => holder.name === `${manifest.snapshot_name}.tar`)?.size ?? 0;
	if (own && linkEnd(own) > size) problems.push("its own pack or index lies outside of its archive");
	return problems;
}
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

// src/system/units.ts
const UNITS = [
	"B",
	"KiB",
	"MiB",
	"GiB",
	"TiB"
];
/** Bytes with a binary unit and three digits: `1.50 MiB`. */
function formatBytes(bytes) {
	const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
	const value = bytes / 1024 ** power;
	return `${power === 0 ? value : value.toPrecision(value >= 100 ? 4 : 3)} ${UNITS[power]}`;
}
/** Milliseconds as the largest fitting unit: `840 ms`, `12.3 s`, `4 min 5 s`, `3 h 2 min`, `5 d 4 h`. */
function formatDuration(ms) {
	if (ms < 1e3) return `${Math.round(ms)} ms`;
	if (ms < 6e4) return `${(ms / 1e3).toFixed(1)} s`;
	const minutes = Math.floor(ms / 6e4);
	if (minutes < 60) return `${minutes} min ${Math.floor(ms % 6e4 / 1e3)} s`;
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export { snapshotName as _, linkEnd as a, serialiseManifest as c, isRepositoryName as d, isoSecond as f, snapshotInstant as g, repositoryPrefix as h, findMember as i, snapshotBytes as l, parseKey as m, formatDuration as n, parseManifest as o, manifestKey as p, MANIFEST_LIMIT as r, rememberable as s, formatBytes as t, archiveKey as u };