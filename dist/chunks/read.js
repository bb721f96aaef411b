import { t as BackupError } from "./errors.js";
import { n as findMember } from "./manifest.js";
import { t as archiveKey } from "./names.js";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { createHash } from "node:crypto";

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
	for (const line of data.toString("latin1").split("\n")) {
		if (line === "" || line.startsWith("#")) continue;
		const last = refs.at(-1);
		if (line.startsWith("^") && last && OBJECT_ID.test(line.slice(1))) last.peeled = line.slice(1);
		else refs.push(parseRefLine(line));
	}
	return refs;
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
/** Members of an archive as this program names them. */
const BUNDLE = "repo.bundle";
const INDEX = "repo.idx";
const REFS = "refs.gz";
/** Refs unpacked are at most this many bytes: some five million of them. More is a decompression bomb. */
const REFS_LIMIT = 536870912;
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
/** Reads a whole archive, proven. */
async function readArchive({ store, repository, manifest }, archive) {
	return proven(await store.get(archiveKey(repository, manifest.snapshot_name, archive.name)), archive, `${repository} ${archive.name}`);
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
/** Reads a small member into memory. */
async function readWhole(stream) {
	const chunks = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}
/** All refs of a snapshot. @throws `corrupt` where they are not what the manifest says. */
async function readRefs(snapshot) {
	const packed = await readWhole(await readMember(snapshot, REFS));
	const refs = parsePackedRefs(await unpack(packed, snapshot));
	const { count, sha256 } = snapshot.manifest.git.refs;
	if (refs.length === count && refsDigest(refs) === sha256) return refs;
	throw new BackupError("corrupt", `the refs of ${snapshot.repository} ${snapshot.manifest.snapshot_name} are not what its manifest says`);
}
async function unpack(packed, { repository, manifest }) {
	try {
		return await promisify(gunzip)(packed, { maxOutputLength: REFS_LIMIT });
	} catch (cause) {
		throw new BackupError("corrupt", `the refs of ${repository} ${manifest.snapshot_name} cannot be unpacked`, { cause });
	}
}

export { readIndex as a, readWhole as c, isSafeRefName as d, packedRefs as f, tips as h, readArchive as i, headText as l, sortRefs as m, INDEX as n, readPack as o, refsDigest as p, REFS as r, readRefs as s, BUNDLE as t, isPullRef as u };