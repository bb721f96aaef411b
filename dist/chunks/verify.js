import { lt as BackupError, rt as counted, v as formatBytes } from "./start.js";
import { $ as proven, B as openSnapshot, D as eachRepository, I as namesOf, Pt as _usingCtx, Q as ownLink, R as onListing, S as distanceTo, X as checkLink, Z as openArchive, b as chooseListed, bt as openKeys, et as readIndex, g as proveConnectivity, h as indexPack, m as createScratchRepository, nt as readRefs, rt as readTips, tt as readPack, v as createScratch, vt as sealedBytes, w as selectListings } from "./core.js";
import { n as provenParts, t as allOf } from "./damage.js";
import { t as unseal } from "./unseal.js";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, join } from "node:path";
import { link, mkdir } from "node:fs/promises";

// src/vault/check.ts
/**
* Re-reads every archive of a snapshot and compares size and SHA-256 of it, of each member and of its pack, and reads its
* refs. Of an archive's parts the first damaged one is named. Of a sealed snapshot the bytes as they are stored.
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
	const { sealed, snapshot_name: name } = snapshot.manifest;
	if (sealed) sealedBytes(sealed, `${snapshot.repository} ${name}`);
	else await readRefs(snapshot);
	return bytes;
}
async function checkArchive(snapshot, archive) {
	const where = `${snapshot.repository} ${archive.name}`;
	const whole = {
		name: "the space between its members",
		offset: 0,
		size: archive.size,
		sha256: archive.sha256
	};
	const parts = [
		...packOf(snapshot.manifest, archive),
		...archive.members,
		whole
	];
	const stored = await openArchive(snapshot, archive);
	const { sealed } = snapshot.manifest;
	const stream = sealed ? proven(stored, archive, where) : provenParts(stored, {
		size: archive.size,
		parts
	}, where);
	for await (const chunk of stream);
}
/** The pack inside of the bundle as one more part of the archive: what later snapshots name by its own digest. */
function packOf({ snapshot_name, git }, { name }) {
	const own = git.chain.find(({ snapshot }) => snapshot === snapshot_name && name === `${snapshot}.tar`);
	return own ? [{
		name: "the pack",
		offset: own.pack.offset,
		size: own.pack.size,
		sha256: own.pack.sha256
	}] : [];
}
/** Re-reads one bundle's pack and index and compares their SHA-256. Gives the bytes read. @throws `corrupt`, `not-found` */
async function checkBundle(stored, link) {
	if (stored.manifest.sealed) throw new BackupError("not-found", `what builds on ${stored.repository} ${link.snapshot} can only be checked with the key`, { hint: "Give the key: that archive is sealed, and its own manifest cannot be used." });
	for await (const chunk of await readPack(stored, link));
	if (link.index) for await (const chunk of await readIndex(stored, link));
	return link.pack.size + (link.index?.size ?? 0);
}
/**
* Opens a deep check for the snapshots of one repository, to be given oldest first: every pack is indexed anew once and
* compared with the kept index, and each snapshot's refs are proven to reach only objects of its own chain.
*/
async function openDeepCheck(git, parent) {
	const folder = await createScratch(parent);
	const packs = /* @__PURE__ */ new Map();
	const broken = /* @__PURE__ */ new Set();
	const proven = [];
	return {
		async check(snapshot) {
			const { manifest } = snapshot;
			for (const link of manifest.git.chain) {
				if (broken.has(link.snapshot)) throw needsBroken(snapshot, link, void 0);
				try {
					const pack = packs.get(link.snapshot) ?? await indexAnew(git, folder, snapshot, link);
					if (pack.sha256 !== link.pack.sha256) throw differentPack(snapshot, link);
					packs.set(link.snapshot, pack);
				} catch (error) {
					broken.add(link.snapshot);
					throw link.snapshot === manifest.snapshot_name ? error : needsBroken(snapshot, link, error);
				}
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
function needsBroken({ repository, manifest }, { snapshot }, cause) {
	if (cause !== void 0 && !(cause instanceof BackupError)) return cause;
	const why = cause ? `: ${cause.message}` : "";
	const message = `${repository} ${manifest.snapshot_name} needs ${snapshot}, which is damaged${why}`;
	return new BackupError("incomplete", message, { cause });
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
		const wanted = await readTips(snapshot);
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
/**
* Verifies every snapshot of the selected repositories, or the one that was chosen with all that it builds on. Of sealed
* ones without keys the stored bytes; what is inside needs the keys, and a deep check needs what is inside.
*/
async function verify(context, settings, store) {
	const git = {
		program: "git",
		env: context.env,
		home: context.scratch
	};
	const keys = settings.secrets && await openKeys(settings.secrets);
	const listings = await selectListings(store, settings.patterns);
	const verifyListed = async (listing) => {
		const damage = [];
		const manifests = await openChosen(store, listing, settings.choice, damage);
		const snapshots = manifests.map((manifest) => ({
			store,
			repository: listing.repository,
			manifest
		}));
		const open = (snapshot) => keys || settings.deep ? unseal(snapshot, listing.archives, keys) : Promise.resolve(snapshot);
		const listed = namesOf(listing);
		const bytes = await checkAll(context, snapshots, {
			open,
			git: settings.deep ? git : void 0,
			damage,
			listed
		});
		if (damage.length > 0) throw allOf(damage);
		const newest = manifests.at(-1);
		const distance = distanceTo(settings.choice, listing, newest?.snapshot_name ?? "");
		const sealed = keys ? 0 : manifests.filter((manifest) => manifest.sealed).length;
		const remarks = [...settings.deep ? ["packs indexed anew", "connectivity proven"] : [], ...sealed > 0 ? [`${sealed} sealed, of those the stored bytes only`] : []];
		const note = [
			counted(manifests.length, "snapshot"),
			`${formatBytes(bytes)} re-read`,
			...remarks
		].join(", ");
		return {
			repository: listing.repository,
			status: "verified",
			...newest ? {
				snapshot: newest.snapshot_name,
				type: newest.type
			} : {},
			bytes,
			...distance?.fields,
			note: [note, ...distance ? [distance.words] : []].join("; ")
		};
	};
	return eachRepository(context, settings.deep ? 1 : settings.concurrency, listings, (listing) => onListing(store, listing, verifyListed));
}
/** The chosen snapshots that can be opened and what they need, oldest first. @throws `not-found` where there is none to choose. */
async function openChosen(store, listing, choice, damage) {
	const one = choice.snapshot !== void 0 || choice.at !== void 0;
	const newest = chooseListed(listing, choice);
	const opened = /* @__PURE__ */ new Map();
	const open = async (listed) => {
		const { manifest, altered, problem } = await openSnapshot(store, listing, listed);
		if (problem) damage.push(problem);
		const readable = manifest ?? altered;
		if (readable) opened.set(listed.name, readable);
	};
	for (const listed of one ? [newest] : listing.snapshots) await open(listed);
	if (one) {
		const needed = new Set(opened.get(newest.name)?.git.chain.map((link) => link.snapshot));
		for (const listed of listing.snapshots) if (needed.has(listed.name) && listed !== newest) await open(listed);
	}
	return [...opened.values()].toSorted((a, b) => a.snapshot_name < b.snapshot_name ? -1 : 1);
}
async function checkAll(context, snapshots, { open, git, damage, listed }) {
	try {
		var _usingCtx$1 = _usingCtx();
		const deep = _usingCtx$1.a(git && await openDeepCheck(git, context.scratch));
		const alone = /* @__PURE__ */ new Set();
		const known = new Map(snapshots.map((snapshot) => [snapshot.manifest.snapshot_name, snapshot]));
		let bytes = 0;
		for (const stored of snapshots) {
			const { repository, manifest } = stored;
			try {
				const snapshot = await open(stored);
				bytes += await checkFiles(snapshot);
				for (const link of manifest.git.chain) {
					const holder = known.get(link.snapshot);
					if (holder) checkLink(repository, ownLink(holder.manifest), link);
					else if (!alone.has(link.snapshot)) {
						alone.add(link.snapshot);
						if (!listed.has(link.snapshot)) damage.push(lostManifest(repository, link.snapshot));
						bytes += await checkBundle(snapshot, link);
					}
				}
				await deep?.check(snapshot);
				context.log.progress(`${repository}: ${manifest.snapshot_name} verified (${formatBytes(bytes)})`);
			} catch (error) {
				if (!(error instanceof BackupError) || !DAMAGE.includes(error.kind)) throw error;
				damage.push(error);
			}
		}
		return bytes;
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function lostManifest(repository, snapshot) {
	return new BackupError("corrupt", `${repository} ${snapshot}.json is missing, although younger snapshots build on it`, { hint: "Bring the file back from another copy of the store. What the younger ones need is in the archive." });
}
const DAMAGE = [
	"corrupt",
	"incomplete",
	"not-found"
];

export { verify };