import { r as isKind, t as BackupError } from "./errors.js";
import { d as sealedName, o as serialiseManifest } from "./manifest.js";
import { i as archiveKey, l as manifestKey, m as snapshotName, p as snapshotInstant } from "./names.js";
import { r as sealManifest, s as sealFile } from "./seal.js";
import { n as Header, t as Pax } from "./tar.js";
import { createHash } from "node:crypto";

// src/vault/archive.ts
const BLOCK = 512;
/** Lays out an archive. Nothing is read before the body is opened, and nothing is held in memory. */
function layOutArchive(name, members, mtime) {
	const placed = members.map((member) => ({
		member,
		head: memberHeader(member, mtime),
		offset: 0,
		sha256: ""
	}));
	let size = 0;
	for (const entry of placed) {
		entry.offset = size + entry.head.length;
		size = entry.offset + padded(entry.member.size);
	}
	size += 2 * BLOCK;
	async function* open() {
		for (const entry of placed) {
			yield entry.head;
			const hash = createHash("sha256");
			let written = 0;
			for await (const chunk of entry.member.open()) {
				hash.update(chunk);
				written += chunk.length;
				yield chunk;
			}
			if (written !== entry.member.size) throw new Error(`${entry.member.name} has ${written} bytes instead of ${entry.member.size}`);
			entry.sha256 = hash.digest("hex");
			yield Buffer.alloc(padded(written) - written);
		}
		yield Buffer.alloc(2 * BLOCK);
	}
	const describeMember = ({ member, offset, sha256 }) => ({
		name: member.name,
		offset,
		size: member.size,
		sha256
	});
	return {
		body: {
			size,
			open
		},
		describe: (sha256) => ({
			name,
			size,
			sha256,
			members: placed.map(describeMember)
		})
	};
}
function padded(size) {
	return Math.ceil(size / BLOCK) * BLOCK;
}
function memberHeader({ name, size }, mtime) {
	const fields = {
		path: name,
		mode: 420,
		uid: 0,
		gid: 0,
		size,
		mtime,
		type: "File"
	};
	const header = new Header(fields);
	const needsPax = header.encode() || Buffer.byteLength(name) > 99;
	const block = header.block ?? Buffer.alloc(0);
	return needsPax ? Buffer.concat([new Pax(fields).encode(), block]) : block;
}

// src/vault/save.ts
/** Another run may hold the name of this second; so many seconds on are tried before giving up. */
const NAMES_TRIED = 120;
/**
* Stores archive and manifest, and gives the manifest once the store has confirmed both by size and SHA-256.
*
* @throws what the store throws, or `store` where it confirms something else than was sent. Then there is no snapshot.
*/
async function saveSnapshot(store, input) {
	let at = laterThan(input.after, input.at);
	for (let tried = 0; tried < NAMES_TRIED; tried += 1) {
		const saved = await saveAs(store, input, at);
		if (saved) return saved;
		at = new Date(at.getTime() + 1e3);
	}
	throw new BackupError("store", `${input.repository}: ${NAMES_TRIED} snapshot names in a row are taken in ${store.address}`, { hint: "See that the clock of this machine is right and that not many runs write the same repository." });
}
function laterThan(after, at) {
	const earliest = after === void 0 ? 0 : (snapshotInstant(after)?.getTime() ?? 0) + 1e3;
	return new Date(Math.max(Math.floor(at.getTime() / 1e3) * 1e3, earliest));
}
/** Gives undefined where another run has taken the name. */
async function saveAs(store, { repository, members, describe, sealer, expires }, at) {
	const name = snapshotName(at);
	const { body, describe: describeArchive } = layOutArchive(`${name}.tar`, members, at);
	const plainBody = hashed(body);
	const file = sealer ? sealedName(`${name}.tar`) : `${name}.tar`;
	const key = archiveKey(repository, name, file);
	const stored = await putUnlessTaken(store, key, sealer ? await sealFile(sealer, plainBody.body) : body, { expires });
	if (!stored) return void 0;
	const plain = describe(name, at, describeArchive(sealer ? plainBody.digest() : stored.sha256));
	const manifest = sealer ? await sealManifest(sealer, plain, {
		name: file,
		...stored,
		members: []
	}) : plain;
	const text = Buffer.from(serialiseManifest(manifest));
	const committed = await putUnlessTaken(store, manifestKey(repository, name), bodyOf(text), { expires });
	if (!committed) await takeBack(store, key);
	return committed ? manifest : void 0;
}
async function putUnlessTaken(store, key, body, options) {
	try {
		return await putConfirmed(store, key, body, options);
	} catch (error) {
		if (isKind(error, "exists")) return void 0;
		throw error;
	}
}
/** Stores a body. @throws `store` where the store confirms other bytes than were sent; they are removed then. */
async function putConfirmed(store, key, body, options = {}) {
	const sent = hashed(body);
	const stored = await store.put(key, sent.body, options);
	if (stored.size === body.size && stored.sha256 === sent.digest()) return stored;
	await takeBack(store, key);
	throw new BackupError("store", `${store.address} holds something else under ${key} than was sent to it`, { hint: "Run it again. If it stays, the memory, the disk or the network damages data." });
}
/** Removes what this run has just written. A store that locks what it is given keeps it; a later prune removes it. */
async function takeBack(store, key) {
	await store.delete(key).catch((error) => {
		if (!isKind(error, "locked")) throw error;
	});
}
/** A body whose digest is known when it was read to its end. */
function hashed(body) {
	let hash = createHash("sha256");
	async function* open() {
		hash = createHash("sha256");
		for await (const chunk of body.open()) {
			hash.update(chunk);
			yield chunk;
		}
	}
	return {
		body: {
			size: body.size,
			open
		},
		digest: () => hash.digest("hex")
	};
}
/** Bytes in memory as something to store. */
function bodyOf(bytes) {
	return {
		size: bytes.length,
		async *open() {
			yield bytes;
		}
	};
}

export { takeBack as i, putConfirmed as n, saveSnapshot as r, bodyOf as t };