import { B as BUNDLE, D as openStore, G as isSafeSegment, H as REFS, I as onServer, J as parseKey, K as isoSecond, L as serverName, Q as snapshotName, R as planRetention, U as archiveKey, V as INDEX, W as isRepositoryName, X as repositoryPrefix, Y as pinKey, Z as snapshotInstant, b as behindName, dt as isKind, et as notInstalled, ft as summariseError, i as undoAtExit, lt as BackupError, n as judge, nt as statusOf, pt as systemCode, q as manifestKey, rt as counted, s as unlessStopped, tt as explainGitHub, ut as diskFull, v as formatBytes, x as owedRecords, y as formatDuration, z as reachInDays } from "./start.js";
import { t as CAPTURING } from "./settings.js";
import { C as _positive, E as config, S as _nonnegative, T as en_default, _ as safeExtend, a as base64, b as _maxLength, c as int, f as object, g as refine, h as record$1, i as array, l as literal, p as optional, r as _enum, s as describe, t as datetime, u as nullable, v as string, w as _regex, x as _minLength } from "./zod.js";
import { n as Header, t as Pax } from "./tar.js";
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, scrypt } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { access, link, lstat, mkdir, mkdtemp, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { isDeepStrictEqual, promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { spawn } from "node:child_process";

// src/domain/visibility.ts
/** From those that the fewest can read. */
const OPENNESS = [
	"private",
	"internal",
	"public"
];
/** True where people can read `one` who cannot read `other`. */
function isMoreOpen(one, other) {
	return OPENNESS.indexOf(one) > OPENNESS.indexOf(other);
}

// src/system/write.ts
/** Writes every chunk in order. @throws what the stream or the file throws; how much was written by then is undefined. */
async function writeChunks(file, chunks) {
	let writing = Promise.resolve();
	for await (const chunk of chunks) {
		await writing;
		writing = writeWhole(file, chunk);
		writing.catch(() => void 0);
	}
	await writing;
}
async function writeWhole(file, chunk) {
	for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
}

// \0@oxc-project+runtime@0.156.0/helpers/esm/usingCtx.js
function _usingCtx() {
	var r = "function" == typeof SuppressedError ? SuppressedError : function(r, e) {
		var n = Error();
		return n.name = "SuppressedError", n.error = r, n.suppressed = e, n;
	}, e = {}, n = [];
	function using(r, e) {
		if (null != e) {
			if (Object(e) !== e) throw new TypeError("using declarations can only be used with objects, functions, null, or undefined.");
			if (r) var o = e[Symbol.asyncDispose || Symbol["for"]("Symbol.asyncDispose")];
			if (void 0 === o && (o = e[Symbol.dispose || Symbol["for"]("Symbol.dispose")], r)) var t = o;
			if ("function" != typeof o) throw new TypeError("Object is not disposable.");
			t && (o = function o() {
				try {
					t.call(e);
				} catch (r) {
					return Promise.reject(r);
				}
			}), n.push({
				v: e,
				d: o,
				a: r
			});
		} else r && n.push({
			d: e,
			a: r
		});
		return e;
	}
	return {
		e,
		u: using.bind(null, !1),
		a: using.bind(null, !0),
		d: function d() {
			var o, t = this.e, s = 0;
			function next() {
				for (; o = n.pop();) try {
					if (!o.a && 1 === s) return s = 0, n.push(o), Promise.resolve().then(next);
					if (o.d) {
						var r = o.d.call(o.v);
						if (o.a) return s |= 2, Promise.resolve(r).then(next, err);
					} else s |= 1;
				} catch (r) {
					return err(r);
				}
				if (1 === s) return t !== e ? Promise.reject(t) : Promise.resolve();
				if (t !== e) throw t;
			}
			function err(n) {
				return t = t !== e ? new r(n, t) : n, next();
			}
			return next();
		}
	};
}

// src/stores/write-body.ts
/**
* Writes a body to a new file that its owner alone may read, unless `mode` says otherwise; with `durable` it is on the disk
* afterwards, and not only on its way there.
*
* @throws `store` where the body has another size than it said; what the body or the disk throws.
*/
async function writeBody(path, body, { mode = 384, durable = false } = {}) {
	try {
		var _usingCtx$8 = _usingCtx();
		const file = _usingCtx$8.a(await open(path, "wx", mode));
		const hash = createHash("sha256");
		let size = 0;
		async function* counted() {
			for await (const chunk of body.open()) {
				hash.update(chunk);
				size += chunk.length;
				yield chunk;
				if (size > body.size) break;
			}
		}
		await writeChunks(file, counted());
		if (durable) await file.sync();
		const written = (await file.stat()).size;
		if (size !== body.size || written !== size) throw new BackupError("store", `${written} of ${body.size} bytes arrived in ${path}`, { hint: "Run it again; nothing incomplete was stored." });
		return {
			size,
			sha256: hash.digest("hex")
		};
	} catch (_) {
		_usingCtx$8.e = _;
	} finally {
		await _usingCtx$8.d();
	}
}

// src/stores/store.ts
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9_.-]+$/;
const MOST_SEGMENTS = 3;
/** True for a key: one to three segments of `[A-Za-z0-9_.-]` joined by `/`, no first or last one hidden, none `.` or `..`. */
function isKey(key) {
	const folders = key.split("/");
	const file = folders.pop() ?? "";
	return canHoldKeys(folders) && SEGMENT.test(file) && !file.startsWith(".");
}
/** @throws for what is no key: a bug of the caller, told before anything is touched */
function expectKey(key) {
	if (!isKey(key)) throw new Error(`not a key of a store: ${JSON.stringify(key)}`);
}
/** @throws for what no key begins with: a bug of the caller, told before anything is touched */
function expectPrefix(prefix) {
	if (!`/${prefix}`.endsWith("/") || !canHoldKeys(prefix.split("/").slice(0, -1))) throw new Error(`not a prefix of keys: ${JSON.stringify(prefix)}`);
}
/** What a range without a byte gives to read. */
async function* noBytes() {}
/** True where keys can begin with these segments and another one. */
function canHoldKeys(folders) {
	return folders.length < MOST_SEGMENTS && folders.every((part) => SEGMENT.test(part)) && !(folders[0] ?? "").startsWith(".");
}

// src/domain/manifest.ts
/** A manifest larger than this many bytes is refused unread: ours stay below 100 KB, but for the tips of sealed ones. */
const MANIFEST_LIMIT = 8388608;
/** True where an archive of `size` stored bytes can give a bundle's pack and index. */
function holdsBundle({ pack, index, sealed_size: sealedSize }, size) {
	if (sealedSize !== void 0) return size === sealedSize;
	return size >= Math.max(pack.offset + pack.size, index ? index.offset + index.size : 0);
}
/** The member called `name`, with its archive, or undefined. */
function findMember(manifest, name) {
	for (const holder of manifest.archives) {
		const found = holder.members.find((part) => part.name === name);
		if (found) return {
			archive: holder,
			member: found
		};
	}
}
/** All bytes that the snapshot added to its store, the manifest itself not counted. */
function snapshotBytes(manifest) {
	return manifest.archives.reduce((sum, holder) => sum + holder.size, 0);
}

// src/domain/ref-names.ts
/** True for a ref below `refs/` that no file system could take for another place. Git's own rules are stricter. */
function isSafeRefName(name) {
	return name.startsWith("refs/") && !/[\x00-\x20\x7f~^:?*[\\]|\.\.|\/\/|\/$|\/\./.test(name);
}
/** True where HEAD is a commit and not the name of a ref. */
function isDetached(head) {
	return /^[0-9a-f]+$/.test(head);
}

// src/domain/sealed.ts
/** What makes a manifest a sealed one. */
const sealed = object({
	recipients: array(string().check(_maxLength(4096))).check(describe("The public age keys whose holders can open it; none where a passphrase does")),
	sha256: string().check(_regex(/^[0-9a-f]{64}$/), describe("Over the recipients, a line each, and the age file below: damage shows without a key")),
	manifest: base64().check(describe("The whole manifest as it would be unsealed, as an age file"))
}).check(describe("Only where the archives are encrypted; what tells of their content is null or empty outside of it"));
/** The name of a snapshot's archive, `<snapshot>.tar` or, where it is sealed, `<snapshot>.tar.age`. */
function archiveName({ snapshot_name, sealed: seal }) {
	return seal ? sealedName(`${snapshot_name}.tar`) : `${snapshot_name}.tar`;
}
/** The name of an archive once it is sealed. */
function sealedName(archive) {
	return `${archive}.age`;
}
/** One digest over HEAD and all refs. */
function stateDigest({ head, headId, refs }) {
	return createHash("sha256").update(JSON.stringify([
		head,
		headId,
		refs
	])).digest("hex");
}
/** The half of a manifest that stays readable: what the next increment and a check of the stored `archives` need. */
function publicHalf(manifest, archives) {
	const { git, repository } = manifest;
	return {
		...manifest,
		commit_hash: null,
		commit_date: null,
		commit_message: null,
		repository: {
			...repository,
			default_branch: null,
			visibility: null
		},
		git: {
			...git,
			head: null,
			refs: {
				count: git.refs.count,
				sha256: stateDigest({
					head: git.head,
					headId: manifest.commit_hash,
					refs: git.refs.sha256
				})
			}
		},
		archives: archives.map((archive) => ({
			...archive,
			members: []
		}))
	};
}
/** What a sealed manifest shows and should not, in words. */
function unsealedFacts(manifest) {
	const { commit_hash, commit_date, commit_message, git, archives, repository } = manifest;
	const shown = [
		commit_hash,
		commit_date,
		commit_message,
		git.head,
		repository.default_branch,
		repository.visibility
	].some((fact) => fact !== null) || archives.some(({ members }) => members.length > 0);
	const open = archives.find(({ name }) => !name.endsWith(sealedName("")));
	return [...shown ? ["it shows what is sealed"] : [], ...open ? [`archive ${open.name} is not sealed`] : []];
}

// src/domain/contradictions.ts
/** Every contradiction in words; empty for a manifest that makes sense. */
function contradictions(manifest) {
	const { snapshot_name: name, timestamp, commit_hash: commit, git, sealed } = manifest;
	const at = snapshotInstant(name);
	const own = git.chain.find((entry) => entry.snapshot === name);
	const detached = git.head !== null && isDetached(git.head);
	return [
		...[
			[at !== void 0 && isoSecond(at) !== timestamp, "timestamp and snapshot_name tell different instants"],
			[!sealed && !memberOf(manifest, "refs.gz"), `no archive holds ${REFS}`],
			[git.head !== null && !detached && !isSafeRefName(git.head), "HEAD is neither a ref nor a commit"],
			[detached && git.head !== commit, "HEAD and commit_hash name different commits"],
			[!sealed && own && !holdsLink(manifest, own), `${BUNDLE} and ${INDEX} are not what the chain says of them`]
		].flatMap(([wrong, problem]) => wrong ? [problem] : []),
		...sealed ? unsealedFacts(manifest) : [],
		...archiveProblems(manifest),
		...chainProblems(manifest)
	];
}
function archiveProblems({ snapshot_name: snapshot, archives }) {
	return archives.flatMap(({ name, size, members }) => [...name.startsWith(`${snapshot}.`) ? [] : [`archive ${name} belongs to another snapshot`], ...members.filter((part) => part.offset + part.size > size).map((part) => `member ${part.name} lies outside of ${name}`)]);
}
function chainProblems({ snapshot_name: snapshot, git }) {
	const chain = git.chain.map((entry) => entry.snapshot);
	return [...chain.some((name, i) => i > 0 && name <= (chain[i - 1] ?? "")) ? ["the chain is not in order of time"] : [], ...(chain.at(-1) ?? "") > snapshot ? ["the chain holds a younger snapshot"] : []];
}
/** True where pack and index of the snapshot's own link are those of its archive's members. */
function holdsLink(manifest, { pack, index }) {
	const bundle = memberOf(manifest, BUNDLE);
	const kept = memberOf(manifest, INDEX);
	const fits = bundle !== void 0 && pack.offset >= bundle.offset && pack.offset + pack.size === bundle.offset + bundle.size;
	const same = index === null || index.offset === kept?.offset && index.size === kept.size && index.sha256 === kept.sha256;
	return fits && same;
}
function memberOf({ archives }, name) {
	return archives.flatMap(({ members }) => members).find((member) => member.name === name);
}

// src/domain/json.ts
/**
* Parses JSON with at most `most` values. A file of a few megabytes can hold millions, each of which takes a hundred times
* its bytes where it is parsed and checked.
*
* @throws SyntaxError where it is no JSON, or has more values
*/
function parseBounded(text, most) {
	let values = 1;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === COMMA || code === BRACKET || code === BRACE) values += 1;
	}
	if (values > most) throw new SyntaxError(`it holds more than ${most} values`);
	return JSON.parse(text);
}
const COMMA = 44;
const BRACKET = 91;
const BRACE = 123;

// src/domain/manifest-digest.ts
const FIELD = "manifest_sha256";
const LAST_LINE$1 = /\n {2}"([^"\n]*)": "([^"\n]*)"\n(?=\}\s*$)/;
/** Adds the digest to a manifest, which ends with `}` on a line of its own and a line end. */
function addDigest(text) {
	const body = `${text.slice(0, text.lastIndexOf("\n}"))},\n`;
	return `${body}  "${FIELD}": "${digestOf(`${body}}\n`)}"\n}\n`;
}
/**
* True where the digest is that of the file without its line, as `grep -v manifest_sha256 | sha256sum` has it, and where
* there is none: manifests did not always have one.
*/
function digestFits(text) {
	const last = LAST_LINE$1.exec(text);
	if (!last) return true;
	const [line, name, digest] = last;
	const rest = `${text.slice(0, last.index)}\n${text.slice(last.index + line.length)}`;
	return name === FIELD && digest === digestOf(rest);
}
function digestOf(text) {
	return createHash("sha256").update(text).digest("hex");
}

// src/domain/manifest-text.ts
config({
	...en_default(),
	jitless: true
});
/** Values of JSON that one may hold: each chain of a thousand links has some ten thousand. */
const MOST_VALUES$1 = 1e5;
/** Tips that a sealed manifest has room for, there and in what it seals. Of others the server is asked once more. */
const MOST_TIPS = 4e4;
const bytes = int().check(_nonnegative(), describe("Size in bytes"));
const sha256 = string().check(_regex(/^[0-9a-f]{64}$/), describe("SHA-256, lower-case hex"));
const objectId = string().check(_regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/), describe("A git object id"));
const instant = datetime().check(describe("An instant in UTC, ISO 8601"));
const snapshot$1 = string().check(_regex(/^snapshot-\d{8}-\d{6}$/), refine((name) => snapshotInstant(name) !== void 0, "is not a real date"), describe("The name of a snapshot: its UTC instant"));
const offset = int().check(_nonnegative(), describe("Where the bytes start in the archive, in bytes"));
const member = object({
	name: string().check(_maxLength(4096), refine((name) => name.split("/").every((part) => part !== "" && part !== "." && part !== ".."), "is not a safe path")),
	offset,
	size: bytes,
	sha256
});
const archive = object({
	name: string().check(refine(isSafeSegment, "is not a safe name"), describe("File beside the manifest")),
	size: bytes,
	sha256,
	members: array(member)
});
const link$1 = object({
	snapshot: snapshot$1.check(describe("The snapshot whose archive, <snapshot>.tar, holds the bundle")),
	pack: object({
		offset,
		size: bytes,
		sha256,
		objects: int().check(_positive())
	}).check(describe("The pack behind the header of the bundle")),
	index: nullable(object({
		offset,
		size: bytes,
		sha256
	})).check(describe("The kept index of the pack, null where there is none")),
	sealed_size: optional(bytes).check(describe("With a sealed snapshot only: the size in bytes of that archive as it is stored, <snapshot>.tar.age"))
});
const git = object({
	object_format: _enum(["sha1", "sha256"]),
	head: nullable(string()).check(describe("What HEAD is: a ref name, an object id where it is detached, null where there is none")),
	refs: object({
		count: int().check(_nonnegative()),
		sha256
	}).check(describe("All refs: how many, and the digest of refs.gz unpacked. Outside of a seal the digest covers HEAD too, so that it tells every change and no name")),
	chain: array(link$1).check(describe("Every bundle that this snapshot needs, oldest first")),
	proven: _enum([
		"connectivity",
		"links",
		"boundary"
	]).check(describe("How completeness was proven: every link inside one full pack; every link into the indexes of the chain; only the commits at the boundary")),
	capabilities: array(string().check(_maxLength(1e3))).check(_maxLength(100), describe("The server's protocol v2 capabilities, remembered for the next run")),
	tips: optional(array(objectId)).check(describe("With a sealed snapshot only: the tips that it adds to its chain, for the next increment to build on"))
});
/** True where a manifest has room for these capabilities. Without them the next run asks again, which costs one request. */
function rememberable(capabilities) {
	return git.shape.capabilities.safeParse(capabilities).success;
}
/** The schema of manifest version 1. Unknown fields are kept out of the result but are no error. */
const manifestSchema = object({
	timestamp: instant,
	snapshot_name: snapshot$1,
	source: string().check(describe("Address of the repository, without credentials")),
	commit_hash: nullable(objectId).check(describe("The commit that HEAD points to")),
	commit_date: nullable(instant).check(describe("Its committer date in UTC")),
	commit_message: nullable(string()),
	format: literal(1),
	type: _enum([
		"full",
		"incremental",
		"differential"
	]),
	repository: object({
		id: nullable(int().check(_positive())).check(describe("GitHub's id, which a rename does not change; null elsewhere")),
		full_name: string().check(refine(isRepositoryName, "is not owner/name")),
		default_branch: nullable(string()),
		visibility: nullable(_enum([
			"public",
			"private",
			"internal"
		]))
	}),
	git,
	sources: record$1(string(), _enum([
		"ok",
		"unchanged",
		"empty",
		"disabled",
		"denied",
		"failed"
	])),
	archives: array(archive).check(_minLength(1)),
	created_by: object({
		name: string(),
		version: string(),
		run_url: nullable(string())
	}),
	sealed: optional(sealed)
}).check(({ value, issues }) => {
	for (const message of contradictions(value)) issues.push({
		code: "custom",
		message,
		input: value
	});
});
/** The schema of a manifest as it is stored. */
const storedManifestSchema = safeExtend(manifestSchema, { manifest_sha256: optional(sha256).check(describe("The last field: SHA-256 over the file without the line of this field, lower-case hex")) });
/**
* The manifest as it is stored: indented JSON in the order of the schema, a digest over all of it, one trailing newline.
* Throws on a manifest that would be refused when read.
*/
function serialiseManifest(manifest) {
	const text = addDigest(`${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`);
	if (Buffer.byteLength(text) > 8388608) throw new Error(`${manifest.snapshot_name} is too large to be read back`);
	return text;
}
/**
* Reads a stored manifest; whether its digest fits is another question. `where` names it in errors.
*
* @throws `unsupported` for a format of a newer version, `corrupt` for anything else that is not a manifest.
*/
function parseManifest(text, where) {
	const json = parseJson$1(text, where);
	const format = typeof json === "object" && json !== null && "format" in json ? json.format : void 0;
	if (Number.isInteger(format) && Number(format) > 1) throw new BackupError("unsupported", `${where} has manifest format ${String(format)}; this version reads format ${1}`, { hint: "Use a newer version of repo-backup to read it. Nothing was changed." });
	const result = manifestSchema.safeParse(json);
	if (result.success) return result.data;
	const problems = result.error.issues.slice(0, 3).map((issue) => `${issue.path.join(".") || "manifest"}: ${issue.message}`);
	throw new BackupError("corrupt", `${where} is damaged (${problems.join("; ")})`, { hint: DAMAGED });
}
const DAMAGED = "Restore another snapshot, or bring the file back from another copy of the store.";
function parseJson$1(text, where) {
	try {
		return parseBounded(text, MOST_VALUES$1);
	} catch (cause) {
		throw new BackupError("corrupt", `${where} is not the JSON of a manifest`, {
			hint: DAMAGED,
			cause
		});
	}
}

// src/system/concurrency.ts
/**
* Runs `work` over all items, at most `width` at once; results in the order of the items. After a rejection no more work
* begins, and the first one rejects when all that was running has ended: whoever cleans up then is alone.
*/
async function mapConcurrently(items, width, work) {
	const results = [];
	const failures = [];
	const queue = items.entries();
	const worker = async () => {
		for (const [index, item] of queue) {
			if (failures.length > 0) return;
			try {
				results[index] = await work(item);
			} catch (error) {
				failures.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
	if (failures.length > 0) throw failures[0];
	return results;
}
/** Opens a gate. A caller that throws gives its place on like any other. */
function createGate(width) {
	let free = width;
	const waiting = [];
	return async (work) => {
		if (free > 0) free -= 1;
		else await new Promise((resolve) => waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else free += 1;
		}
	};
}

// src/seal/payload.ts
/** Plain bytes in one block; only the last one of a file may hold less. */
const BLOCK$1 = 65536;
/** Bytes that sealing adds to every block: its Poly1305 tag. */
const TAG$1 = 16;
const CIPHER = "chacha20-poly1305";
/** The key of a payload. */
function payloadKey(fileKey, nonce) {
	return Buffer.from(hkdfSync("sha256", fileKey, nonce, "payload", 32));
}
/** The size of a payload that holds `size` plain bytes. An empty file still has one, empty, block. */
function sealedSize(size) {
	return size + 16 * Math.max(1, Math.ceil(size / BLOCK$1));
}
/** The plain bytes in a payload of `size` bytes; undefined for a size that no payload can have. */
function plainSize(size) {
	const plain = size - 16 * Math.ceil(size / 65552);
	return size > 0 && plain >= 0 && sealedSize(plain) === size ? plain : void 0;
}
/** Seals a stream. The same key must never meet other bytes. */
async function* sealPayload(key, plain) {
	let index = 0;
	for await (const { block, last } of inBlocks(plain, BLOCK$1)) {
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
/**
* Log2 of the work: what the `age` program takes, about a second and 256 MiB. A file that asks for more, which we have
* not written, takes the memory of whoever opens it.
*/
const WORK$1 = 18;
const SALT = 16;
const LABEL = "age-encryption.org/v1/scrypt";
const ZERO = Buffer.alloc(12);
const alone = createGate(1);
/** Seals to the passphrase. A header with this recipient may have no other. */
function passphraseRecipient({ passphrase, work = WORK$1 }, stanza) {
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
		if (more.length > 0 || stanzas.length > 1 || bytes.length !== SALT || unpadded(bytes) !== salt || own.body.length !== 32 || !/^[1-9]\d?$/.test(work) || Number(work) > WORK$1) throw new Error("a strange scrypt stanza");
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
		open: (header, what) => open$1(decrypter, header, what)
	};
}
async function open$1(decrypter, header, what) {
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
	const last = Math.max(0, Math.ceil(size / BLOCK$1) - 1);
	return {
		size,
		async read(from, length) {
			if (from + length > size) throw new BackupError("corrupt", `${what} holds ${size} bytes, but ${from + length} are needed`);
			const first = Math.floor(from / BLOCK$1);
			const begin = head.length + first * (BLOCK$1 + 16);
			const end = head.length + (Math.floor(Math.max(from, from + length - 1) / BLOCK$1) + 1) * (BLOCK$1 + 16);
			const stored = await source.read({
				start: begin,
				length: Math.min(end, source.size) - begin
			});
			return slice(openPayload(key, stored, {
				first,
				last
			}, what), from - first * BLOCK$1, length);
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
		open: () => once$1(plain)
	})).open());
}
/** Opens a few bytes at once; undefined where none of the keys fits. @throws `corrupt` as `openFile` does. */
async function openBytes(keys, sealed, what) {
	const read = async ({ start, length }) => once$1(sealed.subarray(start, start + length));
	const file = await openFile(keys, {
		size: sealed.length,
		read
	}, what);
	return file && collect(file.open(once$1(sealed)));
}
async function* once$1(bytes) {
	yield bytes;
}

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

// src/vault/seal.ts
/** Seals a manifest; `stored` is its archive as the store confirmed it. What builds on the snapshot needs all of that. */
async function sealManifest(sealer, manifest, stored) {
	const chain = manifest.git.chain.map((link) => link.snapshot === manifest.snapshot_name ? {
		...link,
		sealed_size: stored.size
	} : link);
	const told = {
		...manifest,
		git: {
			...manifest.git,
			chain
		}
	};
	const whole = await sealBytes(sealer, Buffer.from(serialiseManifest(told)));
	const { recipients } = sealer;
	const sealed = {
		recipients,
		sha256: sealDigest(recipients, whole),
		manifest: whole.toString("base64")
	};
	return {
		...publicHalf(told, [stored]),
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
	if (last.git.chain.some((link) => link.sealed_size === void 0)) return "the last one tells no sealed sizes";
	if (!sealer.keys) return void 0;
	return await openBytes(sealer.keys, Buffer.from(sealed.manifest, "base64"), "").catch(ifCorrupt) ? void 0 : "the passphrase has changed";
}
function ifCorrupt(error) {
	if (!isKind(error, "corrupt")) throw error;
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
	const committed = await putUnlessTaken(store, manifestKey(repository, name), bodyOf$1(text), { expires });
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
function bodyOf$1(bytes) {
	return {
		size: bytes.length,
		async *open() {
			yield bytes;
		}
	};
}

// src/vault/warm.ts
/** Bytes of one file, and of all, at most: the index of ten million objects fits, and GitHub's 10 GB of caches stay free. */
const LARGEST$1 = 536870912;
const MOST$1 = 1073741824;
const CHUNK$2 = 262144;
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
			})) return createReadStream(path, { highWaterMark: CHUNK$2 });
			await rm(path, {
				recursive: true,
				force: true
			});
		},
		keep(wanted, stream) {
			needed.add(wanted.sha256);
			return DIGEST.test(wanted.sha256) && wanted.size <= LARGEST$1 ? keeping(folder, wanted, stream) : stream;
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
		for await (const chunk of createReadStream(path, { highWaterMark: CHUNK$2 })) hash.update(chunk);
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
	let room = MOST$1;
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
	}, bodyOf$1(text));
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

// src/system/process.ts
/** Starts a child. `onStderr` sees its messages as they come. */
function start(command, onStderr) {
	const child = spawn(command.program, command.args, {
		env: command.env,
		cwd: command.cwd,
		stdio: "pipe",
		windowsHide: true
	});
	let stderr = "";
	child.stderr.setEncoding("utf8").on("data", (text) => {
		stderr = (stderr + text).slice(-8192);
		onStderr?.(text);
	});
	child.stdin.on("error", () => void 0);
	const end = () => void child.kill("SIGTERM");
	const running = undoAtExit(end);
	const ended = exitOf(child).then((exit) => {
		running[Symbol.dispose]();
		return {
			...exit,
			stderr
		};
	});
	return {
		stdin: child.stdin,
		stdout: child.stdout,
		ended,
		async [Symbol.asyncDispose]() {
			for (const stream of [
				child.stdin,
				child.stdout,
				child.stderr
			]) stream.destroy();
			end();
			await ended;
		}
	};
}
async function exitOf(child) {
	try {
		const [code, signal] = await once(child, "close");
		return {
			code,
			signal
		};
	} catch (error) {
		return {
			code: systemCode(error) === "ENOENT" ? 127 : 126,
			signal: null
		};
	}
}
/** Bytes that a child may say: the refs of a repository that has as many as can be backed up, with what their tags lead to. */
const LONGEST_OUTPUT = 16e7;
/** Runs a child to its end, with `input` on its stdin, and gives all of its stdout. @throws `unsupported` above `longest` bytes */
async function run(command, input, longest = LONGEST_OUTPUT) {
	try {
		var _usingCtx$7 = _usingCtx();
		const child = _usingCtx$7.a(start(command));
		child.stdin.end(input);
		const chunks = [];
		let size = 0;
		for await (const chunk of child.stdout) {
			chunks.push(chunk);
			size += chunk.length;
			if (size > longest) throw new BackupError("unsupported", `${command.program} said more than ${longest} bytes`);
		}
		return {
			...await child.ended,
			stdout: Buffer.concat(chunks)
		};
	} catch (_) {
		_usingCtx$7.e = _;
	} finally {
		await _usingCtx$7.d();
	}
}
/** Writes to a child and waits while its pipe is full. False once the child no longer reads. */
async function feed(child, data) {
	if (child.stdin.destroyed) return false;
	if (child.stdin.write(data)) return true;
	await new Promise((resolve) => {
		const done = () => {
			child.stdin.off("drain", done).off("close", done);
			resolve();
		};
		child.stdin.once("drain", done).once("close", done);
	});
	return !child.stdin.destroyed;
}

// src/domain/patterns.ts
/** Said wherever a repository is missed that a run has seen, and called good. */
const EMPTY_HAVE_NONE = "A repository without a commit has no snapshot.";
/** What is said where there is nothing to work on in all of a store. */
function holdsNothing(where, command) {
	return new BackupError("not-found", `${where} holds no snapshot to ${command}`, { hint: `Check \`store\`, or run \`sync\` first. ${EMPTY_HAVE_NONE}` });
}
/**
* The names that the patterns select, in the order of `names`. No pattern selects all; only exclusions select the rest.
*
* @throws `not-found` for a pattern that matches nothing: a typing error must not look like success.
*/
function selectNames(names, patterns, where) {
	const lost = patterns.filter((pattern) => !pattern.startsWith("!") && !names.some((name) => matchesPattern(name, pattern)));
	if (lost.length > 0) throw new BackupError("not-found", `${where} holds no snapshot of ${lost.join(", ")}`, { hint: names.length > 0 ? `It holds: ${names.slice(0, 10).join(", ")}${names.length > 10 ? ", ..." : ""}. ${EMPTY_HAVE_NONE}` : `It holds no snapshot at all: check \`store\`. ${EMPTY_HAVE_NONE}` });
	return matchNames(names, patterns);
}
/** The same, where a pattern that matches nothing is no error. */
function matchNames(names, patterns) {
	const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
	const unwanted = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
	return names.filter((name) => wanted.length === 0 || wanted.some((pattern) => matchesPattern(name, pattern))).filter((name) => !unwanted.some((pattern) => matchesPattern(name, pattern)));
}
/** True where the pattern means the name. GitHub's names ignore case, so the patterns do. `*` stays within one half. */
function matchesPattern(name, pattern) {
	const halves = name.toLowerCase().split("/");
	const patterns = pattern.toLowerCase().split("/");
	return halves.length === patterns.length && patterns.every((one, at) => matchesHalf(halves[at] ?? "", one));
}
/**
* Each piece between two stars is looked for once, where the one before it ended: a regular expression of many stars would
* try their places in every combination, and not come to an end.
*/
function matchesHalf(half, pattern) {
	const [first = "", ...pieces] = pattern.split("*");
	const last = pieces.pop();
	if (last === void 0) return half === first;
	if (!half.startsWith(first)) return false;
	let at = first.length;
	for (const piece of pieces) {
		const found = half.indexOf(piece, at);
		if (found < 0) return false;
		at = found + piece.length;
	}
	return half.endsWith(last) && half.length - last.length >= at;
}

// src/vault/holdings.ts
/** The same store, which notes what its listings say. It asks for nothing by itself. */
function noteHoldings(store) {
	const repositories = /* @__PURE__ */ new Map();
	return {
		store: {
			...store,
			async list(prefix) {
				const objects = await store.list(prefix);
				if (prefix === "") repositories.clear();
				else repositories.delete(prefix.replace(/\/$/, ""));
				for (const [repository, sizes] of sizesOf(objects)) if (prefix === "" || prefix === repositoryPrefix(repository)) repositories.set(repository, sizes);
				return objects;
			},
			async delete(key) {
				await store.delete(key);
				const parts = parseKey(key);
				if (parts && parts.kind !== "pin") repositories.get(parts.repository)?.delete(instantOf$1(parts.snapshot));
			}
		},
		holdings: () => sum([...repositories.values()])
	};
}
function sizesOf(objects) {
	const found = /* @__PURE__ */ new Map();
	const complete = /* @__PURE__ */ new Set();
	for (const { key, size } of objects) {
		const parts = parseKey(key);
		if (!parts || parts.kind === "pin") continue;
		const sizes = found.get(parts.repository) ?? /* @__PURE__ */ new Map();
		found.set(parts.repository, sizes);
		const at = instantOf$1(parts.snapshot);
		if (parts.kind === "manifest") complete.add(`${parts.repository} ${at}`);
		sizes.set(at, (sizes.get(at) ?? 0) + (parts.kind === "archive" ? size : 0));
	}
	for (const [repository, sizes] of found) for (const at of sizes.keys()) if (!complete.has(`${repository} ${at}`)) sizes.delete(at);
	return found;
}
function instantOf$1(snapshot) {
	return snapshotInstant(snapshot)?.getTime() ?? 0;
}
function sum(all) {
	const days = /* @__PURE__ */ new Map();
	let newest = 0;
	for (const sizes of all) for (const [at, bytes] of sizes) {
		const day = new Date(at).toISOString().slice(0, 10);
		const known = days.get(day) ?? {
			snapshots: 0,
			bytes: 0
		};
		days.set(day, {
			snapshots: known.snapshots + 1,
			bytes: known.bytes + bytes
		});
		newest = Math.max(newest, at);
	}
	return total([...days].map(([day, counts]) => ({
		day,
		...counts
	})).toSorted((a, b) => a.day < b.day ? -1 : 1), newest > 0 ? isoSecond(new Date(newest)) : null);
}
function total(days, newest) {
	const add = (what) => days.reduce((all, one) => all + one[what], 0);
	return {
		snapshots: add("snapshots"),
		bytes: add("bytes"),
		newest_at: newest,
		days
	};
}

// src/domain/tags.ts
const TAG = /^([A-Za-z0-9_+-]+)\.([A-Za-z0-9._+-]+)\.(snapshot-\d{8}-\d{6})$/;
/** The tag of a snapshot: `acme.app.snapshot-20261121-020000`. */
function tagOf(repository, snapshot) {
	const [owner = "", name = ""] = repository.split("/");
	const safeName = name.replaceAll(/^\.|\.$/g, "+").replaceAll("..", ".+");
	return `${owner.replaceAll(".", "+")}.${safeName}.${snapshot}`;
}
/** The snapshot that a tag is of; undefined for any other tag. */
function readTag(tag) {
	const [, owner = "", name = "", snapshot = ""] = TAG.exec(tag) ?? [];
	const at = snapshotInstant(snapshot);
	const repository = `${owner}/${name}`.replaceAll("+", ".");
	return at && tagOf(repository, snapshot) === tag ? {
		repository,
		snapshot,
		at
	} : void 0;
}

// src/git/refs.ts
const HEADER = "# pack-refs with: peeled fully-peeled sorted \n";
const TAGS = "refs/tags/";
const OBJECT_ID$1 = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
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
/**
* Bytes of packed-refs at most: some nine hundred thousand refs, which take five times as much memory. More are refused
* when they are told, and where they are read: a few megabytes can unpack to any size.
*/
const REFS_LIMIT = 64e6;
/** What is said of more refs than `REFS_LIMIT`. */
function tooManyRefs() {
	return new BackupError("unsupported", `there are more refs than ${REFS_LIMIT / 1e6} MB of them, too many to back up`, { hint: "Remove refs that nobody needs: mostly a program has made one for each of its runs." });
}
/** The bytes that a ref takes in packed-refs. */
function refSize({ name, id, peeled }) {
	return id.length + name.length + 2 + (peeled ? peeled.length + 2 : 0);
}
/** Text in pieces, as bytes. As one string, and one of each line, it would take three times the memory. */
function* inPieces(lines) {
	let text = "";
	for (const line of lines) {
		text += line;
		if (text.length < PIECE) continue;
		yield Buffer.from(text, "latin1");
		text = "";
	}
	yield Buffer.from(text, "latin1");
}
const PIECE = 65536;
function* packedLines(refs) {
	yield HEADER;
	for (const ref of refs) yield `${ref.id} ${ref.name}\n${ref.peeled ? `^${ref.peeled}\n` : ""}`;
}
/** The text of a packed-refs file with these refs, as bytes. The same refs always give the same bytes. */
function packedRefs(refs) {
	return Buffer.concat([...inPieces(packedLines(refs))]);
}
/** The digest that a manifest keeps of its refs: SHA-256 over the packed-refs text. */
function refsDigest(refs) {
	const hash = createHash("sha256");
	for (const piece of inPieces(packedLines(refs))) hash.update(piece);
	return hash.digest("hex");
}
/**
* Reads a packed-refs file. @throws `corrupt` where a line is neither a ref nor the peeled value of one, or a name
* could leave its folder.
*/
function parsePackedRefs(data) {
	const refs = [];
	for (let at = 0; at < data.length;) {
		const end = data.indexOf(10, at);
		const stop = end < 0 ? data.length : end;
		const last = refs.at(-1);
		if (data[at] === CARET && last) last.peeled = parseId(data, at + 1, stop);
		else if (data[at] !== HASH) refs.push(parseRef(data, at, stop));
		at = stop + 1;
	}
	return refs;
}
const HASH = 35;
const CARET = 94;
function parseRef(data, at, stop) {
	const space = data.subarray(at, stop).indexOf(32);
	const cut = space < 0 ? stop : at + space;
	const name = data.toString("latin1", cut + 1, stop);
	if (!isSafeRefName(name)) throw damagedLine(data, at, stop);
	return {
		id: parseId(data, at, cut),
		name
	};
}
function parseId(data, at, stop) {
	const id = data.toString("latin1", at, stop);
	if (!OBJECT_ID$1.test(id)) throw damagedLine(data, at, stop);
	return id;
}
function damagedLine(data, at, stop) {
	const line = data.toString("latin1", at, Math.min(stop, at + 80));
	return new BackupError("corrupt", `a damaged line in the refs: ${JSON.stringify(line)}`);
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

// src/vault/read.ts
/** Passes a stream on and throws `corrupt` at its end if size or SHA-256 are not as expected. */
async function* proven(stream, expected, what) {
	const hash = createHash("sha256");
	let size = 0;
	for await (const chunk of stream) {
		hash.update(chunk);
		size += chunk.length;
		yield chunk;
	}
	if (size === expected.size && hash.digest("hex") === expected.sha256) return;
	throw new BackupError("corrupt", `${what} is not what its manifest says: the stored bytes have changed`, { hint: "Use another snapshot, or bring the file back from another copy of the store." });
}
/** Opens a whole archive. What comes is not proven yet. */
function openArchive({ store, repository, manifest }, archive) {
	return store.get(archiveKey(repository, manifest.snapshot_name, archive.name));
}
/** The bundle that a snapshot itself holds, as the chain of its manifest tells; undefined where it brought none. */
function ownLink({ snapshot_name: name, git }) {
	return git.chain.find(({ snapshot }) => snapshot === name);
}
/** `own`, what is known of a snapshot's bundle, must be what later ones build on. @throws `corrupt` where it is another one */
function checkLink(repository, own, link) {
	if (isDeepStrictEqual(own, link)) return;
	throw new BackupError("corrupt", `${repository} ${link.snapshot} does not hold the pack that later snapshots build on`, { hint: "One of the manifests was damaged or changed by hand: bring them back from another copy of the store." });
}
/** Reads one member by range, proven. @throws `not-found` where the snapshot has no such member. */
async function readMember(snapshot, name) {
	const { repository, manifest } = snapshot;
	const found = findMember(manifest, name);
	if (!found) throw new BackupError("not-found", `${repository} ${manifest.snapshot_name} has no ${name}`);
	return readSlice(snapshot, archiveKey(repository, manifest.snapshot_name, found.archive.name), found.member, `${repository} ${found.archive.name}/${name}`);
}
/** Reads the pack of a bundle, without the bundle's header, proven. */
async function readPack({ store, repository }, { snapshot, pack }) {
	return proven(await store.get(archiveKey(repository, snapshot), {
		start: pack.offset,
		length: pack.size
	}), pack, `the pack in ${repository} ${snapshot}.tar`);
}
/** Reads the kept index of a bundle, proven. @throws `not-found` where it has none. */
async function readIndex(stored, { snapshot, index }) {
	if (!index) throw new BackupError("not-found", `${stored.repository} ${snapshot} has no kept index`);
	return readSlice(stored, archiveKey(stored.repository, snapshot), index, `the index in ${stored.repository} ${snapshot}.tar`);
}
async function readSlice({ store }, key, slice, what) {
	const range = {
		start: slice.offset,
		length: slice.size,
		sha256: slice.sha256
	};
	return proven(await store.get(key, range), slice, what);
}
/** Reads a small stream into memory. @throws `corrupt` where it has more than `limit` bytes. */
async function readWhole(stream, limit, what) {
	const chunks = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size > limit) throw new BackupError("corrupt", `${what} is larger than it can be`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
/** All refs of a snapshot. @throws `corrupt` where they are not what the manifest says. */
async function readRefs(snapshot) {
	const where = `${snapshot.repository} ${snapshot.manifest.snapshot_name}`;
	const packed = await readWhole(await readMember(snapshot, REFS), REFS_LIMIT, `${REFS} of ${where}`);
	const refs = parsePackedRefs(await unpack(packed, snapshot));
	const { count, sha256 } = snapshot.manifest.git.refs;
	if (refs.length === count && refsDigest(refs) === sha256) return refs;
	throw new BackupError("corrupt", `the refs of ${where} are not what its manifest says`);
}
/** What a restored repository's refs and HEAD point to: from here everything must be reachable. */
async function readTips(snapshot) {
	const { head } = snapshot.manifest.git;
	return [...tips(await readRefs(snapshot)), ...head !== null && isDetached(head) ? [head] : []];
}
async function unpack(packed, { repository, manifest }) {
	try {
		return await promisify(gunzip)(packed, { maxOutputLength: REFS_LIMIT });
	} catch (cause) {
		throw new BackupError("corrupt", `the refs of ${repository} ${manifest.snapshot_name} cannot be unpacked`, { cause });
	}
}

// src/vault/runs.ts
const FOLDER = "runs/";
/** Bytes; a run over ten thousand repositories has 5 MB. */
const RECORD_LIMIT = 67108864;
/** Values of JSON in one. */
const MOST_VALUES = 1e6;
const KEY = /^runs\/(\d{4}-\d{2}-\d{2}T)(\d{2})-(\d{2})-(\d{2}Z)-(?:([a-z]+)-)?([A-Za-z0-9_.-]+)\.json$/;
/** Stores a record. `id` tells runs of the same second apart. */
async function writeRun(store, record, id) {
	const at = isoSecond(new Date(record.started_at)).replaceAll(":", "-");
	const key = `${FOLDER}${at}-${record.command}-${id}.json`;
	await putConfirmed(store, key, bodyOf$1(Buffer.from(`${JSON.stringify(record, null, 2)}\n`)));
}
/**
* Records from the newest back to the oldest, read one by one as they are asked for, and of those only what is `wanted`.
* Damaged ones are passed over.
*/
async function* readRuns(store, wanted = () => true) {
	for await (const { record } of readNamedRuns(store, wanted)) yield record;
}
/** The same with the name of each. */
async function* readNamedRuns(store, wanted) {
	for (const { key } of (await store.list(FOLDER)).toReversed()) {
		const name = nameOf(key);
		const record = name && wanted(name) ? await readRun(store, key) : void 0;
		if (name && record) yield {
			name,
			record
		};
	}
}
function nameOf(key) {
	const [, date, hour, minute, second, command, id = ""] = KEY.exec(key) ?? [];
	if (date === void 0) return void 0;
	return {
		at: /* @__PURE__ */ new Date(`${date}${hour}:${minute}:${second}`),
		command,
		id
	};
}
async function readRun(store, key) {
	try {
		const record = parseBounded((await readWhole(await store.get(key), RECORD_LIMIT, key)).toString(), MOST_VALUES);
		return isRecord(record) ? record : void 0;
	} catch (error) {
		if (error instanceof SyntaxError || isKind(error, "not-found") || isKind(error, "corrupt")) return void 0;
		throw error;
	}
}
function isRecord(value) {
	if (typeof value !== "object" || value === null) return false;
	const { command, started_at: started, repositories } = value;
	return typeof command === "string" && typeof started === "string" && !Number.isNaN(Date.parse(started)) && Array.isArray(repositories) && repositories.every(isEntry);
}
/** A line that can be told: whoever can write to the store must not keep a report from being made. */
function isEntry(value) {
	if (typeof value !== "object" || value === null || "healthy" in value) return false;
	const { repository, status, warnings = [], removed = [], error } = value;
	return typeof repository === "string" && typeof status === "string" && isTexts(warnings) && isTexts(removed) && (error === void 0 || isTexts([error?.kind, error?.message]));
}
function isTexts(value) {
	return Array.isArray(value) && value.every((text) => typeof text === "string");
}

// src/vault/warm-store.ts
/**
* The same store, which reads again only what is not warm: manifests whose digest the listing tells, and ranges whose digest
* their reader tells. Listing, storing and removing are what they were.
*/
function warmStore(store, warm) {
	const manifests = /* @__PURE__ */ new Map();
	const note = (objects) => {
		for (const { key, size, sha256 } of objects) if (sha256 !== void 0 && parseKey(key)?.kind === "manifest") manifests.set(key, {
			sha256,
			size
		});
		warm.need(objects.flatMap(({ key }) => manifests.get(key)?.sha256 ?? []));
	};
	return {
		...store,
		direct: store,
		async list(prefix) {
			const objects = await store.list(prefix);
			note(objects);
			return objects;
		},
		async get(key, range) {
			const told = range?.sha256 === void 0 ? void 0 : {
				sha256: range.sha256,
				size: range.length
			};
			const wanted = range ? told : manifests.get(key);
			if (!wanted) return store.get(key, range);
			return await warm.open(wanted) ?? warm.keep(wanted, await store.get(key, range));
		}
	};
}

// src/commands/entries.ts
/** Runs each entry and gives one report. @throws what is no expected failure */
async function runEntries(context, entries, run) {
	const started = context.now();
	const reports = [];
	for (const [at, entry] of entries.entries()) {
		context.log.info(`matrix: entry ${at + 1} of ${entries.length}`);
		const own = {
			...context,
			runId: `${context.runId}.${at + 1}`
		};
		const begin = async () => {
			context.stopped?.throwIfAborted();
			return run(own, entry);
		};
		reports.push(await begin().catch((error) => failedReport(context, entry, error)));
	}
	return combine(reports, context, started);
}
/** An entry of which nothing could be done: each name and pattern of it gets its line. */
function failedReport({ now }, { command, stores, targets, selection, patterns }, error) {
	if (!(error instanceof BackupError)) throw error;
	const names = [
		...targets.map(({ repository }) => repository),
		...selection.patterns,
		...patterns
	];
	const lines = (names.length > 0 ? names : ["*"]).map((repository) => ({
		repository,
		status: "failed",
		error: summariseError(error)
	}));
	return {
		command,
		verdict: "failed",
		stores,
		started_at: isoSecond(now()),
		duration_ms: 0,
		repositories: lines,
		bytes: 0
	};
}
function combine(reports, { now }, started) {
	const [first] = reports;
	const unrecorded = reports.flatMap(({ unrecorded: lost = [] }) => lost);
	const shortLived = new Map(reports.flatMap(({ short_lived: found = [] }) => found.map((one) => [JSON.stringify(one), one])));
	if (!first) throw new Error("a matrix without entries was run");
	return {
		command: first.command,
		verdict: reports.every(({ verdict }) => verdict === first.verdict) ? first.verdict : "partial",
		stores: [...new Set(reports.flatMap(({ stores }) => stores))],
		started_at: isoSecond(started),
		duration_ms: now().getTime() - started.getTime(),
		repositories: reports.flatMap(({ repositories }) => repositories),
		bytes: reports.reduce((sum, { bytes }) => sum + bytes, 0),
		...shortLived.size > 0 ? { short_lived: [...shortLived.values()] } : {},
		...unrecorded.length > 0 ? { unrecorded } : {},
		...first.history ? { history: reports.flatMap(({ history = [] }) => history) } : {}
	};
}

// src/commands/held.ts
/** The state that a manifest tells of, the same whether or not it is sealed. */
function newestState(manifest, seen) {
	const { git, commit_hash, repository, sealed } = manifest;
	const refs = git.refs.sha256;
	return {
		id: repository.id,
		digest: sealed ? refs : stateDigest({
			head: git.head,
			headId: commit_hash,
			refs
		}),
		seen
	};
}
/** The line of a store that could not be read at all. */
function failedStatus({ message }) {
	return { entry: nothingHeld("*", message) };
}
function nothingHeld(repository, problem) {
	return {
		repository,
		snapshots: 0,
		full: 0,
		incremental: 0,
		latest: null,
		latest_at: null,
		age_hours: null,
		last_check_at: null,
		last_drill_at: null,
		rto_ms: null,
		bytes: 0,
		pins: [],
		healthy: false,
		problems: [problem]
	};
}
/**
* The lines of all stores. One whose state another store has left behind says so, and a store that could be read and has
* nothing of what another holds gets a line of its own. What counts is the state and when it was seen last: of two stores
* that were filled by runs of their own, the snapshot of the younger name may hold the older state.
*/
function compareHeld(held) {
	const read = new Set(held.flatMap(({ entry, store }) => entry.repository === "*" ? [] : store ?? []));
	const copiesOf = indexCopies(held);
	return held.flatMap((line) => {
		const copies = copiesOf(line);
		const leader = copies.reduce(newer, line);
		const own = {
			...line.entry,
			...behind(line, leader),
			...line.store === void 0 ? {} : { store: line.store }
		};
		if (!leader.newest || copies[0] !== line) return [own];
		const lacking = [...read].filter((store) => copies.every((copy) => copy.store !== store));
		const problem = `nothing of it is stored here, and ${leader.entry.latest} is in ${leader.store}: \`copy\` brings it`;
		return [own, ...lacking.map((store) => ({
			...nothingHeld(line.entry.repository, problem),
			store
		}))];
	});
}
function newer(one, other) {
	return (other.newest?.seen ?? 0) > (one.newest?.seen ?? 0) ? other : one;
}
function behind({ newest: own }, { entry, store, newest }) {
	if (!own || !newest || own.digest === newest.digest || store === void 0) return {};
	const by_ms = newest.seen.getTime() - own.seen.getTime();
	return by_ms > 0 ? { behind: {
		store,
		latest: entry.latest,
		by_ms
	} } : {};
}
/** Finds all lines about the repository of a line, in the order in which they came: stores may keep it under different names. */
function indexCopies(held) {
	const places = new Map(held.map((line, place) => [line, place]));
	const byKey = /* @__PURE__ */ new Map();
	for (const line of held) for (const key of keysOf(line)) byKey.set(key, [...byKey.get(key) ?? [], line]);
	return (line) => [...new Set(keysOf(line).flatMap((key) => byKey.get(key) ?? []))].filter((other) => isSame(line, other)).toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}
function keysOf({ entry, newest }) {
	const { id = null } = newest ?? {};
	return [entry.repository, ...id === null ? [] : [String(id)]];
}
function isSame(one, other) {
	const [id = null, otherId = null] = [one.newest?.id, other.newest?.id];
	return id === null || otherId === null ? one.entry.repository === other.entry.repository : id === otherId;
}

// src/domain/expiry.ts
const DAY$1 = 864e5;
/** Days between two runs, at most. */
const BETWEEN_RUNS = 7;
/** Days beyond the policy's: until the next run can store what takes its place, and until the one that prunes it then. */
const MARGIN = 14;
/**
* Why the next snapshot must build on nothing, and be made even if nothing has changed: what the newest one needs expires
* before the policy has no more use for it. Undefined where it does not.
*
* A store that keeps everything for a shorter time than the policy reaches back cannot keep its promise. There a new full
* snapshot is made each week, or each half of that time if that is shorter: so states stay as long as can be, without one
* full snapshot a day. What builds on a snapshot expires with it.
*/
function expiryBarrier({ needed, now, reachDays }) {
	for (const { snapshot, expires } of needed) {
		const lifetime = (expires.getTime() - (snapshotInstant(snapshot)?.getTime() ?? 0)) / DAY$1;
		const wanted = Math.min(reachDays + MARGIN, longestStay(lifetime));
		if ((expires.getTime() - now.getTime()) / DAY$1 > wanted) continue;
		const day = expires.toISOString().slice(0, 10);
		const short = wanted < reachDays + MARGIN ? `, and the policy reaches back ${reachDays}` : "";
		return `${snapshot} expires on ${day}: the store keeps it for ${counted(Math.round(lifetime), "day")}${short}`;
	}
}
/** The days that every state stays in a store that keeps nothing for longer than `lifetime` days. */
function longestStay(lifetime) {
	return Math.max(lifetime - BETWEEN_RUNS, lifetime / 2, 1);
}
/** What is lost in a store that keeps everything for so many days; undefined where the policy is kept. */
function shortfallOf(lifetime, reachDays) {
	const kept = longestStay(lifetime);
	if (kept >= reachDays) return void 0;
	return {
		lifetime_days: lifetime,
		reach_days: reachDays,
		kept_days: Math.floor(kept),
		full_days: Math.max(1, Math.ceil(lifetime - kept)),
		needed_days: reachDays + MARGIN + BETWEEN_RUNS
	};
}
/** When the first of them expires; undefined where none does. */
function earliestExpiry(snapshots) {
	return snapshots.map(({ expires }) => expires).toSorted((a, b) => a.getTime() - b.getTime())[0];
}

// src/commands/short-lived.ts
/** Those of a run that stores snapshots. None where another of its stores keeps everything: what the policy promises is there. */
function findShortLived(stores, { command, retention }) {
	if (!CAPTURING.includes(command)) return {};
	const short = stores.map(({ address, lifetimeDays: days }) => {
		const shortfall = days === void 0 ? void 0 : shortfallOf(days, reachInDays(retention));
		return shortfall && {
			store: address,
			...shortfall
		};
	}).filter((one) => one !== void 0);
	return short.length > 0 && short.length === stores.length ? { short_lived: short } : {};
}

// src/commands/started-by.ts
/** Longest text that is kept of each, in characters. */
const LONGEST$1 = 500;
/**
* Reads it from the environment. The name of a machine, or of its user, goes into no store: those who read the backups
* are not always those who may know it. REPO_BACKUP_ACTOR says a name on purpose.
*/
function startedBy(env) {
	const text = (name) => env[name]?.trim().slice(0, LONGEST$1) || null;
	const actor = text("REPO_BACKUP_ACTOR");
	if (env["GITHUB_ACTIONS"] !== "true") return {
		actor,
		event: null,
		workflow: null
	};
	return {
		actor: actor ?? text("GITHUB_ACTOR"),
		event: text("GITHUB_EVENT_NAME"),
		workflow: text("GITHUB_WORKFLOW_REF")
	};
}

// src/commands/stores.ts
/** The ledger's line of a store that failed as a whole. */
function wholeStoreFailed(error) {
	return {
		repository: "*",
		status: "failed",
		error: summariseError(error)
	};
}
/** Opens every store. Of several, one that cannot be opened fails at everything that is asked of it. @throws for the only one */
async function openStores(addresses, options) {
	return Promise.all(addresses.map(async (address) => orFailing(address, addresses.length, () => openStore(address, options))));
}
/** Opens stores to copy to, and makes those that are missing; for a dry run they are as good as empty ones. @throws for the only one */
async function openDestinations(addresses, dryRun, options) {
	const open = async (address) => {
		try {
			return await openStore(address, {
				...options,
				create: !dryRun
			});
		} catch (error) {
			if (dryRun && isKind(error, "not-found")) return {
				...failing(address, error),
				list: async () => []
			};
			throw error;
		}
	};
	return Promise.all(addresses.map(async (address) => orFailing(address, addresses.length, () => open(address))));
}
/** Sees that every store can be used. Of several, one that cannot fails from then on at everything. @throws for the only one */
async function proveStores(stores, prove) {
	return Promise.all(stores.map(async (store) => orFailing(store.address, stores.length, async () => {
		await prove(store);
		return store;
	})));
}
async function orFailing(address, count, open) {
	try {
		return await open();
	} catch (error) {
		if (count === 1 || !(error instanceof BackupError)) throw error;
		return failing(address, error);
	}
}
function failing(address, error) {
	const fail = () => Promise.reject(error);
	return {
		address,
		put: fail,
		get: fail,
		list: fail,
		delete: fail
	};
}
/** The line, with its store where the run has several. */
function inStore(line, { address }, stores) {
	return stores.length > 1 ? {
		...line,
		store: address
	} : line;
}
/**
* Runs `work` on every store. Of several, what one throws becomes the line that `failed` makes of it.
*
* @throws what `work` throws on the only store.
*/
async function onEachStore(stores, work, failed) {
	const lines = [];
	for (const store of stores) {
		const found = await work(store).catch((error) => {
			if (stores.length === 1 || !(error instanceof BackupError)) throw error;
			return [failed(error)];
		});
		lines.push(...found.map((line) => inStore(line, store, stores)));
	}
	return lines;
}

// src/commands/run.ts
const WORK = {
	sync: async () => (await import("./sync.js")).sync,
	snapshot: async () => (await import("./sync.js")).snapshot,
	init: async () => (await import("./sync.js")).init,
	copy: async () => (await import("./copy.js")).copy,
	restore: async () => (await import("./restore2.js")).restore,
	prune: async () => inTurn((await import("./prune.js")).prune),
	pin: async () => inTurn((await import("./pin.js")).pin),
	unpin: async () => inTurn((await import("./pin.js")).unpin),
	verify: async () => inTurn((await import("./verify.js")).verify),
	drill: async () => inTurn((await import("./drill.js")).drill),
	report: async () => (await import("./merge.js")).mergeRuns
};
/** Work on one store, done on every store in turn. */
function inTurn(work) {
	return (context, settings, stores) => onEachStore(stores, async (store) => someOf(await work(context, settings, store), store, settings), wholeStoreFailed);
}
/** @throws `not-found` where a store held nothing to work on. */
function someOf(lines, store, { command }) {
	if (lines.length > 0) return lines;
	throw holdsNothing(store.address, command);
}
/**
* Runs one command, once for each entry of a matrix. With stores, they are opened first.
*
* @throws what `runOn` throws, and where the only store cannot be opened.
*/
async function runCommand(context, settings) {
	if (settings.entries) return runEntries(context, settings.entries, runCommand);
	if (settings.command === "plan") return (await import("./plan.js")).plan(context, settings);
	const { cwd, env, now, github, scratch, log } = context;
	const create = CAPTURING.includes(settings.command);
	const world = {
		cwd,
		env,
		now,
		github,
		scratch,
		log
	};
	const { warm } = context;
	const opened = await openStores(settings.stores, {
		...world,
		create
	});
	const stores = warm ? opened.map((store) => warmStore(store, warm)) : opened;
	const destinations = await openDestinations(settings.copyTo, settings.dryRun, world);
	return runOn([...stores, ...destinations], context, settings);
}
/**
* Runs one command to its report. What fails for one repository, or for one store of several, is in the report; what fails
* for the whole run throws.
*
* @throws `BackupError` where the only store cannot be listed, or nothing was selected.
*/
async function runOn(opened, context, settings) {
	const started = context.now();
	const noted = opened.map(noteHoldings);
	const stores = noted.map(({ store }) => store);
	const { command } = settings;
	if (settings.history) return runHistory(stores, context, settings);
	const found = command === "status" ? await runStatus(context, settings, stores) : void 0;
	const ledger = command === "status" || command === "plan" ? [] : await (await WORK[command]())(context, settings, stores);
	const repositories = found ?? ledger;
	const report = {
		command,
		verdict: found ? judgeStatus(found) : judge(ledger),
		stores: stores.map(({ address }) => address),
		started_at: isoSecond(started),
		duration_ms: context.now().getTime() - started.getTime(),
		repositories,
		bytes: repositories.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
		held: noted.map(({ store, holdings }) => ({
			store: store.address,
			...holdings()
		})),
		...findShortLived(stores, settings)
	};
	if (found || settings.dryRun || command === "report") return report;
	return withLost(report, (await Promise.all(stores.map(async (store) => {
		const error = await record(context, store, stores, {
			...report,
			repositories: ledger
		});
		return error ? [{
			store: store.address,
			error
		}] : [];
	}))).flat());
}
async function runHistory(stores, context, settings) {
	const started = context.now();
	const told = await (await import("./history.js")).readHistory(context, settings, stores);
	return {
		command: settings.command,
		verdict: told.verdict,
		stores: stores.map(({ address }) => address),
		started_at: isoSecond(started),
		duration_ms: context.now().getTime() - started.getTime(),
		repositories: [],
		bytes: 0,
		history: told.history
	};
}
async function runStatus(context, settings, stores) {
	const { status } = await import("./status.js");
	return compareHeld(await onEachStore(stores, (store) => status(context, settings, store), failedStatus));
}
function judgeStatus(entries) {
	return judge(entries.map(({ healthy }) => ({ status: healthy ? "verified" : "failed" })));
}
function withLost(report, unrecorded) {
	if (unrecorded.length === 0) return report;
	const told = {
		...report,
		unrecorded
	};
	return owedRecords(told).length > 0 && report.verdict === "ok" ? {
		...told,
		verdict: "partial"
	} : told;
}
/** Writes what the run did to one store into that store, and gives what went wrong with it. */
async function record(context, store, stores, { command, started_at, duration_ms, repositories }) {
	const own = repositories.filter((line) => stores.length === 1 || line.store === store.address).map(({ store: _store, ...line }) => line);
	if (own.length === 0) return void 0;
	const bad = repositories.filter(({ status, error }) => status === "failed" || error);
	const others = new Set(bad.flatMap((line) => line.store ?? []));
	others.delete(store.address);
	try {
		await writeRun(store, {
			command,
			started_at,
			duration_ms,
			verdict: judge(own),
			repositories: own,
			...others.size > 0 ? { failed_in: [...others] } : {},
			created_by: context.createdBy,
			started_by: startedBy(context.env)
		}, context.runId);
		return;
	} catch (error) {
		const summary = summariseError(error);
		context.log.warn(`the record of this run could not be written: ${summary.message}`);
		return summary;
	}
}

// src/vault/listing.ts
/** Manifests read at once. */
const PARALLEL_READS$2 = 16;
/** Lists one repository. @throws what the store throws: a listing that fails is never "nothing there". */
async function listRepository(store, repository) {
	return sortObjects(await store.list(repositoryPrefix(repository))).get(repository) ?? emptyListing(repository);
}
function emptyListing(repository) {
	return {
		repository,
		snapshots: [],
		archives: /* @__PURE__ */ new Map(),
		orphans: [],
		pins: /* @__PURE__ */ new Set(),
		expires: /* @__PURE__ */ new Map()
	};
}
/** Lists every repository that has a snapshot, an orphan or a pin, by name. */
async function listVault(store) {
	return [...sortObjects(await store.list("")).values()].toSorted((a, b) => a.repository < b.repository ? -1 : 1);
}
function sortObjects(objects) {
	const found = /* @__PURE__ */ new Map();
	const manifests = new Set(objects.map(({ key }) => key).filter((key) => key.endsWith(".json")));
	for (const { key, size, expires } of objects) {
		const parts = parseKey(key);
		if (!parts) continue;
		const listing = found.get(parts.repository) ?? emptyListing(parts.repository);
		found.set(parts.repository, listing);
		const at = instantOf(parts.snapshot);
		noteExpiry(listing, parts.snapshot, parts.kind === "pin" ? void 0 : expires);
		if (parts.kind === "manifest") listing.snapshots.push({
			name: parts.snapshot,
			at
		});
		else if (parts.kind === "pin") listing.pins.add(parts.snapshot);
		else {
			listing.archives.set(parts.file, size);
			if (!manifests.has(manifestKey(parts.repository, parts.snapshot))) listing.orphans.push({
				key,
				at,
				size
			});
		}
	}
	for (const listing of found.values()) listing.snapshots.sort((a, b) => a.name < b.name ? -1 : 1);
	return found;
}
function noteExpiry({ expires }, snapshot, at) {
	const first = expires.get(snapshot);
	if (at && (!first || at < first)) expires.set(snapshot, at);
}
function instantOf(snapshot) {
	return snapshotInstant(snapshot) ?? /* @__PURE__ */ new Date(0);
}
async function readAnyManifest(store, repository, snapshot) {
	const where = `${repository} ${snapshot}.json`;
	const bytes = await readWhole(await store.get(manifestKey(repository, snapshot)), MANIFEST_LIMIT, where);
	const text = bytes.toString("utf8");
	const manifest = parseManifest(text, where);
	if (manifest.snapshot_name !== snapshot) throw new BackupError("corrupt", `${where} describes ${manifest.snapshot_name}: it was renamed or replaced`);
	return {
		manifest,
		bytes,
		altered: digestFits(text) ? void 0 : alteredError(where)
	};
}
function alteredError(where) {
	return new BackupError("corrupt", `${where} is not what was written: its own digest does not fit`, { hint: "Bring the file back from another copy of the store. Until then it restores only what its digests confirm." });
}
/**
* Reads a manifest that can be relied on: one that was altered could have the next snapshot build on what is not there.
*
* @throws `corrupt`, `unsupported`, `not-found`, or what the store throws.
*/
async function readManifest(store, repository, snapshot) {
	const { manifest, altered } = await readAnyManifest(store, repository, snapshot);
	if (altered) throw altered;
	return manifest;
}
/** What the snapshot needs and the listing does not show, in words; empty where it is whole. */
function missingParts(manifest, listing) {
	const own = manifest.archives.filter(({ name, size }) => listing.archives.get(name) !== size).map(({ name, size }) => listing.archives.has(name) ? `${name} has ${listing.archives.get(name)} of ${size} bytes` : `${name} is missing`);
	const needed = manifest.git.chain.filter(({ snapshot }) => snapshot !== manifest.snapshot_name).flatMap((link) => {
		const name = archiveName({
			snapshot_name: link.snapshot,
			sealed: manifest.sealed
		});
		const size = listing.archives.get(name);
		if (size === void 0) return [`${name} is missing`];
		return holdsBundle(link, size) ? [] : [`${name} is not of its size`];
	});
	return [...own, ...needed];
}
/** The names of a listing's snapshots. */
function namesOf({ snapshots }) {
	return new Set(snapshots.map(({ name }) => name));
}
/**
* What a new snapshot builds on and another run is just removing, in words: its manifest was among those that `had` names
* and has gone, its archive will. That run looks for new snapshots after it has removed manifests (`remove.ts`), so one of
* the two always sees the other.
*/
function beingRemoved({ git }, had, now) {
	const has = namesOf(now);
	return git.chain.map(({ snapshot }) => snapshot).filter((name) => had.has(name) && !has.has(name)).map((name) => `${name}.json is being removed`);
}
/** Reads a listed snapshot and checks that all it needs is listed. One that cannot be read is a result; a store that fails throws. */
async function openSnapshot(store, listing, snapshot) {
	try {
		const { manifest, bytes, altered } = await readAnyManifest(store, listing.repository, snapshot.name);
		const missing = missingParts(manifest, listing);
		if (altered) return {
			...snapshot,
			problem: altered,
			...missing.length === 0 ? { altered: manifest } : {}
		};
		if (missing.length === 0) return {
			...snapshot,
			manifest,
			bytes
		};
		const problem = new BackupError("corrupt", `${listing.repository} ${snapshot.name} is not whole: ${missing.join(", ")}`, { hint: "Bring the files back from another copy of the store." });
		return {
			...snapshot,
			problem,
			incomplete: manifest
		};
	} catch (error) {
		if (isKind(error, "corrupt") || isKind(error, "not-found") || isKind(error, "unsupported")) return {
			...snapshot,
			problem: error
		};
		throw error;
	}
}
/**
* Does `work` on a listing. Where it fails and another run has pruned since, that may be why: it is done again on a fresh
* one.
*/
async function onListing(store, listing, work) {
	try {
		return await work(listing);
	} catch (error) {
		const fresh = await listRepository(store, listing.repository);
		const names = new Set(fresh.snapshots.map(({ name }) => name));
		if (listing.snapshots.every(({ name }) => names.has(name))) throw error;
		return onListing(store, fresh, work);
	}
}
/** Opens every snapshot of a listing but those that another run has removed since. */
async function openAll(store, listing) {
	const opened = await mapConcurrently(listing.snapshots, PARALLEL_READS$2, (listed) => openSnapshot(store, listing, listed));
	if (opened.every(({ problem }) => problem?.kind !== "not-found")) return opened;
	const fresh = await listRepository(store, listing.repository);
	const names = new Set(fresh.snapshots.map(({ name }) => name));
	return opened.filter(({ name, problem }) => problem?.kind !== "not-found" || names.has(name));
}
/**
* Finds the newest snapshot that can be built on.
*
* @throws `unsupported` where a newer version has written here: it may keep things in ways that this one would break.
*/
async function newestWhole(store, listing) {
	const damaged = [];
	let latest;
	for (const snapshot of listing.snapshots.toReversed()) {
		const { manifest, incomplete, altered, problem } = await openSnapshot(store, listing, snapshot);
		latest ??= manifest ?? incomplete ?? altered;
		if (manifest) return {
			newest: manifest,
			damaged,
			latest
		};
		if (problem.kind === "unsupported") throw problem;
		damaged.push(problem);
	}
	return {
		newest: void 0,
		damaged,
		latest
	};
}

// src/domain/pin.ts
const pinSchema = object({
	pinned_at: datetime(),
	reason: nullable(string())
});
/** The pin as it is stored: indented JSON, one trailing newline. */
function serialisePin(pin) {
	return `${JSON.stringify(pin, null, 2)}\n`;
}
/** Reads the stored text of a snapshot's pin. Whatever it says, even if it is damaged, the snapshot is pinned. */
function parsePin(text, snapshot) {
	const { data } = pinSchema.safeParse(parseJson(text));
	return {
		snapshot_name: snapshot,
		pinned_at: data?.pinned_at ?? null,
		reason: data?.reason ?? null
	};
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}

// src/vault/pins.ts
/** Bytes of a pin that are read at most: ours stay below 4 KB. */
const PIN_LIMIT = 65536;
/**
* Writes a pin; gives false where the snapshot was pinned before, and leaves that pin as it is.
*
* @throws `exists` where another run is writing it at this moment, or has died of that: nothing pins the snapshot yet
*/
async function writePin(store, repository, pin) {
	try {
		await store.put(pinKey(repository, pin.snapshot_name), bodyOf$1(Buffer.from(serialisePin(pin))));
		return true;
	} catch (error) {
		if (isKind(error, "exists") && await readPin(store, repository, pin.snapshot_name)) return false;
		throw error;
	}
}
/** The pin of a snapshot, or undefined where it is not pinned. @throws what the store throws. */
async function readPin(store, repository, snapshot) {
	const key = pinKey(repository, snapshot);
	try {
		const text = await readWhole(await store.get(key), PIN_LIMIT, key);
		return parsePin(text.toString("utf8"), snapshot);
	} catch (error) {
		if (isKind(error, "not-found")) return void 0;
		if (isKind(error, "corrupt")) return parsePin("", snapshot);
		throw error;
	}
}
/** Removes the pin of a snapshot, never the snapshot. */
async function removePin(store, repository, snapshot) {
	await store.delete(pinKey(repository, snapshot));
}

// src/commands/each.ts
/** Runs `work` for every item, `concurrency` at once. What it throws becomes a `failed` entry, with the time it took. */
function eachRepository(context, concurrency, items, work) {
	return mapConcurrently(items, concurrency, (item) => entryOf(context, item.repository, () => work(item)));
}
/**
* The ledger's line of one piece of work, with the time it took; `failed` where something was thrown, or the run was told to
* stop. The log says `label`.
*/
async function entryOf(context, repository, work, label = repository) {
	const started = context.now().getTime();
	const entry = await unlessStopped(context.stopped, work).catch((error) => ({
		repository,
		status: "failed",
		error: summariseError(error)
	}));
	if (entry.error) context.log.warn(`${label}: ${behindName(repository, entry.error.message)}`);
	return {
		...entry,
		duration_ms: context.now().getTime() - started
	};
}

// src/commands/exposure.ts
/**
* Sees that a store is no more open than the repository. One of which nothing is known counts as private.
*
* @throws `denied` where it is more open, the snapshots are not sealed, and nobody has allowed it.
*/
async function refuseExposure(store, { repository, visibility }, { sealed, allowed }) {
	if (sealed || allowed || !store.visibility) return;
	const own = visibility ?? "private";
	if (own === "public") return;
	const open = await store.visibility();
	if (!isMoreOpen(open, own)) return;
	throw new BackupError("denied", `${repository} is ${own}, and ${store.address} is ${open}: its code would be readable`, { hint: "Store it in a private repository, encrypt it (`encrypt-to`), or write `allow-public-store: true` if that is meant." });
}
/**
* Sees that encryption does not end because an input came up empty: a secret that was renamed gives no error by itself.
* The newest archive is what counts, also where its manifest is damaged or was never written, or where it is gone itself and
* only a manifest names it.
*
* @throws `denied` where it is sealed, and nobody says what the next one is to be.
*/
function refuseOpening({ address }, { listing: { repository, archives }, latest }, encryptTo) {
	const newest = [...archives.keys(), ...(latest?.archives ?? []).map(({ name }) => name)].toSorted().at(-1);
	if (encryptTo || !newest?.endsWith(sealedName(""))) return;
	throw new BackupError("denied", `${repository} is encrypted in ${address}, and \`encrypt-to\` is empty: its next snapshot would be readable`, { hint: "Set `encrypt-to` again; or write `encrypt-to: none` if its snapshots shall be readable from now on." });
}

// src/vault/home.ts
/** Newest manifests read at once. */
const PARALLEL_READS$1 = 16;
/**
* Finds homes for the repositories of one run. What a store keeps under other names is looked at only where a repository
* has no history under its own, once for each store.
*
* A repository that was renamed or transferred goes on under the name that its history began with. One that took over the
* name of another gets a folder of its own, `<owner>/<name>.id-<id>`: two histories are never mixed.
*/
function openHomes() {
	const names = /* @__PURE__ */ new Map();
	const namesIn = (store) => {
		const known = names.get(store) ?? readNames(store);
		names.set(store, known);
		return known;
	};
	return async (store, repository, id) => {
		const home = await openHome(store, repository);
		const kept = home.newest?.repository.id;
		if (id === void 0 || kept === id) return home;
		if (home.listing.snapshots.length > 0 && (kept === null || kept === void 0)) return home;
		const elsewhere = (await namesIn(store)).get(id);
		if (elsewhere !== void 0) return openHome(store, elsewhere);
		return home.newest ? openHome(store, successorName(repository, id)) : home;
	};
}
/** The id in the name of a home that stands beside another one of the same name. */
function idInHome(name) {
	const id = /\.id-([1-9]\d*)$/.exec(name)?.[1];
	return id === void 0 ? void 0 : Number(id);
}
function successorName(repository, id) {
	return `${repository}.id-${id}`;
}
/** True where `name` is how a store keeps a repository that took over the name `repository`. */
function isSuccessor(name, repository) {
	const id = idInHome(name);
	return id !== void 0 && name === successorName(repository, id);
}
async function openHome(store, repository) {
	const listing = await listRepository(store, repository);
	return {
		listing,
		...await newestWhole(store, listing)
	};
}
/** The name that a store keeps each repository under, by id. */
async function readNames(store) {
	const manifests = await newestOfEach(store, await listVault(store));
	return new Map([...manifests].flatMap(([name, { repository: { id } }]) => id === null ? [] : [[id, name]]));
}
/** What GitHub called each repository when it was last stored, in lower case, and the name that the store keeps it under. */
async function readCurrentNames(store, listings) {
	const manifests = await newestOfEach(store, listings);
	return new Map([...manifests].map(([name, { repository }]) => [repository.full_name.toLowerCase(), name]));
}
async function newestOfEach(store, listings) {
	const found = await mapConcurrently(listings, PARALLEL_READS$1, async (listing) => ({
		repository: listing.repository,
		...await newestWhole(store, listing)
	}));
	return new Map(found.flatMap(({ repository, newest }) => newest ? [[repository, newest]] : []));
}

// src/commands/select.ts
/**
* The selected repositories that have at least one snapshot or a leftover of one. A repository that was renamed is found
* under its new name too.
*
* @throws `not-found` for a pattern without a match.
*/
async function selectListings(store, patterns) {
	const listings = await listVault(store);
	const kept = listings.map(({ repository }) => repository);
	const names = new Set(selectNames(kept, await asKept(store, listings, patterns), store.address));
	return listings.filter(({ repository }) => names.has(repository)).map((listing) => ({
		...listing,
		successors: kept.filter((name) => isSuccessor(name, listing.repository))
	}));
}
/** The patterns, with the store's own name in the place of a name that it does not know. */
async function asKept(store, listings, patterns) {
	const kept = new Set(listings.map(({ repository }) => repository.toLowerCase()));
	const isUnknown = (pattern) => !/[*!]/.test(pattern) && !kept.has(pattern.toLowerCase());
	if (!patterns.some(isUnknown)) return [...patterns];
	const current = await readCurrentNames(store, listings);
	return patterns.map((pattern) => (isUnknown(pattern) ? current.get(pattern.toLowerCase()) : void 0) ?? pattern);
}
/** When the snapshot that a user means was taken, in milliseconds; undefined where there is none. */
function newestFitting({ snapshots }, choice) {
	return snapshots.findLast((entry) => fits(entry, choice))?.at.getTime();
}
function fits({ name, at: taken }, { snapshot, at }) {
	return (isAny(snapshot) || name === snapshot) && (at === void 0 || taken <= at);
}
function isAny(snapshot) {
	return snapshot === void 0 || snapshot === "latest";
}
/** The snapshot that a user means, unopened. @throws `not-found` where there is none, with what there is instead. */
function chooseListed(listing, choice) {
	const { snapshots, repository } = listing;
	const { snapshot, at } = choice;
	const chosen = snapshots.findLast((entry) => fits(entry, choice));
	if (chosen) return chosen;
	const wanted = isAny(snapshot) ? at ? `snapshot at or before ${isoSecond(at)}` : "snapshot" : snapshot;
	const range = snapshots.length > 0 ? `The oldest is ${snapshots[0]?.name}, the newest ${snapshots.at(-1)?.name}.` : "It has none: run `sync` first.";
	throw new BackupError("not-found", `${repository} has no ${wanted}`, { hint: range });
}
/**
* Opens the snapshot that a user means. One whose manifest was altered is opened with a warning: all that is read by it is
* compared with digests, and on the worst day it may be all there is.
*
* @throws `not-found`, `corrupt` (with a whole one to use instead), `unsupported`.
*/
async function chooseSnapshot(store, listing, choice, log) {
	const chosen = chooseListed(listing, choice);
	const { manifest, altered, problem } = await openSnapshot(store, listing, chosen);
	if (manifest) return {
		store,
		repository: listing.repository,
		manifest
	};
	if (altered) {
		log.warn(problem.message);
		return {
			store,
			repository: listing.repository,
			manifest: altered
		};
	}
	const other = await nearestWhole(store, listing, chosen);
	const hint = other ? `Give \`snapshot\` as ${other.name}: that one is whole.` : problem.hint ?? "No other snapshot is whole.";
	throw new BackupError(problem.kind, problem.message, {
		hint,
		cause: problem
	});
}
async function nearestWhole(store, listing, broken) {
	const older = listing.snapshots.filter(({ name }) => name < broken.name).toReversed();
	const younger = listing.snapshots.filter(({ name }) => name > broken.name);
	for (const candidate of [...older, ...younger]) if ((await openSnapshot(store, listing, candidate)).manifest) return candidate;
}
/**
* The distance from the chosen snapshot to the instant asked for, on both sides: what the repository was at that
* instant lies between this snapshot and the next. Undefined where no instant was asked for.
*/
function distanceTo({ at }, { snapshots }, chosen) {
	const index = snapshots.findIndex(({ name }) => name === chosen);
	const taken = snapshots[index]?.at;
	if (!at || !taken) return void 0;
	const distance = at.getTime() - taken.getTime();
	const next = snapshots[index + 1];
	return {
		words: `${distance === 0 ? `taken at ${isoSecond(at)}` : `taken ${formatDuration(distance)} before ${isoSecond(at)}`}; ${next ? `the next one, ${next.name}, ${formatDuration(next.at.getTime() - at.getTime())} after it` : "there is no later one"}`,
		fields: { distance_ms: distance }
	};
}

// src/git/git.ts
/** GIT_CONFIG_COUNT, by which a token reaches a child without argv or a file, came with git 2.31. */
const OLDEST = [2, 31];
const INHERITED = /^(PATH|TMPDIR|TEMP|TMP|SYSTEMROOT|(HTTPS?|NO|ALL)_PROXY|https?_proxy|no_proxy|all_proxy|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|GIT_SSL_CAINFO|GIT_SSL_CAPATH|SSH_AUTH_SOCK|GIT_SSH|GIT_SSH_COMMAND|GIT_EXEC_PATH)$/;
/**
* What one object, or one table, may take of a git's memory: an object of a hostile pack can unpack to any size. Tables of
* forty million objects have room; and it fits into the 32 bits that git reads it into on some systems. Whoever needs more
* sets the variable GIT_ALLOC_LIMIT.
*/
const ALLOC_LIMIT = "3g";
/** The environment of a child git; `config` is given as if by `-c`, unseen in argv. */
function gitEnvironment(git, config = {}) {
	const env = {};
	for (const [name, value] of Object.entries(git.env)) if (INHERITED.test(name)) env[name] = value;
	const settings = Object.entries({
		"core.hooksPath": "/dev/null",
		"pack.writeReverseIndex": "false",
		...config
	});
	settings.forEach(([key, value], index) => {
		env[`GIT_CONFIG_KEY_${index}`] = key;
		env[`GIT_CONFIG_VALUE_${index}`] = value;
	});
	return {
		...env,
		GIT_CONFIG_COUNT: String(settings.length),
		GIT_CONFIG_NOSYSTEM: "1",
		GIT_CONFIG_GLOBAL: "/dev/null",
		HOME: git.home,
		XDG_CONFIG_HOME: git.home,
		GIT_TERMINAL_PROMPT: "0",
		GIT_NO_LAZY_FETCH: "1",
		GIT_NO_REPLACE_OBJECTS: "1",
		GIT_ALLOC_LIMIT: git.env["GIT_ALLOC_LIMIT"] || ALLOC_LIMIT,
		LC_ALL: "C"
	};
}
/** Starts git with piped input and output. */
function startGit(git, args, options = {}) {
	return start({
		program: git.program,
		args,
		env: gitEnvironment(git, options.config)
	}, options.onStderr);
}
/** Runs git to its end and gives its output. @throws `git` (or what its message tells) where it fails; `doing` names the work. */
async function runGit(git, args, doing, options = {}) {
	const result = await run({
		program: git.program,
		args,
		env: gitEnvironment(git, options.config)
	}, options.input);
	if (result.code !== 0) throw gitError(doing, result);
	return result.stdout;
}
const checked = /* @__PURE__ */ new WeakMap();
/** Sees, once a run, that there is a git and that it is new enough. @throws `unsupported` */
function checkGit(git) {
	const found = checked.get(git) ?? checkVersion(git);
	checked.set(git, found);
	return found;
}
async function checkVersion(git) {
	const result = await run({
		program: git.program,
		args: ["--version"],
		env: gitEnvironment(git)
	});
	const version = /git version (\d+)\.(\d+)/.exec(result.stdout.toString());
	const hint = `Install git ${OLDEST.join(".")} or newer and see that it is in PATH.`;
	if (!version) throw new BackupError("unsupported", "there is no git on this machine", { hint });
	const [major, minor] = [Number(version[1]), Number(version[2])];
	if (major < OLDEST[0] || major === OLDEST[0] && minor < OLDEST[1]) throw new BackupError("unsupported", `git ${major}.${minor} is too old`, { hint });
}
const SIGNS = [
	[
		/attempting to allocate \d+ over limit|Out of memory/,
		"unsupported",
		`It holds an object that is larger than git may unpack (GIT_ALLOC_LIMIT, ${ALLOC_LIMIT} unless it is set). If that is right, set the variable to more.`
	],
	[
		/No space left on device|Disk quota exceeded|File too large/i,
		"disk-full",
		"Free space there, or set TMPDIR to a larger disk; what was stored before is untouched."
	],
	[
		/detected dubious ownership/,
		"denied",
		"The folder belongs to another user: run repo-backup as its owner."
	],
	[
		/Authentication failed|could not read (Username|Password)|Permission denied \(publickey|HTTP 40[13]|returned error: 40[13]/i,
		"denied",
		"Check the token or the ssh key."
	],
	[
		/Host key verification failed/,
		"denied",
		"Connect once with ssh yourself, or add the host to known_hosts."
	],
	[
		/does not appear to be a git repository|not a git repository|repository '.*' not found|Repository not found|No such file or directory/i,
		"not-found",
		"Check the address."
	],
	[
		/Could not resolve host|Connection refused|Connection reset|Connection timed out|unable to access|early EOF|remote end hung up/i,
		"unreachable",
		"Check the address and the network."
	],
	[
		/pack is corrupted|inflate|SHA1 COLLISION|hash mismatch|pack has bad|bad object|did not receive expected object|unresolved deltas|corrupt|invalid (object|blob|tree|commit|tag)/i,
		"corrupt",
		"Run it again; if it stays, run `git fsck` in the repository itself."
	]
];
/** Turns the failure of a child git into an error that says what happened. */
function gitError(doing, exit) {
	if (exit.code === 127) return new BackupError("unsupported", `${doing}: there is no git on this machine`, { hint: "Install git and see that it is in PATH." });
	const said = lastWords(exit.stderr) || wayOfEnding(exit);
	const [, kind = "git", hint] = SIGNS.find(([pattern]) => pattern.test(exit.stderr)) ?? [];
	return new BackupError(kind, `${doing}: ${said}`, hint ? { hint } : {});
}
function wayOfEnding({ code, signal }) {
	if (signal && CRASHES.includes(signal)) return `git crashed (${signal})`;
	return code === null ? "git was ended from outside" : `git exited with ${code}`;
}
const CRASHES = [
	"SIGSEGV",
	"SIGBUS",
	"SIGABRT",
	"SIGILL",
	"SIGFPE"
];
function lastWords(stderr) {
	const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== "");
	const fatal = lines.filter((line) => /^(fatal|error|ERROR|remote):/.test(line));
	return (fatal.length > 0 ? fatal : lines).slice(-2).join(" ").slice(0, 500);
}

// src/system/temp.ts
/** Creates an empty folder inside of `parent`, readable by this user only. */
async function createScratch(parent) {
	const path = await mkdtemp(join(parent, "scratch-"));
	return {
		path,
		[Symbol.asyncDispose]: () => rm(path, {
			recursive: true,
			force: true,
			maxRetries: 3
		})
	};
}

// src/git/bare.ts
const SHA1 = "[core]\n	repositoryformatversion = 0\n	filemode = true\n	bare = true\n";
const SHA256 = `${SHA1.replace("= 0", "= 1")}[extensions]\n\tobjectformat = sha256\n`;
/** Makes `path` an empty bare repository without hooks. Its HEAD names `refs/heads/main`, which does not exist yet. */
async function createBare(path, objectFormat) {
	await mkdir(join(path, "objects", "pack"), { recursive: true });
	await mkdir(join(path, "refs", "heads"), { recursive: true });
	await writeFile(join(path, "config"), objectFormat === "sha1" ? SHA1 : SHA256);
	await writeFile(join(path, "HEAD"), "ref: refs/heads/main\n");
}

// src/git/scratch.ts
/** Creates an empty bare repository below `parent`. */
async function createScratchRepository(git, parent, objectFormat) {
	await checkGit(git);
	const folder = await createScratch(parent);
	try {
		await createBare(folder.path, objectFormat);
		return {
			...folder,
			git,
			objectFormat
		};
	} catch (error) {
		await folder[Symbol.asyncDispose]();
		throw error;
	}
}
/**
* Reads a pack as it arrives into the scratch repository and indexes it there. Gives undefined for a pack without
* objects. Memory does not grow with the pack.
*
* @throws `corrupt` where git finds a bad checksum, a missing base or (selfContained) a missing object; what `pack` throws.
*/
async function indexPack(scratch, pack, { selfContained, onProgress }) {
	try {
		var _usingCtx$6 = _usingCtx();
		const state = {
			bytes: 0,
			objects: 0,
			phase: void 0
		};
		const args = [
			"-C",
			scratch.path,
			"index-pack",
			"--stdin",
			"--show-resolving-progress",
			...selfContained ? ["--check-self-contained-and-connected"] : []
		];
		const child = _usingCtx$6.a(startGit(scratch.git, args, { onStderr: (text) => {
			state.phase = /Resolving deltas:[^\r\n]*/.exec(text)?.[0] ?? state.phase;
			onProgress?.(state);
		} }));
		const name = text$1(child.stdout).catch(() => "");
		const hash = createHash("sha256");
		let head = Buffer.alloc(0);
		for await (const chunk of pack) {
			if (head.length < 12) head = Buffer.concat([head, chunk.subarray(0, 12 - head.length)]);
			if (state.objects === 0 && head.length === 12) state.objects = packObjects(head);
			state.bytes += chunk.length;
			hash.update(chunk);
			onProgress?.(state);
			if (!await feed(child, chunk)) break;
		}
		child.stdin.end();
		const exit = await child.ended;
		if (exit.code !== 0) throw gitError("checking the pack", exit);
		if (state.objects === 0) return void 0;
		const id = /^(?:pack|keep)\t([0-9a-f]+)$/m.exec(await name)?.[1] ?? "";
		const base = join(scratch.path, "objects", "pack", `pack-${id}`);
		const packFile = `${base}.pack`;
		if ((await stat(packFile)).size !== state.bytes) throw new BackupError("corrupt", "checking the pack: there are bytes behind its end");
		return {
			packFile,
			indexFile: `${base}.idx`,
			size: state.bytes,
			sha256: hash.digest("hex"),
			objects: state.objects
		};
	} catch (_) {
		_usingCtx$6.e = _;
	} finally {
		await _usingCtx$6.d();
	}
}
async function text$1(stream) {
	const chunks = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}
function packObjects(head) {
	if (head.toString("latin1", 0, 4) !== "PACK") throw new BackupError("protocol", "the server sent something that is no pack");
	return head.readUInt32BE(8);
}
/** Every object of all packs in the scratch repository with its type, in the order of storage. */
async function* listObjects(scratch) {
	try {
		var _usingCtx3 = _usingCtx();
		const child = _usingCtx3.a(startGit(scratch.git, [
			"-C",
			scratch.path,
			"cat-file",
			"--batch-all-objects",
			"--unordered",
			"--batch-check=%(objectname) %(objecttype)"
		]));
		child.stdin.end();
		let rest = "";
		for await (const chunk of child.stdout) {
			const lines = (rest + chunk.toString("latin1")).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) {
				const cut = line.indexOf(" ");
				yield {
					id: line.slice(0, cut),
					type: line.slice(cut + 1)
				};
			}
		}
		const exit = await child.ended;
		if (exit.code !== 0) throw gitError("listing objects", exit);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** Bytes that a commit, a tag or a tree may have to be read into memory: a folder of more than a million files fits. */
const LARGEST = 67108864;
/** Reads objects in the order asked for. @throws `incomplete` for one that is not there, `unsupported` for one above `largest` bytes */
async function* readObjects(scratch, ids, largest = LARGEST) {
	try {
		var _usingCtx4 = _usingCtx();
		if (ids.length === 0) return;
		const child = _usingCtx4.a(startGit(scratch.git, [
			"-C",
			scratch.path,
			"cat-file",
			"--batch",
			"--buffer"
		]));
		child.stdin.end(`${ids.join("\n")}\n`);
		let pending = [];
		let length = 0;
		let needed = 1;
		for await (const chunk of child.stdout) {
			pending.push(chunk);
			length += chunk.length;
			if (length < needed) continue;
			const taken = takeObjects(Buffer.concat(pending), largest);
			yield* taken.objects;
			pending = [taken.rest];
			length = taken.rest.length;
			needed = taken.needed;
		}
		const exit = await child.ended;
		if (exit.code !== 0) throw gitError("reading objects", exit);
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
/** Takes every whole `<id> <type> <size>\n<content>\n` off the front; `needed` bytes make the next one whole. */
function takeObjects(data, largest) {
	const objects = [];
	for (let at = 0;;) {
		const end = data.indexOf(10, at);
		if (end < 0) return {
			objects,
			rest: data.subarray(at),
			needed: data.length - at + 1
		};
		const [id = "", type = "", size = ""] = data.toString("latin1", at, end).split(" ");
		if (type === "missing") throw new BackupError("incomplete", `the object ${id} is missing`);
		if (Number(size) > largest) throw new BackupError("unsupported", `the ${type} ${id} has ${size} bytes: more than ${largest} cannot be read`, { hint: "No tool makes such an object. Find out where it comes from, and take it out of the repository." });
		const next = end + 1 + Number(size) + 1;
		if (next > data.length) return {
			objects,
			rest: data.subarray(at),
			needed: next - at
		};
		objects.push({
			id,
			type,
			content: data.subarray(end + 1, next - 1)
		});
		at = next;
	}
}
const DEPTH = /maximum allowed tree depth/;
const TOO_DEEP = "Nothing was found missing. If trees are nested by the ten thousand, git cannot walk them: restore without `check-connectivity`.";
/**
* Walks from `tips` through every object and proves that all are there. Tips in `proven` and all that they reach were
* proven before and are not walked again.
*
* @throws `incomplete` where an object is missing or unreadable.
*/
async function proveConnectivity(git, repository, tips, proven = []) {
	try {
		var _usingCtx5 = _usingCtx();
		if (tips.length === 0) return;
		const input = [...tips, ...proven.map((id) => `^${id}`)].join("\n");
		const child = _usingCtx5.a(startGit(git, [
			"-C",
			repository,
			"rev-list",
			"--objects",
			"--quiet",
			"--stdin"
		]));
		child.stdin.end(`${input}\n`);
		child.stdout.resume();
		const exit = await child.ended;
		const { message } = gitError("proving that every object is there", exit);
		if (exit.code === null || DEPTH.test(exit.stderr)) throw new BackupError("git", message, { hint: TOO_DEEP });
		if (exit.code !== 0) throw new BackupError("incomplete", message);
	} catch (_) {
		_usingCtx5.e = _;
	} finally {
		await _usingCtx5.d();
	}
}

// src/system/folders.ts
/**
* Makes a folder and those above it, and gives the topmost one that was missing; undefined where something of that name is
* there. `mode` is what the umask may still narrow. Not `mkdir` with `recursive`, which never ends where a folder takes no others, as `/proc` does.
*
* @throws what the system throws
*/
async function makeFolder(path, mode = 511) {
	const above = dirname(path);
	try {
		return await makeOne(path, mode);
	} catch (error) {
		if (systemCode(error) !== "ENOENT" || above === path) throw error;
	}
	const first = await makeFolder(above, mode);
	const own = await makeOne(path, mode);
	return first ?? own;
}
async function makeOne(path, mode) {
	return mkdir(path, { mode }).then(() => path, (error) => {
		if (systemCode(error) === "EEXIST") return void 0;
		throw error;
	});
}
/** What is at the path or above it and is no folder, in words; undefined where nothing is. */
async function findObstacle(path) {
	const entry = await lstat(path).catch(() => void 0);
	if (!entry) return dirname(path) === path ? void 0 : findObstacle(dirname(path));
	const target = await stat(path).catch(() => void 0);
	if (!target) return entry.isSymbolicLink() ? `${path} is a link that leads nowhere` : void 0;
	return target.isDirectory() ? void 0 : `${path} is a file, not a folder`;
}

// src/domain/selection.ts
const TOPIC = "topic:";
/** The owners whose repositories must be listed. */
function ownersOf({ patterns }) {
	return [...new Map(patterns.map((pattern) => [ownerOf(pattern).toLowerCase(), ownerOf(pattern)])).values()];
}
/** The first half of `owner/name`. */
function ownerOf(name) {
	return name.split("/")[0] ?? "";
}
/** True where topics must be known to decide. */
function asksForTopics({ topics, exclusions }) {
	return topics.length > 0 || exclusions.some((exclusion) => exclusion.startsWith(TOPIC));
}
/** True where a `!` leaves the repository out; `topics` is empty where they are unknown. */
function isExcluded(name, topics, { exclusions }) {
	return exclusions.some((exclusion) => exclusion.startsWith(TOPIC) ? topics.includes(exclusion.slice(6)) : matchesPattern(name, exclusion));
}
/** True where a repository that the patterns match passes topics and filters. */
function passesFilters(facts, { topics, archived, forks, visibility }) {
	return (topics.length === 0 || topics.some((topic) => facts.topics.includes(topic))) && (archived || !facts.archived) && (forks || !facts.fork) && (visibility === "all" || visibility === facts.visibility);
}

// src/github/lookup.ts
/** Names of one request. Each is one node of GraphQL, and a hundred of them cost one point of the hour's budget. */
const AT_ONCE = 100;
/** Sorts names into requests. Where the credentials of an owner fail, its names are a batch with that error; without a token there is none. */
async function batchesOf(github, names) {
	const batches = [];
	const byToken = /* @__PURE__ */ new Map();
	for (const name of names) try {
		const token = await github.tokenFor(ownerOf(name));
		if (token) byToken.set(token, [...byToken.get(token) ?? [], name]);
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		batches.push({
			names: [name],
			error
		});
	}
	for (const group of byToken.values()) for (let at = 0; at < group.length; at += AT_ONCE) batches.push({ names: group.slice(at, at + AT_ONCE) });
	return batches;
}
/** The query for so many names: `$o0`, `$n0` and so on are their halves. */
function lookupQuery(count) {
	const each = Array.from({ length: count }, (_, at) => at);
	return `query(${each.map((at) => `$o${at}: String!, $n${at}: String!`).join(", ")}, $topics: Boolean!) {
${each.map((at) => `  r${at}: repository(owner: $o${at}, name: $n${at}, followRenames: true) { ...facts }`).join("\n")}
}
fragment facts on Repository {
  databaseId nameWithOwner visibility diskUsage isArchived isFork isDisabled
  defaultBranchRef { name }
  repositoryTopics(first: 20) @include(if: $topics) { nodes { topic { name } } }
}`;
}
/**
* Looks up the names of one batch; the result is by the name as it was given. A renamed repository is found under its old
* name.
*
* @throws `denied` where GitHub refuses the token, `unreachable` where it does not answer; `unsupported` where the server
*   has no such API.
*/
async function lookUp(github, { names, error }, topics) {
	if (error) throw error;
	const client = await github.clientFor(ownerOf(names[0] ?? ""));
	const variables = { topics };
	for (const [at, name] of names.entries()) [variables[`o${at}`], variables[`n${at}`]] = [ownerOf(name), name.split("/")[1] ?? ""];
	const { data, errors } = await client.graphql(lookupQuery(names.length), variables).then((data) => ({
		data,
		errors: []
	}), (error) => partOf(error, github));
	return new Map(names.map((name, at) => {
		const node = data[`r${at}`];
		if (node && node.databaseId !== null) return [name, factsOf$1(node, node.databaseId)];
		return [name, refusalOf(name, errors.find(({ path }) => path?.[0] === `r${at}`))];
	}));
}
/** GraphQL answers 200 also where some names have no repository. @throws where that is not all that went wrong. */
function partOf(error, { apiUrl, serverUrl }) {
	if (error instanceof Error && "errors" in error && "data" in error) {
		const { errors, data } = error;
		if (data && errors.every(({ path }) => /^r\d+$/.test(String(path?.[0])))) return {
			data,
			errors
		};
		throw new BackupError("unreachable", `looking up repositories: GitHub says ${errors[0]?.message}`, {
			hint: "Run it again later.",
			cause: error
		});
	}
	if (isNoGitHub(error)) throw new BackupError("unsupported", `${serverUrl} has no API of GitHub at ${apiUrl}`, {
		hint: "Name each repository, or correct `api-url`.",
		cause: error
	});
	throw explainGitHub(error, {
		doing: "looking up repositories",
		tokenPermission: "Metadata: read"
	});
}
/** True for a refusal that no GitHub has written: theirs are JSON. A plain git server knows no such path. */
function isNoGitHub(error) {
	const status = statusOf(error) ?? 500;
	const response = error instanceof Error && "response" in error ? error.response : void 0;
	if (status >= 500 || typeof response !== "object" || response === null || !("headers" in response)) return false;
	const { "content-type": type = "" } = response.headers;
	return !type.includes("json");
}
function factsOf$1(node, id) {
	return {
		id,
		fullName: node.nameWithOwner,
		visibility: node.visibility.toLowerCase(),
		size: (node.diskUsage ?? 0) * 1024,
		defaultBranch: node.defaultBranchRef?.name ?? null,
		archived: node.isArchived,
		fork: node.isFork,
		disabled: node.isDisabled,
		topics: (node.repositoryTopics?.nodes ?? []).flatMap((one) => one ? [one.topic.name] : [])
	};
}
/** Types that are an answer about the name. Any other one, or none, says that GitHub could not answer just now. */
const KINDS = {
	NOT_FOUND: "not-found",
	FORBIDDEN: "denied",
	INSUFFICIENT_SCOPES: "denied"
};
function refusalOf(name, complaint) {
	const kind = KINDS[complaint?.type ?? ""] ?? "unreachable";
	const said = complaint?.message ?? "nothing";
	if (kind === "unreachable") return new BackupError(kind, `${name}: GitHub could not look it up and says: ${said}`, { hint: "Run it again later." });
	if (kind === "denied") return new BackupError(kind, `${name}: GitHub does not show it: ${said}`, { hint: `Mend that, or write !${name} to leave it out.` });
	return new BackupError("not-found", `${name} is not on GitHub, or the token may not see it`, { hint: "Check the name. If it is private, give a token that may read it (fine-grained: Contents: read), or `app-id`." });
}

// src/github/server.ts
/** Hosts whose API is of one server only, and that server. */
const API_OF = [[/^api\.github\.com$/, () => "github.com"], [/^api\.([^.]+\.ghe\.com)$/, ([, host]) => host ?? ""]];
/**
* True for an address that an API may tell for uploads: on its own host, or on the one for uploads beside it. The token goes
* there with them.
*/
function isUploadAddress(address, apiUrl) {
	if (!URL.canParse(address)) return false;
	const [upload, api] = [new URL(address), new URL(apiUrl)];
	return [
		api.hostname,
		`uploads.${api.hostname}`,
		api.hostname.replace(/^api\./, "uploads.")
	].includes(upload.hostname) && (upload.protocol === "https:" || upload.protocol === api.protocol);
}
/** False where the API is that of another server: `server-url` was changed and `api-url` was not. */
function speaksFor({ apiUrl, serverUrl }) {
	const { hostname } = new URL(apiUrl);
	for (const [pattern, server] of API_OF) {
		const match = pattern.exec(hostname);
		if (match) return server(match) === new URL(serverUrl).hostname;
	}
	return true;
}

// src/commands/named.ts
/** Requests sent at once. */
const PARALLEL_LOOKUPS = 4;
/**
* Looks the named ones up. They go on without facts where there is nobody to ask: no token, no API, or one that does not
* answer. One that is not there fails.
*/
async function resolveNamed(context, { targets, selection, serverUrl }) {
	const nameOf = ({ address }) => serverName(address, serverUrl);
	const wanted = targets.filter(({ repository }) => !isExcluded(repository, [], selection));
	const found = await findNamed(context, wanted.map(nameOf).filter((name) => name !== void 0), asksForTopics(selection));
	const silent = [...found.values()].flatMap((facts) => isKind(facts, "unreachable") ? [facts.message] : []);
	for (const message of new Set(silent)) context.log.warn(`${message}: names are taken as they are written`);
	const part = {
		targets: [],
		failed: []
	};
	for (const target of wanted) {
		const name = nameOf(target);
		const facts = name === void 0 ? void 0 : found.get(name);
		if (facts === void 0 || name === void 0 || isUnasked(facts)) part.targets.push(target);
		else if (facts instanceof BackupError) part.failed.push({
			line: failedEntry(target.repository, facts),
			written: writtenAs(target, serverUrl)
		});
		else {
			const known = withFacts(target, name, facts, serverUrl);
			if (!isExcluded(known.repository, facts.topics, selection)) addTarget(part, known, serverUrl);
		}
	}
	return part;
}
/** True where GitHub could not be asked. A token that is refused is never taken for that. */
function isUnasked(facts) {
	return isKind(facts, "unreachable") || isKind(facts, "unsupported");
}
/** What GitHub says of names, by the name as it was given; where there is no token or no API to ask with, all are missing. */
async function findNamed(context, names, withTopics = false) {
	const { reader } = context;
	if (!speaksFor(reader)) return /* @__PURE__ */ new Map();
	const batches = await batchesOf(reader, [...new Set(names)]);
	const found = await mapConcurrently(batches, PARALLEL_LOOKUPS, (batch) => findBatch(context, batch, withTopics));
	return new Map(found.flatMap((some) => [...some]));
}
async function findBatch({ reader }, batch, withTopics) {
	try {
		return await lookUp(reader, batch, withTopics);
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		return new Map(batch.names.map((name) => [name, error]));
	}
}
/** The target under the name that the repository has today, unless the user chose another one to keep it under. */
function withFacts(target, written, facts, serverUrl) {
	if (facts.fullName.toLowerCase() === written.toLowerCase()) return {
		...target,
		facts
	};
	const warning = `${written} is called ${facts.fullName} now: write the new name in \`repositories\``;
	return {
		repository: target.repository.toLowerCase() === written.toLowerCase() ? facts.fullName : target.repository,
		address: onServer(facts.fullName, serverUrl),
		facts,
		warnings: [warning],
		selectedAs: [written]
	};
}
/** What says the same target under `repositories`. */
function writtenAs({ repository, address }, serverUrl) {
	const name = serverName(address, serverUrl);
	return name === repository ? repository : `${repository}=${name ?? address.display}`;
}
/** What GitHub has switched off cannot be read: it gets its line, and costs no attempt. */
function addTarget(part, target, serverUrl) {
	if (!target.facts?.disabled) part.targets.push(target);
	else {
		const error = new BackupError("denied", `GitHub has disabled ${target.repository} (DMCA, abuse or billing)`, { hint: `Ask GitHub's support, or write !${target.repository} to leave it out.` });
		part.failed.push({
			line: failedEntry(target.repository, error),
			written: writtenAs(target, serverUrl)
		});
	}
}
/** The ledger's line of what is no target. */
function failedEntry(repository, error) {
	return {
		repository,
		status: "failed",
		error: summariseError(error)
	};
}

// src/github/listing.ts
/** The most that GitHub gives in one page. */
const PAGE = 100;
/**
* Lists the repositories of an owner that the token may see.
*
* @throws `not-found` for an owner that is none, `denied` for a token that is refused, `unreachable` where a page fails or
*   is missing: what was read until then is never the list.
*/
async function listOwner(github, owner) {
	try {
		const { kind, installAt } = await github.credentialFor(owner);
		if (installAt !== void 0) throw notInstalled(owner, installAt);
		const client = await github.clientFor(owner);
		if (kind === "app") return await listInstallation(client, owner);
		const { data: account } = await client.request("GET /users/{username}", { username: owner });
		return {
			repositories: unique(account.type === "Organization" ? await readPages(client, "GET /orgs/{org}/repos", {
				org: owner,
				type: "all"
			}) : await listUser(client, owner, kind)),
			warning: kind === "workflow" ? onlyPublic(owner) : void 0
		};
	} catch (error) {
		if (statusOf(error) === 404) throw noOwner(owner, github, error);
		throw explainGitHub(error, {
			doing: `listing the repositories of ${owner}`,
			tokenPermission: "Metadata: read"
		});
	}
}
function noOwner(owner, { serverUrl }, cause) {
	return new BackupError("not-found", `${serverUrl} has no owner ${owner}, or the token may not see it`, {
		hint: "Check the name of the owner, and that `api-url` is the API of GitHub.",
		cause
	});
}
function onlyPublic(owner) {
	return `the workflow's own token shows only the public repositories of ${owner}, and its own. For the private ones give \`app-id\`, or a \`token\` that reads them.`;
}
/** An App sees what it was given; `total_count` proves that all of it was listed. */
async function listInstallation(client, owner) {
	const pages = {
		total: 0,
		selected: false
	};
	const repositories = unique(await readPages(client, "GET /installation/repositories", {}, (data) => {
		const { total_count, repository_selection, repositories } = data;
		Object.assign(pages, {
			total: total_count,
			selected: repository_selection === "selected"
		});
		return repositories;
	}));
	if (repositories.length < pages.total) throw cutShort$1(owner, `${repositories.length} of ${pages.total} came`);
	const warning = `the GitHub App was given ${pages.total} chosen repositories of ${owner}: others are not seen`;
	return {
		repositories,
		warning: pages.selected ? warning : void 0
	};
}
/**
* A user's public repositories are for everybody. Private ones are listed for the user alone, and for those who work on
* them, with all else that they have (docs.github.com, "List repositories for the authenticated user"); and for the token of
* a job or of an App's installation, with all else that it was given.
*/
async function listUser(client, owner, kind) {
	const open = await readPages(client, "GET /users/{username}/repos", {
		username: owner,
		type: "owner"
	});
	if (kind === "none") return open;
	const mine = kind === "personal" ? await readPages(client, "GET /user/repos", { affiliation: "owner,collaborator" }) : await listGiven(client);
	return [...open, ...mine.filter(({ full_name }) => full_name.toLowerCase().startsWith(`${owner.toLowerCase()}/`))];
}
/** What a token was given, private or not. Where a server tells no job's token, the warning stands that it sees little. */
async function listGiven(client) {
	return readPages(client, "GET /installation/repositories", {}, (data) => data.repositories).catch((error) => {
		if (statusOf(error) === 403 && /not accessible/i.test(String(error))) return [];
		throw error;
	});
}
async function readPages(client, route, parameters, rowsIn = (data) => data) {
	const rows = [];
	let promised = 1;
	for (let page = 1;; page += 1) {
		const answer = await client.request(route, {
			...parameters,
			per_page: PAGE,
			page
		});
		const { link = "", "x-github-sso": sso = "" } = answer.headers;
		if (/^partial-results/i.test(String(sso)) && "org" in parameters) throw hiddenBySso(parameters["org"] ?? "");
		const some = rowsIn(answer.data);
		const where = `page ${page} of ${route.replace("GET ", "")}`;
		const more = /rel="next"/.test(link);
		if (!Array.isArray(some)) throw cutShort$1(where, "it is no list");
		if (more && some.length === 0) throw cutShort$1(where, "it is empty, and not the last");
		if (!more && page < promised) throw cutShort$1(where, `page ${promised} was promised`);
		rows.push(...some);
		if (!more) return rows;
		promised = lastPage(link) ?? page + 1;
	}
}
/** The number of the last page, which GitHub tells on every page but the last. */
function lastPage(link) {
	const [, url] = /<([^>]+)>; rel="last"/.exec(link) ?? [];
	const page = url && URL.canParse(url) ? Number(new URL(url).searchParams.get("page")) : NaN;
	return Number.isInteger(page) ? page : void 0;
}
/** GitHub answers 200 with what is left (docs.github.com, "Authenticating with a personal access token", SAML). */
function hiddenBySso(owner) {
	return new BackupError("denied", `listing the repositories of ${owner}: GitHub hides some from the token (SAML SSO)`, { hint: `Authorize the token for ${owner}: Settings, Developer settings, Personal access tokens, Configure SSO.` });
}
function cutShort$1(what, why) {
	return new BackupError("unreachable", `${what}: GitHub's list was cut short (${why})`, { hint: "Run it again. Nothing is taken for gone because of it." });
}
/** A repository that was created while the pages were read moves others onto the next page: they come twice. */
function unique(rows) {
	return [...new Map(rows.map((row) => [row.id, factsOf(row)])).values()];
}
function factsOf(row) {
	return {
		id: row.id,
		fullName: row.full_name,
		visibility: row.visibility ?? (row.private ? "private" : "public"),
		size: (row.size ?? 0) * 1024,
		defaultBranch: row.default_branch ?? null,
		archived: row.archived ?? false,
		fork: row.fork,
		disabled: row.disabled ?? false,
		topics: row.topics ?? []
	};
}

// src/commands/targets.ts
/** Owners listed at once. */
const PARALLEL_OWNERS = 4;
/** Asks GitHub for what the names and patterns mean. What that comes to is a result: one that fails never stops the others. */
async function resolveTargets(context, settings) {
	const { selection } = settings;
	const named = await resolveNamed(context, settings);
	const owners = await mapConcurrently(ownersOf(selection), PARALLEL_OWNERS, (owner) => listFor(context, owner));
	const selected = owners.map((owner) => selectFrom(owner, settings));
	const known = /* @__PURE__ */ new Map();
	for (const target of [...named.targets, ...selected.flatMap(({ targets }) => targets)]) {
		const keys = [target.repository.toLowerCase(), ...target.facts ? [`#${target.facts.id}`] : []];
		const same = keys.map((key) => known.get(key)).find((one) => one !== void 0);
		if (!same) for (const key of keys) known.set(key, target);
		else if (target.selectedAs) same.selectedAs = [...same.selectedAs ?? [], ...target.selectedAs];
	}
	return {
		targets: [...new Set(known.values())],
		failed: [...named.failed, ...selected.flatMap(({ failed }) => failed)],
		listed: owners.flatMap(({ owner, listed }) => listed ? [{
			owner,
			repositories: listed
		}] : [])
	};
}
async function listFor({ reader, log }, owner) {
	try {
		if (!speaksFor(reader)) throw new BackupError("unsupported", `${reader.apiUrl} is not the API of ${reader.serverUrl}`, { hint: "Set `api-url` to the API of the server, or name each repository." });
		const { repositories, warning } = await listOwner(reader, owner);
		if (warning) log.warn(warning);
		return {
			owner,
			listed: repositories
		};
	} catch (error) {
		if (error instanceof BackupError) return {
			owner,
			error
		};
		throw error;
	}
}
function selectFrom({ owner, listed, error }, { selection, serverUrl }) {
	const part = {
		targets: [],
		failed: []
	};
	const patterns = selection.patterns.filter((pattern) => ownerOf(pattern).toLowerCase() === owner.toLowerCase());
	for (const pattern of patterns) {
		const matching = listed?.filter((facts) => matchesPattern(facts.fullName, pattern)) ?? [];
		const chosen = matching.filter((facts) => passesFilters(facts, selection) && !isExcluded(facts.fullName, facts.topics, selection));
		const reason = error ?? (chosen.length === 0 ? matchesNothing(pattern, matching, selection) : void 0);
		if (reason) part.failed.push({
			line: failedEntry(pattern, reason),
			written: pattern
		});
		for (const [at, facts] of chosen.entries()) {
			const address = onServer(facts.fullName, serverUrl);
			const selectedAs = at === 0 ? { selectedAs: [pattern] } : {};
			addTarget(part, {
				repository: facts.fullName,
				address,
				facts,
				...selectedAs
			}, serverUrl);
		}
	}
	return part;
}
function matchesNothing(pattern, matching, { topics }) {
	const why = matching.length === 0 ? "GitHub lists no such repository for this token" : `GitHub lists ${matching.length}, and ${topics.length > 0 ? "topics, " : ""}filters and exclusions leave none`;
	return new BackupError("not-found", `${pattern} selects nothing: ${why}`, { hint: "Check the name, `include-archived`, `include-forks` and `visibility`, and that the token may read there." });
}

// src/commands/vanished.ts
/**
* The ledger's lines of what a store holds under the patterns of this run and GitHub does not list any more. A repository
* that was renamed is none of them. Nothing of theirs is pruned: only what a run captures is.
*/
async function findVanished(context, { selection }, { targets, failed, listed }, store) {
	if (listed.length === 0) return [];
	const told = new Set([...targets, ...failed.map(({ line }) => line)].map(({ repository }) => repository.toLowerCase()));
	const onGitHub = new Set(listed.flatMap((one) => one.repositories.map(({ fullName }) => fullName.toLowerCase())));
	const owners = new Set(listed.map(({ owner }) => owner.toLowerCase()));
	const patterns = selection.patterns.filter((pattern) => owners.has(ownerOf(pattern).toLowerCase()));
	const ids = new Set(listed.flatMap((one) => one.repositories.map(({ id }) => id)));
	const missing = (await listVault(store)).filter(({ snapshots }) => snapshots.length > 0).map(({ repository }) => repository).filter((name) => patterns.some((pattern) => matchesPattern(name, pattern))).filter((name) => !isExcluded(name, [], selection)).filter((name) => !told.has(name.toLowerCase()) && !onGitHub.has(name.toLowerCase())).filter((name) => !ids.has(idInHome(name) ?? NaN));
	if (missing.length === 0) return [];
	const found = await findNamed(context, missing);
	return missing.flatMap((name) => {
		const error = vanishedError(name, store, found.get(name), ids);
		return error ? [failedEntry(name, error)] : [];
	});
}
function vanishedError(name, store, found, listed) {
	if (found === void 0 || isUnasked(found)) {
		const why = found ? ` (${found.message})` : "";
		return new BackupError("unreachable", `${name}: ${store.address} holds it and GitHub does not list it. Whether it is gone could not be asked${why}`, { hint: "Run it again. What is stored stays." });
	}
	if (isKind(found, "not-found")) return new BackupError("not-found", `${name} has vanished: ${store.address} holds it, GitHub does not list it (it was deleted, or hidden from this token)`, { hint: `Write !${name} to accept that. What is stored stays: \`restore\` brings it back.` });
	if (found instanceof BackupError) return found;
	if (listed.has(found.id)) return void 0;
	if (found.fullName.toLowerCase() !== name.toLowerCase()) return new BackupError("not-found", `${name} has moved to ${found.fullName}, which this run does not back up`, { hint: `Add ${found.fullName} to \`repositories\`, and write !${name}.` });
	return new BackupError("unreachable", `${name} is on GitHub, and its list left it out`, { hint: "Run it again." });
}

// src/vault/meanwhile.ts
/**
* What snapshots need that were stored since the store was listed, and which one needs it. Another run may have planned its
* snapshot on what is being removed: it looks for those manifests once its own is written, as here is looked for its own
* once those are gone. A copy may also have brought back a manifest that is in `gone`.
*/
async function neededSince(store, listing, gone) {
	const fresh = await listRepository(store, listing.repository);
	const needed = /* @__PURE__ */ new Map();
	for (const snapshot of storedSince(listing, fresh, gone)) {
		const { manifest, incomplete, altered } = await openSnapshot(store, fresh, snapshot);
		const chain = (manifest ?? incomplete ?? altered)?.git.chain;
		const names = chain ? chain.map((link) => link.snapshot) : listing.snapshots.map(({ name }) => name);
		for (const name of [...names, snapshot.name]) needed.set(name, snapshot.name);
	}
	return needed;
}
/**
* Takes back the manifests of snapshots that were stored too late for `neededSince` to see and need what has been removed,
* the youngest first. Whoever stored one looks, once it is written, whether all that it needs is there: so at least one of
* the two sees the other, and nothing stays listed that does not restore. Their archives stay for whoever brings the rest.
*/
async function takeBackBroken(store, listing, removed) {
	const { repository } = listing;
	const fresh = await listRepository(store, repository);
	const broken = [];
	for (const listed of storedSince(listing, fresh, removed)) {
		const { incomplete } = await openSnapshot(store, fresh, listed);
		if ((incomplete ? [listed.name, ...incomplete.git.chain.map(({ snapshot }) => snapshot)] : []).some((name) => removed.has(name))) broken.push(listed.name);
	}
	for (const name of broken.toReversed()) await takeBack(store, manifestKey(repository, name));
	return broken;
}
function storedSince(then, now, gone) {
	const known = namesOf(then);
	return now.snapshots.filter(({ name }) => !known.has(name) || gone.has(name));
}

// src/vault/retained.ts
/** Manifests read at once. */
const PARALLEL_READS = 16;
/**
* Decides on every snapshot of a repository. Names alone tell ages, and what is too old is mostly what the next kept
* one is built on: while one more manifest can show that, no other is read. Before anything is removed, all are.
*
* @throws `corrupt` or `unsupported` where a manifest cannot be read, or a pinned one is gone: what it needs is unknown,
*   so nothing may be removed.
*/
async function decideRetention({ store, listing, policy, now, readAll }) {
	const known = /* @__PURE__ */ new Map();
	const decide = () => planRetention(listing.snapshots.map((listed) => known.get(listed.name) ?? assumed(listing, listed)), policy, now);
	const read = async (listed) => {
		if (!known.has(listed.name)) known.set(listed.name, await readRetained(store, listing, listed));
	};
	while (!readAll) {
		const decisions = decide();
		const doubted = decisions.findLastIndex(({ keep }) => !keep);
		if (doubted < 0) return {
			decisions,
			needs: void 0
		};
		const next = listing.snapshots[doubted + 1];
		if (!next || known.has(next.name)) break;
		await read(next);
	}
	refuseLostPins(listing);
	await mapConcurrently(listing.snapshots, PARALLEL_READS, read);
	return {
		decisions: decide(),
		needs: new Map([...known].map(([name, { needs }]) => [name, needs]))
	};
}
/** What the names say. Goodness is assumed only as long as nothing is to be removed. */
function assumed({ pins }, { name, at }) {
	return {
		snapshot: name,
		at,
		needs: [],
		good: true,
		pinned: pins.has(name)
	};
}
async function readRetained(store, listing, listed) {
	const opened = await openSnapshot(store, listing, listed);
	const chain = opened.manifest?.git.chain ?? opened.incomplete?.git.chain;
	if (!chain) throw unreadable(listing.repository, opened.problem);
	const needs = chain.map((link) => link.snapshot);
	return {
		...assumed(listing, listed),
		needs,
		good: opened.manifest !== void 0
	};
}
function refuseLostPins({ repository, orphans, pins }) {
	const lost = orphans.map(({ key }) => parseKey(key)?.snapshot ?? "").find((snapshot) => pins.has(snapshot));
	if (lost === void 0) return;
	throw new BackupError("corrupt", `${repository} was not pruned: ${lost} is pinned and its manifest is gone, so what it needs is unknown`, { hint: `Bring ${lost}.json back from another copy of the store, or unpin it.` });
}
function unreadable(repository, problem) {
	return new BackupError(problem?.kind ?? "corrupt", `${repository} was not pruned: ${problem?.message ?? "a manifest cannot be read"}, so what it needs is unknown`, {
		hint: "Bring the manifest back from another copy of the store, or remove that snapshot by hand.",
		cause: problem
	});
}

// src/vault/remove.ts
/** An archive without a manifest is left alone for this long, in milliseconds: another run may be just writing it. */
const DAY = 864e5;
/**
* Prunes one repository by the policy, the youngest first, so that a crash never leaves a snapshot without its chain.
*
* @throws `corrupt` or `unsupported` where a manifest cannot be read, or a pinned one is gone: what it needs is unknown,
*   so nothing is removed.
*/
async function pruneRepository(input) {
	const { store, policy, now, dryRun } = input;
	const { listing, due, decisions, needs } = await onListing(store, input.listing, async (current) => {
		const orphans = current.orphans.filter(({ at }) => now.getTime() - at.getTime() > lifetimeOf(at, current, policy));
		return {
			listing: current,
			due: orphans,
			...await decideRetention({
				store,
				listing: current,
				policy,
				now,
				readAll: orphans.length > 0
			})
		};
	});
	const doomed = decisions.filter(({ keep }) => !keep).map(({ snapshot }) => snapshot);
	const needed = new Set([...needs?.values() ?? []].flat());
	const orphans = due.filter((orphan) => !needed.has(snapshotOf(orphan)));
	const { stayed, gone, broken } = dryRun ? {
		stayed: /* @__PURE__ */ new Map(),
		gone: orphans,
		broken: []
	} : await removeAll(store, listing, {
		doomed: doomed.toReversed(),
		orphans,
		needs
	});
	const removed = doomed.filter((snapshot) => !stayed.has(snapshot));
	const files = removed.flatMap((snapshot) => filesOf(listing, snapshot));
	return {
		decisions: [...decisions.map((decision) => keepIf(stayed.get(decision.snapshot), decision)), ...broken.map(tooLate)],
		removed: [...removed, ...broken],
		locked: [...stayed].filter(([, why]) => why.includes(LOCKED)).map(([snapshot]) => snapshot),
		bytes: [...files, ...gone].reduce((sum, { size }) => sum + size, 0),
		orphans: gone.length
	};
}
const LOCKED = "locked";
const PINNED = "pinned just now";
/** Removes snapshots and orphans: all manifests before any archive, and between them a look at what other runs have stored. */
async function removeAll(store, listing, { doomed, orphans, needs }) {
	const { stayed, manifests } = await removeManifests(store, listing, doomed, needs);
	if (manifests.length + orphans.length === 0) return {
		stayed,
		gone: [],
		broken: []
	};
	const names = new Set(manifests.map(({ snapshot }) => snapshot));
	const needed = await neededSince(store, listing, names);
	for (const { snapshot, manifest } of manifests) {
		const by = needed.get(snapshot);
		if (by === void 0) continue;
		await putBack(store, listing, snapshot, manifest);
		names.delete(snapshot);
		stayed.set(snapshot, by === snapshot ? "stored again just now" : `needed by ${by}, which was stored just now`);
	}
	const removed = await removeUnlocked(store, [...names].flatMap((snapshot) => filesOf(listing, snapshot)));
	const gone = await removeUnlocked(store, orphans.filter((orphan) => !needed.has(snapshotOf(orphan))));
	const archives = new Set([...removed, ...gone].map(snapshotOf));
	return {
		stayed,
		gone,
		broken: archives.size > 0 ? await takeBackBroken(store, listing, archives) : []
	};
}
/**
* Removes manifests, the youngest first. Gives them, and those that stay with the reason: a lock of the store, or a pin
* since the store was listed.
*/
async function removeManifests(store, listing, doomed, needs) {
	const stayed = /* @__PURE__ */ new Map();
	const manifests = [];
	let pinned;
	for (const snapshot of doomed) {
		const dependent = [...stayed.keys()].find((name) => needs?.get(name)?.includes(snapshot));
		let why;
		if (pinned !== void 0) why = `${pinned} was ${PINNED}`;
		else if (dependent !== void 0) why = `needed by ${dependent}, which is ${LOCKED}`;
		else why = await removeManifest(store, listing, snapshot, manifests);
		if (why === PINNED) pinned = snapshot;
		if (why !== void 0) stayed.set(snapshot, why);
	}
	return {
		stayed,
		manifests
	};
}
/**
* Removes a manifest; gives the reason where it stays: a lock of the store, or a pin since the store was listed. A pin is
* written before its writer looks whether the manifest is still there, and here the manifest is removed before looking
* for the pin: so one of the two always sees the other, and no pin that was confirmed is lost.
*/
async function removeManifest(store, listing, snapshot, gone) {
	const { repository } = listing;
	const key = manifestKey(repository, snapshot);
	const manifest = await readIfThere(store.direct ?? store, key);
	if (!manifest) return void 0;
	const locked = await lockOf(store.delete(key));
	if (locked !== void 0) return locked;
	if (await readPin(store, repository, snapshot)) {
		await putBack(store, listing, snapshot, manifest);
		return PINNED;
	}
	gone.push({
		snapshot,
		manifest
	});
}
async function putBack(store, { repository, expires }, snapshot, manifest) {
	const key = manifestKey(repository, snapshot);
	await store.put(key, bodyOf$1(manifest), { expires: expires.get(snapshot) }).catch((error) => {
		if (!isKind(error, "exists")) throw error;
	});
}
function filesOf({ repository, archives }, snapshot) {
	return [...archives].filter(([file]) => file.startsWith(`${snapshot}.`)).map(([file, size]) => ({
		key: `${repository}/${file}`,
		size
	}));
}
/** Removes objects and gives those that went. What is locked stays behind for a later prune. */
async function removeUnlocked(store, objects) {
	const gone = [];
	for (const object of objects) if (await lockOf(store.delete(object.key)) === void 0) gone.push(object);
	return gone;
}
/** Why an object could not be removed, where that is a lock. */
async function lockOf(removal) {
	try {
		await removal;
		return;
	} catch (error) {
		if (isKind(error, LOCKED)) return `skipped: ${error.message}`;
		throw error;
	}
}
function keepIf(why, decision) {
	return why === void 0 ? decision : {
		...decision,
		keep: true,
		reasons: [why]
	};
}
function tooLate(snapshot) {
	return {
		snapshot,
		keep: false,
		reasons: ["stored when what it needs was just being removed"]
	};
}
function snapshotOf({ key }) {
	return parseKey(key)?.snapshot ?? "";
}
/** With no snapshot before it, an orphan may be the rest of a history that lost its manifests: it stays as that would have. */
function lifetimeOf(at, { snapshots }, policy) {
	return snapshots[0] && snapshots[0].at < at ? DAY : Math.max(1, reachInDays(policy)) * DAY;
}
async function readIfThere(store, key) {
	try {
		return await readWhole(await store.get(key), MANIFEST_LIMIT, key);
	} catch (error) {
		if (isKind(error, "not-found")) return void 0;
		throw error;
	}
}

// src/commands/prune.ts
/** Prunes and tells of every snapshot why it stays or goes. With `dryRun` nothing is removed. */
async function prune(context, settings, store) {
	const listings = await selectListings(store, settings.patterns);
	return eachRepository(context, settings.concurrency, listings, async (listing) => {
		const { retention: policy, dryRun } = settings;
		const result = await pruneRepository({
			store,
			listing,
			policy,
			now: context.now(),
			dryRun
		});
		tellDecisions(context.log, listing.repository, result.decisions);
		const orphans = result.orphans > 0 ? `, ${result.orphans} leftovers` : "";
		const locked = result.locked.length > 0 ? `, ${result.locked.length} of them locked` : "";
		const kept = result.decisions.length - result.removed.length;
		const note = `${dryRun ? "would remove" : "removed"} ${result.removed.length}${orphans} (${formatBytes(result.bytes)}), ${kept} kept${locked}`;
		const { removed, bytes, decisions } = result;
		return {
			repository: listing.repository,
			status: "pruned",
			removed,
			bytes,
			decisions,
			note
		};
	});
}
/** Writes one line a snapshot: whether it stays, and why. */
function tellDecisions(log, repository, decisions) {
	for (const { snapshot, keep, reasons } of decisions) log.info(`${repository}: ${keep ? "keep  " : "remove"} ${snapshot} (${reasons.join("; ")})`);
}

// src/git/http-answer.ts
/**
* Expects a status of 200 and a media type.
*
* @throws `denied`, `not-found`, `unreachable` or `protocol` by the status; `unreachable` for a web page, which comes from
*   a captive portal and not from the server; `protocol` for any other type.
*/
function expectAnswer(remote, response, type) {
	const status = response.statusCode ?? 0;
	const got = response.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() || "nothing";
	if (status === 200 && got === type) return;
	response.resume();
	if (status !== 200) throw statusError(remote, status, response.headers);
	throw new BackupError(got === "text/html" ? "unreachable" : "protocol", `${remote.url} answered with ${got} instead of ${type}`, { hint: "Check the address. A login page or a captive portal may have answered in place of the git server." });
}
function statusError(remote, status, headers) {
	const error = (kind, means, hint, retryAfter) => new BackupError(kind, `${remote.url} answered HTTP ${status}${means}`, {
		...hint ? { hint } : {},
		...retryAfter ? { retryAfter } : {}
	});
	const tokenHint = remote.authorization ? "Check that the token has not expired and may read this repository (fine-grained: Contents: read)." : "If it is private, give a token that may read it (`token`; command line: REPO_BACKUP_TOKEN).";
	const wait = waitAsked(headers);
	if (status === 429 || status >= 500 || status === 403 && wait) return error("unreachable", ": the server is busy or broken", "Run it again later.", wait);
	if (status === 401) return error("denied", `: ${remote.authorization ? "the token was refused" : "the repository is private or does not exist"}`, tokenHint);
	if (status === 403) return error("denied", ": access is forbidden", tokenHint);
	if (status === 404 || status === 410) return error("not-found", `: the repository does not exist, or it is private and the token cannot see it`, `Check the name. ${tokenHint}`);
	if (status === 407) return error("denied", ": the proxy wants other credentials", "Write them into HTTPS_PROXY: http://user:password@host:port");
	if (status === 451) return error("denied", ": the repository is blocked for legal reasons");
	if (status >= 300 && status < 400) return error("not-found", ": it redirects once more than is followed", "Write the address that it leads to.");
	return error("protocol", "");
}
/** What `retry-after` asks for, in milliseconds. A date counts from the server's own clock, which may not be ours. */
function waitAsked(headers) {
	const asked = headers["retry-after"];
	if (asked === void 0) return void 0;
	const ms = /^\d+$/.test(asked) ? Number(asked) * 1e3 : Date.parse(asked) - Date.parse(headers.date ?? "");
	return ms > 0 ? ms : void 0;
}
const REASONS = {
	ENOTFOUND: "the host name is unknown",
	EAI_AGAIN: "the host name cannot be looked up now",
	ECONNREFUSED: "the connection was refused",
	ECONNRESET: "the connection was cut",
	EPIPE: "the connection was cut",
	ERR_STREAM_PREMATURE_CLOSE: "the connection was cut",
	ETIMEDOUT: "the server fell silent",
	EHOSTUNREACH: "there is no way to the host",
	ENETUNREACH: "there is no network"
};
/** The error of a connection that could not be made, or that broke. */
function unreachable(remote, cause) {
	if (cause instanceof BackupError) return cause;
	const code = systemCode(cause) ?? "";
	const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
	return new BackupError("unreachable", `${remote.url} cannot be reached: ${reason}`, {
		hint: /CERT|SSL|TLS|SIGNATURE/.test(code) ? "For a private certificate authority set NODE_EXTRA_CA_CERTS to its file." : "Check the address and the network (HTTPS_PROXY and NO_PROXY are obeyed).",
		cause
	});
}

// src/git/pkt-line.ts
/** Ends a message (`0000`). */
const FLUSH = Buffer.from("0000");
/** Separates the sections of a message (`0001`), protocol v2 only. */
const DELIMITER = Buffer.from("0001");
const LONGEST = 65520;
/** A data packet from text or bytes. Text is encoded as Latin-1, since ref names are bytes and not text. */
function packet(data) {
	const body = Buffer.from(data, "latin1");
	return Buffer.concat([Buffer.from((body.length + 4).toString(16).padStart(4, "0")), body]);
}
/**
* Splits a stream of bytes into packets as they arrive. Data packets are views of the chunk that brought them: use them
* before asking for the next.
*
* @throws `protocol` where the bytes are not pkt-lines, `unreachable` where the stream ends inside of a packet.
*/
async function* readPackets(stream) {
	let rest = Buffer.alloc(0);
	for await (const chunk of stream) {
		let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
		while (data.length >= 4) {
			const length = packetLength(data);
			if (length > data.length) break;
			yield length < 4 ? special(length) : data.subarray(4, length);
			data = data.subarray(Math.max(length, 4));
		}
		rest = data;
	}
	if (rest.length > 0) throw cutShort();
}
/** The error of an answer that ended before its end was announced. */
function cutShort() {
	return new BackupError("unreachable", "the connection was cut in the middle of an answer", { hint: "Run it again; nothing incomplete was stored." });
}
function packetLength(data) {
	const digits = data.toString("latin1", 0, 4);
	const length = /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
	if (length < 0 || length === 3 || length > LONGEST) throw new BackupError("protocol", `the server did not answer in git's protocol (it began ${JSON.stringify(data.toString("latin1", 0, 40))})`);
	return length;
}
function special(length) {
	if (length === 0) return "flush";
	return length === 1 ? "delimiter" : "response-end";
}

// src/git/wire.ts
const AGENT = "agent=repo-backup";
/** The capabilities that we use. Others are not kept: they end in every manifest, and a server may offer what it likes. */
const USED = /^(agent|object-format|ls-refs|fetch)(=|$)/;
const LONGEST_CAPABILITY = 1e3;
/** Lines of an advertisement. git has a dozen. */
const MOST_CAPABILITIES = 1e3;
const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
/**
* Reads a capability advertisement, with or without the `# service=` line that smart HTTP puts first.
*
* @throws `protocol` where the server does not speak version 2.
*/
async function readCapabilities(packets) {
	let version2 = false;
	let complete = false;
	const found = [];
	for await (const one of packets) {
		if (typeof one === "string") {
			complete = version2;
			continue;
		}
		const line = text(one);
		if (line.startsWith("ERR ")) throw serverError(line.slice(4));
		if (!version2 && line.startsWith("# service=")) continue;
		if (!version2 && line !== "version 2") throw new BackupError("protocol", "the server does not speak protocol version 2");
		if (version2 && found.push(line) > MOST_CAPABILITIES) throw new BackupError("unsupported", `the server offers more than ${MOST_CAPABILITIES} capabilities`);
		version2 = true;
	}
	if (complete) return checkCapabilities(found);
	throw version2 ? cutShort() : emptyAnswer();
}
function emptyAnswer() {
	return new BackupError("protocol", "the server gave an empty answer");
}
function checkCapabilities(offered) {
	const capabilities = offered.filter((line) => USED.test(line) && line.length <= LONGEST_CAPABILITY);
	const needed = ["ls-refs", "fetch"].filter((name) => capability(capabilities, name) === void 0);
	if (needed.length === 0) return capabilities;
	throw new BackupError("protocol", `the server does not offer ${needed.join(" and ")}`);
}
/** The value of a capability, `''` for one without a value, undefined where it is not offered. */
function capability(capabilities, name) {
	return capabilities.find((entry) => entry === name || entry.startsWith(`${name}=`))?.slice(name.length + 1);
}
/** The hash function of the repository. Servers that do not say use SHA-1. @throws `unsupported` for an unknown one. */
function objectFormat(capabilities) {
	const format = capability(capabilities, "object-format") ?? "sha1";
	if (format === "sha1" || format === "sha256") return format;
	throw new BackupError("unsupported", `the repository uses the unknown object format "${format}"`);
}
function command(name, capabilities, args) {
	const offered = [capability(capabilities, "agent") === void 0 ? [] : [AGENT], capability(capabilities, "object-format") === void 0 ? [] : [`object-format=${objectFormat(capabilities)}`]].flat();
	return Buffer.concat([
		packet(`command=${name}\n`),
		...offered.map((entry) => packet(`${entry}\n`)),
		DELIMITER,
		...args.map((arg) => packet(`${arg}\n`)),
		FLUSH
	]);
}
/**
* Asks for every ref, peeled, with HEAD.
*
* @throws `protocol` for lines that are not refs and for an empty answer, `unreachable` for a cut one, `unsupported` where
*   the refs take more than `limit` bytes.
*/
async function listRefs(exchange, capabilities, limit = REFS_LIMIT) {
	const request = command("ls-refs", capabilities, [
		"peel",
		"symrefs",
		...capability(capabilities, "ls-refs")?.split(" ").includes("unborn") ? ["unborn"] : []
	]);
	const result = {
		refs: [],
		head: void 0,
		headId: void 0
	};
	let complete = false;
	let answered = false;
	let size = 0;
	for await (const one of exchange(request)) {
		answered = true;
		if (one === "flush") complete = true;
		else if (typeof one === "string") throw new BackupError("protocol", "the server sent no list of refs");
		else size += addRef(result, one);
		if (size > limit) throw tooManyRefs();
	}
	if (!complete) throw answered ? cutShort() : emptyAnswer();
	return {
		...result,
		refs: sortRefs(result.refs)
	};
}
/** Gives the bytes that the ref takes. */
function addRef(set, data) {
	const [id, name, attributes] = refParts(data);
	const value = (key) => attributes.find((entry) => entry.startsWith(key))?.slice(key.length);
	const target = value("symref-target:");
	const peeled = value("peeled:");
	const unborn = id === "unborn" && name === "HEAD" && target !== void 0;
	if (!OBJECT_ID.test(id) && !unborn || peeled !== void 0 && !OBJECT_ID.test(peeled)) throw new BackupError("protocol", `the server sent ${JSON.stringify(text(data).slice(0, 60))} in its list of refs`);
	const kept = name === "HEAD" ? target : name;
	if (kept !== void 0 && !isSafeRefName(kept)) throw new BackupError("protocol", `the server sent a strange ref name ${JSON.stringify(kept.slice(0, 60))}`);
	if (unborn) set.head = target;
	else if (name === "HEAD") Object.assign(set, {
		head: target ?? id,
		headId: id
	});
	if (name === "HEAD") return 0;
	const ref = peeled ? {
		name,
		id,
		peeled
	} : {
		name,
		id
	};
	set.refs.push(ref);
	return refSize(ref);
}
/** A string for each part: parts of a string keep the whole of it, of every line. */
function refParts(data) {
	const end = data.at(-1) === 10 ? data.length - 1 : data.length;
	const part = (from) => {
		const space = data.indexOf(32, from);
		const stop = space < 0 ? end : Math.min(space, end);
		return {
			text: data.toString("latin1", from, stop),
			next: stop + 1
		};
	};
	const id = part(0);
	if (id.text === "ERR") throw serverError(text(data).slice(4));
	const name = part(id.next);
	return [
		id.text,
		name.text,
		name.next < end ? data.toString("latin1", name.next, end).split(" ") : []
	];
}
/**
* Asks for one self-contained pack (never thin) and yields its bytes as they arrive. The chunks are views: use each before
* asking for the next. An answer that ends early throws, so that a pack which was read to its end is the whole answer.
*
* @throws `incomplete` for a shallow origin, `git` for an error that the server reports, `protocol` for an answer that is
*   not one, `unreachable` where it is cut.
*/
async function* fetchPack(exchange, capabilities, request, listener = {}) {
	const args = [
		"ofs-delta",
		...request.depth ? [`deepen ${request.depth}`] : [],
		...request.filter ? [`filter ${request.filter}`] : [],
		...request.wants.map((id) => `want ${id}`),
		...request.haves.map((id) => `have ${id}`),
		"done"
	];
	let section = "";
	let complete = false;
	for await (const one of exchange(command("fetch", capabilities, args))) if (one === "flush" && section === "packfile") complete = true;
	else if (one === "delimiter") section = "";
	else if (typeof one === "string") throw new BackupError("protocol", "the server sent no pack");
	else if (section === "packfile") yield* sideBand(one, listener);
	else if (section === "") section = sectionName(text(one));
	else if (section === "shallow-info" && !request.depth) throw shallowOrigin();
	if (!complete) throw cutShort();
}
function sectionName(line) {
	if (line.startsWith("ERR ")) throw serverError(line.slice(4));
	if ([
		"packfile",
		"shallow-info",
		"acknowledgments",
		"wanted-refs"
	].includes(line)) return line;
	throw new BackupError("protocol", `the server sent ${JSON.stringify(line.slice(0, 60))} instead of a pack`);
}
function shallowOrigin() {
	return new BackupError("incomplete", "the repository is a shallow clone: it does not hold its own history", { hint: "Run `git fetch --unshallow` in it, or back up the repository that it was cloned from (actions/checkout: fetch-depth: 0)." });
}
function brokenOrigin(said) {
	return new BackupError("incomplete", `the repository itself does not hold all of its objects (the server said: ${said})`, { hint: "Run `git fsck` in it. A partial clone (--filter) is no source for a backup: use the repository it was cloned from." });
}
function* sideBand(data, { onProgress }) {
	const band = data[0];
	if (band === 1) yield data.subarray(1);
	else if (band === 2) onProgress?.(data.toString("utf8", 1).trimEnd());
	else if (band === 3) throw serverError(text(data.subarray(1)));
	else if (text(data).startsWith("ERR ")) throw serverError(text(data).slice(4));
	else throw new BackupError("protocol", `the server used the unknown side band ${band}`);
}
function serverError(line) {
	const said = Buffer.from(line, "latin1").toString("utf8").trim();
	if (/shallow/i.test(said)) return shallowOrigin();
	if (/repository corruption/i.test(said)) return brokenOrigin(said);
	return new BackupError("git", `the server refused: ${said}`, { hint: "Run it again; if it stays, the server has to be mended." });
}
function text(data) {
	const end = data.at(-1) === 10 ? data.length - 1 : data.length;
	return data.toString("latin1", 0, end);
}

// src/git/http.ts
const http = () => process.getBuiltinModule("node:http");
const https = () => process.getBuiltinModule("node:https");
/** How long a connection may be silent, in milliseconds. There is no limit on the whole: a large pack takes its time. */
const SILENCE$2 = 12e4;
/** git compresses request bodies above this size in bytes (remote-curl.c). */
const COMPRESS_ABOVE = 1024;
const CONNECTIONS_PER_HOST = 32;
/** Opens a pool. `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are obeyed. */
function openHttpPool() {
	const agents = /* @__PURE__ */ new Map();
	const closing = new AbortController();
	return {
		agentFor(url) {
			const found = agents.get(url.origin) ?? createAgent(url, closing.signal);
			agents.set(url.origin, found);
			return found;
		},
		[Symbol.dispose]() {
			closing.abort();
			for (const agent of agents.values()) agent.then((one) => one.destroy()).catch(() => void 0);
		}
	};
}
async function createAgent(url, signal) {
	const options = {
		keepAlive: true,
		maxSockets: CONNECTIONS_PER_HOST
	};
	const { getProxyForUrl } = await import("./proxy-from-env.js");
	const proxy = proxyUrl(withScheme(getProxyForUrl(url.href)));
	if (proxy && url.protocol === "https:") return new (await (import("./dist3.js"))).HttpsProxyAgent(proxy, {
		...options,
		signal
	});
	if (proxy) return new (await (import("./dist2.js"))).HttpProxyAgent(proxy, {
		...options,
		signal
	});
	const { Agent } = url.protocol === "https:" ? https() : http();
	return new Agent(options);
}
/** To curl and git a proxy without a scheme is an HTTP one; proxy-from-env gives it that of the address. */
function withScheme(proxy) {
	const bare = proxy.slice(8);
	const written = [
		"https_proxy",
		"HTTPS_PROXY",
		"all_proxy",
		"ALL_PROXY"
	].map((name) => process.env[name]);
	return proxy.startsWith("https://") && written.includes(bare) ? `http://${bare}` : proxy;
}
function proxyUrl(text) {
	if (text === "") return void 0;
	const url = URL.canParse(text) ? new URL(text) : void 0;
	if (url?.protocol === "http:" || url?.protocol === "https:") return url;
	throw new BackupError("usage", "the proxy in the environment is not an http:// or https:// URL", { hint: "Write HTTPS_PROXY as http://host:port, or take it out of the environment." });
}
/**
* First contact: asks for the capabilities and follows one redirect.
*
* @throws `denied`, `not-found` or `unreachable` by the status, `protocol` where there is no protocol v2.
*/
async function connectHttp(remote) {
	const { at, response, movedTo } = await contact(remote);
	return {
		capabilities: await readCapabilities(readPackets(bodyOf(at, response))),
		exchange: exchangeOver(at),
		movedTo
	};
}
/**
* First contact on behalf of stock git, which would follow any number of redirects, to anywhere, with the token, and
* which takes a page of plain text for the listing of an empty repository.
*
* @throws as `connectHttp`; any version of the protocol will do.
*/
async function locateHttp(remote) {
	const { at, response, movedTo } = await contact(remote);
	response.destroy();
	return {
		at,
		movedTo
	};
}
async function contact(remote) {
	const ask = (at) => send(at, "info/refs?service=git-upload-pack", void 0);
	const response = await ask(remote);
	const movedTo = redirectTarget(remote, response);
	if (!movedTo) return expectGreeting({
		at: remote,
		response,
		movedTo
	});
	response.resume();
	const sameOrigin = new URL(movedTo).origin === new URL(remote.url).origin;
	const at = {
		...remote,
		url: movedTo,
		authorization: sameOrigin ? remote.authorization : void 0
	};
	return expectGreeting({
		at,
		response: await ask(at),
		movedTo
	});
}
function expectGreeting(found) {
	expectAnswer(found.at, found.response, "application/x-git-upload-pack-advertisement");
	return found;
}
/** Asks without first contact, with capabilities known from an earlier run. */
function exchangeOver(remote) {
	return async function* exchange(request) {
		const response = await send(remote, "git-upload-pack", request);
		expectAnswer(remote, response, "application/x-git-upload-pack-result");
		yield* readPackets(bodyOf(remote, response));
	};
}
async function send(remote, path, body) {
	const url = new URL(`${remote.url}/${path}`);
	const compressed = body && body.length > COMPRESS_ABOVE ? await promisify(gzip)(body) : void 0;
	const payload = compressed ?? body;
	const headers = {
		"user-agent": "git/repo-backup",
		accept: body ? "application/x-git-upload-pack-result" : "*/*",
		"git-protocol": "version=2",
		...remote.authorization ? { authorization: await remote.authorization() } : {},
		...payload ? {
			"content-type": "application/x-git-upload-pack-request",
			"content-length": payload.length
		} : {},
		...compressed ? { "content-encoding": "gzip" } : {}
	};
	return sendOnce(remote, url, {
		agent: await remote.pool.agentFor(url),
		headers,
		method: body ? "POST" : "GET"
	}, payload);
}
function sendOnce(remote, url, options, payload) {
	return new Promise((resolve, reject) => {
		let response;
		const request = (url.protocol === "https:" ? https() : http()).request(url, options, (answer) => {
			response = answer;
			resolve(answer);
		});
		const fallSilent = () => {
			const cause = Object.assign(/* @__PURE__ */ new Error("silence"), { code: "ETIMEDOUT" });
			(response ?? request).destroy(cause);
			reject(unreachable(remote, cause));
		};
		request.setTimeout(remote.silence ?? SILENCE$2, fallSilent);
		const unconnected = setTimeout(fallSilent, remote.silence ?? SILENCE$2);
		request.once("socket", () => clearTimeout(unconnected));
		request.on("error", (cause) => {
			clearTimeout(unconnected);
			if (request.reusedSocket && ["ECONNRESET", "EPIPE"].includes(systemCode(cause) ?? "") && !response) sendOnce(remote, url, options, payload).then(resolve, reject);
			else reject(unreachable(remote, cause));
		});
		request.end(payload);
	});
}
function redirectTarget(remote, response) {
	const status = response.statusCode ?? 0;
	const location = response.headers.location;
	if (![
		301,
		302,
		303,
		307,
		308
	].includes(status) || !location) return void 0;
	const target = URL.canParse(location, `${remote.url}/`) ? new URL(location, `${remote.url}/`) : void 0;
	const base = target && `${target.origin}${target.pathname}`.replace(/\/info\/refs$/, "");
	const safe = target?.protocol === "https:" || target?.protocol === "http:" && remote.url.startsWith("http:");
	if (base && safe && target.pathname.endsWith("/info/refs")) return base;
	response.resume();
	const where = safe ? base : "an address without HTTPS";
	throw new BackupError("not-found", `${remote.url} redirects to ${where}, which is not taken for a git repository`, { hint: "Check the address. If it is private, the server may have sent us to its login page: give a token." });
}
async function* bodyOf(remote, response) {
	try {
		for await (const chunk of response) yield chunk;
	} catch (cause) {
		throw unreachable(remote, cause);
	}
}

// src/seal/sealer.ts
/** Makes a sealer. @throws `usage` for a public key that is none. */
async function openSealer(to) {
	await createEncrypter(to);
	return {
		recipients: to.kind === "keys" ? [...new Set(to.keys)].sort() : [],
		keys: to.kind === "passphrase" ? await openKeys({
			identities: [],
			passphrase: to.passphrase
		}) : void 0,
		async begin() {
			const encrypter = await createEncrypter(to);
			let fileKey = /* @__PURE__ */ new Uint8Array(0);
			encrypter.addRecipient({ wrapFileKey(key) {
				fileKey = key;
				return [];
			} });
			const header = Buffer.from(await encrypter.encrypt(/* @__PURE__ */ new Uint8Array(0))).subarray(0, -(16 + 16));
			const nonce = randomBytes(16);
			return {
				head: Buffer.concat([header, nonce]),
				key: payloadKey(fileKey, nonce)
			};
		}
	};
}
async function createEncrypter(to) {
	const { Encrypter, Stanza } = await import("./dist.js");
	const encrypter = new Encrypter();
	if (to.kind === "passphrase") encrypter.addRecipient(passphraseRecipient(to, Stanza));
	else for (const key of to.keys) addKey(encrypter, key);
	return encrypter;
}
function addKey(encrypter, key) {
	try {
		encrypter.addRecipient(key);
	} catch (cause) {
		throw new BackupError("usage", `encrypt-to: "${key}" is not the public key of an age identity`, {
			hint: "Copy the whole key, as `age-keygen` prints it behind \"Public key:\". It begins with age1.",
			cause
		});
	}
}

// src/git/objects.ts
/** A commit message longer than this many characters is cut: a manifest stays a file that people can open. */
const LONGEST_MESSAGE = 1e4;
/** The ids that an object names, submodule commits left out since they live elsewhere. A blob names nothing. */
function linksOf(object, idBytes) {
	if (object.type === "tree") return treeLinks(object.content, idBytes);
	if (object.type === "blob") return [];
	return valuesOf(object.content, [
		"tree",
		"parent",
		"object"
	]);
}
/** The commits that must be there for this object to be of use: a commit's parents, or what a tag of a commit names. */
function commitsNamedBy({ type, content }) {
	if (type === "commit") return valuesOf(content, ["parent"]);
	return type === "tag" && valuesOf(content, ["type"]).includes("commit") ? valuesOf(content, ["object"]) : [];
}
function valuesOf(content, wanted) {
	const values = [];
	for (const [key, value] of headerLines(content)) if (wanted.includes(key)) values.push(value);
	return values;
}
/** One line at a time: all at once, a header of millions of lines would take the whole memory. */
function* headerLines(content) {
	for (let at = 0; at < content.length;) {
		const end = content.indexOf(10, at);
		const stop = end < 0 ? content.length : end;
		if (stop === at) return;
		const line = content.toString("latin1", at, stop);
		const cut = line.indexOf(" ");
		yield [line.slice(0, cut), line.slice(cut + 1)];
		at = stop + 1;
	}
}
const SUBMODULE = 57344;
function treeLinks(content, idBytes) {
	const links = [];
	for (let at = 0; at < content.length;) {
		const space = content.indexOf(32, at);
		const end = content.indexOf(0, space);
		if (space < 0 || end < 0 || end + idBytes >= content.length) throw new BackupError("corrupt", "a tree object is cut short");
		if (Number.parseInt(content.toString("latin1", at, space), 8) !== SUBMODULE) links.push(content.toString("hex", end + 1, end + 1 + idBytes));
		at = end + 1 + idBytes;
	}
	return links;
}
/** What a commit says of itself. The message is read in the encoding that the commit declares; what is not text becomes U+FFFD. */
function commitFacts(id, content) {
	const value = (key) => valuesOf(content, [key])[0];
	const seconds = Number(/> (-?\d+) [+-]\d+$/.exec(value("committer") ?? "")?.[1] ?? 0);
	const start = content.indexOf("\n\n");
	const message = decode(start < 0 ? Buffer.alloc(0) : content.subarray(start + 2, start + 2 + 40004), value("encoding")).trimEnd();
	return {
		id,
		date: commitDate(seconds),
		message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message
	};
}
function commitDate(seconds) {
	return /* @__PURE__ */ new Date(seconds >= 0 && seconds < 253402300800 ? seconds * 1e3 : 0);
}
function decode(bytes, encoding) {
	try {
		return new TextDecoder(encoding ?? "utf-8").decode(bytes);
	} catch {
		return new TextDecoder("latin1").decode(bytes);
	}
}

// src/git/upload-pack.ts
/** How long the other end may be silent, in milliseconds. git itself breaks its silence every five seconds. */
const SILENCE$1 = 12e4;
/**
* Starts upload-pack for a local path or over ssh and reads its capabilities.
*
* @throws `not-found`, `denied`, `unreachable` by what git or ssh said; `protocol` where it speaks no version 2.
*/
async function connectPipe(git, address, silence = SILENCE$1) {
	await checkGit(git);
	const child = start(uploadPackCommand(git, address));
	const packets = readPackets(child.stdout);
	const answer = () => nextMessage(() => hear(packets.next(), child, address, silence), child, address);
	try {
		return {
			capabilities: await readCapabilities(answer()),
			exchange(request) {
				child.stdin.write(request);
				return answer();
			},
			[Symbol.asyncDispose]: () => child[Symbol.asyncDispose]()
		};
	} catch (error) {
		await child[Symbol.asyncDispose]();
		throw error;
	}
}
/** The packets up to the flush that ends a message; the stream behind it stays open for the next one. */
async function* nextMessage(hearNext, child, address) {
	for (;;) {
		const next = await hearNext();
		if (next.done) throw await earlyEnd(child, address);
		yield next.value;
		if (next.value === "flush") return;
	}
}
async function hear(next, child, { display }, silence) {
	const fallenSilent = () => child.stdout.destroy(new BackupError("unreachable", `${display} fell silent`));
	const timer = setTimeout(fallenSilent, silence);
	try {
		return await next;
	} finally {
		clearTimeout(timer);
	}
}
async function earlyEnd(child, { kind, display }) {
	child.stdin.end();
	const exit = await child.ended;
	if (exit.code === 127 && kind === "ssh") {
		const missing = exit.stderr.trim() || "there is no ssh on this machine";
		return new BackupError("unsupported", `${display}: ${missing}`, { hint: "See that ssh is in PATH here, and git-upload-pack there." });
	}
	return exit.code === 0 ? cutShort() : gitError(display, exit);
}
function uploadPackCommand(git, address) {
	const env = {
		...gitEnvironment(git, { "uploadpack.allowFilter": "true" }),
		GIT_PROTOCOL: "version=2"
	};
	if (address.kind === "local") return {
		program: git.program,
		args: ["upload-pack", address.path],
		env
	};
	const ssh = git.env["GIT_SSH_COMMAND"];
	const args = [
		"-o",
		"BatchMode=yes",
		"-o",
		"SendEnv=GIT_PROTOCOL",
		"-o",
		"ConnectTimeout=30",
		"-o",
		"ServerAliveInterval=30",
		"-o",
		"ServerAliveCountMax=4",
		...address.port ? ["-p", address.port] : [],
		address.user ? `${address.user}@${address.host}` : address.host,
		`git-upload-pack '${address.path.replaceAll("'", String.raw`'\''`)}'`
	];
	if (ssh) return {
		program: "sh",
		args: [
			"-c",
			`${ssh} "$@"`,
			ssh,
			...args
		],
		env
	};
	return {
		program: git.env["GIT_SSH"] || "ssh",
		args,
		env
	};
}

// src/git/remote.ts
/**
* Reaches a repository over protocol v2 and lists its refs. With the capabilities of an earlier run this is one request.
*
* @throws `protocol` where the answer is not understood: stock git may do better.
*/
async function openWire(access, remembered) {
	const known = await listByMemory(access, remembered);
	const connection = known?.connection ?? await connect(access);
	try {
		return wireRemote(access, connection, inScope(access, known?.refs ?? await listRefs(connection.exchange, connection.capabilities)));
	} catch (error) {
		await connection.close();
		throw error;
	}
}
async function connect(access) {
	const { address } = access;
	if (address.kind === "http") return {
		...await connectHttp(httpRemote(access, address.url)),
		close: async () => void 0
	};
	const pipe = await connectPipe(access.git, address);
	return {
		capabilities: pipe.capabilities,
		exchange: pipe.exchange,
		movedTo: void 0,
		close: async () => pipe[Symbol.asyncDispose]()
	};
}
/** Leaves out the refs that the snapshot does not want. */
function inScope({ pullRefs }, set) {
	return {
		...set,
		refs: set.refs.filter(({ name }) => (pullRefs || !isPullRef(name)) && !isSnapshotTag(name))
	};
}
function httpRemote({ authorization, pool }, url) {
	return {
		url,
		authorization,
		pool
	};
}
/** Straight to ls-refs. Any surprise but a refusal or a broken network gives undefined: then first contact is made anew. */
async function listByMemory(access, capabilities) {
	if (access.address.kind !== "http" || capabilities.length === 0) return void 0;
	const exchange = exchangeOver(httpRemote(access, access.address.url));
	try {
		const refs = await listRefs(exchange, capabilities);
		return {
			connection: {
				capabilities,
				exchange,
				movedTo: void 0,
				close: async () => void 0
			},
			refs
		};
	} catch (error) {
		if (error instanceof BackupError && (error.kind === "denied" || error.kind === "unreachable")) throw error;
		return;
	}
}
function wireRemote(access, { capabilities, exchange, movedTo, close }, refs) {
	const format = objectFormat(capabilities);
	const listener = access.onServerProgress ? { onProgress: access.onServerProgress } : {};
	return {
		refs,
		objectFormat: format,
		capabilities,
		movedTo,
		fetchPack: (wants, haves) => fetchPack(exchange, capabilities, {
			wants,
			haves
		}, listener),
		async readCommit(id) {
			try {
				var _usingCtx$5 = _usingCtx();
				const canFilter = capability(capabilities, "fetch")?.split(" ").includes("filter") ?? false;
				const request = {
					wants: [id],
					haves: [],
					depth: 1,
					...canFilter ? { filter: "tree:0" } : {}
				};
				const scratch = _usingCtx$5.a(await createScratchRepository(access.git, access.scratch, format));
				await indexPack(scratch, fetchPack(exchange, capabilities, request), { selfContained: false });
				return await readCommit(scratch, id);
			} catch (_) {
				_usingCtx$5.e = _;
			} finally {
				await _usingCtx$5.d();
			}
		},
		[Symbol.asyncDispose]: close
	};
}
/** Reads one commit out of a scratch repository; undefined where `id` is no commit. */
async function readCommit(scratch, id) {
	for await (const object of readObjects(scratch, [id])) if (object.type === "commit") return commitFacts(id, object.content);
}

// src/git/stock.ts
/** Silence over HTTP that ends git, in seconds: as long as the wire waits. */
const SILENCE = 120;
/**
* Lists the refs with `git ls-remote`; a pack is made by cloning into scratch and packing what is new, so that it is the
* same self-contained pack which the wire would have brought, for more work.
*
* @throws `denied`, `not-found`, `unreachable` or `git` by what git said.
*/
async function openStock(access) {
	const origin = await locate(access);
	const { url, config, movedTo } = origin;
	const listed = await runGit(access.git, [
		"ls-remote",
		"--symref",
		"--",
		url
	], access.address.display, { config: await config() });
	const refs = inScope(access, parseListing(listed.toString("latin1")));
	const objectFormat = (refs.refs[0]?.id ?? refs.headId)?.length === 64 ? "sha256" : "sha1";
	const scratch = await createScratchRepository(access.git, access.scratch, objectFormat);
	let cloned;
	const clone = () => cloned ??= cloneInto(scratch, access, origin, refs);
	return {
		refs,
		objectFormat,
		capabilities: [],
		movedTo,
		async *fetchPack(wants, haves) {
			await clone();
			yield* packNew(scratch, wants, haves);
		},
		async readCommit(id) {
			await clone();
			return readCommit(scratch, id);
		},
		[Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose]()
	};
}
/** Redirects are followed here, by our rules: git would carry the token along to wherever they lead. */
async function locate({ address, authorization, pool }) {
	if (address.kind !== "http") return {
		url: address.kind === "local" ? address.path : address.display,
		config: async () => ({}),
		movedTo: void 0
	};
	const { at, movedTo } = await locateHttp({
		url: address.url,
		authorization,
		pool
	});
	const config = async () => ({
		"http.followRedirects": "false",
		"http.lowSpeedLimit": "1",
		"http.lowSpeedTime": String(SILENCE),
		...at.authorization ? { [`http.${new URL(at.url).origin}/.extraHeader`]: `Authorization: ${await at.authorization()}` } : {}
	});
	return {
		url: at.url,
		config,
		movedTo
	};
}
function parseListing(listing) {
	const set = {
		refs: [],
		head: void 0,
		headId: void 0
	};
	const peeled = /* @__PURE__ */ new Map();
	for (const line of listing.split("\n").filter((entry) => entry !== "")) {
		const [value = "", name = ""] = line.split("	");
		if (value.startsWith("ref: ")) set.head = name === "HEAD" ? safeHead(value.slice(5)) : set.head;
		else if (name === "HEAD") Object.assign(set, {
			headId: value,
			head: set.head ?? value
		});
		else if (name.endsWith("^{}")) peeled.set(name.slice(0, -3), value);
		else if (isSafeRefName(name)) set.refs.push({
			name,
			id: value
		});
		else throw new BackupError("protocol", `git listed the strange ref name ${JSON.stringify(name)}`);
	}
	set.refs = sortRefs(set.refs.map((ref) => withPeeled(ref, peeled.get(ref.name))));
	if (set.refs.reduce((sum, ref) => sum + refSize(ref), 0) > 64e6) throw tooManyRefs();
	return set;
}
function safeHead(name) {
	if (isSafeRefName(name)) return name;
	throw new BackupError("protocol", `git listed the strange HEAD ${JSON.stringify(name)}`);
}
function withPeeled(ref, peeled) {
	return peeled ? {
		...ref,
		peeled
	} : ref;
}
async function cloneInto(scratch, access$1, { url, config }, refs) {
	const refspecs = ["+refs/*:refs/*", ...refs.headId === void 0 || refs.refs.some((ref) => ref.id === refs.headId) ? [] : ["+HEAD:refs/repo-backup/head"]];
	const pulls = access$1.pullRefs ? [] : ["^refs/pull/*"];
	const args = [
		"-C",
		scratch.path,
		"fetch",
		"--quiet",
		"--no-tags",
		"--no-write-fetch-head",
		"--update-shallow",
		"--",
		url,
		...refspecs,
		...pulls
	];
	await runGit(access$1.git, args, access$1.address.display, { config: await config() });
	if (!await access(join(scratch.path, "shallow")).then(() => true, () => false)) return;
	throw new BackupError("incomplete", "the repository is a shallow clone: it does not hold its own history", { hint: "Run `git fetch --unshallow` in it, or back up the repository that it was cloned from." });
}
async function* packNew(scratch, wants, haves) {
	try {
		var _usingCtx$4 = _usingCtx();
		const present = (await runGit(scratch.git, [
			"-C",
			scratch.path,
			"cat-file",
			"--batch-check=%(objectname)"
		], "reading the clone", { input: haves.join("\n") })).toString("latin1").split("\n").filter((line) => line !== "" && !line.endsWith(" missing"));
		const revisions = [...wants, ...present.map((id) => `^${id}`)];
		const child = _usingCtx$4.a(startGit(scratch.git, [
			"-C",
			scratch.path,
			"pack-objects",
			"--revs",
			"--stdout",
			"--delta-base-offset",
			"--quiet"
		]));
		child.stdin.end(`${revisions.join("\n")}\n`);
		for await (const chunk of child.stdout) yield chunk;
		const exit = await child.ended;
		if (exit.code !== 0) throw gitError("packing what is new", exit);
	} catch (_) {
		_usingCtx$4.e = _;
	} finally {
		await _usingCtx$4.d();
	}
}

// src/git/bundle.ts
/** The bytes in front of the pack: version 2, or version 3 where the object format has to be told. */
function bundleHeader({ objectFormat, prerequisites, refs, headId }) {
	function* lines() {
		yield objectFormat === "sha1" ? "# v2 git bundle\n" : `# v3 git bundle\n@object-format=${objectFormat}\n`;
		for (const id of prerequisites) yield `-${id} \n`;
		if (headId) yield `${headId} HEAD\n`;
		for (const { id, name } of refs) yield `${id} ${name}\n`;
		yield "\n";
	}
	return Buffer.concat([...inPieces(lines())]);
}

// src/git/haves.ts
/**
* At most so many ids. A server looks each one up before it sends a byte: 25,000 tags cost git 2.39 two seconds a day,
* and a tag that no branch leads to saves little.
*/
const MOST = 2048;
/** Picks where only ids are known, likeliest first: what has moved or gone since, what branches still have, the others. */
function chooseTips(tips, now) {
	const known = new Set(tips);
	const there = new Set(now.map(({ id }) => id));
	const current = now.filter(({ name, id }) => name.startsWith("refs/heads/") && known.has(id)).map(({ id }) => id);
	const gone = tips.filter((id) => !there.has(id)).slice(0, MOST / 2);
	return [.../* @__PURE__ */ new Set([
		...gone,
		...current,
		...tips
	])].slice(0, MOST);
}
/** Picks from an earlier state, likeliest first: HEAD, what has moved or gone since, the branches, some of the rest. */
function chooseHaves(old, now) {
	const current = new Map(now.map((ref) => [ref.name, ref.id]));
	const moved = old.refs.filter((ref) => current.get(ref.name) !== ref.id);
	const isBranch = (ref) => ref.name.startsWith("refs/heads/");
	const others = old.refs.filter((ref) => !isBranch(ref)).slice(-256);
	const chosen = [
		...moved,
		...old.refs.filter(isBranch),
		...others
	].map((ref) => ref.id);
	return [.../* @__PURE__ */ new Set([...old.headId ? [old.headId] : [], ...chosen])].slice(0, MOST);
}

// src/git/pack-index.ts
const MAGIC = Buffer.from([
	255,
	116,
	79,
	99,
	0,
	0,
	0,
	2
]);
const FANOUT = 1024;
/** Hex ids in the form and the order that `subtractIndexed` takes them in. */
function sortedIds(ids) {
	return [...ids].toSorted().map((id) => Buffer.from(id, "hex"));
}
/**
* Gives those of the sorted ids that the index does not name, sorted too, reading the index once from beginning to end in
* any number of chunks. Memory does not grow with the index. The caller checks the digest of what it streams.
*
* @throws `corrupt` where the stream is no index of version 2 for this object format.
*/
async function subtractIndexed(index, objectFormat, sorted) {
	const width = objectFormat === "sha1" ? 20 : 32;
	const left = [];
	const start = MAGIC.length + FANOUT;
	let count;
	let seen = 0;
	let next = 0;
	let rest = Buffer.alloc(0);
	for await (const chunk of index) {
		if (count !== void 0 && seen === count) continue;
		let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
		if (count === void 0) {
			rest = data;
			if (data.length < start) continue;
			count = objectCount(data);
			data = data.subarray(start);
		}
		const here = Math.min(Math.floor(data.length / width), count - seen);
		next = subtractTable(data.subarray(0, here * width), width, sorted, next, left);
		seen += here;
		rest = data.subarray(here * width);
	}
	if (count === void 0 || seen < count) throw new BackupError("corrupt", "a pack index ends too early");
	return [...left, ...sorted.slice(next)];
}
function objectCount(data) {
	if (!data.subarray(0, MAGIC.length).equals(MAGIC)) throw new BackupError("corrupt", "not a pack index of version 2");
	return data.readUInt32BE(MAGIC.length + FANOUT - 4);
}
/**
* One piece of the sorted table against the sorted ids from `next` on, with those that it proves absent added to `left`;
* gives the first id that the next piece may hold.
*/
function subtractTable(table, width, sorted, next, left) {
	const rows = table.length / width;
	if (rows === 0) return next;
	let low = 0;
	let at = next;
	for (; at < sorted.length; at += 1) {
		const id = sorted[at];
		low = lowerBound(table, width, low, rows, id);
		if (low === rows) break;
		if (id.compare(table, low * width, (low + 1) * width) !== 0) left.push(id);
	}
	return at;
}
function lowerBound(table, width, from, to, id) {
	let low = from;
	let high = to;
	while (low < high) {
		const middle = low + high >>> 1;
		if (id.compare(table, middle * width, (middle + 1) * width) > 0) low = middle + 1;
		else high = middle;
	}
	return low;
}

// src/git/proof.ts
/** Ids held in memory for a proof: some 200 bytes each. Only the increment that brings a whole other history has more. */
const MOST_IDS = 1e6;
/**
* Reads every commit, tree and tag of the pack in the scratch repository and collects what they name outside of it.
*
* @throws `incomplete` where that is more than `most`: a full pack is proven by git itself.
*/
async function readNeeds(scratch, most = MOST_IDS) {
	const holds = /* @__PURE__ */ new Set();
	const parents = [];
	const bound = (ids) => {
		if (ids.size > most) throw new BackupError("incomplete", `the new pack holds or names more than ${most} objects, too many to compare`);
	};
	for await (const { id, type } of listObjects(scratch)) {
		bound(holds.add(id));
		if (type !== "blob") parents.push(id);
	}
	const missing = /* @__PURE__ */ new Set();
	const boundary = /* @__PURE__ */ new Set();
	const idBytes = scratch.objectFormat === "sha1" ? 20 : 32;
	for await (const object of readObjects(scratch, parents)) {
		for (const id of linksOf(object, idBytes)) if (!holds.has(id)) bound(missing.add(id));
		for (const id of commitsNamedBy(object)) if (!holds.has(id)) boundary.add(id);
	}
	return {
		holds,
		missing,
		boundary
	};
}
/**
* Proves that every id of `missing` is in one of the indexes, the likeliest first. Each index was proven in its turn, so
* what it holds leads to nothing that is not there.
*
* @throws `incomplete` where ids remain; what opening an index throws.
*/
async function proveLinks(missing, indexes, objectFormat) {
	let open = sortedIds(missing);
	for (const index of indexes) {
		if (open.length === 0) return;
		open = await subtractIndexed(await index(), objectFormat, open);
	}
	const [example] = open;
	if (!example) return;
	throw new BackupError("incomplete", `neither in the new bundle nor in the chain: ${counted(open.length, "object")} (one is ${example.toString("hex")})`, { hint: "The next full snapshot does not need the chain." });
}

// src/sources/boundary.ts
/**
* Proves that every commit or tip of `outside` is reached from the tips in `old`, whose history the chain holds whole: by
* being one of them, or by the server having nothing to send for it to someone who has them.
*
* @throws `incomplete` where the server would send objects, or will not say.
*/
async function proveBoundary(remote, outside, old) {
	const unknown = [...new Set(outside)].filter((id) => !old.has(id));
	const [example] = unknown;
	if (example === void 0) return;
	const objects = await countNew(remote, unknown, [...old]);
	if (objects === 0) return;
	const found = objects === "no answer" ? "the server does not tell" : counted(objects, "new object");
	throw new BackupError("incomplete", `nothing proves that the chain holds all that ${example} leads to (${found})`, { hint: "The next full snapshot does not need the chain." });
}
/** How many objects the server would send. Reads its answer to the end: a pipe is used again for the next question. */
async function countNew(remote, wants, haves) {
	let head = Buffer.alloc(0);
	try {
		for await (const chunk of remote.fetchPack(wants, haves)) if (head.length < PACK_HEAD) head = Buffer.concat([head, chunk.subarray(0, PACK_HEAD - head.length)]);
	} catch (error) {
		if (isKind(error, "git")) return "no answer";
		throw error;
	}
	return head.length === PACK_HEAD && head.toString("latin1", 0, 4) === "PACK" ? head.readUInt32BE(8) : "no answer";
}
const PACK_HEAD = 12;

// src/sources/progress.ts
/** Milliseconds between two lines of progress. */
const PACE = 1e3;
/** Gives a listener that writes objects, bytes and rate to the log, at most once a second and not at all for quick packs. */
function reportProgress(log, now) {
	const started = now().getTime();
	let next = started + PACE;
	return ({ bytes, objects, phase }) => {
		const at = now().getTime();
		if (at < next) return;
		next = at + PACE;
		const rate = bytes / ((at - started) / 1e3);
		log.progress(phase ?? `receiving ${objects} objects: ${formatBytes(bytes)} (${formatBytes(Math.round(rate))}/s)`);
	};
}

// src/sources/capture.ts
/**
* Carries out a plan: fetches what is new, indexes it, proves it complete. Gives an error, in place of throwing it, where
* the chain that the plan builds on is at fault.
*/
async function captureByPlan(remote, plan, options) {
	const since = await tryChain(plan, () => options.earlier.readState(plan));
	if (since instanceof BackupError) return since;
	const scratch = await createScratchRepository(options.access.git, options.access.scratch, remote.objectFormat);
	let capture;
	try {
		capture = await captureInto(scratch, {
			remote,
			plan,
			since
		}, options);
		return capture;
	} finally {
		if (capture === void 0 || capture instanceof BackupError) await scratch[Symbol.asyncDispose]();
	}
}
async function captureInto(scratch, { remote, plan, since }, options) {
	const { refs, objectFormat } = remote;
	const old = new Set(since.tips);
	const wants = allTips(refs).filter((id) => !old.has(id));
	const haves = since.set ? chooseHaves(since.set, refs.refs) : chooseTips(since.tips, refs.refs);
	const pack = wants.length === 0 ? void 0 : await fetchIndexed(remote, scratch, {
		wants,
		haves
	}, options);
	const needs = await tryChain(plan, () => needsOf(pack, plan, scratch));
	if (needs instanceof BackupError) return needs;
	const proven = await tryChain(plan, () => prove(needs, remote, {
		plan,
		old,
		pack
	}, options));
	if (proven instanceof BackupError) return proven;
	const held = (id) => plan.type === "full" ? pack !== void 0 : needs.holds.has(id);
	const header = bundleHeader({
		objectFormat,
		prerequisites: [...needs.boundary],
		refs: changedRefs(refs.refs, since),
		headId: refs.headId && held(refs.headId) ? refs.headId : void 0
	});
	return {
		status: "captured",
		plan,
		refs,
		newTips: wants,
		objectFormat,
		capabilities: remote.capabilities,
		movedTo: remote.movedTo,
		pack: pack && {
			...pack,
			header
		},
		commit: await headCommit(remote, scratch, held, options.earlier.last),
		proven,
		[Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose]()
	};
}
/** Work that reads the chain in the store; gives the error where the chain is not what it should be. */
async function tryChain(plan, work) {
	try {
		return await work();
	} catch (error) {
		if ((isKind(error, "incomplete") || isKind(error, "corrupt") || isKind(error, "not-found")) && plan.type !== "full") return error;
		throw error;
	}
}
/** A full bundle offers every ref; a later one only what is new or has moved, since its snapshot's refs file has them all. */
function changedRefs(refs, since) {
	const tips = new Set(since.tips);
	const names = since.set && new Map(since.set.refs.map((ref) => [ref.name, ref.id]));
	return refs.filter((ref) => names ? names.get(ref.name) !== ref.id : !tips.has(ref.id));
}
async function fetchIndexed(remote, scratch, { wants, haves }, { log, now }) {
	return indexPack(scratch, remote.fetchPack(wants, haves), {
		selfContained: haves.length === 0,
		onProgress: reportProgress(log, now)
	});
}
const NEEDS_NOTHING = {
	holds: /* @__PURE__ */ new Set(),
	missing: /* @__PURE__ */ new Set(),
	boundary: /* @__PURE__ */ new Set()
};
async function needsOf(pack, plan, scratch) {
	return pack && plan.type !== "full" ? readNeeds(scratch) : NEEDS_NOTHING;
}
async function prove(needs, remote, { plan, old, pack }, { earlier }) {
	const { refs, objectFormat } = remote;
	const missing = /* @__PURE__ */ new Set([...needs.missing, ...allTips(refs).filter((id) => !needs.holds.has(id))]);
	if (plan.type === "full") {
		await proveLinks(missing, pack ? [async () => createReadStream(pack.indexFile)] : [], objectFormat);
		return "connectivity";
	}
	const indexes = await earlier.indexes(plan);
	if (indexes) {
		await proveLinks(missing, indexes, objectFormat);
		return "links";
	}
	const outside = [...needs.boundary, ...allTips(refs).filter((id) => !needs.holds.has(id))];
	await proveBoundary(remote, outside, old);
	return "boundary";
}
async function headCommit(remote, scratch, held, last) {
	const id = remote.refs.headId;
	if (id === void 0) return void 0;
	if (held(id)) return readCommit(scratch, id);
	if (last?.commit_hash === id && last.commit_date !== null) return {
		id,
		date: new Date(last.commit_date),
		message: last.commit_message ?? ""
	};
	return remote.readCommit(id);
}

// src/sources/retry.ts
/** A server that asks for more than this many milliseconds is not waited for: the next run is the better attempt. */
const LONGEST_WAIT = 12e4;
const PASSING = [
	"unreachable",
	"git",
	"corrupt"
];
/** Runs `attempt` until it works, fails for good, or patience is at its end; then its last error is thrown. */
async function tryAgain({ pauses, wait }, log, attempt) {
	for (const pause of pauses) try {
		return await attempt();
	} catch (error) {
		if (!(error instanceof BackupError) || !PASSING.includes(error.kind) || (error.retryAfter ?? 0) > LONGEST_WAIT) throw error;
		const ms = error.retryAfter ?? pause;
		log.warn(`${error.message}: trying again in ${ms / 1e3} s`);
		await wait(ms);
	}
	return attempt();
}

// src/sources/git.ts
/** A look that has seen nothing yet. */
function openLook(at) {
	const captures = [];
	return {
		sight: void 0,
		at,
		captures,
		async [Symbol.asyncDispose]() {
			for (const capture of captures) await capture[Symbol.asyncDispose]();
		}
	};
}
/**
* Looks at a repository and captures it if it has changed: over the wire, and by stock git where the server does not
* speak protocol v2. What breaks on the way is tried again from the start.
*
* @throws `BackupError` of every kind that reaching, reading and proving can have; nothing was stored then.
*/
async function captureGit(options, look) {
	const known = look.sight && await fromLook(look, look.sight, options);
	if (known) return known;
	return tryAgain(options.patience, options.log, async () => {
		try {
			return await captureFrom(() => openWire(options.access, rememberedBy(options)), options, look);
		} catch (error) {
			if (!isKind(error, "protocol")) throw error;
			options.log.warn(`${error.message}: falling back to stock git`);
			return await captureFrom(() => openStock(options.access), options, look);
		}
	});
}
function rememberedBy({ earlier: { last }, access }) {
	return last?.source === access.address.display ? last.git.capabilities : [];
}
/** The outcome where this look has told it already, for another store. */
async function fromLook({ captures }, sight, { always, earlier }) {
	const settled = settle(sight, {
		always,
		last: earlier.last
	});
	if (settled) return settled;
	const plan = await earlier.plan(otherFormat(earlier.last, sight));
	return captures.find((capture) => capture.refs === sight.refs && samePlan(capture.plan, plan));
}
/** What needs no capture. */
function settle(sight, { always, last }) {
	const { refs, movedTo } = sight;
	if (refs.refs.length === 0 && refs.headId === void 0 && last === void 0) return {
		status: "empty",
		movedTo
	};
	if (!always && last && isUnchanged(last, sight)) return {
		status: "unchanged",
		movedTo
	};
}
function otherFormat(last, { objectFormat }) {
	return last !== void 0 && last.git.object_format !== objectFormat;
}
/** Two plans that say the same take the same bytes, whatever store they were made for. */
function samePlan({ reason: _one, ...one }, { reason: _other, ...other }) {
	return isDeepStrictEqual(one, other);
}
async function captureFrom(open, options, look) {
	try {
		var _usingCtx$3 = _usingCtx();
		const at = options.now();
		const remote = _usingCtx$3.a(await open());
		const { earlier, always } = options;
		[look.sight, look.at] = [remote, at];
		const settled = settle(remote, {
			always,
			last: earlier.last
		});
		if (settled) return settled;
		await options.ready();
		const capture = await options.cores(async () => {
			try {
				var _usingCtx3 = _usingCtx();
				const plan = await earlier.plan(otherFormat(earlier.last, remote));
				const made = await captureByPlan(remote, plan, options);
				if (!(made instanceof BackupError)) return made;
				options.log.warn(`${made.message}: making a full snapshot instead`);
				const later = options.now();
				const again = _usingCtx3.a(await open());
				[look.sight, look.at] = [again, later];
				const full = await captureByPlan(again, await earlier.plan(true), options);
				if (full instanceof BackupError) throw full;
				return full;
			} catch (_) {
				_usingCtx3.e = _;
			} finally {
				await _usingCtx3.d();
			}
		});
		look.captures.push(capture);
		return capture;
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}
function isUnchanged({ git, commit_hash, sealed }, { refs, objectFormat }) {
	if (git.refs.count !== refs.refs.length || git.object_format !== objectFormat) return false;
	const now = {
		head: headText(refs),
		headId: refs.headId ?? null,
		refs: refsDigest(refs.refs)
	};
	if (sealed) return git.refs.sha256 === stateDigest(now);
	return git.head === now.head && commit_hash === now.headId && git.refs.sha256 === now.refs;
}

// src/system/log.ts
/** The same log with the repository, called `label`, before every line, for work that runs beside other work. */
function prefixLog(log, repository, label) {
	const add = (write) => (line) => write(`${label}: ${behindName(repository, line)}`);
	return {
		info: add(log.info),
		warn: add(log.warn),
		progress: add(log.progress)
	};
}

// src/domain/chain.ts
/** Git opens and searches every pack of a repository: beyond this many, one differential folds the chain to two bundles. */
const LONGEST_CHAIN = 64;
/** Plans the next snapshot by the rules of docs/format.md ("Full or not"). Pure: the same input gives the same plan. */
function planChain({ requested, last, now, fullEveryDays, barrier }) {
	const full = (reason) => ({
		type: "full",
		chain: [],
		since: void 0,
		reason
	});
	if (requested === "full") return full("asked for");
	if (barrier !== void 0) return full(barrier);
	const base = last?.chain[0];
	if (!last || !base) return full("no earlier snapshot to build on");
	const incremental = (reason) => ({
		type: "incremental",
		chain: last.chain,
		since: last.snapshot,
		reason
	});
	const differential = (reason) => ({
		type: "differential",
		chain: [base],
		since: base.snapshot,
		reason
	});
	if (requested === "incremental") return incremental("asked for");
	if (requested === "differential") return differential("asked for");
	const ageDays = (now.getTime() - (snapshotInstant(base.snapshot)?.getTime() ?? 0)) / 864e5;
	if (ageDays > fullEveryDays) return full(`the last full one is ${counted(Math.floor(ageDays), "day")} old`);
	if (last.chain.slice(1).reduce((sum, link) => sum + link.pack.size, 0) > base.pack.size / 2) return full("the increments exceed half of the full one");
	if (last.chain.length >= 64) return differential(`the chain has ${last.chain.length} bundles`);
	return incremental(`builds on ${last.snapshot}`);
}
/** The chain of a snapshot made by `plan`: what it builds on and, if it brought a bundle, that. */
function extendChain(plan, own) {
	return own ? [...plan.chain, own] : plan.chain;
}

// src/vault/compose.ts
/** Bytes read at once from the captured files. */
const CHUNK$1 = 262144;
/** Turns a capture into what is to be saved. The capture must stay undisposed until it is. */
async function composeSnapshot({ repository, name: fullName, source, facts, capture, at, after, createdBy, sealer }) {
	const members = [...await packMembers(capture), await refsMember(capture.refs.refs)];
	const { plan, pack, commit } = capture;
	const head = headText(capture.refs);
	return {
		repository,
		at,
		after,
		members,
		sealer,
		describe: (name, instant, archive) => ({
			timestamp: isoSecond(instant),
			snapshot_name: name,
			source,
			commit_hash: capture.refs.headId ?? null,
			commit_date: commit ? isoSecond(commit.date) : null,
			commit_message: commit?.message ?? null,
			format: 1,
			type: plan.type,
			repository: {
				id: facts?.id ?? null,
				full_name: fullName,
				default_branch: branchOf(head),
				visibility: facts?.visibility ?? null
			},
			git: {
				object_format: capture.objectFormat,
				head,
				refs: {
					count: capture.refs.refs.length,
					sha256: refsDigest(capture.refs.refs)
				},
				chain: extendChain(plan, pack && linkTo(name, pack, archive)),
				proven: capture.proven,
				capabilities: rememberable(capture.capabilities) ? capture.capabilities : [],
				...sealer ? { tips: capture.newTips.slice(0, MOST_TIPS) } : {}
			},
			sources: { git: "ok" },
			archives: [archive],
			created_by: createdBy
		})
	};
}
async function refsMember(refs) {
	const packed = await promisify(gzip)(packedRefs(refs));
	return {
		name: REFS,
		size: packed.length,
		open: bodyOf$1(packed).open
	};
}
/** Where the new bundle's pack, which ends where the bundle ends, and its index are in the archive. */
function linkTo(snapshot, { size, sha256, objects }, { members }) {
	const [bundle, index] = [BUNDLE, INDEX].map((name) => members.find((member) => member.name === name));
	if (!bundle) throw new Error(`${snapshot} was composed without its bundle`);
	return {
		snapshot,
		pack: {
			offset: bundle.offset + bundle.size - size,
			size,
			sha256,
			objects
		},
		index: index ? {
			offset: index.offset,
			size: index.size,
			sha256: index.sha256
		} : null
	};
}
async function packMembers({ pack }) {
	if (!pack) return [];
	const { header, packFile, indexFile } = pack;
	async function* bundle() {
		yield header;
		yield* readFile$1(packFile);
	}
	return [{
		name: BUNDLE,
		size: header.length + pack.size,
		open: bundle
	}, {
		name: INDEX,
		size: (await stat(indexFile)).size,
		open: () => readFile$1(indexFile)
	}];
}
function readFile$1(path) {
	return createReadStream(path, { highWaterMark: CHUNK$1 });
}
function branchOf(head) {
	return head?.startsWith("refs/heads/") ? head.slice(11) : null;
}

// src/vault/earlier.ts
/** Opens the history of one repository for a capture. Reads from the store, and only what is asked for. */
function openEarlier({ store, repository, last, requested, ...rules }) {
	const known = last && {
		snapshot: last.snapshot_name,
		chain: last.git.chain
	};
	const open = async (snapshot) => {
		return {
			store,
			repository,
			manifest: last?.snapshot_name === snapshot ? last : await readManifest(store, repository, snapshot)
		};
	};
	return {
		last,
		plan: async (full) => planChain({
			requested: full ? "full" : requested,
			last: known,
			...rules
		}),
		async readState({ since, chain }) {
			if (since === void 0) return {
				tips: [],
				set: {
					refs: [],
					headId: void 0
				}
			};
			if (last?.sealed) return readSealedState(chain, open);
			const stored = await open(since);
			const set = {
				refs: await readRefs(stored),
				headId: stored.manifest.commit_hash ?? void 0
			};
			return {
				tips: allTips(set),
				set
			};
		},
		async indexes({ chain }) {
			if (last?.sealed || chain.some(({ index }) => index === null)) return void 0;
			return chain.toReversed().map((link) => () => readIndex({
				store,
				repository
			}, link));
		}
	};
}
/** Refs cannot be read where they are sealed. What each snapshot of the chain has added to its tips can. */
async function readSealedState(chain, open) {
	const added = chain.toReversed().map(async ({ snapshot }) => (await open(snapshot)).manifest.git.tips ?? []);
	return {
		tips: [...new Set((await Promise.all(added)).flat())],
		set: void 0
	};
}

// src/commands/access.ts
/** Everything that is needed to reach a target. */
async function accessTo({ context, settings, git, pool }, { address }, log) {
	return {
		address,
		authorization: await authorizationFor(context, settings, address),
		git,
		pool,
		scratch: context.scratch,
		pullRefs: settings.pullRefs,
		onServerProgress: (line) => log.progress(line)
	};
}
/** The token belongs to one server: an address elsewhere never sees it. */
async function authorizationFor({ reader }, { serverUrl }, address) {
	if (address.kind !== "http" || new URL(address.url).origin !== new URL(serverUrl).origin) return void 0;
	const owner = ownerOf(serverName(address, serverUrl) ?? "");
	const header = (token) => `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
	if (await reader.tokenFor(owner) === void 0) return void 0;
	return async () => header(await reader.tokenFor(owner) ?? "");
}

// src/domain/collapse.ts
/** Below so many refs the deletion of one or two would look like a collapse. */
const FEWEST = 4;
/**
* True where no ref is left, or of four or more half are gone. Smaller losses are what people do every day, and so is a
* branch that is renamed or pushed anew: of what went then, the retention policy keeps the state before.
*/
function hasCollapsed(before, now) {
	return before > 0 && now === 0 || before >= FEWEST && now <= before / 2;
}

// src/commands/collapse.ts
/**
* The error of a repository whose refs have collapsed, undefined of one that is as it should be. The snapshot before is
* pinned then: no prune takes the state that may have to come back.
*/
async function guardCollapse(found) {
	const { store, repository, last, refs, now } = found;
	if (!last || !hasCollapsed(last.git.refs.count, refs)) return void 0;
	const before = await countComparable(found, last);
	if (!hasCollapsed(before, refs)) return void 0;
	const reason = `refs collapsed from ${before} to ${refs}`;
	const pinned = await pinBefore(store, repository, {
		snapshot_name: last.snapshot_name,
		pinned_at: isoSecond(now),
		reason
	});
	return summariseError(new BackupError("incomplete", `${repository}: ${reason} since ${last.snapshot_name}${pinned}; nothing was pruned`, { hint: `If they were not meant to go, restore ${last.snapshot_name}. If they were, \`unpin\` it: the next run goes on as always.` }));
}
/** What is no longer asked for is not lost: without `include-pull-refs` those of pull requests do not count. */
async function countComparable({ store, repository, pullRefs }, last) {
	if (pullRefs || last.sealed) return last.git.refs.count;
	return (await readRefs({
		store,
		repository,
		manifest: last
	})).filter(({ name }) => !isPullRef(name)).length;
}
async function pinBefore(store, repository, pin) {
	try {
		await writePin(store, repository, pin);
		return ", which is pinned now";
	} catch (error) {
		return `, which could not be pinned (${summariseError(error).message})`;
	}
}

// src/commands/capture.ts
/** Pauses between attempts in milliseconds: a flicker of the network is over by then, an outage is not waited for. */
const PAUSES = [1e3, 5e3];
/** What is told of a repository that has never had a ref. */
const NOTHING_YET = "it has no commit yet: there is nothing to store, and nothing to restore";
/**
* Captures one repository if it has changed, or with `always` in any case.
*
* @throws `BackupError` where it failed; what was stored before is untouched then.
*/
async function captureRepository(session, capturing, always) {
	const { context, settings } = session;
	const { target, store, home, look, label } = capturing;
	const log = prefixLog(context.log, target.repository, label);
	const told = {
		repository: target.repository,
		visibility: target.facts?.visibility
	};
	await refuseExposure(store, told, {
		sealed: session.sealer !== void 0,
		allowed: settings.allowPublicStore
	});
	const { listing, newest, damaged } = home;
	const { repository } = listing;
	refuseOpening(store, home, settings.encryptTo);
	if (repository !== target.repository) log.info(`kept as ${repository}, the name that its history began with`);
	if (newest) context.warm?.need(digestsOf(newest));
	const outcome = await lookAt(session, capturing, {
		always,
		log
	});
	const warnings = [
		...target.warnings ?? [],
		...damaged.map((error) => error.message),
		...movedWarning(target, outcome)
	];
	for (const warning of warnings) log.warn(warning);
	const guarded = {
		store,
		repository,
		last: newest,
		refs: outcome.status === "captured" ? outcome.refs.refs.length : 0,
		pullRefs: settings.pullRefs,
		now: context.now()
	};
	const error = outcome.status === "unchanged" ? void 0 : await guardCollapse(guarded);
	const noted = {
		...warnings.length > 0 ? { warnings } : {},
		...error ? { error } : {}
	};
	if (outcome.status === "captured") {
		const saved = await save(session, capturing, outcome, look.at);
		return {
			entry: {
				...saved.entry,
				...noted
			},
			listing: saved.listing
		};
	}
	const { status } = outcome;
	const note = status === "empty" ? { note: NOTHING_YET } : {};
	return {
		entry: {
			repository,
			status,
			...newest ? { snapshot: newest.snapshot_name } : {},
			bytes: 0,
			sources: { git: status },
			...note,
			...noted
		},
		listing
	};
}
/** Looks at the repository, and captures what the store does not have yet. */
async function lookAt(session, { target, store, look, home: { listing, newest } }, { always, log }) {
	const { context, settings, cores } = session;
	const at = context.now();
	const barrier = newest && (await sealingChange(newest, session.sealer) ?? expiring(newest, listing, settings, at));
	const options = {
		access: await accessTo(session, target, log),
		earlier: openEarlier({
			store,
			repository: listing.repository,
			last: newest,
			requested: settings.type,
			now: at,
			fullEveryDays: settings.fullEveryDays,
			barrier
		}),
		always: always || barrier !== void 0,
		ready: async () => store.probe?.(repositoryPrefix(listing.repository)),
		log,
		now: context.now,
		patience: {
			pauses: PAUSES,
			wait: context.wait
		},
		cores
	};
	return captureGit(options, look);
}
/** Why what the newest snapshot needs is too near to its end to build on, in a store that removes by itself what is old. */
function expiring({ snapshot_name: name, git }, { expires }, { retention }, now) {
	const needed = expiringOf([...git.chain.map(({ snapshot }) => snapshot), name], expires);
	return expiryBarrier({
		needed,
		now,
		reachDays: reachInDays(retention)
	});
}
function expiringOf(names, expires) {
	return names.flatMap((snapshot) => {
		const at = expires.get(snapshot);
		return at ? [{
			snapshot,
			expires: at
		}] : [];
	});
}
function movedWarning({ repository }, outcome) {
	return outcome.movedTo ? [`${repository} has moved to ${outcome.movedTo}: write the new name in \`repositories\``] : [];
}
async function save({ context, sealer }, { target: { repository: name, address, facts }, store, home: { listing: before } }, capture, at) {
	const { repository } = before;
	const after = before.snapshots.at(-1)?.name;
	const input = await composeSnapshot({
		repository,
		name,
		source: address.display,
		facts,
		capture,
		at,
		after,
		createdBy: context.createdBy,
		sealer
	});
	const chain = capture.plan.chain.map(({ snapshot }) => snapshot);
	const manifest = await saveSnapshot(store, {
		...input,
		expires: earliestExpiry(expiringOf(chain, before.expires))
	});
	if (context.warm && store.direct) await keepSnapshot(context.warm, manifest, input.members);
	const listing = await listRepository(store, repository);
	const missing = [...missingParts(manifest, listing), ...beingRemoved(manifest, namesOf(before), listing)];
	if (missing.length > 0) {
		await takeBack(store, manifestKey(repository, manifest.snapshot_name));
		throw new BackupError("store", `${repository}: the new snapshot is not whole (${missing.join(", ")})`, { hint: "Another run removed what it builds on: run it again." });
	}
	return {
		entry: storedEntry(repository, manifest, capture),
		listing
	};
}
function storedEntry(repository, manifest, { plan, proven }) {
	return {
		repository,
		status: "stored",
		snapshot: manifest.snapshot_name,
		type: manifest.type,
		bytes: snapshotBytes(manifest),
		sources: manifest.sources,
		note: `${plan.reason}; proven by ${proven}${manifest.sealed ? "; sealed" : ""}`
	};
}

// src/commands/sync.ts
/** `sync`: a snapshot of everything that has changed, and then what the policy no longer wants is pruned. */
function sync(context, settings, stores) {
	return captureAll(context, settings, stores, async (session, capturing) => pruneAfter(session, capturing.store, await captureRepository(session, capturing, false)));
}
/** `snapshot`: a snapshot of everything, changed or not. Nothing is pruned. */
function snapshot(context, settings, stores) {
	return captureAll(context, settings, stores, async (session, capturing) => (await captureRepository(session, capturing, true)).entry);
}
/** `init`: proves that each store can be written and read, then makes the first snapshot of every repository that has none. */
async function init(context, settings, stores) {
	return captureAll(context, settings, await proveStores(stores, async (store) => {
		await probeStore(store);
		context.log.info(`${store.address} can be written, read and cleaned`);
	}), async (session, capturing) => (await captureRepository(session, capturing, false)).entry);
}
/** One line a repository and store: each store has a history of its own, and one that fails stops no other. */
async function captureAll(context, settings, stores, work) {
	try {
		var _usingCtx$2 = _usingCtx();
		const git = {
			program: "git",
			env: context.env,
			home: context.scratch
		};
		const { encryptTo } = settings;
		const sealer = encryptTo && encryptTo.kind !== "none" ? await openSealer(encryptTo) : void 0;
		const pool = _usingCtx$2.u(openHttpPool());
		const resolved = await resolveTargets(context, settings);
		const findHome = openHomes();
		const session = {
			context,
			settings,
			git,
			pool,
			cores: createGate(context.cores),
			sealer
		};
		const lost = [...await onEachStore(stores, async () => resolved.failed.map(({ line }) => line), wholeStoreFailed), ...await onEachStore(stores, (store) => findVanished(context, settings, resolved, store), wholeStoreFailed)];
		for (const { repository, error } of lost) context.log.warn(`${repository}: ${behindName(repository, error?.message ?? "")}`);
		const entries = await mapConcurrently(resolved.targets, settings.concurrency, async (target) => {
			try {
				var _usingCtx3 = _usingCtx();
				const look = _usingCtx3.a(openLook(context.now()));
				const lines = [];
				for (const store of stores) {
					const label = stores.length > 1 ? `${target.repository} (${store.address})` : target.repository;
					const found = unlessStopped(context.stopped, () => findHome(store, target.repository, target.facts?.id));
					const name = await found.then(({ listing }) => listing.repository, () => target.repository);
					const line = await entryOf(context, name, async () => work(session, {
						target,
						store,
						home: await found,
						look,
						label
					}), label);
					lines.push(inStore({
						...line,
						...knownOf(target, name)
					}, store, stores));
				}
				return lines;
			} catch (_) {
				_usingCtx3.e = _;
			} finally {
				await _usingCtx3.d();
			}
		});
		return [...lost, ...entries.flat()];
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		_usingCtx$2.d();
	}
}
/** What is known of a repository beside what became of it: who can read it, and what it is called elsewhere. */
function knownOf({ repository, facts, selectedAs = [] }, kept) {
	const others = [.../* @__PURE__ */ new Set([repository, ...selectedAs])].filter((name) => name !== kept);
	return {
		...facts ? { visibility: facts.visibility } : {},
		...others.length > 0 ? { selected_as: others } : {}
	};
}
/** Prunes what was just backed up. Where that fails the new snapshot is there all the same, and the entry tells both. */
async function pruneAfter({ context, settings }, store, { entry, listing }) {
	if (entry.error) return entry;
	try {
		const { removed, decisions } = await pruneRepository({
			store,
			listing,
			policy: settings.retention,
			now: context.now(),
			dryRun: false
		});
		tellDecisions(context.log, entry.repository, decisions.filter(({ keep }) => !keep));
		return removed.length > 0 ? {
			...entry,
			removed
		} : entry;
	} catch (error) {
		return {
			...entry,
			error: summariseError(error)
		};
	}
}
const PROBE$1 = "runs/probe-";
async function probeStore(store) {
	const key = `${PROBE$1}${randomBytes(8).toString("hex")}`;
	const bytes = Buffer.from("repo-backup\n");
	await putConfirmed(store, key, bodyOf$1(bytes));
	try {
		const read = await readWhole(await store.get(key), bytes.length, key);
		if ((await store.list("runs/")).some((object) => object.key === key) && read.equals(bytes)) return;
		throw new BackupError("store", `${store.address} does not give back what is stored there`, { hint: "Use another store." });
	} finally {
		await takeBack(store, key);
	}
}

// src/stores/modes.ts
/** Of a store whose folder is made with it. */
const OWNER_ONLY = {
	folder: 448,
	file: 384
};
/**
* Those of a store that is there. A group that may enter its folder may also enter and read what is new in it, where the
* folder is closed to everybody else: somebody has thought of that. One that is open to all is what `mkdir` makes unasked.
*
* @throws what the system throws
*/
async function modesIn(root) {
	const { mode } = await stat(root);
	const group = (mode & 7) === 0 ? mode & 56 : 0;
	return {
		folder: OWNER_ONLY.folder | group,
		file: OWNER_ONLY.file | group & 48
	};
}

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
	await openRoot(root, create);
	const place = {
		root,
		modes: await modesIn(root).catch(explained("opening the folder")),
		hardLink
	};
	return {
		address,
		probe: async (prefix) => {
			expectPrefix(prefix);
			await writeProbe(root, join(root, ...prefix.split("/").slice(0, -1))).catch(explained(`storing below ${prefix}`));
		},
		put: async (key, body) => putFile(place, pathOf(root, key), body).catch(explained(`storing ${key}`)),
		get: async (key, range) => getFile(pathOf(root, key), range, explained(`reading ${key}`)),
		list: async (prefix) => listFolder(root, prefix).catch(explained(`listing ${prefix || "the store"}`)),
		delete: async (key) => removeFile(pathOf(root, key)).catch(explained(`removing ${key}`))
	};
}
/** Sees that the folder of a store is one, and makes it where it is to be made. */
async function openRoot(root, create) {
	const error = await (create ? makeFolder(root, OWNER_ONLY.folder) : stat(root)).then(() => void 0, (cause) => cause);
	const obstacle = await findObstacle(root);
	if (obstacle) throw new BackupError("store", `there is no store in ${root}: ${obstacle}`, {
		hint: "Check `store` for a typing error and whether its disk is mounted, or choose another folder.",
		cause: error
	});
	if (error === void 0) return;
	if (systemCode(error) !== "ENOENT") throw explainError(error, create ? "creating the folder" : "opening the folder", root);
	if (create) throw new BackupError("store", `the store ${root} cannot be made: what is above it takes no folders`, {
		hint: "Choose a folder on a disk.",
		cause: error
	});
	throw new BackupError("not-found", `there is no store in ${root}: the folder is not there`, {
		hint: "Check `store` for a typing error, and whether its disk is mounted. `sync` creates a store.",
		cause: error
	});
}
function pathOf(root, key) {
	expectKey(key);
	return join(root, ...key.split("/"));
}
async function putFile({ root, modes, hardLink }, path, body) {
	const folder = dirname(path);
	const created = await makeFolder(folder, modes.folder);
	await removeDeadParts(folder);
	await refuseTaken(path);
	return withPart(folder, async (part) => {
		const confirmation = await writeBody(part, body, {
			mode: modes.file,
			durable: true
		});
		await publish(part, path, hardLink);
		for (let at = folder;; at = dirname(at)) {
			await syncFolder(at);
			if (created === void 0 || at === dirname(root) || at.length < created.length) break;
		}
		return confirmation;
	});
}
/** Gives `work` a name to write to in the folder; a file that is left there is removed. */
async function withPart(folder, work) {
	try {
		var _usingCtx$1 = _usingCtx();
		const part = join(folder, `${PART}${randomBytes(8).toString("hex")}`);
		_usingCtx$1.u(undoAtExit(() => rmSync(part, { force: true })));
		try {
			return await work(part);
		} finally {
			await rm(part, { force: true });
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
/** Bytes written to see whether a disk takes any: a block, since an empty file fits onto a full one. */
const PROBE = Buffer.alloc(4096);
/** Writes where the folder is or, so that none is left that nothing came to, where it will be made. */
async function writeProbe(root, folder) {
	if (await lstat(folder).then(() => false, (error) => systemCode(error) === "ENOENT") && folder !== root) return writeProbe(root, dirname(folder));
	await removeDeadParts(folder);
	await withPart(folder, async (part) => writeFile(part, PROBE, {
		flag: "wx",
		flush: true
	}));
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
		hint: "Check `store`: is the disk mounted?",
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
	if (code === "ENOTDIR" || code === "EEXIST") {
		const hint = `A file is in the place of a folder of ${root}: move it away, or choose another folder.`;
		return new BackupError("store", message, {
			hint,
			cause: error
		});
	}
	return new BackupError("store", message, { cause: error });
}

export { proven as $, removePin as A, expectPrefix as At, openSnapshot as B, newestFitting as C, mapConcurrently as Ct, eachRepository as D, isDetached as Dt, refuseExposure as E, sealedName as Et, missingParts as F, writeChunks as Ft, wholeStoreFailed as G, inStore as H, namesOf as I, isMoreOpen as It, readNamedRuns as J, startedBy as K, newestWhole as L, beingRemoved as M, noBytes as Mt, listRepository as N, writeBody as Nt, entryOf as O, snapshotBytes as Ot, listVault as P, _usingCtx as Pt, ownLink as Q, onListing as R, distanceTo as S, createGate as St, isSuccessor as T, archiveName as Tt, onEachStore as U, runCommand as V, openStores as W, checkLink as X, readRuns as Y, openArchive as Z, createBare as _, openManifest as _t, openHttpPool as a, inPieces as at, chooseListed as b, openKeys as bt, findVanished as c, tagOf as ct, writtenAs as d, run as dt, readIndex as et, isUploadAddress as f, openWarm as ft, proveConnectivity as g, noKey as gt, indexPack as h, takeBack as ht, sync as i, readWhole as it, writePin as j, isKey as jt, readPin as k, expectKey as kt, resolveTargets as l, holdsNothing as lt, createScratchRepository as m, putConfirmed as mt, init as n, readRefs as nt, prune as o, packedRefs as ot, makeFolder as p, bodyOf$1 as pt, newestState as q, snapshot as r, readTips as rt, tellDecisions as s, readTag as st, openDirectoryStore as t, readPack as tt, failedEntry as u, matchNames as ut, createScratch as v, sealedBytes as vt, selectListings as w, parseManifest as wt, chooseSnapshot as x, changed as xt, runGit as y, openFile as yt, openAll as z };