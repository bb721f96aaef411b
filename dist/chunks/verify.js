import { t as BackupError } from "./errors.js";
import { t as formatBytes } from "./units.js";
import { h as tips, i as readArchive, o as readPack, s as readRefs } from "./read.js";
import { i as proveConnectivity, n as indexPack, s as createScratch, t as createScratchRepository } from "./scratch.js";
import { t as _usingCtx } from "./usingCtx.js";
import { a as openSnapshot } from "./listing.js";
import { t as eachRepository } from "./each.js";
import { r as selectListings, t as chooseListed } from "./select.js";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, join } from "node:path";
import { link, mkdir } from "node:fs/promises";

// src/vault/check.ts
/**
* Re-reads every archive of a snapshot and compares size and SHA-256 of it and of each member, and reads its refs.
* Gives the bytes read.
*
* @throws `corrupt` where anything differs, `not-found` where a file is missing.
*/
async function checkFiles(snapshot) {
	let bytes = 0;
	for (const archive of snapshot.manifest.archives) {
		await checkArchive(snapshot, archive);
		bytes += archive.size;
	}
	await readRefs(snapshot);
	return bytes;
}
async function checkArchive(snapshot, archive) {
	const slices = archive.members.map((member) => ({
		member,
		hash: createHash("sha256")
	}));
	let at = 0;
	for await (const chunk of await readArchive(snapshot, archive)) {
		for (const slice of slices) addOverlap(slice, chunk, at);
		at += chunk.length;
	}
	const bad = slices.find(({ member, hash }) => hash.digest("hex") !== member.sha256);
	if (!bad) return;
	throw new BackupError("corrupt", `${snapshot.repository} ${archive.name}/${bad.member.name} is not what its manifest says`);
}
function addOverlap({ member, hash }, chunk, at) {
	const from = Math.max(member.offset - at, 0);
	const to = Math.min(member.offset + member.size - at, chunk.length);
	if (from < to) hash.update(chunk.subarray(from, to));
}
/**
* Opens a deep check for the snapshots of one repository, to be given oldest first: every pack is indexed anew once and
* compared with the kept index, and each snapshot's refs are proven to reach only objects of its own chain.
*/
async function openDeepCheck(git, parent) {
	const folder = await createScratch(parent);
	const packs = /* @__PURE__ */ new Map();
	const proven = [];
	return {
		async check(snapshot) {
			const { manifest } = snapshot;
			for (const link of manifest.git.chain) {
				const known = packs.get(link.snapshot);
				if (!known) packs.set(link.snapshot, await indexAnew(git, folder, snapshot, link));
				else if (known.sha256 !== link.pack.sha256) throw differentPack(snapshot, link);
			}
			proven.push(await proveChain(git, folder, snapshot, packs, proven));
		},
		[Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]()
	};
}
async function indexAnew(git, folder, snapshot, link) {
	const where = `${snapshot.repository} ${link.snapshot}`;
	const scratch = await createScratchRepository(git, folder.path, snapshot.manifest.git.object_format);
	const pack = await indexPack(scratch, await readPack(snapshot, link), { selfContained: false });
	if (pack?.objects !== link.pack.objects) throw new BackupError("corrupt", `${where}: the pack holds ${pack?.objects ?? 0} objects instead of ${link.pack.objects}`);
	if (link.index && link.index.sha256 !== await digestOf(pack.indexFile)) throw new BackupError("corrupt", `${where}: the kept index is not the pack's own`, { hint: "Use another snapshot." });
	return pack;
}
function differentPack({ repository, manifest }, { snapshot }) {
	return new BackupError("corrupt", `${repository} ${manifest.snapshot_name} builds on another pack than ${snapshot} holds`);
}
async function digestOf(file) {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(file)) hash.update(chunk);
	return hash.digest("hex");
}
/** Proves one snapshot in a repository that holds the packs of its chain and nothing else. */
async function proveChain(git, folder, snapshot, packs, proven) {
	try {
		var _usingCtx$2 = _usingCtx();
		const { manifest } = snapshot;
		const chain = new Set(manifest.git.chain.map((link) => link.snapshot));
		const view = _usingCtx$2.a(await createScratchRepository(git, folder.path, manifest.git.object_format));
		await mkdir(join(view.path, "objects", "pack"), { recursive: true });
		for (const name of chain) await linkPack(view.path, packs.get(name), name, manifest);
		const wanted = [...tips(await readRefs(snapshot)), ...manifest.commit_hash ? [manifest.commit_hash] : []];
		const before = proven.findLast((entry) => [...entry.chain].every((name) => chain.has(name)))?.tips ?? [];
		await proveConnectivity(git, view.path, wanted, before);
		return {
			chain,
			tips: wanted
		};
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function linkPack(repository, pack, name, { snapshot_name }) {
	if (!pack) throw new BackupError("incomplete", `${snapshot_name} needs ${name}, which was not checked`);
	for (const file of [pack.packFile, pack.indexFile]) await link(file, join(repository, "objects", "pack", basename(file)));
}

// src/commands/verify.ts
/** Verifies every snapshot of the selected repositories, or the one that was chosen with all that it builds on. */
async function verify(context, settings, store) {
	const git = {
		program: "git",
		env: context.env,
		home: context.scratch
	};
	const listings = await selectListings(store, settings.patterns);
	return eachRepository(context, settings.deep ? 1 : settings.concurrency, listings, async (listing) => {
		const manifests = await openChosen(store, listing, settings.choice);
		const bytes = await checkAll(context, store, listing.repository, manifests, settings.deep ? git : void 0);
		const newest = manifests.at(-1);
		return {
			repository: listing.repository,
			status: "verified",
			...newest ? {
				snapshot: newest.snapshot_name,
				type: newest.type
			} : {},
			bytes,
			note: `${manifests.length} snapshots, ${formatBytes(bytes)} re-read${settings.deep ? ", packs indexed anew, connectivity proven" : ""}`
		};
	});
}
/** The chosen snapshots and what they need, oldest first. @throws `corrupt` where one is damaged, with all the damage told. */
async function openChosen(store, listing, choice) {
	const chosen = choice.snapshot !== void 0 || choice.at !== void 0 ? [chooseListed(listing, choice)] : listing.snapshots;
	const opened = /* @__PURE__ */ new Map();
	const problems = [];
	const open = async (listed) => {
		if (opened.has(listed.name)) return;
		const { manifest, problem } = await openSnapshot(store, listing, listed);
		if (problem) problems.push(problem);
		else opened.set(listed.name, manifest);
	};
	for (const listed of chosen) await open(listed);
	const needed = new Set([...opened.values()].flatMap(({ git }) => git.chain.map((link) => link.snapshot)));
	for (const listed of listing.snapshots) if (needed.has(listed.name)) await open(listed);
	const [first] = problems;
	if (first) throw new BackupError(first.kind, problems.map(({ message }) => message).join("; "), first.hint ? { hint: first.hint } : {});
	return [...opened.values()].toSorted((a, b) => a.snapshot_name < b.snapshot_name ? -1 : 1);
}
async function checkAll(context, store, repository, manifests, git) {
	try {
		var _usingCtx$1 = _usingCtx();
		const deep = _usingCtx$1.a(git && await openDeepCheck(git, context.scratch));
		let bytes = 0;
		for (const manifest of manifests) {
			bytes += await checkFiles({
				store,
				repository,
				manifest
			});
			await deep?.check({
				store,
				repository,
				manifest
			});
			context.log.progress(`${repository}: ${manifest.snapshot_name} verified (${formatBytes(bytes)})`);
		}
		return bytes;
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}

export { verify };