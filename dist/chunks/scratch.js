import { t as BackupError } from "./errors.js";
import { n as run, r as start, t as feed } from "./process.js";
import { t as _usingCtx } from "./usingCtx.js";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";

// src/git/git.ts
/** GIT_CONFIG_COUNT, by which a token reaches a child without argv or a file, came with git 2.31. */
const OLDEST = [2, 31];
const INHERITED = /^(PATH|TMPDIR|TEMP|TMP|SYSTEMROOT|(HTTPS?|NO|ALL)_PROXY|https?_proxy|no_proxy|all_proxy|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|GIT_SSL_CAINFO|GIT_SSL_CAPATH|SSH_AUTH_SOCK|GIT_SSH|GIT_SSH_COMMAND|GIT_EXEC_PATH)$/;
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
	const said = lastWords(exit.stderr) || (exit.code === null ? "git was ended from outside" : `git exited with ${exit.code}`);
	const [, kind = "git", hint] = SIGNS.find(([pattern]) => pattern.test(exit.stderr)) ?? [];
	return new BackupError(kind, `${doing}: ${said}`, hint ? { hint } : {});
}
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
		var _usingCtx$1 = _usingCtx();
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
		const child = _usingCtx$1.a(startGit(scratch.git, args, { onStderr: (text) => {
			state.phase = /Resolving deltas:[^\r\n]*/.exec(text)?.[0] ?? state.phase;
			onProgress?.(state);
		} }));
		const name = text(child.stdout).catch(() => "");
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
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function text(stream) {
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
/** Reads objects in the order asked for. @throws `incomplete` for one that is not there. */
async function* readObjects(scratch, ids) {
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
			const taken = takeObjects(Buffer.concat(pending));
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
function takeObjects(data) {
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
		if (exit.code !== 0) throw new BackupError("incomplete", gitError("proving that every object is there", exit).message);
	} catch (_) {
		_usingCtx5.e = _;
	} finally {
		await _usingCtx5.d();
	}
}

export { readObjects as a, checkGit as c, runGit as d, startGit as f, proveConnectivity as i, gitEnvironment as l, indexPack as n, createBare as o, listObjects as r, createScratch as s, createScratchRepository as t, gitError as u };