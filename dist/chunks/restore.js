import { E as localFolder, dt as isKind, i as undoAtExit, lt as BackupError, pt as systemCode, rt as counted, ut as diskFull } from "./start.js";
import { C as newestFitting, Ct as mapConcurrently, D as eachRepository, Dt as isDetached, Ft as writeChunks, H as inStore, Pt as _usingCtx, S as distanceTo, _ as createBare, b as chooseListed, bt as openKeys, et as readIndex, g as proveConnectivity, lt as holdsNothing, nt as readRefs, ot as packedRefs, p as makeFolder, rt as readTips, tt as readPack, w as selectListings, x as chooseSnapshot, y as runGit } from "./core.js";
import { t as unseal } from "./unseal.js";
import { randomBytes } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { lstat, mkdir, open, readdir, realpath, rename, rm, rmdir, writeFile } from "node:fs/promises";

// src/vault/rebuild.ts
/** Packs that are copied at once. */
const PARALLEL_PACKS = 4;
/**
* Makes `path` (which must not exist) a bare repository with exactly the objects and refs of the snapshot.
*
* @throws `corrupt` where stored bytes are not what the manifest says, `not-found` where some are missing.
*/
async function rebuildRepository(snapshot, path, options) {
	const { manifest } = snapshot;
	const { object_format: objectFormat, chain, head } = manifest.git;
	await createBare(path, objectFormat);
	const placed = await mapConcurrently(chain, PARALLEL_PACKS, async (link) => placePack(snapshot, link, path, options));
	await writeFile(join(path, "packed-refs"), packedRefs(await readRefs(snapshot)));
	if (head !== null) await writeFile(join(path, "HEAD"), headFile(head));
	return {
		objects: chain.reduce((sum, { pack }) => sum + pack.objects, 0),
		indexedAnew: placed.filter((kept) => !kept).length,
		bytes: chain.reduce((sum, { pack }) => sum + pack.size, 0)
	};
}
function headFile(head) {
	return isDetached(head) ? `${head}\n` : `ref: ${head}\n`;
}
/** Puts one pack and its index into place; false where the index had to be made anew. */
async function placePack(snapshot, link, path, { git, log }) {
	const folder = join(path, "objects", "pack");
	const part = join(folder, `tmp_${link.snapshot}`);
	const idBytes = snapshot.manifest.git.object_format === "sha1" ? 20 : 32;
	const trailer = await writeStream(`${part}.pack`, await readPack(snapshot, link), idBytes);
	const base = join(folder, `pack-${trailer.toString("hex")}`);
	const kept = await placeIndex(snapshot, link, `${part}.idx`, log);
	await rename(`${part}.pack`, `${base}.pack`);
	if (kept) await rename(`${part}.idx`, `${base}.idx`);
	else await runGit(git, [
		"-C",
		path,
		"index-pack",
		`${base}.pack`
	], `indexing the pack of ${link.snapshot}`);
	return kept;
}
async function placeIndex(snapshot, link, file, log) {
	try {
		await writeStream(file, await readIndex(snapshot, link), 0);
		return true;
	} catch (error) {
		if (!isKind(error, "corrupt") && !isKind(error, "not-found")) throw error;
		await rm(file, { force: true });
		log.warn(`${error.message}: indexing its pack anew`);
		return false;
	}
}
/** Writes a stream to a new file and gives its last `keep` bytes. */
async function writeStream(file, stream, keep) {
	try {
		var _usingCtx$2 = _usingCtx();
		const handle = _usingCtx$2.a(await open(file, "wx", 292));
		let tail = Buffer.alloc(0);
		async function* noted() {
			for await (const chunk of stream) {
				if (keep > 0) tail = Buffer.concat([tail, chunk.subarray(-keep)]).subarray(-keep);
				yield chunk;
			}
		}
		await writeChunks(handle, noted());
		return tail;
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}

// src/commands/folder.ts
/** Sees that the place is free, before any work is done for it. @throws `exists` */
async function refuseTaken({ path, overwrite, stores }) {
	for (const store of overwrite ? stores : []) {
		if (!await overlap(path, store)) continue;
		throw new BackupError("exists", `${path} and the store ${store} lie in each other: replacing it could remove backups`, { hint: "Choose another `to`." });
	}
	if (!overwrite && !await isFree(path)) throw taken(path);
}
/**
* Calls `build` with an empty folder beside the place, and moves what it made there into place when it is done. Where it fails
* nothing is left, and what was there before is there still.
*
* @throws what `build` throws; `exists`, `denied`, `disk-full` or `unsupported` where the system refuses the place.
*/
async function buildFolder({ path, overwrite }, build) {
	try {
		var _usingCtx$1 = _usingCtx();
		const part = `${path}.part-${randomBytes(4).toString("hex")}`;
		_usingCtx$1.u(undoAtExit(() => rmSync(part, {
			recursive: true,
			force: true,
			maxRetries: 3
		})));
		try {
			await makeFolder(dirname(path));
			await mkdir(part);
			const result = await build(part);
			await (overwrite ? replace(part, path) : occupy(part, path));
			return result;
		} catch (error) {
			throw explain(error, path);
		} finally {
			await rm(part, {
				recursive: true,
				force: true
			});
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
function taken(path) {
	return new BackupError("exists", `${path} is already there and was left as it is`, { hint: "Choose another `to`, or give `overwrite` to replace it." });
}
/** Nothing is there, or an empty folder. */
async function isFree(path) {
	const info = await lstat(path).catch((error) => {
		if (systemCode(error) === "ENOENT") return void 0;
		throw explain(error, path);
	});
	return info === void 0 || info.isDirectory() && (await readdir(path)).length === 0;
}
/** Moves `part` to a place that is free. What came there meanwhile stays. */
async function occupy(part, path) {
	await rmdir(path).catch((error) => {
		if (systemCode(error) !== "ENOENT") throw error;
	});
	await rename(part, path);
}
/** Puts `part` in place of what is there. Of several restores at once each replaces what the one before it has put there. */
async function replace(part, path) {
	try {
		var _usingCtx3 = _usingCtx();
		const aside = `${path}.old-${randomBytes(4).toString("hex")}`;
		const away = _usingCtx3.u(undoAtExit(() => renameSync(aside, path)));
		const moved = await rename(path, aside).then(() => true, (error) => {
			if (systemCode(error) === "ENOENT") return false;
			throw error;
		});
		try {
			await rename(part, path);
		} catch (error) {
			const again = isTaken(systemCode(error));
			if (moved && !again) await rename(aside, path);
			if (!again) throw error;
			await replace(part, path);
		}
		away[Symbol.dispose]();
		await rm(aside, {
			recursive: true,
			force: true
		});
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		_usingCtx3.d();
	}
}
/** Something came to lie there that cannot be moved over. */
function isTaken(code) {
	return code !== void 0 && [
		"EEXIST",
		"ENOTEMPTY",
		"ENOTDIR"
	].includes(code);
}
async function overlap(one, other) {
	const [a, b] = await Promise.all([one, other].map((path) => realpath(path).catch(() => path)));
	const inside = (path, folder) => !/^\.\.([/\\]|$)/.test(relative(folder, path));
	return inside(a ?? one, b ?? other) || inside(b ?? other, a ?? one);
}
/** What the system refused becomes an error that names the place; anything else passes as it is. */
function explain(error, path) {
	const code = systemCode(error);
	if (code === void 0 || code.startsWith("ERR_")) return error;
	if (isTaken(code)) return taken(path);
	const message = `${path} cannot be made: ${error.message}`;
	if ([
		"EACCES",
		"EPERM",
		"EROFS"
	].includes(code)) return new BackupError("denied", message, {
		hint: "Choose another `to`, or get the right to write there.",
		cause: error
	});
	return diskFull(error, dirname(path)) ?? new BackupError("unsupported", message, {
		hint: "Choose another `to`, on a local disk.",
		cause: error
	});
}

// src/commands/holders.ts
/** Every selected repository with the stores that hold it. @throws the first store's error where no store has any. */
async function holdersOf(context, { patterns, command }, stores) {
	const found = /* @__PURE__ */ new Map();
	const errors = [];
	const unread = [];
	for (const store of stores) {
		const listings = await selectListings(store, patterns).catch((error) => {
			if (!(error instanceof BackupError)) throw error;
			errors.push(error);
			if (stores.length > 1) context.log.warn(`${store.address}: ${error.message}`);
			unread.push(`whether ${store.address} has a newer state is not known: ${error.message}`);
			return [];
		});
		for (const listing of listings) {
			const { repository } = listing;
			const held = found.get(repository) ?? {
				repository,
				holders: [],
				unread
			};
			found.set(repository, held);
			held.holders.push({
				store,
				listing
			});
		}
	}
	if (found.size > 0) return [...found.values()];
	throw errors[0] ?? holdsNothing(stores.map(({ address }) => address).join(", "), command);
}
/** The store with the youngest fitting snapshot first: one that is behind must not restore an older state. */
function byAge(holders, choice) {
	const ages = new Map(holders.map((holder) => [holder, newestFitting(holder.listing, choice)]));
	return holders.toSorted((a, b) => (ages.get(b) ?? 0) - (ages.get(a) ?? 0));
}
/** What another copy may do better. A place that is taken or full is the same for all. */
const ANOTHER_MAY = [
	"corrupt",
	"incomplete",
	"not-found",
	"unreachable",
	"denied",
	"store"
];
/**
* Does `work` with the first store that it succeeds with; it is told what speaks against calling that the newest state.
*
* @throws what the last one throws, or at once what none would do better. `denied` where a key or a permission is missing
*   for the newest state and the other stores have an older one only: whoever can give it wants the newest.
*/
async function fromFirst(context, holders, choice, work) {
	const warnings = [];
	for (const [index, holder] of holders.entries()) try {
		return await work(holder, warnings);
	} catch (error) {
		const next = holders[index + 1];
		if (!(error instanceof BackupError) || !ANOTHER_MAY.includes(error.kind)) throw error;
		const [wanted, other] = [holder, next].map((one) => one && newestFitting(one.listing, choice));
		if (!next || other === void 0) throw error;
		const isOlder = wanted !== void 0 && other < wanted;
		if (isOlder && error.kind === "denied") throw notOlder(error, next, choice);
		context.log.warn(`${error.message}: trying the next store`);
		if (isOlder) warnings.push(`a newer state, in ${holder.store.address}, could not be restored: ${error.message}`);
	}
	throw new Error("a repository that no store holds was selected");
}
function notOlder({ message, hint = "", cause }, { store, listing }, choice) {
	const { name } = chooseListed(listing, choice);
	return new BackupError("denied", `${message}; the older ${name} of ${store.address} was not taken in its place`, {
		hint: `${hint} Or name ${store.address} as the only store, if the older one is meant.`.trim(),
		cause
	});
}

// src/commands/restore.ts
/**
* Restores the selected repositories. One named repository becomes `to` itself; where none is named, or several, each becomes
* `to/<owner>/<name>.git`, so that a script finds it at the same place however many the store holds.
* Of several stores the one with the newest fitting snapshot is read, and the next one where that fails.
*/
async function restore(context, settings, stores) {
	const git = {
		program: "git",
		env: context.env,
		home: context.scratch
	};
	const keys = settings.secrets && await openKeys(settings.secrets);
	const held = await holdersOf(context, settings, stores);
	const named = settings.patterns.length === 1 && !/[*!]/.test(settings.patterns.join(""));
	const only = held.length === 1;
	const root = resolve(context.cwd, settings.to ?? ".");
	return eachRepository(context, settings.concurrency, held, async ({ repository, holders, unread }) => {
		const path = named && only ? root : join(root, `${repository}${settings.worktree ? "" : ".git"}`);
		const folders = settings.stores.flatMap((address) => localFolder(address, context.cwd) ?? []);
		const place = {
			path,
			overwrite: settings.overwrite,
			stores: folders
		};
		await refuseTaken(place);
		return fromFirst(context, byAge(holders, settings.choice), settings.choice, async ({ store, listing }, passed) => {
			const snapshot = await unseal(await chooseSnapshot(store, listing, settings.choice, context.log), listing.archives, keys);
			const rebuilt = await buildFolder(place, (part) => rebuildIn(part, snapshot, {
				context,
				settings,
				git
			}));
			const distance = distanceTo(settings.choice, listing, snapshot.manifest.snapshot_name);
			const below = only && !named ? [`with \`repositories: ${repository}\` it becomes ${root} itself`] : [];
			const line = lineOf(snapshot, rebuilt, [
				`restored to ${path}`,
				...below,
				...distance ? [distance.words] : []
			]);
			const warnings = [
				...unread,
				...passed,
				...takenOver(listing)
			];
			return inStore({
				...line,
				...distance?.fields,
				...warnings.length > 0 ? { warnings } : {}
			}, store, stores);
		});
	});
}
function lineOf({ repository, manifest }, rebuilt, told) {
	return {
		repository,
		status: "restored",
		snapshot: manifest.snapshot_name,
		type: manifest.type,
		bytes: rebuilt.bytes,
		note: [...told, ...anew(rebuilt)].join("; ")
	};
}
/** On the worst day nobody remembers that a name has meant two repositories. */
function takenOver({ repository, successors }) {
	if (successors.length === 0) return [];
	return [`this is what was called ${repository} first; what took over the name is kept as ${successors.join(", ")}`];
}
function anew({ indexedAnew }) {
	return indexedAnew > 0 ? [`${counted(indexedAnew, "pack")} indexed anew`] : [];
}
/** Rebuilds a snapshot as `part` and proves it. */
async function rebuildIn(part, snapshot, work) {
	const { context, settings, git } = work;
	const repository = settings.worktree ? join(part, ".git") : part;
	const rebuilt = await rebuildRepository(snapshot, repository, {
		git,
		log: context.log
	});
	if (settings.checkConnectivity) await proveSnapshot(git, repository, snapshot);
	if (settings.worktree) await checkOut(git, part, snapshot);
	return rebuilt;
}
/** Proves that everything the snapshot's refs and HEAD reach is in the rebuilt repository. @throws `incomplete` */
async function proveSnapshot(git, repository, snapshot) {
	await proveConnectivity(git, repository, await readTips(snapshot));
}
async function checkOut(git, folder, { manifest }) {
	await runGit(git, [
		"-C",
		folder,
		"config",
		"core.bare",
		"false"
	], "making a working copy");
	if (manifest.commit_hash === null) return;
	await runGit(git, [
		"-C",
		folder,
		"reset",
		"--quiet",
		"--hard",
		"HEAD"
	], "checking out HEAD");
}

export { restore as n, rebuildRepository as r, proveSnapshot as t };