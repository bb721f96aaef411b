import { t as BackupError } from "./errors.js";

// src/domain/names.ts
const SNAPSHOT = /^snapshot-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/;
const SEGMENT = /^[A-Za-z0-9_.-]{1,100}$/;
/** Members of an archive: git's data, the index of its pack, and all refs at that instant. */
const BUNDLE = "repo.bundle";
const INDEX = "repo.idx";
const REFS = "refs.gz";
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
/** True where HEAD is a commit and not the name of a ref. */
function isDetached(head) {
	return /^[0-9a-f]+$/.test(head);
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
/** The key of a snapshot's pin. Its existence is the pin. */
function pinKey(repository, snapshot) {
	return `${repositoryPrefix(repository)}${snapshot}.pin`;
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
	if (ending === ".pin") return {
		repository,
		snapshot,
		kind: "pin",
		file
	};
	return /^(\.[a-z]+)?\.tar(\.age)?$/.test(ending) ? {
		repository,
		snapshot,
		kind: "archive",
		file
	} : void 0;
}

export { isDetached as a, isoSecond as c, pinKey as d, repositoryPrefix as f, archiveKey as i, manifestKey as l, snapshotName as m, INDEX as n, isRepositoryName as o, snapshotInstant as p, REFS as r, isSafeSegment as s, BUNDLE as t, parseKey as u };