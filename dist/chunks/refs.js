import { t as BackupError } from "./errors.js";
import { t as readTag } from "./tags.js";
import { createHash } from "node:crypto";

// src/git/refs.ts
const HEADER = "# pack-refs with: peeled fully-peeled sorted \n";
const TAGS = "refs/tags/";
const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
/** GitHub's hidden refs of pull requests: 26 to 41 % of a mirror's bytes, and no push can bring them back. */
function isPullRef(name) {
	return name.startsWith("refs/pull/");
}
/** Tags of snapshots, where a repository keeps them as its releases. In a snapshot each would make the next one. */
function isSnapshotTag(name) {
	return name.startsWith(TAGS) && readTag(name.slice(10)) !== void 0;
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
/** The same with HEAD's commit. */
function allTips({ refs, headId }) {
	return [.../* @__PURE__ */ new Set([...tips(refs), ...headId ? [headId] : []])];
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

export { isSnapshotTag as a, refsDigest as c, isSafeRefName as i, sortRefs as l, headText as n, packedRefs as o, isPullRef as r, parsePackedRefs as s, allTips as t, tips as u };