import { i as summariseError, r as isKind, t as BackupError } from "./errors.js";
import { a as capability, c as objectFormat, d as readPackets, i as openHttpPool, l as readCapabilities, n as exchangeOver, o as fetchPack, r as locateHttp, s as listRefs, t as connectHttp, u as cutShort } from "./http.js";
import { a as sealingChange, c as openKeys, d as payloadKey, l as passphraseRecipient } from "./seal.js";
import { a as rememberable, f as stateDigest, s as snapshotBytes } from "./manifest.js";
import { a as isSnapshotTag, c as refsDigest, i as isSafeRefName, l as sortRefs, n as headText, o as packedRefs, r as isPullRef, t as allTips } from "./refs.js";
import { a as readObjects, c as checkGit, d as runGit, f as startGit, l as gitEnvironment, n as indexPack, r as listObjects, t as createScratchRepository, u as gitError } from "./scratch.js";
import { r as start } from "./process.js";
import { t as _usingCtx } from "./usingCtx.js";
import { t as formatBytes } from "./units.js";
import { n as mapConcurrently, t as createGate } from "./concurrency.js";
import { r as openHomes } from "./home.js";
import { c as readRefs, o as readIndex, t as REFS_LIMIT, u as readWhole } from "./read.js";
import { n as tellDecisions, r as pruneRepository } from "./prune.js";
import { i as takeBack, n as putConfirmed, r as saveSnapshot, t as bodyOf } from "./save.js";
import { c as isoSecond, l as manifestKey, n as INDEX, p as snapshotInstant, r as REFS, t as BUNDLE } from "./names.js";
import { a as namesOf, i as missingParts, n as listRepository, t as beingRemoved, u as readManifest } from "./listing.js";
import { n as keepSnapshot, t as digestsOf } from "./warm.js";
import { r as reachInDays } from "./retention.js";
import { o as ownerOf, t as resolveTargets } from "./targets.js";
import { i as serverName } from "./address.js";
import { r as writePin } from "./pins.js";
import { n as refuseOpening, t as refuseExposure } from "./exposure.js";
import { n as entryOf } from "./each.js";
import { a as proveStores, n as onEachStore, o as wholeStoreFailed, t as inStore } from "./stores2.js";
import { t as findVanished } from "./vanished.js";
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { access, stat } from "node:fs/promises";
import { isDeepStrictEqual, promisify } from "node:util";
import { gzip } from "node:zlib";

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
	return headerLines(object.content).filter(([key]) => key === "tree" || key === "parent" || key === "object").map(([, value]) => value);
}
/** The commits that must be there for this object to be of use: a commit's parents, or what a tag of a commit names. */
function commitsNamedBy(object) {
	const lines = headerLines(object.content);
	if (object.type === "commit") return lines.filter(([key]) => key === "parent").map(([, value]) => value);
	const tagsCommit = lines.some(([key, value]) => key === "type" && value === "commit");
	return object.type === "tag" && tagsCommit ? lines.filter(([key]) => key === "object").map(([, value]) => value) : [];
}
function headerLines(content) {
	const end = content.indexOf("\n\n");
	return content.toString("latin1", 0, end < 0 ? content.length : end).split("\n").map((line) => {
		const cut = line.indexOf(" ");
		return [line.slice(0, cut), line.slice(cut + 1)];
	});
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
	const lines = headerLines(content);
	const value = (key) => lines.find(([name]) => name === key)?.[1];
	const seconds = Number(/> (-?\d+) [+-]\d+$/.exec(value("committer") ?? "")?.[1] ?? 0);
	const start = content.indexOf("\n\n");
	const message = decode(start < 0 ? Buffer.alloc(0) : content.subarray(start + 2), value("encoding")).trimEnd();
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
				var _usingCtx$4 = _usingCtx();
				const canFilter = capability(capabilities, "fetch")?.split(" ").includes("filter") ?? false;
				const request = {
					wants: [id],
					haves: [],
					depth: 1,
					...canFilter ? { filter: "tree:0" } : {}
				};
				const scratch = _usingCtx$4.a(await createScratchRepository(access.git, access.scratch, format));
				await indexPack(scratch, fetchPack(exchange, capabilities, request), { selfContained: false });
				return await readCommit(scratch, id);
			} catch (_) {
				_usingCtx$4.e = _;
			} finally {
				await _usingCtx$4.d();
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
		if (value.startsWith("ref: ")) set.head = name === "HEAD" ? value.slice(5) : set.head;
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
	return set;
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
		var _usingCtx$3 = _usingCtx();
		const present = (await runGit(scratch.git, [
			"-C",
			scratch.path,
			"cat-file",
			"--batch-check=%(objectname)"
		], "reading the clone", { input: haves.join("\n") })).toString("latin1").split("\n").filter((line) => line !== "" && !line.endsWith(" missing"));
		const revisions = [...wants, ...present.map((id) => `^${id}`)];
		const child = _usingCtx$3.a(startGit(scratch.git, [
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
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}

// src/git/bundle.ts
/** The bytes in front of the pack: version 2, or version 3 where the object format has to be told. */
function bundleHeader({ objectFormat, prerequisites, refs, headId }) {
	const lines = [
		objectFormat === "sha1" ? "# v2 git bundle" : `# v3 git bundle\n@object-format=${objectFormat}`,
		...prerequisites.map((id) => `-${id} `),
		...headId ? [`${headId} HEAD`] : [],
		...refs.map((ref) => `${ref.id} ${ref.name}`)
	];
	return Buffer.from(`${lines.join("\n")}\n\n`, "latin1");
}

// src/git/haves.ts
/**
* At most so many ids. A server looks each one up before it sends a byte: 25,000 tags cost git 2.39 two seconds a day,
* and a tag that no branch leads to saves little.
*/
const MOST = 2048;
/** Picks where only ids are known, the youngest first: those that branches still have, then the others. */
function chooseTips(tips, now) {
	const known = new Set(tips);
	const current = now.filter(({ name, id }) => name.startsWith("refs/heads/") && known.has(id)).map(({ id }) => id);
	return [.../* @__PURE__ */ new Set([...current, ...tips])].slice(0, MOST);
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
/** Reads every commit, tree and tag of the pack in the scratch repository and collects what they name outside of it. */
async function readNeeds(scratch) {
	const holds = /* @__PURE__ */ new Set();
	const parents = [];
	for await (const { id, type } of listObjects(scratch)) {
		holds.add(id);
		if (type !== "blob") parents.push(id);
	}
	const missing = /* @__PURE__ */ new Set();
	const boundary = /* @__PURE__ */ new Set();
	const idBytes = scratch.objectFormat === "sha1" ? 20 : 32;
	for await (const object of readObjects(scratch, parents)) {
		for (const id of linksOf(object, idBytes)) if (!holds.has(id)) missing.add(id);
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
	throw new BackupError("incomplete", `${open.length} objects are neither in the new bundle nor in the chain (one is ${example.toString("hex")})`, { hint: "The next full snapshot does not need the chain." });
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
	const found = objects === "no answer" ? "the server does not tell" : `${objects} objects are new`;
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
	const needs = await needsOf(pack, plan, scratch);
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
		var _usingCtx$2 = _usingCtx();
		const at = options.now();
		const remote = _usingCtx$2.a(await open());
		const { earlier, always } = options;
		[look.sight, look.at] = [remote, at];
		const settled = settle(remote, {
			always,
			last: earlier.last
		});
		if (settled) return settled;
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
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
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

// src/domain/expiry.ts
const DAY = 864e5;
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
		const lifetime = (expires.getTime() - (snapshotInstant(snapshot)?.getTime() ?? 0)) / DAY;
		const wanted = Math.min(reachDays + MARGIN, Math.max(lifetime - BETWEEN_RUNS, lifetime / 2, 1));
		if ((expires.getTime() - now.getTime()) / DAY > wanted) continue;
		const day = expires.toISOString().slice(0, 10);
		const short = wanted < reachDays + MARGIN ? `, and the policy reaches back ${reachDays}` : "";
		return `${snapshot} expires on ${day}: the store keeps it for ${Math.round(lifetime)} days${short}`;
	}
}
/** When the first of them expires; undefined where none does. */
function earliestExpiry(snapshots) {
	return snapshots.map(({ expires }) => expires).toSorted((a, b) => a.getTime() - b.getTime())[0];
}

// src/system/log.ts
/** The same log with `repository: ` before every line, for work that runs beside other work. */
function prefixLog(log, prefix) {
	const add = (write) => (line) => write(`${prefix}: ${line}`);
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
	if (ageDays > fullEveryDays) return full(`the last full one is ${Math.floor(ageDays)} days old`);
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
const CHUNK = 262144;
/** Turns a capture into what is to be saved. The capture must stay undisposed until it is. */
async function composeSnapshot({ repository, name: fullName, source, facts, capture, at, after, createdBy, sealer }) {
	const members = [...await packMembers(capture), await refsMember(repository, capture.refs.refs)];
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
				...sealer ? { tips: capture.newTips } : {}
			},
			sources: { git: "ok" },
			archives: [archive],
			created_by: createdBy
		})
	};
}
async function refsMember(repository, refs) {
	const text = packedRefs(refs);
	if (text.length > 5e8) throw new BackupError("unsupported", `${repository} has ${refs.length} refs: more than can be read back`);
	const packed = await promisify(gzip)(text);
	return {
		name: REFS,
		size: packed.length,
		open: bodyOf(packed).open
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
	return createReadStream(path, { highWaterMark: CHUNK });
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
/** Below so many refs every deletion would look like a collapse. */
const FEWEST = 4;
/** True where less than half of the refs are left. Smaller losses are what people do every day. */
function hasCollapsed(before, now) {
	return before >= FEWEST && now < before / 2;
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
/**
* Captures one repository if it has changed, or with `always` in any case.
*
* @throws `BackupError` where it failed; what was stored before is untouched then.
*/
async function captureRepository(session, capturing, always) {
	const { context, settings } = session;
	const { target, store, home, look, label } = capturing;
	const log = prefixLog(context.log, label);
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
	refuseOpening(store, listing, settings.encryptTo);
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
	const snapshot = newest ? { snapshot: newest.snapshot_name } : {};
	return {
		entry: {
			repository,
			status: outcome.status,
			...snapshot,
			bytes: 0,
			sources: { git: outcome.status },
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
		var _usingCtx$1 = _usingCtx();
		const git = {
			program: "git",
			env: context.env,
			home: context.scratch
		};
		const { encryptTo } = settings;
		const sealer = encryptTo && encryptTo.kind !== "none" ? await openSealer(encryptTo) : void 0;
		const pool = _usingCtx$1.u(openHttpPool());
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
		for (const { repository, error } of lost) context.log.warn(`${repository}: ${error?.message}`);
		const entries = await mapConcurrently(resolved.targets, settings.concurrency, async (target) => {
			try {
				var _usingCtx3 = _usingCtx();
				const look = _usingCtx3.a(openLook(context.now()));
				const lines = [];
				for (const store of stores) {
					const label = stores.length > 1 ? `${target.repository} (${store.address})` : target.repository;
					const found = findHome(store, target.repository, target.facts?.id);
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
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
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
const PROBE = "runs/probe-";
async function probeStore(store) {
	const key = `${PROBE}${randomBytes(8).toString("hex")}`;
	const bytes = Buffer.from("repo-backup\n");
	await putConfirmed(store, key, bodyOf(bytes));
	try {
		const read = await readWhole(await store.get(key), bytes.length, key);
		if ((await store.list("runs/")).some((object) => object.key === key) && read.equals(bytes)) return;
		throw new BackupError("store", `${store.address} does not give back what is stored there`, { hint: "Use another store." });
	} finally {
		await takeBack(store, key);
	}
}

export { init, snapshot, sync };