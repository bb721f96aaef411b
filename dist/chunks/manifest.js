import { t as BackupError } from "./errors.js";
import { c as snapshotInstant, i as isoSecond, n as isRepositoryName, r as isSafeSegment } from "./names.js";
import { a as literal, c as string, i as int, n as _enum, o as object, r as array, s as record, t as datetime } from "./zod.js";

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

export { rememberable as a, parseManifest as i, findMember as n, serialiseManifest as o, linkEnd as r, snapshotBytes as s, MANIFEST_LIMIT as t };