import { n as findMember, o as serialiseManifest } from "./manifest.js";
import { r as REFS } from "./names.js";
import { t as bodyOf } from "./save.js";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";

// src/vault/warm.ts
/** Bytes of one file, and of all, at most: the index of ten million objects fits, and GitHub's 10 GB of caches stay free. */
const LARGEST = 536870912;
const MOST = 1073741824;
const CHUNK = 262144;
const DIGEST = /^[0-9a-f]{64}$/;
/** Opens the files in a folder, which is made if it is missing. */
async function openWarm(folder) {
	await mkdir(folder, {
		recursive: true,
		mode: 448
	});
	const needed = /* @__PURE__ */ new Set();
	return {
		async open({ sha256, size }) {
			needed.add(sha256);
			const path = join(folder, sha256);
			if (await isProven(path, {
				sha256,
				size
			})) return createReadStream(path, { highWaterMark: CHUNK });
			await rm(path, {
				recursive: true,
				force: true
			});
		},
		keep(wanted, stream) {
			needed.add(wanted.sha256);
			return DIGEST.test(wanted.sha256) && wanted.size <= LARGEST ? keeping(folder, wanted, stream) : stream;
		},
		need: (digests) => digests.forEach((digest) => needed.add(digest)),
		tidy: () => tidy(folder, needed)
	};
}
async function isProven(path, { sha256, size }) {
	try {
		const info = await stat(path);
		if (!info.isFile() || info.size !== size) return false;
		const hash = createHash("sha256");
		for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) hash.update(chunk);
		return hash.digest("hex") === sha256;
	} catch {
		return false;
	}
}
async function* keeping(folder, { sha256, size }, stream) {
	const part = join(folder, `part-${randomBytes(8).toString("hex")}`);
	const file = await open(part, "wx").catch(() => void 0);
	const hash = createHash("sha256");
	let kept = file === void 0 ? -1 : 0;
	try {
		for await (const chunk of stream) {
			hash.update(chunk);
			if (kept >= 0) kept = await file?.appendFile(chunk).then(() => kept + chunk.length, () => -1) ?? -1;
			yield chunk;
		}
		if (kept === size && hash.digest("hex") === sha256) await rename(part, join(folder, sha256)).catch(() => void 0);
	} finally {
		await file?.close().catch(() => void 0);
		await rm(part, { force: true });
	}
}
async function tidy(folder, needed) {
	const files = [];
	for (const name of await readdir(folder)) if (needed.has(name)) files.push({
		name,
		size: (await stat(join(folder, name))).size
	});
	else await rm(join(folder, name), {
		recursive: true,
		force: true
	});
	let room = MOST;
	const stay = [];
	for (const { name, size } of files.toSorted((a, b) => a.size - b.size)) {
		room -= size;
		if (room >= 0) stay.push(name);
		else await rm(join(folder, name), { force: true });
	}
	return stay.toSorted();
}
/** The digests of what the next snapshot will want to read if it builds on this one. */
function digestsOf(manifest) {
	const refs = findMember(manifest, "refs.gz")?.member.sha256 ?? [];
	return [...manifest.git.chain.flatMap(({ index }) => index?.sha256 ?? []), ...manifest.sealed ? [] : [refs]].flat();
}
/** Keeps what the next snapshot will want of one that was just stored; of a sealed one only the manifest, which is sealed. */
async function keepSnapshot(warm, manifest, members) {
	const text = Buffer.from(serialiseManifest(manifest));
	await keepNow(warm, {
		sha256: createHash("sha256").update(text).digest("hex"),
		size: text.length
	}, bodyOf(text));
	const wanted = new Set(digestsOf(manifest));
	warm.need([...wanted]);
	if (manifest.sealed) return;
	for (const member of members) {
		const found = findMember(manifest, member.name)?.member;
		if (found && wanted.has(found.sha256)) await keepNow(warm, found, member);
	}
}
async function keepNow(warm, wanted, { open: read }) {
	for await (const chunk of warm.keep(wanted, read()));
}

export { keepSnapshot as n, openWarm as r, digestsOf as t };