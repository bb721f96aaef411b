import { a as systemCode, t as BackupError } from "./errors.js";
import { i as isSafeRefName, l as sortRefs } from "./refs.js";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

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
		if (version2) found.push(line);
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
* @throws `protocol` for lines that are not refs and for an empty answer, `unreachable` for a cut one.
*/
async function listRefs(exchange, capabilities) {
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
	for await (const one of exchange(request)) {
		answered = true;
		if (one === "flush") complete = true;
		else if (typeof one === "string") throw new BackupError("protocol", "the server sent no list of refs");
		else addRef(result, text(one));
	}
	if (!complete) throw answered ? cutShort() : emptyAnswer();
	return {
		...result,
		refs: sortRefs(result.refs)
	};
}
function addRef(set, line) {
	if (line.startsWith("ERR ")) throw serverError(line.slice(4));
	const [id = "", name = "", ...attributes] = line.split(" ");
	const value = (key) => attributes.find((entry) => entry.startsWith(key))?.slice(key.length);
	const target = value("symref-target:");
	const peeled = value("peeled:");
	const unborn = id === "unborn" && name === "HEAD" && target !== void 0;
	if (!OBJECT_ID.test(id) && !unborn || peeled !== void 0 && !OBJECT_ID.test(peeled)) throw new BackupError("protocol", `the server sent ${JSON.stringify(line.slice(0, 60))} in its list of refs`);
	const kept = name === "HEAD" ? target : name;
	if (kept !== void 0 && !isSafeRefName(kept)) throw new BackupError("protocol", `the server sent a strange ref name ${JSON.stringify(kept.slice(0, 60))}`);
	if (unborn) set.head = target;
	else if (name === "HEAD") Object.assign(set, {
		head: target ?? id,
		headId: id
	});
	else set.refs.push(peeled ? {
		name,
		id,
		peeled
	} : {
		name,
		id
	});
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
const SILENCE = 12e4;
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
		request.setTimeout(remote.silence ?? SILENCE, fallSilent);
		const unconnected = setTimeout(fallSilent, remote.silence ?? SILENCE);
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

export { capability as a, objectFormat as c, readPackets as d, openHttpPool as i, readCapabilities as l, exchangeOver as n, fetchPack as o, locateHttp as r, listRefs as s, connectHttp as t, cutShort as u };