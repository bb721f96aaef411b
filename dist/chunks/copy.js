import { U as archiveKey, X as repositoryPrefix, Y as pinKey, dt as isKind, ft as summariseError, lt as BackupError, q as manifestKey, rt as counted, v as formatBytes } from "./start.js";
import { $ as proven, B as openSnapshot, Ct as mapConcurrently, E as refuseExposure, F as missingParts, H as inStore, I as namesOf, M as beingRemoved, N as listRepository, O as entryOf, Q as ownLink, R as onListing, Tt as archiveName, X as checkLink, b as chooseListed, ht as takeBack, it as readWhole, j as writePin, k as readPin, lt as holdsNothing, mt as putConfirmed, pt as bodyOf, vt as sealedBytes, w as selectListings, x as chooseSnapshot } from "./core.js";
import { n as provenParts, t as allOf } from "./damage.js";
import { createHash } from "node:crypto";

// src/vault/transfer.ts
/**
* Brings a file into the destination; gives the bytes that this took, 0 where it is there. `trusted`: a manifest in the
* destination vouches for what it has. Otherwise that may be anything that a crash left, and is proven.
*
* @throws `corrupt` where the source's bytes are not what they must be, `exists` where the destination's are not; nothing
*   is stored then.
*/
async function transferFile(route, file, trusted) {
	const held = route.held.get(file.key);
	if (held) {
		await compareFile(route, file, held, trusted);
		return 0;
	}
	if (!route.dryRun) await putOrCompare(route, file.key, {
		size: file.size,
		open: () => read(route, file)
	}, async () => {
		await proveHeld(route, file);
	});
	route.held.set(file.key, {
		key: file.key,
		size: file.size
	});
	return file.size;
}
/** True where the destination has an object with exactly these bytes, false where it has none. @throws `exists` where it has another one */
async function holdsBytes({ destination, held }, key, bytes) {
	const found = held.get(key);
	if (!found) return false;
	const told = found.sha256;
	if (!(found.size === bytes.length && (told ? told === digestOf(bytes) : (await readWhole(await destination.get(key), bytes.length, key)).equals(bytes)))) throw another(destination, key);
	return true;
}
/** Stores bytes that the destination does not hold. @throws `exists` where another run stores other ones at the same time */
async function transferBytes(route, key, bytes) {
	if (!route.dryRun) await putOrCompare(route, key, bodyOf(bytes), async () => {
		if (!(await readWhole(await route.destination.get(key), bytes.length, key).catch(ifCorrupt))?.equals(bytes)) throw another(route.destination, key);
	});
	route.held.set(key, {
		key,
		size: bytes.length
	});
}
async function* read({ source, onBytes }, { key, prove }) {
	for await (const chunk of prove(await source.get(key))) {
		yield chunk;
		onBytes(chunk.length);
	}
}
/** Another run may bring the same at the same time: then what it brought is looked at. */
async function putOrCompare({ destination }, key, body, compare) {
	try {
		await putConfirmed(destination, key, body);
	} catch (error) {
		if (!isKind(error, "exists")) throw error;
		await compare().catch((found) => {
			throw isKind(found, "not-found") ? error : found;
		});
	}
}
async function compareFile(route, file, held, trusted) {
	const known = held.sha256 !== void 0 && file.sha256 !== void 0;
	if (held.size !== file.size || known && held.sha256 !== file.sha256) throw another(route.destination, file.key);
	if (!known && !trusted && !route.dryRun) await proveHeld(route, file);
}
async function proveHeld({ destination }, { key, prove }) {
	try {
		for await (const chunk of prove(await destination.get(key)));
	} catch (error) {
		throw isKind(error, "corrupt") ? another(destination, key) : error;
	}
}
function another({ address }, key) {
	return new BackupError("exists", `${address} holds another ${key} than the one to copy, and it was left as it is`, { hint: "Verify both stores. If each has a history of its own, copy to an empty folder or prefix; if that one is damaged, remove it by hand and copy again." });
}
function ifCorrupt(error) {
	if (!isKind(error, "corrupt")) throw error;
}
function digestOf(bytes) {
	return createHash("sha256").update(bytes).digest("hex");
}

// src/vault/copy.ts
/** Begins to copy a repository: lists what the destination has of it. @throws what the store throws */
async function openCopying(route, listing) {
	const objects = await route.destination.list(repositoryPrefix(listing.repository));
	const held = new Map(objects.map((object) => [object.key, object]));
	return {
		...route,
		held,
		listing,
		links: /* @__PURE__ */ new Map(),
		stored: /* @__PURE__ */ new Map(),
		pinned: /* @__PURE__ */ new Set()
	};
}
/** Reads a snapshot's manifest in both stores. @throws what is wrong with it in the source, `exists` where the two differ */
async function lookAt(copying, listed) {
	const { source, listing } = copying;
	const { manifest, bytes, problem } = await openSnapshot(source, listing, listed);
	if (!manifest) throw problem;
	const key = manifestKey(listing.repository, listed.name);
	return {
		...listed,
		manifest,
		bytes,
		committed: await holdsBytes(copying, key, bytes)
	};
}
/**
* Copies a snapshot with its pin, or what the destination lacks of them. All that it builds on must have been copied before.
*
* @throws `corrupt` or `not-found` where the source is damaged, `incomplete` where something that it builds on was not
*   copied, `exists` where the destination has something else in its place. There is no snapshot in the destination then.
*/
async function copySnapshot(copying, { manifest, bytes: text, committed }) {
	const { repository } = copying.listing;
	const { snapshot_name: name, sealed, archives } = manifest;
	if (sealed) sealedBytes(sealed, `${repository} ${name}`);
	const lost = checkChain(copying, manifest);
	let bytes = 0;
	for (const link of lost) {
		const file = archiveOfLink(copying, manifest, link);
		if (sealed && !(committed && copying.held.has(file.key))) throw lostAndSealed(repository, link.snapshot);
		bytes += await transferFile(copying, file, committed);
		if (!committed) copying.links.set(link.snapshot, link);
	}
	for (const archive of archives) bytes += await transferFile(copying, ownArchive(repository, name, archive), committed);
	if (!committed) {
		await transferBytes(copying, manifestKey(repository, name), text);
		if (!copying.dryRun) copying.stored.set(name, manifest);
	}
	copying.links.set(name, ownLink(manifest));
	await copyPin(copying, name);
	return {
		bytes,
		lost: lost.map(({ snapshot }) => snapshot)
	};
}
/** The links whose archives have lost their manifests. @throws where one is not what others say of it, or was not copied */
function checkChain({ listing, links }, { snapshot_name: name, git }) {
	const { repository, snapshots } = listing;
	const known = new Set(snapshots.map((listed) => listed.name));
	return git.chain.filter((link) => {
		if (link.snapshot === name) return false;
		if (links.has(link.snapshot)) checkLink(repository, links.get(link.snapshot), link);
		else if (known.has(link.snapshot)) throw new BackupError("incomplete", `${repository} ${name} needs ${link.snapshot}, which could not be copied`);
		return !links.has(link.snapshot);
	});
}
function ownArchive(repository, snapshot, archive) {
	const { name, size, sha256 } = archive;
	const prove = (stream) => proven(stream, archive, `${repository} ${name}`);
	return {
		key: archiveKey(repository, snapshot, name),
		size,
		sha256,
		prove
	};
}
/** An archive without a manifest: what the chain names of it is all that is known, and all that is needed. */
function archiveOfLink({ listing }, { sealed }, { snapshot, pack, index }) {
	const { repository, archives } = listing;
	const name = archiveName({
		snapshot_name: snapshot,
		sealed
	});
	const size = archives.get(name) ?? 0;
	const parts = [{
		name: "the pack",
		...pack
	}, ...index ? [{
		name: "the index",
		...index
	}] : []];
	const prove = (stream) => provenParts(stream, {
		size,
		parts
	}, `${repository} ${name}`);
	return {
		key: archiveKey(repository, snapshot, name),
		size,
		prove
	};
}
function lostAndSealed(repository, snapshot) {
	return new BackupError("not-found", `${repository} ${snapshot} has lost its manifest and is sealed`, { hint: "Nothing else tells whether its archive is what it was: bring the manifest back from another copy of the store." });
}
/** Brings the pin of a snapshot that has one; a pin that the destination has stays as it is. */
async function copyPin({ source, destination, held, listing, dryRun, pinned }, name) {
	const { repository, pins } = listing;
	if (!pins.has(name) || held.has(pinKey(repository, name))) return;
	const pin = await readPin(source, repository, name);
	if (pin && (dryRun || await writePin(destination, repository, pin))) pinned.add(name);
}
/**
* Looks whether all that was stored is whole, now that every prune of the destination sees it. What is not must not stay
* listed: it is taken back. Gives the names of that.
*/
async function confirmCopies({ destination, listing, held, stored, pinned }) {
	if (stored.size === 0) return [];
	const { repository } = listing;
	const now = await listRepository(destination, repository);
	const listed = namesOf(now);
	const had = /* @__PURE__ */ new Set([...[...namesOf(listing)].filter((name) => held.has(manifestKey(repository, name))), ...stored.keys()]);
	const lacks = (manifest) => missingParts(manifest, now).length + beingRemoved(manifest, had, now).length > 0;
	const broken = [...stored].filter(([name, manifest]) => listed.has(name) && lacks(manifest));
	for (const [name] of broken.toReversed()) {
		await takeBack(destination, manifestKey(repository, name));
		if (pinned.has(name)) await takeBack(destination, pinKey(repository, name));
	}
	return broken.map(([name]) => name);
}

// src/commands/copy.ts
/** Copies the selected repositories from the first store to each of the others. One line a repository and destination. */
async function copy(context, settings, stores) {
	const [source, ...destinations] = stores;
	if (!source) throw new Error("copy was called without a store");
	const listings = await selectListings(source, settings.patterns);
	if (listings.length === 0) throw holdsNothing(source.address, settings.command);
	return (await mapConcurrently(listings, settings.concurrency, async (listing) => {
		const { repository } = listing;
		const own = [];
		for (const destination of destinations) {
			const label = destinations.length > 1 ? `${repository} (${destination.address})` : repository;
			const work = () => copyRepository({
				context,
				settings,
				source,
				destination,
				label
			}, listing);
			own.push(inStore(await entryOf(context, repository, work, label), destination, stores));
		}
		return own;
	})).flat();
}
async function copyRepository(work, listing) {
	const { settings, source } = work;
	const tally = {
		copied: /* @__PURE__ */ new Set(),
		pinned: /* @__PURE__ */ new Set(),
		bytes: 0,
		wanted: 0,
		present: 0,
		newest: void 0,
		lost: /* @__PURE__ */ new Set()
	};
	try {
		await onListing(source, listing, async (current) => {
			const problems = await copyListed(work, current, tally);
			if (problems.length > 0) throw allOf(problems);
		});
		return lineOf(work, listing, tally);
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		const status = tally.copied.size > 0 && !settings.dryRun ? "copied" : "failed";
		return {
			...lineOf(work, listing, tally),
			status,
			error: summariseError(error)
		};
	}
}
/** What is wrong with one snapshot; the others may be whole. All else is the stores' own trouble, and stops a repository. */
const OF_A_SNAPSHOT = [
	"corrupt",
	"not-found",
	"incomplete",
	"exists",
	"unsupported"
];
/** Copies all that can be copied, and gives what went wrong. */
async function copyListed(work, listing, tally) {
	const { settings, source, destination } = work;
	const wanted = await chooseAll(work, listing);
	Object.assign(tally, {
		wanted: wanted.length,
		present: 0,
		newest: void 0
	});
	const onBytes = followBytes(work, tally);
	const copying = await openCopying({
		source,
		destination,
		dryRun: settings.dryRun,
		onBytes
	}, listing);
	const problems = [];
	for await (const looked of lookAtAll(copying, wanted)) {
		const problem = looked instanceof BackupError ? looked : await problemOf(copyOne(work, copying, looked, tally));
		if (problem instanceof BackupError) problems.push(problem);
		if (problem instanceof BackupError && !OF_A_SNAPSHOT.includes(problem.kind)) break;
	}
	for (const name of copying.pinned) tally.pinned.add(name);
	const gone = await problemOf(confirmCopies(copying));
	if (gone instanceof BackupError) return [...problems, gone];
	for (const name of gone) tally.copied.delete(name);
	return gone.length > 0 ? [...problems, prunedMeanwhile(listing, destination, gone)] : problems;
}
async function copyOne({ settings, destination }, copying, looked, tally) {
	const { name, manifest, committed } = looked;
	const { full_name: repository, visibility } = manifest.repository;
	const protection = {
		sealed: manifest.sealed !== void 0,
		allowed: settings.allowPublicStore
	};
	await refuseExposure(destination, {
		repository,
		visibility
	}, protection);
	const { bytes, lost } = await copySnapshot(copying, looked);
	tally.bytes += bytes;
	tally.newest = manifest;
	for (const one of lost) tally.lost.add(one);
	if (!committed || bytes > 0) tally.copied.add(name);
	else if (!tally.copied.has(name)) tally.present += 1;
}
async function problemOf(work) {
	return work.catch((error) => {
		if (error instanceof BackupError) return error;
		throw error;
	});
}
/** Snapshots looked at in both stores at once: most of a copy that goes on is looking at what is there. */
const PARALLEL_LOOKS = 16;
async function* lookAtAll(copying, wanted) {
	for (let at = 0; at < wanted.length; at += PARALLEL_LOOKS) {
		const batch = wanted.slice(at, at + PARALLEL_LOOKS);
		yield* await mapConcurrently(batch, PARALLEL_LOOKS, (listed) => problemOf(lookAt(copying, listed)));
	}
}
/** The snapshots that are to be copied, oldest first: all, or the chosen one with what it builds on. @throws `not-found` */
async function chooseAll(work, listing) {
	const { context, source } = work;
	const { choice } = work.settings;
	if (choice.snapshot === void 0 && choice.at === void 0) {
		chooseListed(listing, choice);
		return listing.snapshots;
	}
	const { manifest } = await chooseSnapshot(source, listing, choice, context.log);
	const needed = /* @__PURE__ */ new Set([manifest.snapshot_name, ...manifest.git.chain.map(({ snapshot }) => snapshot)]);
	return listing.snapshots.filter(({ name }) => needed.has(name));
}
/** Milliseconds between two lines of progress. */
const PACE = 1e3;
function followBytes({ context, label }, tally) {
	let next = context.now().getTime() + PACE;
	let sent = 0;
	return (bytes) => {
		sent += bytes;
		const now = context.now().getTime();
		if (now < next) return;
		next = now + PACE;
		const done = tally.copied.size + tally.present;
		context.log.progress(`${label}: ${done} of ${tally.wanted} snapshots are there, ${formatBytes(sent)} copied`);
	};
}
function prunedMeanwhile({ repository }, { address }, gone) {
	return new BackupError("store", `${repository}: ${gone.join(", ")} lost what it is built on, and was taken back`, { hint: `Another run pruned ${address} at the same time: run it again.` });
}
function lineOf({ settings, source }, { repository }, tally) {
	const { copied, pinned, bytes, wanted, present, newest, lost } = tally;
	const changed = copied.size > 0 || pinned.size > 0;
	const missing = Math.max(wanted - copied.size - present, 0);
	const pins = pinned.size > 0 ? ` and ${counted(pinned.size, "pin")}` : "";
	const done = `${settings.dryRun ? "would copy" : "copied"} ${counted(copied.size, "snapshot")}${pins} (${formatBytes(bytes)})`;
	const warnings = [...lost].map((name) => `${repository} ${name}.json is missing in ${source.address}, although younger snapshots build on it`);
	return {
		repository,
		status: changed ? "copied" : "unchanged",
		...newest ? {
			snapshot: newest.snapshot_name,
			type: newest.type
		} : {},
		bytes,
		copied: [...copied],
		present,
		missing,
		note: [
			done,
			`${present} were there`,
			...missing > 0 ? [`${missing} could not be copied`] : []
		].join(", "),
		...warnings.length > 0 ? { warnings } : {}
	};
}

export { copy };