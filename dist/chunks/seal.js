import { r as isKind, t as BackupError } from "./errors.js";
import { i as parseManifest, o as serialiseManifest, u as publicHalf } from "./manifest.js";
import { t as createGate } from "./concurrency.js";
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, scrypt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

// src/seal/payload.ts
/** Plain bytes in one block; only the last one of a file may hold less. */
const BLOCK = 65536;
/** Bytes that sealing adds to every block: its Poly1305 tag. */
const TAG = 16;
const CIPHER = "chacha20-poly1305";
/** The key of a payload. */
function payloadKey(fileKey, nonce) {
	return Buffer.from(hkdfSync("sha256", fileKey, nonce, "payload", 32));
}
/** The size of a payload that holds `size` plain bytes. An empty file still has one, empty, block. */
function sealedSize(size) {
	return size + 16 * Math.max(1, Math.ceil(size / BLOCK));
}
/** The plain bytes in a payload of `size` bytes; undefined for a size that no payload can have. */
function plainSize(size) {
	const plain = size - 16 * Math.ceil(size / 65552);
	return size > 0 && plain >= 0 && sealedSize(plain) === size ? plain : void 0;
}
/** Seals a stream. The same key must never meet other bytes. */
async function* sealPayload(key, plain) {
	let index = 0;
	for await (const { block, last } of inBlocks(plain, BLOCK)) {
		yield sealBlock(key, blockNonce(index, last), block);
		index += 1;
	}
}
/**
* Opens whole blocks of a payload.
*
* @throws `corrupt` for a block that was changed, moved or cut, before any byte of it is given; `what` names the file.
*/
async function* openPayload(key, sealed, { first, last }, what) {
	let index = first;
	for await (const { block } of inBlocks(sealed, 65552)) {
		const plain = openBlock(key, blockNonce(index, index === last), block);
		if (!plain) throw changed(what);
		yield plain;
		index += 1;
	}
}
/** What is said of sealed bytes that their own seal does not confirm. */
function changed(what) {
	return new BackupError("corrupt", `${what} cannot be opened: the stored bytes have changed`, { hint: "Use another snapshot, or bring the file back from another copy of the store." });
}
/** ChaCha20-Poly1305: the bytes and their tag. */
function sealBlock(key, nonce, plain) {
	const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: 16 });
	const sealed = cipher.update(plain);
	cipher.final();
	return Buffer.concat([sealed, cipher.getAuthTag()]);
}
/** The reverse of `sealBlock`; undefined where the tag does not confirm the bytes. */
function openBlock(key, nonce, sealed) {
	if (sealed.length < 16) return void 0;
	const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: 16 });
	decipher.setAuthTag(sealed.subarray(-16));
	const plain = decipher.update(sealed.subarray(0, -16));
	try {
		decipher.final();
		return plain;
	} catch {
		return;
	}
}
/** The nonce of a block: its index as 11 bytes, big-endian, and whether it is the last. */
function blockNonce(index, last) {
	const nonce = Buffer.alloc(12);
	nonce.writeUInt32BE(index, 7);
	nonce[11] = last ? 1 : 0;
	return nonce;
}
/** Cuts a stream into blocks of `size`; the last one holds what is left, which is nothing only in an empty stream. */
async function* inBlocks(stream, size) {
	let rest = Buffer.alloc(0);
	for await (const chunk of stream) {
		let at = 0;
		while (rest.length + chunk.length - at > size) {
			const end = at + size - rest.length;
			const part = chunk.subarray(at, end);
			yield {
				block: rest.length > 0 ? Buffer.concat([rest, part]) : part,
				last: false
			};
			rest = Buffer.alloc(0);
			at = end;
		}
		rest = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(at)]) : chunk.subarray(at);
	}
	yield {
		block: rest,
		last: true
	};
}

// src/seal/passphrase.ts
/** Log2 of the work: what the `age` program takes, about a second and 256 MiB. */
const WORK = 18;
/** A file that asks for more would exhaust the memory of whoever opens it. The `age` program writes 18. */
const MOST_WORK = 20;
const SALT = 16;
const LABEL = "age-encryption.org/v1/scrypt";
const ZERO = Buffer.alloc(12);
const alone = createGate(1);
/** Seals to the passphrase. A header with this recipient may have no other. */
function passphraseRecipient({ passphrase, work = WORK }, stanza) {
	return { async wrapFileKey(fileKey) {
		const salt = randomBytes(SALT);
		const key = await derive(passphrase, salt, work);
		return [new stanza([
			"scrypt",
			unpadded(salt),
			String(work)
		], sealBlock(key, ZERO, fileKey))];
	} };
}
/** Opens what was sealed to the passphrase; other files are not for it. */
function passphraseIdentity(passphrase) {
	return { async unwrapFileKey(stanzas) {
		const own = stanzas.find(({ args }) => args[0] === "scrypt");
		if (!own) return null;
		const [, salt = "", work = "", ...more] = own.args;
		const bytes = Buffer.from(salt, "base64");
		if (more.length > 0 || stanzas.length > 1 || bytes.length !== SALT || unpadded(bytes) !== salt || own.body.length !== 32 || !/^[1-9]\d?$/.test(work) || Number(work) > MOST_WORK) throw new Error("a strange scrypt stanza");
		const key = await derive(passphrase, bytes, Number(work));
		return openBlock(key, ZERO, Buffer.from(own.body)) ?? null;
	} };
}
function unpadded(bytes) {
	return bytes.toString("base64").replace(/=+$/, "");
}
function derive(passphrase, salt, work) {
	const options = {
		N: 2 ** work,
		r: 8,
		p: 1,
		maxmem: 1024 * (2 ** work + 64)
	};
	const salted = Buffer.concat([Buffer.from(LABEL), salt]);
	return alone(() => new Promise((resolve, reject) => {
		scrypt(passphrase, salted, 32, options, (error, key) => error ? reject(error) : resolve(key));
	}));
}

// src/seal/keys.ts
/** Reads secrets. @throws `usage` for an identity that is none; the error does not show it. */
async function openKeys({ identities, passphrase }) {
	const { Decrypter, identityToRecipient } = await import("./dist.js");
	const decrypter = new Decrypter();
	const recipients = [];
	for (const [index, identity] of identities.entries()) try {
		decrypter.addIdentity(identity);
		recipients.push(await identityToRecipient(identity));
	} catch {
		throw new BackupError("usage", `identity: key ${index + 1} is not an age identity`, { hint: "Copy the whole line as `age-keygen` wrote it. It begins with AGE-SECRET-KEY-1." });
	}
	if (passphrase !== void 0) decrypter.addIdentity(passphraseIdentity(passphrase));
	return {
		recipients,
		passphrase: passphrase !== void 0,
		open: (header, what) => open(decrypter, header, what)
	};
}
async function open(decrypter, header, what) {
	try {
		return await decrypter.decryptHeader(header);
	} catch (error) {
		if (error instanceof Error && error.message.startsWith("no identity matched")) return void 0;
		throw changed(what);
	}
}
const VERSION_LINE = Buffer.from("age-encryption.org/v1\n");
const LAST_LINE = Buffer.from("\n--- ");
/** Bytes that a header may have: hundreds of recipients. */
const LONGEST_HEADER = 1048576;
/** The header at the front of `bytes`: its length, or undefined where more bytes are needed. @throws `corrupt` for no header. */
function headerLength(bytes, what) {
	const version = bytes.subarray(0, VERSION_LINE.length);
	if (!VERSION_LINE.subarray(0, version.length).equals(version)) throw changed(what);
	const last = bytes.indexOf(LAST_LINE);
	const end = last < 0 ? -1 : bytes.indexOf(10, last + LAST_LINE.length);
	if (end >= 0) return end + 1;
	if (bytes.length >= LONGEST_HEADER) throw changed(what);
}
/**
* Reads the beginning of a sealed file; `read` gives that many bytes from its front, or all if there are fewer.
* Undefined where none of the keys fits.
*
* @throws `corrupt` where it is no age file, or its header was changed or cut.
*/
async function openStart(keys, read, what) {
	for (let length = 4096;; length *= 16) {
		const bytes = await read(length);
		const end = headerLength(bytes, what);
		if (end !== void 0 && bytes.length >= end + 16) {
			const fileKey = await keys.open(bytes.subarray(0, end), what);
			const head = bytes.subarray(0, end + 16);
			return fileKey && {
				head,
				key: payloadKey(fileKey, head.subarray(end))
			};
		}
		if (bytes.length < length) throw changed(what);
	}
}

// src/seal/file.ts
/** Seals bytes. The result is the same each time that it is opened, as long as the bytes are: never open it over others. */
async function sealFile({ begin }, { size, open }) {
	const start = await begin();
	return {
		size: start.head.length + sealedSize(size),
		open: () => sealStream(start, open())
	};
}
async function* sealStream({ head, key }, plain) {
	yield head;
	yield* sealPayload(key, plain);
}
/**
* Opens the header of a sealed file; undefined where none of the keys fits. What is read later throws `corrupt` at the
* first block that was changed, so that no changed byte is ever given.
*
* @throws `corrupt` where the file is no age file, or its header or size cannot be right. `what` names the file.
*/
async function openFile(keys, source, what) {
	const front = async (length) => collect(await source.read({
		start: 0,
		length: Math.min(length, source.size)
	}));
	const start = await openStart(keys, front, what);
	if (!start) return void 0;
	const { head, key } = start;
	const size = plainSize(source.size - head.length);
	if (size === void 0) throw changed(what);
	const last = Math.max(0, Math.ceil(size / BLOCK) - 1);
	return {
		size,
		async read(from, length) {
			if (from + length > size) throw new BackupError("corrupt", `${what} holds ${size} bytes, but ${from + length} are needed`);
			const first = Math.floor(from / BLOCK);
			const begin = head.length + first * (BLOCK + 16);
			const end = head.length + (Math.floor(Math.max(from, from + length - 1) / BLOCK) + 1) * (BLOCK + 16);
			const stored = await source.read({
				start: begin,
				length: Math.min(end, source.size) - begin
			});
			return slice(openPayload(key, stored, {
				first,
				last
			}, what), from - first * BLOCK, length);
		},
		open: (stored) => openPayload(key, slice(stored, head.length, source.size), {
			first: 0,
			last
		}, what)
	};
}
/** Leaves out the first `skip` bytes of a stream, and what comes after the `length` bytes behind them. Reads it to its end. */
async function* slice(stream, skip, length) {
	let at = 0;
	for await (const chunk of stream) {
		const part = chunk.subarray(Math.max(0, skip - at), Math.max(0, skip + length - at));
		at += chunk.length;
		if (part.length > 0) yield part;
	}
}
async function collect(stream) {
	const chunks = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}
/** Seals a few bytes at once. */
async function sealBytes(sealer, plain) {
	return collect((await sealFile(sealer, {
		size: plain.length,
		open: () => once(plain)
	})).open());
}
/** Opens a few bytes at once; undefined where none of the keys fits. @throws `corrupt` as `openFile` does. */
async function openBytes(keys, sealed, what) {
	const read = async ({ start, length }) => once(sealed.subarray(start, start + length));
	const file = await openFile(keys, {
		size: sealed.length,
		read
	}, what);
	return file && collect(file.open(once(sealed)));
}
async function* once(bytes) {
	yield bytes;
}

// src/vault/seal.ts
/** Seals a manifest; `stored` is its archive as the store confirmed it. */
async function sealManifest(sealer, manifest, stored) {
	const whole = await sealBytes(sealer, Buffer.from(serialiseManifest(manifest)));
	const { recipients } = sealer;
	const sealed = {
		recipients,
		sha256: sealDigest(recipients, whole),
		manifest: whole.toString("base64")
	};
	return {
		...publicHalf(manifest, [stored]),
		sealed
	};
}
/** The age file in a sealed manifest. @throws `corrupt` where it is not what its digest says. */
function sealedBytes({ recipients, sha256, manifest }, where) {
	const bytes = Buffer.from(manifest, "base64");
	if (sealDigest(recipients, bytes) === sha256) return bytes;
	throw changed(`the sealed manifest of ${where}`);
}
function sealDigest(recipients, bytes) {
	const lines = recipients.map((key) => `${key}\n`).join("");
	return createHash("sha256").update(lines).update(bytes).digest("hex");
}
/**
* Opens a sealed manifest: what it was before it was sealed.
*
* @throws `denied` where no key fits, `corrupt` where the seal is broken or the readable half tells something else.
*/
async function openManifest(keys, { sealed, ...shown }, where) {
	const bytes = await openBytes(keys, sealedBytes(sealed, where), `the sealed manifest of ${where}`);
	if (!bytes) throw noKey(keys, sealed.recipients, where);
	const whole = parseManifest(bytes.toString("utf8"), `the sealed manifest of ${where}`);
	if (isDeepStrictEqual(publicHalf(whole, shown.archives), shown)) return whole;
	throw new BackupError("corrupt", `the manifest of ${where} does not agree with what it seals: it was changed`, { hint: "Use another snapshot, or bring the manifest back from another copy of the store." });
}
/** What is said where nothing opens a snapshot: `keys` are those that were tried. */
function noKey(keys, recipients, where) {
	const message = `${where} is sealed${keys && (keys.recipients.length > 0 || keys.passphrase) ? ", and nothing that was given opens it" : ""}`;
	const hint = recipients.length === 0 ? "Give its passphrase: REPO_BACKUP_PASSPHRASE on the command line, the input `passphrase` in the Action." : `Give the secret key of ${recipients.join(" or ")}: ${HOW}.`;
	return new BackupError("denied", message, { hint });
}
const HOW = "a file (--identity) or REPO_BACKUP_IDENTITY on the command line, the input `identity` in the Action";
/**
* Why the next snapshot cannot build on the last one: whoever can open one must be able to open all that it needs.
* Undefined where it can.
*/
async function sealingChange(last, sealer) {
	const { sealed } = last;
	if (!sealed) return sealer && "the last one is not sealed";
	if (!sealer) return "the last one is sealed, this one is not";
	if (!isDeepStrictEqual(sealed.recipients, sealer.recipients)) return "the recipients have changed";
	if (!sealer.keys) return void 0;
	return await openBytes(sealer.keys, Buffer.from(sealed.manifest, "base64"), "").catch(ifCorrupt) ? void 0 : "the passphrase has changed";
}
function ifCorrupt(error) {
	if (!isKind(error, "corrupt")) throw error;
}

export { sealingChange as a, openKeys as c, payloadKey as d, sealedBytes as i, passphraseRecipient as l, openManifest as n, openFile as o, sealManifest as r, sealFile as s, noKey as t, changed as u };