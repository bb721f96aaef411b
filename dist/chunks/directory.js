import { a as systemCode, n as diskFull, t as BackupError } from "./errors.js";
import { t as undoAtExit } from "./undo.js";
import { a as noBytes, i as isKey, n as expectKey, r as expectPrefix, t as canHoldKeys } from "./store.js";
import { t as writeBody } from "./write-body.js";
import { t as _usingCtx } from "./usingCtx.js";
import { randomBytes } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { link, mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";

// src/stores/publish.ts
/** Files that are being written begin with this. They are never listed, so a crash leaves nothing that looks like an object. */
const PART = ".part-";
const NO_LINKS = [
	"EPERM",
	"ENOTSUP",
	"EOPNOTSUPP",
	"ENOSYS",
	"EMLINK",
	"EXDEV"
];
/** Makes `part` known as `path`, in the same folder. @throws `exists` where there is a file of that name already. */
async function publish(part, path, hardLink = link) {
	try {
		await hardLink(part, path);
	} catch (error) {
		const code = systemCode(error) ?? "";
		if (code === "EEXIST") throw taken(path);
		if (!NO_LINKS.includes(code)) throw error;
		await publishWithoutLinks(part, path);
	}
}
/** For file systems without hard links (exFAT, many network mounts): the name is claimed first, then renamed over nothing. */
async function publishWithoutLinks(part, path) {
	const claim = join(dirname(path), `${PART}claim-${basename(path)}`);
	await writeFile(claim, "", { flag: "wx" }).catch((error) => {
		throw systemCode(error) === "EEXIST" ? taken(path) : error;
	});
	try {
		await refuseTaken(path);
		await rename(part, path);
	} finally {
		await rm(claim, { force: true });
	}
}
/** @throws `exists` where the name is taken: told early, it spares writing a body for nothing. */
async function refuseTaken(path) {
	if (!await stat(path).then(() => false, (error) => systemCode(error) === "ENOENT")) throw taken(path);
}
function taken(path) {
	return new BackupError("exists", `${path} is already there and is never overwritten`);
}

// src/stores/directory.ts
/** A part older than this many milliseconds belongs to a run that died. */
const PART_LIFETIME = 864e5;
/** Bytes read at once. */
const CHUNK = 262144;
/**
* Opens a store in `root`, an absolute path. With `create` the folder is made if it is missing; without, that is an error.
* `hardLink` is for file systems that have none.
*/
async function openDirectoryStore(root, address, create, hardLink) {
	const explained = (doing) => async (error) => {
		throw explainError(error, doing, root);
	};
	if (create) await makeFolder(root).catch(explained("creating the folder"));
	if (!(await stat(root).catch((error) => {
		if (systemCode(error) !== "ENOENT") return explained("opening the folder")(error);
		throw new BackupError("not-found", `there is no store in ${root}: the folder is not there`, {
			hint: "Check --store for a typing error, and whether its disk is mounted. `sync` creates a store.",
			cause: error
		});
	})).isDirectory()) throw new BackupError("store", `the store ${root} is a file, not a folder`, { hint: "Give a folder as --store." });
	return {
		address,
		put: async (key, body) => putFile(root, pathOf(root, key), body, hardLink).catch(explained(`storing ${key}`)),
		get: async (key, range) => getFile(pathOf(root, key), range, explained(`reading ${key}`)),
		list: async (prefix) => listFolder(root, prefix).catch(explained(`listing ${prefix || "the store"}`)),
		delete: async (key) => removeFile(pathOf(root, key)).catch(explained(`removing ${key}`))
	};
}
async function makeFolder(root) {
	await mkdir(root, { recursive: true }).catch((error) => {
		if (systemCode(error) !== "EEXIST") throw error;
	});
}
function pathOf(root, key) {
	expectKey(key);
	return join(root, ...key.split("/"));
}
async function putFile(root, path, body, hardLink) {
	try {
		var _usingCtx$1 = _usingCtx();
		const folder = dirname(path);
		const created = await mkdir(folder, { recursive: true });
		await removeDeadParts(folder);
		await refuseTaken(path);
		const part = join(folder, `${PART}${randomBytes(8).toString("hex")}`);
		_usingCtx$1.u(undoAtExit(() => rmSync(part, { force: true })));
		try {
			const confirmation = await writeBody(part, body, true);
			await publish(part, path, hardLink);
			for (let at = folder;; at = dirname(at)) {
				await syncFolder(at);
				if (created === void 0 || at === dirname(root) || at.length < created.length) break;
			}
			return confirmation;
		} finally {
			await rm(part, { force: true });
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
async function removeFile(path) {
	await rm(path, { force: true });
	await syncFolder(dirname(path));
}
async function syncFolder(path) {
	const folder = await open(path, "r").catch(() => void 0);
	await folder?.sync().catch(() => void 0);
	await folder?.close();
}
async function removeDeadParts(folder) {
	for (const name of await readdir(folder)) {
		if (!name.startsWith(".part-")) continue;
		const path = join(folder, name);
		const modified = await stat(path).then((info) => info.mtimeMs, () => Number.POSITIVE_INFINITY);
		if (Date.now() - modified > PART_LIFETIME) await rm(path, { force: true });
	}
}
async function getFile(path, range, explained) {
	const info = await stat(path).catch(explained);
	const { start, length } = range ?? {
		start: 0,
		length: info.size
	};
	if (start + length > info.size) throw new BackupError("corrupt", `${path} has ${info.size} bytes, but ${start + length} are needed: it was cut short`, { hint: "Bring the file back from another copy of the store, or use another snapshot." });
	return length === 0 ? /* @__PURE__ */ noBytes() : readRange(path, {
		start,
		length
	}, explained);
}
async function* readRange(path, { start, length }, explained) {
	let read = 0;
	try {
		for await (const chunk of createReadStream(path, {
			start,
			end: start + length - 1,
			highWaterMark: CHUNK
		})) {
			read += chunk.length;
			yield chunk;
		}
	} catch (error) {
		await explained(error);
	}
	if (read < length) throw new BackupError("corrupt", `${path} ended after ${read} of ${length} bytes`);
}
async function listFolder(root, prefix) {
	const folders = prefix.split("/").slice(0, -1);
	expectPrefix(prefix);
	const found = [];
	await walk(root, folders, found);
	return found.sort((a, b) => a.key < b.key ? -1 : 1);
}
async function walk(root, folders, found) {
	const names = await readdir(join(root, ...folders)).catch(async (error) => {
		if (systemCode(error) !== "ENOENT") throw error;
		await stat(root);
		return [];
	});
	for (const name of names) await look(root, [...folders, name], found);
}
/** Adds a file, or what a folder holds. What can be no key is passed over unopened: it is not ours and may be closed to us. */
async function look(root, segments, found) {
	const key = segments.join("/");
	if (!isKey(key) && !canHoldKeys(segments)) return;
	const info = await stat(join(root, ...segments)).catch((error) => {
		if (["ENOENT", "ELOOP"].includes(systemCode(error) ?? "")) return void 0;
		throw error;
	});
	if (info?.isFile() && isKey(key)) found.push({
		key,
		size: info.size
	});
	else if (info?.isDirectory() && canHoldKeys(segments)) await walk(root, segments, found);
}
/** What the system refused becomes an error that names the store; anything else passes as it is. */
function explainError(error, doing, root) {
	const full = diskFull(error, root);
	if (full) return full;
	const code = systemCode(error);
	if (code === void 0) return error;
	const message = `${doing} in ${root}: ${error instanceof Error ? error.message : String(error)}`;
	if (code === "ENOENT") return new BackupError("not-found", message, {
		hint: "Check --store: is the disk mounted?",
		cause: error
	});
	if (code === "EROFS") {
		const hint = `${root} is mounted for reading only: mount it for writing, or choose another folder.`;
		return new BackupError("denied", message, {
			hint,
			cause: error
		});
	}
	if (code === "EACCES" || code === "EPERM") return new BackupError("denied", message, {
		hint: `Give this user the right to write to ${root}.`,
		cause: error
	});
	return new BackupError("store", message, { cause: error });
}

export { openDirectoryStore };