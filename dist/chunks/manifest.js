import { a as isDetached, c as isoSecond, n as INDEX, o as isRepositoryName, p as snapshotInstant, r as REFS, s as isSafeSegment, t as BUNDLE } from "./names.js";
import { t as BackupError } from "./errors.js";
import { C as _regex, S as _positive, T as config, _ as string, b as _minLength, c as literal, d as object, f as optional, g as safeExtend, h as refine, i as base64, l as nullable, m as record, n as _enum, o as describe, r as array, s as int, t as datetime, w as en_default, x as _nonnegative, y as _maxLength } from "./zod.js";
import { createHash } from "node:crypto";

// src/domain/sealed.ts
/** What makes a manifest a sealed one. */
const sealed = object({
	recipients: array(string().check(_maxLength(4096))).check(describe("The public age keys whose holders can open it; none where a passphrase does")),
	sha256: string().check(_regex(/^[0-9a-f]{64}$/), describe("Over the recipients, a line each, and the age file below: damage shows without a key")),
	manifest: base64().check(describe("The whole manifest as it would be unsealed, as an age file"))
}).check(describe("Only where the archives are encrypted; what tells of their content is null or empty outside of it"));
/** The name of a snapshot's archive, `<snapshot>.tar` or, where it is sealed, `<snapshot>.tar.age`. */
function archiveName({ snapshot_name, sealed: seal }) {
	return seal ? sealedName(`${snapshot_name}.tar`) : `${snapshot_name}.tar`;
}
/** The name of an archive once it is sealed. */
function sealedName(archive) {
	return `${archive}.age`;
}
/** One digest over HEAD and all refs. */
function stateDigest({ head, headId, refs }) {
	return createHash("sha256").update(JSON.stringify([
		head,
		headId,
		refs
	])).digest("hex");
}
/** The half of a manifest that stays readable: what the next increment and a check of the stored `archives` need. */
function publicHalf(manifest, archives) {
	const { git, repository } = manifest;
	return {
		...manifest,
		commit_hash: null,
		commit_date: null,
		commit_message: null,
		repository: {
			...repository,
			default_branch: null,
			visibility: null
		},
		git: {
			...git,
			head: null,
			refs: {
				count: git.refs.count,
				sha256: stateDigest({
					head: git.head,
					headId: manifest.commit_hash,
					refs: git.refs.sha256
				})
			}
		},
		archives: archives.map((archive) => ({
			...archive,
			members: []
		}))
	};
}
/** What a sealed manifest shows and should not, in words. */
function unsealedFacts(manifest) {
	const { commit_hash, commit_date, commit_message, git, archives, repository } = manifest;
	const shown = [
		commit_hash,
		commit_date,
		commit_message,
		git.head,
		repository.default_branch,
		repository.visibility
	].some((fact) => fact !== null) || archives.some(({ members }) => members.length > 0);
	const open = archives.find(({ name }) => !name.endsWith(sealedName("")));
	return [...shown ? ["it shows what is sealed"] : [], ...open ? [`archive ${open.name} is not sealed`] : []];
}

// src/domain/contradictions.ts
/** Every contradiction in words; empty for a manifest that makes sense. */
function contradictions(manifest) {
	const { snapshot_name: name, timestamp, commit_hash: commit, git, sealed } = manifest;
	const at = snapshotInstant(name);
	const own = git.chain.find((entry) => entry.snapshot === name);
	const detached = git.head !== null && isDetached(git.head);
	return [
		...[
			[at !== void 0 && isoSecond(at) !== timestamp, "timestamp and snapshot_name tell different instants"],
			[!sealed && !memberOf(manifest, "refs.gz"), `no archive holds ${REFS}`],
			[detached && git.head !== commit, "HEAD and commit_hash name different commits"],
			[!sealed && own && !holdsLink(manifest, own), `${BUNDLE} and ${INDEX} are not what the chain says of them`]
		].flatMap(([wrong, problem]) => wrong ? [problem] : []),
		...sealed ? unsealedFacts(manifest) : [],
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

// src/domain/manifest-digest.ts
const FIELD = "manifest_sha256";
const LAST_LINE = /\n {2}"([^"\n]*)": "([^"\n]*)"\n(?=\}\s*$)/;
/** Adds the digest to a manifest, which ends with `}` on a line of its own and a line end. */
function addDigest(text) {
	const body = `${text.slice(0, text.lastIndexOf("\n}"))},\n`;
	return `${body}  "${FIELD}": "${digestOf(`${body}}\n`)}"\n}\n`;
}
/**
* True where the digest is that of the file without its line, as `grep -v manifest_sha256 | sha256sum` has it, and where
* there is none: manifests did not always have one.
*/
function digestFits(text) {
	const last = LAST_LINE.exec(text);
	if (!last) return true;
	const [line, name, digest] = last;
	const rest = `${text.slice(0, last.index)}\n${text.slice(last.index + line.length)}`;
	return name === FIELD && digest === digestOf(rest);
}
function digestOf(text) {
	return createHash("sha256").update(text).digest("hex");
}

// src/domain/manifest.ts
config({
	...en_default(),
	jitless: true
});
/** The version of the manifest that this program writes and the only one that it reads. */
const MANIFEST_FORMAT = 1;
/** A manifest larger than this many bytes is refused unread: ours stay below 100 KB. */
const MANIFEST_LIMIT = 16777216;
const bytes = int().check(_nonnegative(), describe("Size in bytes"));
const sha256 = string().check(_regex(/^[0-9a-f]{64}$/), describe("SHA-256, lower-case hex"));
const objectId = string().check(_regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/), describe("A git object id"));
const instant = datetime().check(describe("An instant in UTC, ISO 8601"));
const snapshot = string().check(_regex(/^snapshot-\d{8}-\d{6}$/), refine((name) => snapshotInstant(name) !== void 0, "is not a real date"), describe("The name of a snapshot: its UTC instant"));
const offset = int().check(_nonnegative(), describe("Where the bytes start in the archive, in bytes"));
const member = object({
	name: string().check(_maxLength(4096), refine((name) => name.split("/").every((part) => part !== "" && part !== "." && part !== ".."), "is not a safe path")),
	offset,
	size: bytes,
	sha256
});
const archive = object({
	name: string().check(refine(isSafeSegment, "is not a safe name"), describe("File beside the manifest")),
	size: bytes,
	sha256,
	members: array(member)
});
const link = object({
	snapshot: snapshot.check(describe("The snapshot whose archive, <snapshot>.tar, holds the bundle")),
	pack: object({
		offset,
		size: bytes,
		sha256,
		objects: int().check(_positive())
	}).check(describe("The pack behind the header of the bundle")),
	index: nullable(object({
		offset,
		size: bytes,
		sha256
	})).check(describe("The kept index of the pack, null where there is none"))
});
const git = object({
	object_format: _enum(["sha1", "sha256"]),
	head: nullable(string()).check(describe("What HEAD is: a ref name, an object id where it is detached, null where there is none")),
	refs: object({
		count: int().check(_nonnegative()),
		sha256
	}).check(describe("All refs: how many, and the digest of refs.gz unpacked. Outside of a seal the digest covers HEAD too, so that it tells every change and no name")),
	chain: array(link).check(describe("Every bundle that this snapshot needs, oldest first")),
	proven: _enum([
		"connectivity",
		"links",
		"boundary"
	]).check(describe("How completeness was proven: every link inside one full pack; every link into the indexes of the chain; only the commits at the boundary")),
	capabilities: array(string().check(_maxLength(1e3))).check(_maxLength(100), describe("The server's protocol v2 capabilities, remembered for the next run")),
	tips: optional(array(objectId)).check(describe("With a sealed snapshot only: the tips that it adds to its chain, for the next increment to build on"))
});
/** True where a manifest has room for these capabilities. Without them the next run asks again, which costs one request. */
function rememberable(capabilities) {
	return git.shape.capabilities.safeParse(capabilities).success;
}
/** The schema of manifest version 1. Unknown fields are kept out of the result but are no error. */
const manifestSchema = object({
	timestamp: instant,
	snapshot_name: snapshot,
	source: string().check(describe("Address of the repository, without credentials")),
	commit_hash: nullable(objectId).check(describe("The commit that HEAD points to")),
	commit_date: nullable(instant).check(describe("Its committer date in UTC")),
	commit_message: nullable(string()),
	format: literal(1),
	type: _enum([
		"full",
		"incremental",
		"differential"
	]),
	repository: object({
		id: nullable(int().check(_positive())).check(describe("GitHub's id, which a rename does not change; null elsewhere")),
		full_name: string().check(refine(isRepositoryName, "is not owner/name")),
		default_branch: nullable(string()),
		visibility: nullable(_enum([
			"public",
			"private",
			"internal"
		]))
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
	archives: array(archive).check(_minLength(1)),
	created_by: object({
		name: string(),
		version: string(),
		run_url: nullable(string())
	}),
	sealed: optional(sealed)
}).check(({ value, issues }) => {
	for (const message of contradictions(value)) issues.push({
		code: "custom",
		message,
		input: value
	});
});
/** The schema of a manifest as it is stored. */
const storedManifestSchema = safeExtend(manifestSchema, { manifest_sha256: optional(sha256).check(describe("The last field: SHA-256 over the file without the line of this field, lower-case hex")) });
/** The size in bytes that an archive must have at least to hold a bundle's pack and index. */
function linkEnd({ pack, index }) {
	return Math.max(pack.offset + pack.size, index ? index.offset + index.size : 0);
}
/**
* The manifest as it is stored: indented JSON in the order of the schema, a digest over all of it, one trailing newline.
* Throws on a manifest that would be refused when read.
*/
function serialiseManifest(manifest) {
	return addDigest(`${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`);
}
/**
* Reads a stored manifest; whether its digest fits is another question. `where` names it in errors.
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

export { rememberable as a, digestFits as c, sealedName as d, stateDigest as f, parseManifest as i, archiveName as l, findMember as n, serialiseManifest as o, linkEnd as r, snapshotBytes as s, MANIFEST_LIMIT as t, publicHalf as u };