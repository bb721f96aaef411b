import { i as __toESM } from "./rolldown-runtime.js";
import { t as VERSION } from "./version.js";
import { a as declaredInputs, i as VARIABLES, n as ACTION_ONLY, r as READS, t as findSimilar } from "./similar.js";
import { a as WEBHOOK_EVENTS, i as STORING, n as COMMANDS, r as PINNING, t as CAPTURING } from "./settings.js";
import { createPrivateKey } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

// src/domain/errors.ts
/** An expected failure. `message` says what happened to what; `hint` is the exact change that helps. */
var BackupError = class extends Error {
	kind;
	hint;
	/** Milliseconds that the server asks us to wait before the next try, if it said so. */
	retryAfter;
	constructor(kind, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.name = "BackupError";
		this.kind = kind;
		this.hint = options.hint;
		this.retryAfter = options.retryAfter;
	}
};
/** True for a `BackupError` of the given kind. */
function isKind(error, kind) {
	return error instanceof BackupError && error.kind === kind;
}
/** Turns anything thrown into what a report shows. Never throws. */
function summariseError(error) {
	if (error instanceof BackupError) return {
		kind: error.kind,
		message: error.message,
		...error.hint ? { hint: error.hint } : {}
	};
	return {
		kind: "bug",
		message: error instanceof Error ? error.stack ?? error.message : String(error),
		hint: "This is a bug in repo-backup: please report it with this text."
	};
}
/** Codes of the operating system that mean "no room": a full disk, a quota, a file size limit. */
const NO_ROOM = /* @__PURE__ */ new Set([
	"ENOSPC",
	"EDQUOT",
	"EFBIG"
]);
/** The operating system's code of an error (`ENOENT`, `ECONNRESET`, ...), if it carries one. */
function systemCode(error) {
	const code = error instanceof Error ? error.code : void 0;
	return typeof code === "string" ? code : void 0;
}
/** A `disk-full` error if the operating system said so, else undefined. `where` names the folder that is full. */
function diskFull(error, where) {
	if (!NO_ROOM.has(systemCode(error) ?? "")) return void 0;
	return new BackupError("disk-full", `no space left in ${where}`, {
		hint: `Free space in ${where}, or choose another folder; what was stored before is untouched.`,
		cause: error
	});
}

// src/domain/plain.ts
const CONTROLS = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const UNSEEN = /\p{Cf}/gu;
/** The text without control characters, escape sequences, and characters that nobody sees. Line ends are line feeds. */
function plain(text) {
	return text.replace(/\r\n/g, "\n").replace(CONTROLS, " ").replace(UNSEEN, "");
}

// src/system/fetch.ts
/**
* The fetch for a URL and for what its answers lead to: through the proxies that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY name,
* but for the hosts of NO_PROXY.
*/
async function openFetch(url) {
	const { getProxyForUrl } = await import("./proxy-from-env.js");
	const [own, httpProxy, httpsProxy] = [
		url,
		"http://elsewhere.invalid",
		"https://elsewhere.invalid"
	].map(getProxyForUrl);
	if (!own && !httpProxy && !httpsProxy) return globalThis.fetch;
	const undici = await import("./undici2.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const dispatcher = new undici.EnvHttpProxyAgent({
		...httpProxy ? { httpProxy } : {},
		...httpsProxy ? { httpsProxy } : {}
	});
	return ((input, init) => undici.fetch(input, {
		...init,
		dispatcher
	}));
}

// src/github/credential.ts
/** The kind of a token that was given as it is. */
function credentialOf(token) {
	if (!token) return { kind: "none" };
	return { kind: token.startsWith("ghs_") ? "workflow" : "personal" };
}

// src/github/client.ts
/** A server that asks for more than this many seconds is not waited for: the run fails and says until when. */
const LONGEST_WAIT = 900;
/** Attempts of one request beyond the first. */
const RETRIES = 3;
/** Answers that stay the same however often one asks. That of a limit is not among them: throttling waits for it. */
const REFUSALS = Array.from({ length: 100 }, (_, index) => 400 + index);
/** Opens a GitHub. Clients are made once an owner. */
function openGitHub({ serverUrl, apiUrl, tokenFor, log, ...more }) {
	const seen = {
		tokenExpires: void 0,
		budget: void 0,
		requests: 0
	};
	const clients = /* @__PURE__ */ new Map();
	return {
		serverUrl,
		apiUrl,
		tokenFor,
		credentialFor: more.credentialFor ?? (async (owner) => credentialOf(await tokenFor(owner))),
		seen,
		clientFor(owner) {
			const key = owner.toLowerCase();
			const paced = more.paced ?? isPaced(apiUrl);
			const found = clients.get(key) ?? openClient({
				apiUrl,
				paced,
				log,
				seen,
				auth: renewing(() => tokenFor(owner))
			});
			clients.set(key, found);
			return found;
		}
	};
}
/** Opens one client. */
async function openClient({ apiUrl, paced, log, seen, auth }) {
	const [{ Octokit }, { throttling }, { retry }, { RequestError }, fetch] = await Promise.all([
		import("./dist-src2.js"),
		import("./dist-bundle2.js"),
		import("./dist-bundle.js"),
		import("./dist-src.js"),
		openFetch(apiUrl)
	]);
	const client = new (Octokit.plugin(nameLimits, refuseFragments(RequestError), throttling, retry))({
		baseUrl: apiUrl,
		userAgent: `repo-backup/${VERSION}`,
		...auth,
		request: { fetch },
		retry: {
			retries: RETRIES,
			doNotRetry: REFUSALS
		},
		log: {
			debug: ignore,
			info: ignore,
			warn: ignore,
			error: ignore
		},
		throttle: {
			...paced ? {} : {
				write: UNPACED,
				notifications: UNPACED
			},
			onRateLimit: waiting("the budget of requests", log),
			onSecondaryRateLimit: waiting("a secondary limit", log)
		}
	});
	if (!seen) return client;
	client.hook.after("request", ({ headers }) => note(headers, seen));
	client.hook.error("request", (error) => {
		if ("response" in error && error.response) note(error.response.headers, seen);
		throw error;
	});
	return client;
}
/**
* Throttling knows a limit that asks to wait by GitHub's words for it. A 429 or 403 of a proxy, or of another version
* of GitHub, may have other words: the header `retry-after` says the same.
*/
function nameLimits({ hook }) {
	hook.error("request", (error) => {
		if ("response" in error && error.response?.headers["retry-after"] !== void 0 && (error.status === 403 || error.status === 429) && !/\bsecondary rate\b/i.test(error.message)) error.message = `secondary rate limit: ${error.message}`;
		throw error;
	});
}
/**
* Octokit gives the text of an answer that it cannot read, also where the connection broke or a proxy put a page of its
* own in place: a list of repositories would be empty. Here that is no answer, and asked again.
*/
function refuseFragments(RequestError) {
	return ({ hook }) => {
		hook.after("request", ({ data, status, headers }, request) => {
			if (!/json|html/.test(headers["content-type"] ?? "") || typeof data !== "string" || status >= 300 && status < 400 || status === 204) return;
			throw new RequestError("the answer is not whole, or not GitHub's", 500, { request });
		});
	};
}
/**
* A strategy that asks for the token again at each attempt of each request: an App's token dies after an hour, and a run
* may take longer, or wait that long for its budget.
*/
function renewing(token) {
	const hook = async (request, route, parameters) => {
		const endpoint = request.endpoint.merge(route, parameters);
		const current = await token();
		if (current) endpoint.headers.authorization = `token ${current}`;
		return await request(endpoint);
	};
	return { authStrategy: () => Object.assign(async () => ({ type: "renewing" }), { hook }) };
}
/** True where writing has a limit: content creation at github.com and ghe.com. An Enterprise Server has none unless it is given some. */
function isPaced(apiUrl) {
	return /(^|\.)(github\.com|ghe\.com)$/.test(new URL(apiUrl).hostname);
}
/** In place of the plugin's queue that lets one write pass in a second. */
const UNPACED = { key: () => ({ schedule: (_, work, ...args) => work(...args) }) };
function waiting(what, log) {
	return (seconds, { request }, _octokit, tries) => {
		if (tries >= (request?.waits ?? RETRIES) || seconds > LONGEST_WAIT) return false;
		log.warn(`GitHub asks to wait ${seconds} s: ${what} is used up`);
		return true;
	};
}
function note(headers, seen) {
	seen.requests += 1;
	const expires = Date.parse(String(headers["github-authentication-token-expiration"] ?? ""));
	if (!Number.isNaN(expires)) seen.tokenExpires = new Date(expires);
	const [limit, remaining, reset] = [
		"limit",
		"remaining",
		"reset"
	].map((name) => Number(headers[`x-ratelimit-${name}`]));
	if (limit && remaining !== void 0 && reset) seen.budget = {
		limit,
		remaining,
		resetAt: /* @__PURE__ */ new Date(reset * 1e3)
	};
}
function ignore() {}

// src/domain/counted.ts
/** A count with its noun; `plural` where that is not the noun with an s. */
function counted(count, noun, plural = `${noun}s`) {
	return `${count} ${count === 1 ? noun : plural}`;
}
/** The first `most` names of a list, and how many more there are. */
function firstOf(names, most) {
	const more = names.length - most;
	return `${names.slice(0, most).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

// src/github/errors.ts
/** Turns what Octokit threw into an error that people can act on. What is no answer of GitHub comes back as it is. */
function explainGitHub(error, attempt) {
	if (error instanceof BackupError) return error;
	const status = statusOf(error);
	if (status === void 0) return error;
	const { kind, says, hint } = reasonOf(status, error, attempt);
	return new BackupError(kind, `${attempt.doing}: ${says}`, {
		hint,
		cause: error
	});
}
/** The status of an answer that Octokit threw; 500 where there was no answer; undefined for what is no error of Octokit. */
function statusOf(error) {
	const status = error instanceof Error && "status" in error ? error.status : void 0;
	return typeof status === "number" ? status : void 0;
}
/** True where there was no answer at all. */
function isSilent(error) {
	return !("response" in error) || error.response === void 0;
}
function reasonOf(status, error, attempt) {
	const said = error.message.split(" - https://")[0] ?? "";
	if (isSilent(error)) return {
		kind: "unreachable",
		says: `no answer (${said || (systemCode(error.cause?.cause) ?? "no connection")})`,
		hint: "Check the network, the proxy and `api-url`, and run it again."
	};
	if (status === 401) return {
		kind: "denied",
		says: "GitHub refuses the token (401): it has expired, was revoked or is mistyped",
		hint: `Put a new token into the secret that the input \`${attempt.input ?? "token"}\` reads (command line: REPO_BACKUP_TOKEN).`
	};
	if (status === 403 || status === 429) return forbidden(status, said, {
		attempt,
		error
	});
	if (status === 404) return {
		kind: "not-found",
		says: "not found (404), or the token may not see it",
		hint: permissions(attempt) ? `Check the name, or allow it${permissions(attempt)}.` : "Check the name."
	};
	if (status >= 500) return {
		kind: "unreachable",
		says: `GitHub is broken or busy (${status})`,
		hint: "Run it again later."
	};
	return {
		kind: "store",
		says: `GitHub says ${status}: ${said}`,
		hint: "Run it again; if it comes back, report it."
	};
}
function forbidden(status, said, { attempt, error }) {
	if (/rate limit/i.test(said) || status === 429) return {
		kind: "unreachable",
		says: `the limit of requests is used up (${status}: ${said})`,
		hint: `Run it again ${whenReset(error)}, or use a GitHub App (\`app-id\`), which has more.`
	};
	return {
		kind: "denied",
		says: `the token may not do that (${status}: ${said})`,
		hint: `Allow it${permissions(attempt)}.`
	};
}
/** When requests are to be had again, as the answer tells it. */
function whenReset(error) {
	const { response } = error;
	const { "retry-after": wait, "x-ratelimit-remaining": left, "x-ratelimit-reset": reset } = response?.headers ?? {};
	if (wait !== void 0) return `in ${counted(Number(wait), "second")}`;
	if (Number(left) > 0 || !Number(reset)) return "in an hour";
	return `after ${(/* @__PURE__ */ new Date(Number(reset) * 1e3)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
function permissions({ permission, tokenPermission }) {
	const places = [...permission ? [`\`permissions: { ${permission} }\` in the workflow`] : [], ...tokenPermission ?? permission ? [`"${tokenPermission ?? permission}" for a fine-grained token or an App`] : []];
	return places.length > 0 ? `: ${places.join(", or ")}` : "";
}

// src/github/auth.ts
/** What reading repositories takes. */
const READING = {
	metadata: "read",
	contents: "read"
};
/** A token that dies within so many milliseconds is not handed out any more: one request may take long. */
const MARGIN = 6e5;
/**
* The credentials of an App where it is installed, and the token elsewhere.
*
* `tokenFor` throws `denied` for an owner that has neither, with the link that installs the App; and where GitHub refuses
* the App, its key or a permission.
*/
function appCredentials({ token, ...options }) {
	const installations = /* @__PURE__ */ new Map();
	const find = (owner) => {
		const key = owner.toLowerCase();
		const known = installations.get(key);
		if (known) return known;
		const found = findInstallation(owner, token !== void 0, options);
		installations.set(key, found);
		found.catch(() => installations.delete(key));
		return found;
	};
	return {
		async tokenFor(owner) {
			const found = await find(owner);
			return "token" in found ? found.token() : token;
		},
		async credentialFor(owner) {
			const found = await find(owner);
			return "token" in found ? { kind: "app" } : {
				...credentialOf(token),
				...found
			};
		}
	};
}
async function findInstallation(owner, hasToken, work) {
	const { app, apiUrl, log } = work;
	const { createAppAuth } = await import("./dist-node.js");
	const auth = {
		appId: app.id,
		privateKey: app.privateKey
	};
	const client = await openClient({
		apiUrl,
		paced: isPaced(apiUrl),
		log,
		auth: {
			authStrategy: createAppAuth,
			auth
		}
	});
	try {
		const { data } = await client.request("GET /users/{username}/installation", { username: owner });
		return renewed(owner, data.id, client, work);
	} catch (error) {
		if (statusOf(error) !== 404) throw explainApp(error, owner);
		const installAt = await installLink(client, owner, work);
		if (!hasToken) throw notInstalled(owner, installAt);
		log.warn(`the GitHub App is not installed at ${owner} (${installAt}): the token reads what it may there`);
		return { installAt };
	}
}
/** What is said of an owner where the App is needed and not installed. */
function notInstalled(owner, link) {
	return new BackupError("denied", `the GitHub App is not installed at ${owner}`, { hint: `Install it: ${link}` });
}
/** The page that installs the App, or at least the one where the owner sees what is installed. */
async function installLink(client, owner, { serverUrl }) {
	const { data } = await client.request("GET /app").catch(() => ({ data: null }));
	return data ? `${data.html_url}/installations/new` : `${serverUrl}/organizations/${owner}/settings/installations`;
}
function renewed(owner, installationId, client, { permissions, hide, now }) {
	let made;
	const make = async () => {
		try {
			const { token, expiresAt } = await client.auth({
				type: "installation",
				installationId,
				refresh: true,
				...permissions ? { permissions } : {}
			});
			hide(token);
			return {
				token,
				expiresAt: Date.parse(expiresAt)
			};
		} catch (error) {
			throw explainApp(error, owner);
		}
	};
	return { async token() {
		const last = made;
		if (!(last && await last.then(isFresh, () => false)) && made === last) made = make();
		return (await (made ?? make())).token;
	} };
	function isFresh({ expiresAt }) {
		return expiresAt - now().getTime() > MARGIN;
	}
}
function explainApp(error, owner) {
	const status = statusOf(error);
	const said = error instanceof Error ? error.message.split(" - https://")[0] ?? "" : "";
	const refuse = (says, hint) => new BackupError("denied", `the GitHub App at ${owner}: ${says}`, {
		hint,
		cause: error
	});
	if (status === 401 && /claim \('(iat|exp)'\)/.test(said)) return refuse("the clock of this machine is not that of GitHub (401)", "Set the clock of this machine right.");
	if (status === 401) return refuse("GitHub refuses its key (401)", "Check that `app-id` and `app-private-key` belong together, and that the key was not deleted in the settings of the App.");
	if (status === 403) return refuse(`GitHub refuses it (403: ${said})`, `See whether ${owner} has suspended the installation.`);
	if (status === 422) return refuse(`it lacks a permission (422: ${said})`, "Give the App \"Contents: read\" and \"Metadata: read\", and accept the change where it is installed.");
	return explainGitHub(error, { doing: `opening what ${owner} has with the GitHub App` });
}

// src/github/open.ts
/**
* Opens both sides: `reader` for the repositories, `github` for stores.
*
* The App reads with no more than it takes to read; without one the token does. What the workflow's own repository holds is
* asked for with the workflow's token: whoever gives another one, to read, need not let it write there. Other stores are
* opened by the App, or the token; outside of a workflow by the token, where there is one.
*/
function openSides({ token, app, own, ...options }) {
	const { serverUrl, apiUrl, log } = options;
	const open = (credentials) => openGitHub({
		serverUrl,
		apiUrl,
		log,
		...credentials
	});
	const byToken = open({ tokenFor: async () => token });
	const mine = own && own.token !== token ? open({ tokenFor: async () => own.token }) : byToken;
	if (!app) return {
		github: withOwn(byToken, own, mine),
		reader: byToken
	};
	const byApp = {
		...options,
		app,
		token,
		hide: options.hide ?? (() => void 0)
	};
	return {
		github: token && !own ? byToken : withOwn(open(appCredentials({
			...byApp,
			permissions: void 0
		})), own, mine),
		reader: open(appCredentials({
			...byApp,
			permissions: READING
		}))
	};
}
function withOwn(github, own, mine) {
	const isOwn = (name) => name.toLowerCase() === own?.repository.toLowerCase();
	return {
		...github,
		clientFor: (owner, repo) => (isOwn(`${owner}/${repo}`) ? mine : github).clientFor(owner)
	};
}

// src/domain/calendar.ts
/** The periods that a retention rule can count, from the shortest. */
const PERIODS = [
	"hourly",
	"daily",
	"weekly",
	"monthly",
	"yearly"
];
const DAY = 864e5;
const PREFIX = {
	hourly: 13,
	daily: 10,
	monthly: 7,
	yearly: 4
};
/**
* The name of the period that holds `at`, in UTC: `2026-11-20T14`, `2026-11-20`, `2026-W47`, `2026-11` or `2026`.
* Weeks are those of ISO 8601: they begin on Monday and belong to the year that holds their Thursday.
*/
function periodOf(period, at) {
	return period === "weekly" ? isoWeek(at) : at.toISOString().slice(0, PREFIX[period]);
}
function isoWeek(at) {
	const daysSinceMonday = (at.getUTCDay() + 6) % 7;
	const thursday = new Date(at.getTime() + (3 - daysSinceMonday) * DAY);
	const year = thursday.getUTCFullYear();
	const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY));
	return `${year}-W${String(week).padStart(2, "0")}`;
}

// src/domain/names.ts
const SNAPSHOT = /^snapshot-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/;
const SEGMENT = /^[A-Za-z0-9_.-]{1,100}$/;
/** Members of an archive: git's data, the index of its pack, and all refs at that instant. */
const BUNDLE = "repo.bundle";
const INDEX = "repo.idx";
const REFS = "refs.gz";
/** The name of the snapshot taken at `at`, to the second, in UTC: `snapshot-20261121-020000`. */
function snapshotName(at) {
	const [date = "", time = ""] = at.toISOString().split("T");
	return `snapshot-${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}`;
}
/** The instant that a snapshot's name tells, or undefined where it is no snapshot's name (or no real date). */
function snapshotInstant(name) {
	const match = SNAPSHOT.exec(name);
	if (!match) return void 0;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
	const at = /* @__PURE__ */ new Date(0);
	at.setUTCFullYear(year, month - 1, day);
	at.setUTCHours(hour, minute, second);
	return at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 60 ? at : void 0;
}
/** An instant to the second, as manifests and reports write it: `2026-11-21T02:00:00Z`. */
function isoSecond(at) {
	return `${at.toISOString().slice(0, 19)}Z`;
}
/** True where `segment` can be part of a key: no separators, no `.` or `..`, nothing hidden. */
function isSafeSegment(segment) {
	return SEGMENT.test(segment) && !segment.startsWith(".");
}
/** True for `owner/name` as a store keeps it. A leading dot is allowed in the second half (`acme/.github`). */
function isRepositoryName(name) {
	const [owner, repository, ...rest] = name.split("/");
	if (rest.length > 0 || owner === void 0 || repository === void 0) return false;
	return isSafeSegment(owner) && SEGMENT.test(repository) && repository !== "." && repository !== "..";
}
/** The prefix under which a store keeps a repository. Throws `usage` for a name that is not `owner/name`. */
function repositoryPrefix(repository) {
	if (!isRepositoryName(repository)) throw new BackupError("usage", `"${repository}" is not a repository name`, { hint: "Use owner/name with letters, digits, \".\", \"_\" and \"-\"." });
	return `${repository}/`;
}
/** The key of a snapshot's manifest, its commit point. */
function manifestKey(repository, snapshot) {
	return `${repositoryPrefix(repository)}${snapshot}.json`;
}
/** The key of an archive of a snapshot. `archive` is a name from a manifest and must belong to that snapshot. */
function archiveKey(repository, snapshot, archive = `${snapshot}.tar`) {
	if (!isSafeSegment(archive) || !archive.startsWith(`${snapshot}.`)) throw new BackupError("corrupt", `${repository} ${snapshot}: the manifest names a strange archive "${archive}"`, { hint: "The manifest was damaged or changed by hand. Restore another snapshot." });
	return `${repositoryPrefix(repository)}${archive}`;
}
/** The key of a snapshot's pin. Its existence is the pin. */
function pinKey(repository, snapshot) {
	return `${repositoryPrefix(repository)}${snapshot}.pin`;
}
/** Reads `<owner>/<name>/snapshot-....<ending>`; anything else gives undefined. */
function parseKey(key) {
	const cut = key.lastIndexOf("/");
	const repository = key.slice(0, Math.max(cut, 0));
	const file = key.slice(cut + 1);
	const dot = file.indexOf(".");
	const snapshot = dot < 0 ? file : file.slice(0, dot);
	const ending = dot < 0 ? "" : file.slice(dot);
	if (!isRepositoryName(repository) || !snapshotInstant(snapshot)) return void 0;
	if (ending === ".json") return {
		repository,
		snapshot,
		kind: "manifest",
		file
	};
	if (ending === ".pin") return {
		repository,
		snapshot,
		kind: "pin",
		file
	};
	return /^(\.[a-z]+)?\.tar(\.age)?$/.test(ending) ? {
		repository,
		snapshot,
		kind: "archive",
		file
	} : void 0;
}

// src/domain/retention.ts
/** True for a policy that asks for nothing: all that would stay is the newest snapshot, which stays in any case. */
function isEmptyPolicy({ days, keepLast, periods = {} }) {
	return days === 0 && keepLast <= 1 && PERIODS.every((period) => !periods[period]);
}
const DAYS_IN = {
	hourly: 1 / 24,
	daily: 1,
	weekly: 7,
	monthly: 31,
	yearly: 366
};
/** The days that the rules reach back, for what is no snapshot any more and yet may be all that is left of one. */
function reachInDays({ days, periods = {} }) {
	return Math.max(days, ...PERIODS.map((period) => (periods[period] ?? 0) * DAYS_IN[period]));
}
/**
* Decides on every snapshot given, oldest first in the result. Whatever the policy says, it keeps the newest good
* snapshot, what is pinned, and everything that a kept one needs.
*
* A day, week, ... is stood for by its newest good snapshot: the state in which it ended. One without any is not
* counted: nothing changed in it, so it ended in the state of the last one before it that is. The states at the ends of
* the last N days are therefore among those of the last N days that have a snapshot, however quiet the repository is;
* and as only new snapshots move what is counted, time alone removes nothing that these rules keep.
*/
function planRetention(snapshots, policy, now) {
	const sorted = snapshots.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.snapshot < b.snapshot ? -1 : 1));
	const rules = rulesOf(sorted, policy, now);
	const opinions = new Map(sorted.map((entry) => [entry.snapshot, rules.flatMap((rule) => rule(entry) ?? [])]));
	const kept = new Map(sorted.map(({ snapshot }) => [snapshot, reasonsTo(true, opinions.get(snapshot))]));
	for (const entry of sorted.toReversed()) {
		if (kept.get(entry.snapshot)?.length === 0) continue;
		for (const need of entry.needs) {
			const known = kept.get(need);
			if (need !== entry.snapshot && known?.length === 0) known.push(`needed by ${entry.snapshot}`);
		}
	}
	return sorted.map(({ snapshot }) => {
		const reasons = kept.get(snapshot) ?? [];
		if (reasons.length > 0) return {
			snapshot,
			keep: true,
			reasons
		};
		const against = reasonsTo(false, opinions.get(snapshot));
		return {
			snapshot,
			keep: false,
			reasons: against.length > 0 ? against : ["no rule keeps it"]
		};
	});
}
function reasonsTo(keep, opinions = []) {
	return opinions.filter((opinion) => opinion.keep === keep).map(({ reason }) => reason);
}
function rulesOf(sorted, { days, keepLast, periods = {} }, now) {
	const good = sorted.filter((entry) => entry.good);
	const asked = PERIODS.flatMap((period) => {
		const count = periods[period] ?? 0;
		return count > 0 ? [[period, count]] : [];
	});
	return [
		pinned,
		...days > 0 ? [window(good, days, now)] : [],
		last(sorted, good, Math.max(1, keepLast)),
		...asked.map(([period, count]) => newestOfEach(period, count, good)),
		...asked.length > 0 ? [damaged] : []
	];
}
const pinned = (entry) => entry.pinned ? {
	keep: true,
	reason: "pinned"
} : void 0;
const damaged = (entry) => entry.good ? void 0 : {
	keep: false,
	reason: "damaged, so no period counts it"
};
/** Everything younger than `days`, and the newest good one before: it is the state at the window's first instant. */
function window(good, days, now) {
	const cutoff = now.getTime() - days * 864e5;
	const span = counted(days, "day");
	const start = good.findLast((entry) => entry.at.getTime() < cutoff);
	return (entry) => {
		if (entry.at.getTime() >= cutoff) return {
			keep: true,
			reason: `younger than ${span}`
		};
		if (entry === start) return {
			keep: true,
			reason: `the state ${span} ago`
		};
		return {
			keep: false,
			reason: `older than ${span}`
		};
	};
}
/** The newest good ones. The newest of all stays even if it is damaged: another copy of the store may mend it. */
function last(sorted, good, count) {
	const newestGood = new Set(good.slice(-count));
	const which = count > 1 ? `one of the last ${count} good` : "the newest good";
	return (entry) => {
		if (newestGood.has(entry)) return {
			keep: true,
			reason: which
		};
		if (entry.good) return count > 1 ? {
			keep: false,
			reason: `not ${which}`
		} : void 0;
		return entry === sorted.at(-1) ? {
			keep: true,
			reason: "the newest, though damaged"
		} : void 0;
	};
}
/** Of the last `count` periods that have a good snapshot, the newest good one of each. */
function newestOfEach(period, count, good) {
	const names = new Map(good.map((entry) => [entry, periodOf(period, entry.at)]));
	const newest = new Map([...names].map(([entry, name]) => [name, entry]));
	const reached = new Set([...newest.keys()].slice(-count));
	return (entry) => {
		const name = names.get(entry);
		if (name === void 0) return void 0;
		if (!reached.has(name)) return {
			keep: false,
			reason: `${period} ${name} is beyond the last ${count}`
		};
		if (newest.get(name) === entry) return {
			keep: true,
			reason: `${period} ${name}`
		};
		return {
			keep: false,
			reason: `${period} ${name} has a younger one`
		};
	};
}

// src/git/address.ts
/**
* Reads a git URL (http, https, ssh, file), an scp-like `user@host:path`, or a path (relative to `cwd`).
*
* @throws `usage` for credentials inside of a URL (they would end in logs and manifests) and for unknown schemes.
*/
function parseAddress(text, cwd) {
	const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
	if (scheme === "http" || scheme === "https") return httpAddress(text);
	if (scheme === "ssh" || scheme === "git+ssh") return sshUrl(text);
	if (scheme === "file") return fileAddress(text);
	if (scheme) throw new BackupError("usage", `"${withoutSecret(text)}" has an address that this version cannot read`, { hint: "Use https://, http://, ssh://, file:// or a path." });
	const scp = /^(?:([^@/:]+)@)?([^/:]+):(.+)$/.exec(text);
	if (scp?.[2] && scp[3]) return sshAddress(scp[1], scp[2], void 0, scp[3], text);
	return localAddress(resolve(cwd, text));
}
/** @throws `usage` for what is no URL */
function parseUrl(text, like) {
	const url = URL.canParse(text) ? new URL(text) : void 0;
	if (url && url.pathname !== "" && decodes(url.pathname) && decodes(url.username)) return url;
	throw new BackupError("usage", `"${withoutSecret(text)}" is not a URL`, { hint: `Write it as ${like}` });
}
/** What is wrong may hold a password all the same: all that could be one is not repeated. */
function withoutSecret(text) {
	return text.replace(/:\/\/.*@/s, "://***@");
}
function decodes(part) {
	try {
		return true;
	} catch {
		return false;
	}
}
function httpAddress(text) {
	const url = parseUrl(text, "https://host/owner/name.git");
	if (url.username || url.password) throw new BackupError("usage", `the address of ${url.host}${url.pathname} holds credentials`, { hint: "Take them out of the URL and give them as `token` (command line: REPO_BACKUP_TOKEN) with `server-url`." });
	const clean = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
	return {
		kind: "http",
		url: clean,
		display: clean
	};
}
function sshUrl(text) {
	const url = parseUrl(text, "ssh://user@host/path/name.git");
	if (url.password) throw new BackupError("usage", `the address of ${url.host}${url.pathname} holds a password`, { hint: "Take it out of the URL; ssh asks its agent and its key files." });
	const host = url.hostname.replace(/^\[|\]$/g, "");
	const path = decodeURIComponent(url.pathname).replace(/^\/~/, "~");
	return sshAddress(decodeURIComponent(url.username) || void 0, host, url.port || void 0, path, text);
}
function fileAddress(text) {
	try {
		return localAddress(fileURLToPath(text));
	} catch (cause) {
		throw new BackupError("usage", `"${text}" names no file of this machine`, {
			hint: "Write it as file:///path/to/name.git",
			cause
		});
	}
}
function sshAddress(user, host, port, path, display) {
	if (host.startsWith("-") || user?.startsWith("-") || path.startsWith("-")) throw new BackupError("usage", `"${display}" is not an address: a part of it begins with "-"`);
	return {
		kind: "ssh",
		user,
		host,
		port,
		path,
		display
	};
}
function localAddress(path) {
	return {
		kind: "local",
		path,
		display: pathToFileURL(path).href
	};
}
/** Where `owner/name` is on a server. */
function onServer(repository, serverUrl) {
	const url = `${serverUrl}/${repository.replace(/\.git$/, "")}.git`;
	return {
		kind: "http",
		url,
		display: url
	};
}
/** `owner/name` of an address that is on the server; undefined for all others. */
function serverName(address, serverUrl) {
	if (address.kind !== "http" || !address.url.startsWith(`${serverUrl}/`)) return void 0;
	const name = decodeURIComponent(address.url.slice(serverUrl.length + 1)).replace(/\.git$/, "");
	return isRepositoryName(name) ? name : void 0;
}
/** The last two segments of an address as `owner/name`, without `.git`; undefined where it has not two. */
function nameOfAddress(address) {
	const segments = (address.kind === "http" ? decodeURIComponent(new URL(address.url).pathname) : address.path).split(/[/\\]/).filter((part) => part !== "");
	if (segments.at(-1) === ".git") segments.pop();
	const name = segments.pop()?.replace(/\.git$/, "");
	const owner = segments.pop();
	return owner && name ? `${owner}/${name}` : void 0;
}

// src/inputs/targets.ts
/** Splits a list at line ends and commas. Empty entries and `#` comments on lines of their own are left out. */
function splitList(text) {
	return text.split("\n").filter((line) => !line.trimStart().startsWith("#")).flatMap((line) => line.split(",")).map((entry) => entry.trim()).filter((entry) => entry !== "");
}
/** Reads every entry; problems go into the collection, one each. Entries that say the same are taken once. */
function parseTargets(entries, { serverUrl, cwd }, problems) {
	const targets = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		const target = attempt(entry, problems, () => parseTarget(entry, serverUrl, cwd));
		if (!target) continue;
		const key = target.repository.toLowerCase();
		const same = targets.get(key);
		if (same && same.address.display !== target.address.display) problems.note(`repositories: ${same.address.display} and ${target.address.display} would both be kept as ${target.repository}`, `Name one of them: owner/name=${target.address.display}`);
		else targets.set(key, target);
	}
	return [...targets.values()];
}
/** The names that entries mean inside of a store: the same list that `sync` takes, and patterns such as `owner/*`. */
function parsePatterns(entries, cwd, problems) {
	return entries.flatMap((entry) => {
		const { name, address } = splitEntry(entry);
		if (name !== void 0) return [name];
		if (!address.includes(":") && !/^[./]/.test(address)) return [address];
		return attempt(entry, problems, () => named(address, parseAddress(address, cwd), cwd).repository) ?? [];
	});
}
function attempt(entry, problems, work) {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		const secret = /:\/\/(.+)@/s.exec(entry)?.[1];
		const tell = (text) => secret === void 0 ? text : text.replaceAll(secret, "***");
		problems.note(`repositories: ${tell(error.message)}`, error.hint && tell(error.hint));
		return;
	}
}
function parseTarget(entry, serverUrl, cwd) {
	const { name, address } = splitEntry(entry);
	if (name === void 0) return parseUnnamed(address, serverUrl, cwd);
	if (!isRepositoryName(name)) throw new BackupError("usage", `"${entry}" begins with "${name}", which is not owner/name`, { hint: `Write owner/name=${address}, or ./${entry} if it is a path.` });
	if (address === "") throw new BackupError("usage", `"${entry}" has no address behind the "="`, { hint: `Write ${name}=https://host/owner/name.git, or a path.` });
	return {
		repository: name,
		address: isShorthand(address) ? onServer(address, serverUrl) : parseAddress(address, cwd)
	};
}
/** `name=address` taken apart. A path that holds a "=" begins with a dot or a slash, a URL has a colon before it. */
function splitEntry(entry) {
	const [, name, address] = /^([^=:./][^=:]*)=(.*)$/s.exec(entry) ?? [];
	return name === void 0 || address === void 0 ? {
		name: void 0,
		address: entry
	} : {
		name,
		address
	};
}
function parseUnnamed(entry, serverUrl, cwd) {
	if (!isShorthand(entry) && !entry.includes(":") && !/^[./]/.test(entry)) throw new BackupError("usage", `"${entry}" is neither owner/name nor an address`, { hint: `Write owner/name for a repository on ${serverUrl}, ./${entry} for a folder, or owner/* for all that an owner has.` });
	if (!isShorthand(entry)) return named(entry, parseAddress(entry, cwd), cwd);
	return {
		repository: entry.replace(/\.git$/, ""),
		address: onServer(entry, serverUrl)
	};
}
/** `owner/name`, which is looked up at the server. A path begins with a dot or a slash. */
function isShorthand(entry) {
	return isRepositoryName(entry) && !entry.startsWith(".");
}
function named(entry, address, cwd) {
	const repository = nameOfAddress(address);
	if (repository && isRepositoryName(repository)) return {
		repository,
		address
	};
	const where = address.kind === "local" ? resolve(cwd, address.path) : entry;
	throw new BackupError("usage", `"${entry}" tells no name that it could be kept under`, { hint: `Give it one: owner/name=${where}` });
}

// src/inputs/alarms.ts
/** Slack's own hosts of webhooks, its own and that of its service for governments. */
const SLACK = /^hooks\.slack(-gov)?\.com$/;
const DEFAULT_EVENTS = "failure,recovery";
/** Reads every alarm that is set. */
function readAlarms(read, cwd, problems) {
	const url = (input) => readAddress(input, read.text(input), problems);
	const webhook = url("webhook-url");
	const heartbeat = url("heartbeat-url");
	const pushgateway = url("pushgateway-url");
	const metricsFile = read.text("metrics-file");
	const on = readEvents(read.text("webhook-on"), problems);
	const format = read.oneOf("webhook-format", [
		"auto",
		"slack",
		"json"
	]);
	if ((format !== "auto" || read.text("webhook-on") !== DEFAULT_EVENTS) && read.text("webhook-url") === "") problems.note("webhook-on and webhook-format: no webhook is given", "Set `webhook-url` in the Action, REPO_BACKUP_WEBHOOK_URL on the command line.");
	return {
		...webhook ? { webhook: {
			url: webhook.href,
			format: formatFor(format, webhook),
			on
		} } : {},
		...heartbeat ? { heartbeat: heartbeat.href } : {},
		...metricsFile ? { metricsFile: resolve(cwd, metricsFile) } : {},
		...pushgateway ? { pushgateway: pushgateway.href.replace(/\/+$/, "") } : {}
	};
}
function formatFor(format, { hostname }) {
	if (format !== "auto") return format;
	return SLACK.test(hostname) ? "slack" : "json";
}
function readAddress(input, value, problems) {
	if (value === "") return void 0;
	const url = URL.canParse(value) ? new URL(value) : void 0;
	const good = url && /^https?:$/.test(url.protocol) && canDecode(url);
	if (!good) problems.note(`${input}: it is no http or https address`, "Store the whole address as the secret.");
	return good ? url : void 0;
}
/** True where user and password can be told apart from the address again. */
function canDecode({ username, password }) {
	try {
		return decodeURIComponent(username + password) !== void 0;
	} catch {
		return false;
	}
}
function readEvents(text, problems) {
	const events = splitList(text);
	const known = events.flatMap((event) => WEBHOOK_EVENTS.find((one) => one === event) ?? []);
	if (known.length < events.length || known.length === 0) problems.add("webhook-on", `"${text}" is not made of ${WEBHOOK_EVENTS.join(", ")}`, DEFAULT_EVENTS);
	return known;
}

// src/inputs/auth.ts
/** Reads `app-id` and `app-private-key`; undefined where there is no App. */
function readApp(text, problems) {
	const id = text("app-id");
	const privateKey = text("app-private-key").replaceAll(String.raw`\n`, "\n");
	if (!id && !privateKey) return void 0;
	if (!id) problems.add("app-id", "it is missing, and app-private-key is given", "123456");
	else if (!/^[A-Za-z0-9._-]+$/.test(id)) problems.add("app-id", "it is not the id of an App", "123456");
	if (!privateKey) problems.note(`app-private-key: it is missing, and app-id is given`, KEY);
	else if (!isPrivateKey(privateKey)) problems.note("app-private-key: it is not a private key", KEY);
	const token = text("token");
	if (token && !token.startsWith("ghs_")) problems.note("token and app-id: both say who reads the repositories", "Give one of them. A workflow's own token may stay beside an App.");
	return {
		id,
		privateKey
	};
}
const KEY = "Give the whole PEM file of the key, from a secret (command line: REPO_BACKUP_APP_PRIVATE_KEY).";
function isPrivateKey(text) {
	try {
		return createPrivateKey(text).asymmetricKeyType === "rsa";
	} catch {
		return false;
	}
}

// src/inputs/problems.ts
const WHERE_TO_READ = {
	cli: "`repo-backup --help` shows every command, `repo-backup <command> --help` its flags.",
	action: "The README of repo-backup lists every input."
};
/** Starts a collection for one door; `before` are the problems that the door has found by itself. */
function collectProblems(door, before = []) {
	const lines = [...before];
	const write = (input, value) => {
		if (door === "action") return `${input}: ${value}`;
		if (input === "command") return `repo-backup ${value}`;
		return value === "true" ? `--${input}` : `--${input} ${quoted(value)}`;
	};
	return {
		lines,
		add: (input, problem, example) => lines.push(`${input}: ${problem}. Write for example: ${write(input, example)}`),
		note: (problem, hint) => lines.push(hint ? `${problem}. ${hint}` : problem),
		throwIfAny() {
			const [only] = lines;
			if (only === void 0) return;
			const text = lines.length === 1 ? only : `${lines.length} inputs are wrong:\n${lines.map((line) => `  - ${line}`).join("\n")}`;
			throw new BackupError("usage", text, { hint: WHERE_TO_READ[door] });
		}
	};
}
function quoted(value) {
	return /^[\w./:=@-]+$/.test(value) ? value : `'${value}'`;
}

// src/inputs/seal.ts
/** What stands in `encrypt-to` where a passphrase takes the place of public keys. */
const PASSPHRASE = "passphrase";
/** What stands there where snapshots are to be readable, also those that follow sealed ones. */
const NONE = "none";
const EXAMPLE = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
/** A passphrase shorter than this many characters is guessed sooner than it is forgotten. */
const SHORTEST = 12;
/** Reads `encrypt-to`: public keys, or one of the words `passphrase` and `none`. Undefined where nobody says anything. */
function readRecipients(read, problems) {
	const entries = splitList(read.text("encrypt-to"));
	const keys = entries.filter((entry) => entry !== PASSPHRASE && entry !== NONE);
	const [word] = entries.filter((entry) => !keys.includes(entry));
	const passphrase = read.text("passphrase");
	if (word && entries.some((entry) => entry !== word)) problems.note(`encrypt-to: \`${word}\` cannot be mixed with anything else`, "Give one kind.");
	if (word === PASSPHRASE) return readPassphrase(passphrase, problems);
	if (passphrase) problems.add("encrypt-to", "a passphrase is given, and nothing says that it seals the snapshots", PASSPHRASE);
	for (const [index, key] of keys.entries()) if (/^AGE-SECRET-KEY-/i.test(key)) problems.add("encrypt-to", "this is a secret key; a backup takes the public one", EXAMPLE);
	else if (!/^age1[02-9ac-hj-np-z]+$/.test(key)) problems.add("encrypt-to", `entry ${index + 1} is not the public key of an age identity`, EXAMPLE);
	if (word) return { kind: "none" };
	return keys.length > 0 ? {
		kind: "keys",
		keys
	} : void 0;
}
function readPassphrase(passphrase, problems) {
	const where = "Set REPO_BACKUP_PASSPHRASE on the command line, the input `passphrase` in the Action.";
	if (!passphrase) problems.note("encrypt-to: it says `passphrase`, and none is given", where);
	else if (passphrase.length < SHORTEST) problems.note(`passphrase: it has less than ${SHORTEST} characters`, "Take five random words, or a key: age-keygen.");
	return {
		kind: "passphrase",
		passphrase
	};
}
/** Reads `identity` and `passphrase`. An identity is the text of a key file, in which `#` begins a comment. */
function readSecrets(read, problems) {
	const text = read.text("identity");
	const passphrase = read.text("passphrase") || void 0;
	const identities = splitList(text);
	const hint = "Give what `age-keygen` wrote; it begins with AGE-SECRET-KEY-1.";
	if (/^age-encryption\.org\/|BEGIN AGE ENCRYPTED FILE/m.test(text)) problems.note("identity: the key file is itself encrypted", "Open it first: `age -d key.age`.");
	else if (identities.some((key) => !/^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+$/.test(key))) problems.note("identity: it holds something that is not an age identity", hint);
	return identities.length > 0 || passphrase ? {
		identities,
		passphrase
	} : void 0;
}

// src/inputs/selection.ts
const VISIBILITIES = [
	"all",
	"public",
	"private",
	"internal"
];
/** Reads `repositories` and the filters, for commands that look at repositories; for others both are empty. */
function readSelection(read, { selecting, app, serverUrl, cwd, env }, problems) {
	const filters = {
		archived: read.flag("include-archived"),
		forks: read.flag("include-forks"),
		visibility: read.oneOf("visibility", VISIBILITIES)
	};
	const entries = selecting ? splitList(read.text("repositories")) : [];
	const { names, ...sorted } = sortEntries(entries, env["GITHUB_REPOSITORY_OWNER"], problems);
	if (selecting && entries.every((entry) => entry.startsWith("!"))) problems.add("repositories", "no repository is named", "owner/name");
	if (sorted.patterns.length > 0 && !app && !read.text("token")) problems.note(`repositories: "${sorted.patterns[0]}" asks GitHub for a list, which takes a token`, "Give `token` (command line: REPO_BACKUP_TOKEN), or `app-id` and `app-private-key`.");
	return {
		targets: parseTargets(names, {
			serverUrl,
			cwd
		}, problems),
		selection: {
			...sorted,
			...filters
		}
	};
}
/** Tells names from patterns. `ownOwner` has the workflow's own repository: it is meant where a topic stands alone. */
function sortEntries(entries, ownOwner, problems) {
	const sorted = {
		names: [],
		patterns: [],
		topics: [],
		exclusions: []
	};
	for (const entry of entries) sortEntry(entry, sorted, problems);
	if (sorted.topics.length > 0 && sorted.patterns.length === 0) {
		if (ownOwner) sorted.patterns.push(`${ownOwner}/*`);
		else problems.note(`repositories: "topic:${sorted.topics[0]}" names no owner whose repositories are meant`, `Write the owner beside it: owner/*, topic:${sorted.topics[0]}`);
	}
	return sorted;
}
function sortEntry(entry, sorted, problems) {
	const bad = (problem, hint) => problems.note(`repositories: "${entry}" ${problem}`, hint);
	const [, negated, kind, value = ""] = /^(!?)(?:(owner|topic):)?(.*)$/s.exec(entry) ?? [];
	const list = negated ? sorted.exclusions : kind === "topic" ? sorted.topics : sorted.patterns;
	if (kind === "topic") {
		if (isTopic(value)) list.push(negated ? `topic:${value}` : value);
		else bad("is no topic", "Topics are lower-case letters, digits and hyphens: topic:backup");
	} else if (kind === "owner") {
		if (isSafeSegment(value)) list.push(`${value}/*`);
		else bad("names no owner", "Write owner:acme, or acme/*");
	} else if (!negated && !/^(?![./])[^/:=]*\/?[^/:=]*\*/.test(entry)) sorted.names.push(entry);
	else if (negated && isRepositoryName(value)) list.push(value);
	else if (isPattern(value)) list.push(value);
	else if (negated) bad("leaves out no repository", "Write !owner/name, !owner/prefix-* or !topic:x");
	else bad("does not name its owner", "Write owner/* or owner/prefix-*: the owner is always a name.");
}
/** `owner/...*...`: only the second half may hold a star. */
function isPattern(text) {
	const [owner = "", name = "", ...rest] = text.split("/");
	return rest.length === 0 && isSafeSegment(owner) && name.includes("*") && /^[A-Za-z0-9_.*-]+$/.test(name);
}
/** GitHub's own rule: at most 50 lower-case letters, digits and hyphens. */
function isTopic(text) {
	return /^[a-z0-9][a-z0-9-]{0,49}$/.test(text);
}

// src/stores/artifact/place.ts
/**
* The repository of `artifact:owner/name`, or of `artifact:`, which means that of the workflow.
*
* @throws `usage` where that is none.
*/
function parseArtifactAddress(address, env) {
	const named = address.replace(/^artifact:(\/\/)?/i, "");
	const repository = named || env["GITHUB_REPOSITORY"] || "";
	const [owner = "", repo = ""] = repository.split("/");
	if (isRepositoryName(repository) && !owner.includes(".")) return {
		owner,
		repo
	};
	const problem = named ? `"${address}" names no repository` : `"${address}" means the repository of a workflow, and none is running`;
	throw new BackupError("usage", problem, { hint: "Write artifact:owner/name." });
}
/** Finds the artifacts of an address. @throws `usage` where it names no repository, `unsupported` on an Enterprise Server. */
function openPlace(address, world) {
	const { owner, repo } = parseArtifactAddress(address, world.env);
	refuseEnterpriseServer(address, world);
	return {
		...world,
		address: `artifact:${owner}/${repo}`,
		owner,
		repo
	};
}
/** The same hosts as those of the official client, which refuses all others. */
function refuseEnterpriseServer(address, { env, github }) {
	const { hostname } = new URL(env["GITHUB_SERVER_URL"] || github.serverUrl);
	if (/(^github\.com|\.ghe\.com|\.localhost)$/.test(hostname)) return;
	throw new BackupError("unsupported", `${address}: the Enterprise Server ${hostname} has no artifacts of the kind that a store needs`, { hint: "Use another store: release:owner/name, s3://bucket/backups, or a directory." });
}
/**
* Artifacts are made by the run that they belong to, and nobody else.
*
* @throws `unsupported` outside of a workflow of the repository that the address names.
*/
function expectOwnRun({ env, address, owner, repo, github }) {
	const running = env["ACTIONS_RUNTIME_TOKEN"] && env["ACTIONS_RESULTS_URL"];
	const here = env["GITHUB_REPOSITORY"]?.toLowerCase() === `${owner}/${repo}`.toLowerCase();
	const sameGitHub = (env["GITHUB_API_URL"] ?? github.apiUrl) === github.apiUrl;
	if (running && here && sameGitHub) return;
	const why = running ? `a workflow of ${env["GITHUB_REPOSITORY"]} at ${env["GITHUB_SERVER_URL"]}` : "outside of a workflow";
	throw new BackupError("unsupported", `${address} cannot be written from ${why}`, { hint: `Artifacts are made by the Action in a workflow of ${owner}/${repo} itself. Anywhere else use release:, s3:// or a directory.` });
}
/** Days that the settings of the workflow's repository, or of its organisation, let artifacts live, as the runner tells. */
function lifetimeOf({ env, owner, repo }) {
	const here = env["GITHUB_REPOSITORY"]?.toLowerCase() === `${owner}/${repo}`.toLowerCase();
	const days = Number(here ? env["GITHUB_RETENTION_DAYS"] : void 0);
	return days > 0 ? days : void 0;
}
/** Asks the API; `doing` is for the error, and names the permission that is missing. @throws `BackupError`. */
async function askApi({ github, owner, repo }, { doing, permission }, ask) {
	try {
		return await ask(await github.clientFor(owner, repo));
	} catch (error) {
		const needed = {
			permission: `actions: ${permission}`,
			tokenPermission: `Actions: ${permission}`
		};
		throw explainGitHub(error, {
			doing,
			...needed
		});
	}
}

// src/stores/release/address.ts
const ADDRESS$1 = /^release:([^?#]*)(?:\?([^#]*))?(#.*)?$/is;
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;
const REPO = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
/** Reads an address. @throws `usage` that tells everything that is wrong with it. */
function parseReleaseAddress(address) {
	const [, path = "", query = "", fragment] = ADDRESS$1.exec(address) ?? [];
	const [owner = "", repo = "", ...rest] = path.split("/");
	const problems = [];
	if (path === "") problems.push("the repository that holds the releases is missing");
	else if (!OWNER.test(owner) || !REPO.test(repo) || rest.length > 0) problems.push(`"${path}" is not owner/name`);
	if (fragment !== void 0) problems.push("\"#\" has no meaning in it");
	const draft = readDraft(query, problems);
	if (problems.length === 0) return {
		address,
		owner,
		repo,
		draft
	};
	throw new BackupError("usage", `the address of the release store is wrong: ${problems.join("; ")}`, { hint: "Write for example: release:owner/name, or release:owner/name?draft=true" });
}
function readDraft(query, problems) {
	const parameters = [...new URLSearchParams(query)];
	for (const [name] of parameters) if (name !== "draft") problems.push(`"${name}" is no parameter of it; there is draft`);
	const values = parameters.filter(([name]) => name === "draft").map(([, value]) => value);
	if (values.length > 1) problems.push("draft is given twice");
	for (const value of values) if (value !== "true" && value !== "false") problems.push("draft is neither true nor false");
	return values[0] === "true";
}

// src/stores/s3/address.ts
const ADDRESS = /^s3:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?(#.*)?$/is;
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/;
const FOLDER = /^(?!\.{1,2}$)[A-Za-z0-9_.-]+$/;
/** Classes whose objects cannot be read at once: every run reads manifests, refs and indexes. */
const FROZEN = ["GLACIER", "DEEP_ARCHIVE"];
const PARAMETERS = [
	"region",
	"endpoint",
	"path-style",
	"storage-class",
	"object-lock-mode",
	"object-lock-days"
];
/** Reads an address. @throws `usage` that tells everything that is wrong with it, and never repeats a secret. */
function parseS3Address(address) {
	const [, bucket = "", path = "", query = "", fragment] = ADDRESS.exec(address) ?? [];
	const problems = [...bucketProblems(bucket), ...pathProblems(path)];
	if (fragment !== void 0) problems.push("\"#\" has no meaning in it");
	const values = readQuery(query, problems);
	const location = {
		address,
		bucket,
		prefix: path.replace(/\/$/, "") === "" ? "" : `${path.replace(/\/$/, "")}/`,
		region: readPattern(values, "region", /^[A-Za-z0-9-]{1,64}$/, "eu-central-1", problems),
		endpoint: readEndpoint(values["endpoint"], problems),
		pathStyle: readPathStyle(values["path-style"], problems),
		storageClass: readStorageClass(values, problems),
		lock: readLock(values, problems)
	};
	if (problems.length === 0) return location;
	throw new BackupError("usage", `the S3 address is wrong: ${problems.join("; ")}`, { hint: "Write for example: s3://bucket/backups?region=eu-central-1" });
}
function bucketProblems(bucket) {
	if (bucket === "") return ["the bucket is missing"];
	if (/^[^@:]*:\d+$/.test(bucket)) return ["a port belongs to the server: endpoint=https://host:port"];
	if (/[@:]/.test(bucket)) return [noCredentials("a user or password before the bucket")];
	if (!BUCKET.test(bucket)) return [`"${bucket}" is no bucket: 3 to 63 lower-case letters, digits, dots, hyphens and underscores`];
	return [];
}
function pathProblems(path) {
	const folders = path.replace(/\/$/, "");
	if (folders === "" || folders.split("/").every((folder) => FOLDER.test(folder))) return [];
	return ["the prefix may hold folders of letters, digits, \".\", \"_\" and \"-\" only"];
}
function noCredentials(what) {
	return `it holds ${what}, and credentials do not belong into an address, which logs show: take them out and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role`;
}
function readQuery(query, problems) {
	const values = {};
	for (const [name, value] of new URLSearchParams(query)) if (!PARAMETERS.includes(name)) problems.push(unknownParameter(name));
	else if (name in values) problems.push(`${name} is given twice`);
	else if (value === "") problems.push(`${name} has no value`);
	else values[name] = value;
	return values;
}
function unknownParameter(name) {
	if (/key|secret|token|passw|credential|signature/i.test(name)) return noCredentials(`the parameter "${name}"`);
	const near = nearest(name);
	return `"${name}" is no parameter of it. ${near ? `Did you mean ${near}?` : `There are ${PARAMETERS.join(", ")}`}`;
}
/** The parameter that was probably meant: at most a third of the letters differ, or one name holds the other. */
function nearest(name) {
	const letters = (text) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
	const wanted = letters(name);
	if (wanted.length < 3) return void 0;
	return PARAMETERS.map((known) => {
		return {
			known,
			distance: wanted.includes(letters(known)) || letters(known).includes(wanted) ? 0 : editDistance(wanted, letters(known)) / known.length
		};
	}).sort((a, b) => a.distance - b.distance).find(({ distance }) => distance <= 1 / 3)?.known;
}
/** How many letters must be added, removed or changed (Levenshtein). */
function editDistance(a, b) {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 0; i < a.length; i += 1) {
		const next = [i + 1];
		for (let j = 0; j < b.length; j += 1) {
			const changed = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
			next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
		}
		row = next;
	}
	return row.at(-1) ?? 0;
}
function readPattern(values, name, pattern, example, problems) {
	const value = values[name];
	if (value === void 0 || pattern.test(value)) return value;
	problems.push(`"${value}" is no ${name.replaceAll("-", " ")}. Write for example: ${name}=${example}`);
}
function readEndpoint(value, problems) {
	if (value === void 0) return void 0;
	const url = URL.canParse(value) ? new URL(value) : void 0;
	if (url?.username || url?.password) problems.push(noCredentials("a user or password in endpoint"));
	else if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) problems.push("endpoint is no http or https URL. Write for example: endpoint=https://s3.example.com");
	else return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
function readPathStyle(value, problems) {
	if (value !== void 0 && value !== "true" && value !== "false") problems.push("path-style is neither true nor false. Write for example: path-style=true");
	return value === void 0 ? void 0 : value === "true";
}
function readStorageClass(values, problems) {
	const storageClass = readPattern(values, "storage-class", /^[A-Z0-9_-]{1,64}$/, "STANDARD_IA", problems);
	if (storageClass === void 0 || !FROZEN.includes(storageClass)) return storageClass;
	problems.push(`${storageClass} cannot be read at once, and every run reads. Write for example: storage-class=GLACIER_IR`);
}
function readLock(values, problems) {
	const mode = readPattern(values, "object-lock-mode", /^(governance|compliance)$/, "governance", problems);
	const days = readPattern(values, "object-lock-days", /^[1-9]\d{0,4}$/, "35", problems);
	if (mode !== void 0 && values["object-lock-days"] === void 0) problems.push("object-lock-mode needs a time. Write for example: object-lock-days=35");
	if (days === void 0) return void 0;
	return {
		mode: mode === "compliance" ? "COMPLIANCE" : "GOVERNANCE",
		days: Number(days)
	};
}

// src/stores/index.ts
const openDirectory = async (address, { create, cwd }) => (await import("./directory.js")).openDirectoryStore(localFolder(address, cwd) ?? address, address, create);
const OPENERS = {
	artifact: async (address, world) => (await import("./artifact2.js")).openArtifactStore(address, world),
	file: openDirectory,
	path: openDirectory,
	release: async (address, world) => (await import("./release.js")).openReleaseStore(parseReleaseAddress(address), world),
	s3: async (address, world) => (await import("./s3.js")).openS3Store(parseS3Address(address), world)
};
/** The folder of a store that is one on this machine. */
function localFolder(address, cwd) {
	const kind = storeKind(address);
	if (kind !== "file") return kind === "path" ? resolve(cwd, address) : void 0;
	try {
		return fileURLToPath(address);
	} catch (cause) {
		throw new BackupError("usage", `"${address}" names no folder of this machine`, {
			hint: "Write it with three slashes, file:///srv/backups, or as a path.",
			cause
		});
	}
}
/** Opens the store at an address: a path, or a URL whose scheme says which kind. @throws `usage` for a kind that is unknown. */
async function openStore(address, options) {
	const opener = OPENERS[storeKind(address)];
	if (opener) return opener(address, options);
	throw new BackupError("usage", `"${address}" is no store that this version knows`, { hint: "Use a folder, ./backups or file:///srv/backups, a bucket, s3://bucket/backups, artifact:owner/name or release:owner/name." });
}
/** The kind of store that an address means: its scheme, or `path`. A drive letter is no scheme. */
function storeKind(address) {
	return /^([a-z][a-z0-9+-]+):/i.exec(address)?.[1]?.toLowerCase() ?? "path";
}

// src/inputs/stores.ts
/**
* Reads `store`, which `plan` has none of, and for `copy` the stores to copy to. Two lines that are written alike are one
* store; two that are not and mean the same place are a problem, since each store has a history and a record of its own.
*/
function readStores(command, text, world, problems) {
	if (command === "plan") return {
		stores: [],
		copyTo: []
	};
	const stores = readAddresses("store", text("store"), world, problems);
	if (stores.length === 0) problems.add("store", "no store is named", "./backups");
	if (command === "pin" || CAPTURING.includes(command)) refuseStoring("store", stores, world, problems);
	else if (text("token") === "") refuseReading(stores, world, problems);
	if (command !== "copy") return {
		stores,
		copyTo: []
	};
	const copyTo = readAddresses("copy-to", text("copy-to"), world, problems);
	refuseStoring("copy-to", copyTo, world, problems);
	if (copyTo.length === 0) problems.add("copy-to", "copy needs a store to copy to", "s3://bucket/backups");
	if (stores.length > 1) problems.note("store: copy reads one store", "Name one; `copy-to` may name several, one a line.");
	const places = new Set(stores.map((address) => placeOf(address, world)));
	for (const address of copyTo) if (places.has(placeOf(address, world))) problems.add("copy-to", `"${address}" is the store to copy from`, "s3://bucket/backups");
	return {
		stores,
		copyTo
	};
}
/** Artifacts belong to the run of a workflow: without one nothing can be stored there, which is told before anything is read. */
function refuseStoring(input, addresses, world, problems) {
	for (const address of outsideArtifacts(addresses, world)) problems.note(`${input}: "${address}" cannot be written from outside of a workflow`, "Only the Action stores in artifacts. Write ./backups, s3://bucket/backups or release:owner/name; to read them artifact:owner/name will do.");
}
/** GitHub lets nobody download an artifact without a token, also not one of a public repository. */
function refuseReading(stores, world, problems) {
	for (const address of outsideArtifacts(stores, world)) problems.note(`store: "${address}" cannot be read without a token`, "Give a fine-grained one with Actions: read for that repository as `token` (command line: REPO_BACKUP_TOKEN).");
}
/** The artifact stores, where no workflow runs: in one the runner gives what they need. */
function outsideArtifacts(addresses, { env }) {
	return env["GITHUB_REPOSITORY"] ? [] : addresses.filter((one) => storeKind(one) === "artifact");
}
/** One address a line. */
function readAddresses(input, text, world, problems) {
	const lines = text.split("\n").map((line) => line.trim());
	const addresses = new Set(lines.filter((line) => line !== ""));
	const places = /* @__PURE__ */ new Map();
	for (const address of addresses) {
		checkAddress(input, address, world, problems);
		const place = placeOf(address, world);
		const other = places.get(place);
		if (other === void 0) places.set(place, address);
		else problems.note(`${input}: "${address}" is the same place as "${other}"`, "Leave one of the two out.");
	}
	return [...addresses];
}
function checkAddress(input, value, { env }, problems) {
	const kind = storeKind(value);
	if (kind === "file" && !isFileUrl(value)) problems.add(input, `"${value}" is no file URL of this machine`, "file:///srv/backups");
	else if (kind === "s3") noteIfRefused(input, () => parseS3Address(value), problems);
	else if (kind === "artifact") noteIfRefused(input, () => parseArtifactAddress(value, env), problems);
	else if (kind === "release") noteIfRefused(input, () => parseReleaseAddress(value), problems);
	else if (kind !== "path" && kind !== "file") problems.note(`${input}: "${kind}:" is no kind of store that this version knows`, "Write ./backups, s3://bucket/backups (with endpoint=... for what is not AWS), release:owner/name or artifact:owner/name.");
}
function noteIfRefused(input, parse, problems) {
	try {
		parse();
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		problems.note(`${input}: ${error.message}`, error.hint);
	}
}
function isFileUrl(value) {
	try {
		return fileURLToPath(value) !== "";
	} catch {
		return false;
	}
}
/** The same for two ways of writing one place, whatever else the two say of it. What is no address is no other's place. */
function placeOf(address, { cwd, env }) {
	try {
		return PLACES[storeKind(address)]?.(address, env) ?? localFolder(address, cwd) ?? address;
	} catch {
		return address;
	}
}
const PLACES = {
	s3(address) {
		const { endpoint = "", bucket, prefix } = parseS3Address(address);
		return `s3:${endpoint}/${bucket}/${prefix}`;
	},
	artifact(address, env) {
		const { owner, repo } = parseArtifactAddress(address, env);
		return `artifact:${owner}/${repo}`.toLowerCase();
	},
	release(address) {
		const { owner, repo } = parseReleaseAddress(address);
		return `release:${owner}/${repo}`.toLowerCase();
	}
};

// src/inputs/watch.ts
/** GitHub takes a label of at most so many characters. */
const LONGEST_LABEL = 50;
/** Reads them all. What is wrong goes into the collection and counts as not said. */
function readWatch(read, problems) {
	const repository = read.text("issue-repository");
	const known = isRepositoryName(repository);
	if (repository && !known) problems.add("issue-repository", `"${repository}" is not owner/name`, "acme/backups");
	const labels = splitList(read.text("issue-labels"));
	for (const label of labels) if (label.length > LONGEST_LABEL) problems.add("issue-labels", `"${label}" is longer than ${LONGEST_LABEL} characters`, "backup");
	return {
		failureIssue: read.flag("failure-issue"),
		issueRepository: known ? repository : void 0,
		issueLabels: labels.filter((label) => label.length <= LONGEST_LABEL),
		issueToken: read.text("issue-token") || void 0,
		workflowToken: read.text("workflow-token") || void 0,
		keepalive: read.flag("keepalive"),
		logArtifact: read.flag("log-artifact"),
		shard: read.text("job-index") || "0",
		jobs: Number(read.text("job-total")) || (read.text("job-index") ? Infinity : 1)
	};
}

// src/inputs/parse.ts
/** The longest reason of a pin, in characters: a pin stays a line that a table can show. */
const LONGEST_REASON = 500;
/** Jobs of one matrix, at most (docs.github.com, "Usage limits"). */
const MOST_JOBS = 256;
const GITHUB = "https://github.com";
const TYPES = [
	"auto",
	"full",
	"incremental",
	"differential"
];
/** Reads all inputs. @throws `usage` that tells all bad inputs at once, each with the line to write instead. */
function parseInputs(raw, options) {
	const problems = collectProblems(options.door, options.problems);
	const settings = readInputs(raw, options, problems);
	problems.throwIfAny();
	return settings;
}
/**
* Reads all inputs; what is wrong goes into the collection, and then the settings are of no use.
*
* @throws `usage` for a command that is none, with what the collection had before
*/
function readInputs(raw, { defaults, cwd, env }, problems) {
	const read = reader(raw, defaults, problems);
	const command = read.oneOf("command", COMMANDS);
	if (command !== read.text("command")) problems.throwIfAny();
	refuseUnread(command, raw, defaults, problems);
	const { serverUrl, apiUrl } = readServer(read, env, problems);
	const entries = splitList(read.text("repositories"));
	const capturing = CAPTURING.includes(command);
	const selecting = capturing || command === "plan" || command === "report" && isOwnSelection(read, env);
	const app = readApp(read.text, problems);
	const { targets, selection } = readSelection(read, {
		selecting,
		app,
		serverUrl,
		cwd,
		env
	}, problems);
	const settings = {
		command,
		targets,
		selection,
		patterns: READS[command].includes("include-forks") ? [] : parsePatterns(entries, cwd, problems),
		...readStores(command, read.text, {
			cwd,
			env
		}, problems),
		token: read.text("token") || void 0,
		app,
		encryptTo: capturing ? readRecipients(read, problems) : void 0,
		secrets: READS[command].includes("identity") ? readSecrets(read, problems) : void 0,
		serverUrl,
		apiUrl,
		type: read.oneOf("type", TYPES),
		fullEveryDays: read.whole("full-every-days", 1, 3650),
		concurrency: read.whole("concurrency", 1, 64),
		retention: readRetention(read, READS[command].includes("retention-days") ? problems : void 0),
		choice: readChoice(read, problems),
		reason: readReason(read, problems),
		to: read.text("to") || void 0,
		...readSwitches(read),
		maxAgeHours: read.whole("max-age-hours", 1, 876e3),
		maxDrillAgeDays: read.whole("max-drill-age-days", 0, 36500),
		history: read.flag("history"),
		shards: read.whole("shards", 1, MOST_JOBS),
		alarms: readAlarms(read, cwd, problems)
	};
	checkNeeds(settings, read, problems);
	readWatch(read, problems);
	return settings;
}
/** The GitHub that is backed up, and its API. */
function readServer(read, env, problems) {
	const serverUrl = readUrl("server-url", read.text("server-url") || env["GITHUB_SERVER_URL"] || GITHUB, GITHUB, problems);
	return {
		serverUrl,
		apiUrl: readUrl("api-url", read.text("api-url") || apiOf(serverUrl), "https://api.github.com", problems)
	};
}
/** In a workflow `repositories` is never empty: its own repository is what stands there where nothing was said. */
function isOwnSelection(read, env) {
	return !["", env["GITHUB_REPOSITORY"]].includes(read.text("repositories"));
}
/** What a command cannot do without. */
function checkNeeds({ command, to, choice }, read, problems) {
	if (command === "restore" && to === void 0) problems.add("to", "restore needs a folder to restore into", "./restored.git");
	if (PINNING.includes(command) && !choice.snapshot && !(command === "pin" && read.text("at"))) problems.add("snapshot", `${command} needs the name of a snapshot`, "snapshot-20261121-020000");
}
/** The doors fill this in by themselves, so it says nothing of what the user wants. */
const FILLED_IN = ["command"];
/** An input that would do nothing is a misunderstanding: `deep` for `sync` looks like a proof that nobody made. */
function refuseUnread(command, raw, defaults, problems) {
	for (const [input, value] of Object.entries(raw)) {
		if (!(value?.trim() && value.trim() !== defaults[input]) || FILLED_IN.includes(input) || READS[command].includes(input)) continue;
		const readers = COMMANDS.filter((one) => READS[one].includes(input));
		problems.note(`${input}: ${command} does not read it`, `Leave it out; it is for ${readers.join(", ")}.`);
	}
}
function readSwitches({ flag }) {
	return {
		pullRefs: flag("include-pull-refs"),
		allowPublicStore: flag("allow-public-store"),
		dryRun: flag("dry-run"),
		worktree: flag("worktree"),
		overwrite: flag("overwrite"),
		checkConnectivity: flag("check-connectivity"),
		deep: flag("deep")
	};
}
/** Reads single inputs; problems go into the collection. */
function reader(raw, defaults, problems) {
	const text = (input) => raw[input]?.trim() || (defaults[input] ?? "");
	return {
		text,
		whole(input, least, most) {
			const value = text(input);
			const number = /^\d+$/.test(value) ? Number(value) : NaN;
			if (!(number >= least && number <= most)) problems.add(input, `"${value}" is not a whole number from ${least} to ${most}`, defaults[input] ?? "");
			return number;
		},
		flag(input) {
			const value = text(input).toLowerCase();
			if (value !== "true" && value !== "false") problems.add(input, `"${value}" is neither true nor false`, "true");
			return value === "true";
		},
		oneOf(input, values) {
			const value = text(input);
			const found = values.find((one) => one === value);
			const near = found ?? findSimilar(value, values);
			if (!found) problems.add(input, `"${value}" is none of ${values.join(", ")}`, near ?? values[0] ?? "");
			return found ?? values[0];
		}
	};
}
/** Where the API of a server is: of github.com and ghe.com a host of its own, of an Enterprise Server a path. */
function apiOf(serverUrl) {
	const { protocol, host } = new URL(serverUrl);
	if (host === "github.com" || host.endsWith(".ghe.com")) return `${protocol}//api.${host}`;
	return `${serverUrl}/api/v3`;
}
function readUrl(input, value, example, problems) {
	const url = URL.canParse(value) ? new URL(value) : void 0;
	const good = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
	if (!good) problems.add(input, "not an http or https URL without credentials", example);
	return good ? `${url.origin}${url.pathname.replace(/\/+$/, "")}` : example;
}
/** Every rule of the policy. Where it is going to be used, one that keeps nothing is a problem. */
function readRetention(read, problems) {
	const policy = {
		days: read.whole("retention-days", 0, 36500),
		keepLast: read.whole("keep-last", 1, 1e6),
		periods: Object.fromEntries(PERIODS.map((period) => [period, read.whole(`keep-${period}`, 0, 1e6)]))
	};
	if (isEmptyPolicy(policy)) problems?.add("retention-days", "with 0, keep-last at 1 and no other rule, everything but the newest snapshot would be removed", "30");
	return policy;
}
function readReason(read, problems) {
	const reason = read.text("reason");
	if (reason.length > LONGEST_REASON) problems.add("reason", `it is longer than ${LONGEST_REASON} characters`, "before the migration");
	return reason || void 0;
}
function readChoice(read, problems) {
	const snapshot = read.text("snapshot") || void 0;
	const at = read.text("at");
	if (snapshot && at) problems.note("snapshot and at: both say which snapshot", "Give one of them.");
	if (snapshot && snapshot !== "latest" && !snapshotInstant(snapshot)) problems.add("snapshot", `"${snapshot}" is no snapshot's name`, "snapshot-20261121-020000");
	return {
		snapshot,
		at: at ? readInstant(at, problems) : void 0
	};
}
/** An instant with a time zone, or a date, which means the end of that day in UTC. */
function readInstant(value, problems) {
	const whole = /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T23:59:59Z` : value;
	const date = new Date(whole);
	const real = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(whole) && !Number.isNaN(date.getTime()) && (/* @__PURE__ */ new Date(`${whole.slice(0, 10)}T00:00:00Z`)).toISOString().startsWith(whole.slice(0, 10));
	if (!real) problems.add("at", `"${value}" is neither a date nor an instant with a time zone`, "2026-11-05T12:00:00Z");
	return real ? date : void 0;
}

// src/inputs/matrix.ts
/** Keys of an entry that are for people and for the job's title. */
const TITLES = ["name", "index"];
const INPUTS = declaredInputs.map(({ name }) => name);
/** Why an entry may not have an input of its own; undefined where it may. */
function refusalOf(key) {
	if (key === "command" || key === "matrix") return "a run does one thing: use another step for another command";
	if (key in VARIABLES || [
		"identity",
		"issue-token",
		"workflow-token"
	].includes(key)) return "a matrix is shown in the log of every job: give secrets to the step itself";
	if ([
		"server-url",
		"api-url",
		"app-id"
	].includes(key)) return "the token belongs to one server: use another step for another one";
	if (ACTION_ONLY.includes(key) || [
		"webhook-on",
		"webhook-format",
		"metrics-file"
	].includes(key)) return "it is about the run as a whole: give it to the step itself";
}
/**
* Reads all inputs, and with `matrix` those of each entry: then the settings have `entries`.
*
* @throws `usage` that tells all that is wrong at once, each with its entry and the line to write instead.
*/
async function parseRun(raw, options) {
	const text = raw["matrix"]?.trim() ?? "";
	if (text === "" || raw["command"] === "plan") return parseInputs(raw, options);
	const problems = collectProblems(options.door, options.problems);
	const entries = await readEntries(text, options.cwd, problems);
	if (raw["command"] === "report") {
		const settings = readInputs({
			...raw,
			matrix: ""
		}, options, problems);
		const written = entries.flatMap(({ raw: { repositories = "" } }) => splitList(repositories));
		const planned = parsePatterns(written, options.cwd, problems).filter((name) => !name.startsWith("!"));
		problems.throwIfAny();
		return {
			...settings,
			planned
		};
	}
	const parsed = entries.map((entry) => parseEntry(raw, entry, options));
	tellAll(parsed, problems);
	problems.throwIfAny();
	const [first] = parsed;
	if (!first) throw new Error("a matrix without entries was taken");
	const all = parsed.map(({ settings }) => settings);
	return {
		...first.settings,
		targets: all.flatMap(({ targets }) => targets),
		stores: [...new Set(all.flatMap(({ stores }) => stores))],
		entries: all
	};
}
function parseEntry(raw, { label, raw: own }, options) {
	const problems = collectProblems(options.door);
	return {
		label,
		settings: readInputs({
			...raw,
			matrix: "",
			...own
		}, {
			...options,
			problems: []
		}, problems),
		lines: problems.lines
	};
}
/** What is wrong in every entry is wrong with the step, and told once. */
function tellAll(parsed, problems) {
	const common = new Set(parsed[0]?.lines.filter((line) => parsed.every(({ lines }) => lines.includes(line))));
	if (parsed.length === 1) common.clear();
	for (const line of common) problems.note(line, void 0);
	for (const { label, lines } of parsed) for (const line of lines) if (!common.has(line)) problems.note(`matrix: ${label}: ${line}`, void 0);
}
async function readEntries(text, cwd, problems) {
	const value = await readValue(text, cwd, problems);
	if (value === void 0) return [];
	const { include, ...others } = isRecord(value) ? value : { include: value };
	const stray = Object.keys(others);
	if (stray.length > 0) problems.note(`matrix: "${stray.join(", ")}" stands beside include`, "Write every entry under include: a list.");
	else if (!Array.isArray(include) || include.length === 0) problems.note("matrix: it has no list of entries", "Write: include: [{ repositories: acme/app }]");
	else return include.map((entry, at) => readEntry(entry, at, problems));
	return [];
}
/** JSON, or YAML, or the name of a file that holds one of them. */
async function readValue(text, cwd, problems) {
	try {
		const content = /^(\.{0,2}\/)\S+$/.test(text) ? await readFile(resolve(cwd, text), "utf8") : text;
		if (/^[[{]/.test(content.trim())) return JSON.parse(content);
		const { parse } = await import("./dist4.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
		return parse(content);
	} catch (error) {
		const [said] = (error instanceof Error ? error.message : String(error)).split("\n");
		problems.note(`matrix: it cannot be read (${said})`, "Give a list in JSON or YAML under include, or ./file.yml");
		return;
	}
}
function readEntry(entry, at, problems) {
	const title = isRecord(entry) && typeof entry["name"] === "string" ? ` (${entry["name"]})` : "";
	const label = `entry ${at + 1}${title}`;
	const bad = (problem, hint) => problems.note(`matrix: ${label}: ${problem}`, hint);
	if (!isRecord(entry)) {
		bad("it is no map of inputs", "Write: - repositories: acme/app");
		return {
			label,
			raw: {}
		};
	}
	const raw = {};
	for (const [key, value] of Object.entries(entry)) {
		const input = key === "repository" ? "repositories" : key;
		const text = textOf(value);
		const refused = refusalOf(key);
		if (TITLES.includes(key)) continue;
		if (!INPUTS.includes(input)) bad(`"${key}" is no input`, meant(key));
		else if (refused) bad(`${key} cannot differ between entries`, `${refused.charAt(0).toUpperCase()}${refused.slice(1)}.`);
		else if (text === void 0) bad(`${key} is no text, number, switch or list of them`, `Write: ${key}: value`);
		else if (input in raw) bad("repository and repositories are both given", "Write one of them.");
		else raw[input] = text;
	}
	if (!raw["repositories"]?.trim()) bad("it names no repository", "Write: repositories: owner/name");
	return {
		label,
		raw
	};
}
function meant(key) {
	const near = findSimilar(key, [...INPUTS, "repository"]);
	return near ? `Did you mean ${near}?` : "The README lists every input.";
}
function textOf(value) {
	if (value === null) return "";
	if (Array.isArray(value)) {
		const texts = value.map(textOf);
		return texts.every((text) => text !== void 0) ? texts.join("\n") : void 0;
	}
	if (typeof value === "string") return value;
	return typeof value === "number" || typeof value === "boolean" ? String(value) : void 0;
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/commands/report.ts
/** The lost records that make a run no good: a store that takes snapshots must take them too. For commands that read it may be read-only. */
function owedRecords({ command, unrecorded = [] }) {
	return STORING.includes(command) ? unrecorded : [];
}
/** Those that nothing else tells of: of a store that took nothing of a repository either, its lines tell that it is away. */
function unexplainedRecords(report) {
	const { repositories, stores } = report;
	const failing = repositories.flatMap((line) => "status" in line && line.status === "failed" ? line.store ?? stores[0] ?? [] : []);
	return owedRecords(report).filter(({ store }) => !failing.includes(store));
}

// src/domain/behind-name.ts
/** A message as it reads behind the name of its repository: `acme/app: it is private`, not `acme/app: acme/app is private`. */
function behindName(name, message) {
	const said = message.split(" ");
	const words = said.filter((word, at) => word !== name || !said[at + 1]?.startsWith("snapshot-"));
	const [first, ...rest] = words;
	if (first === `${name}:`) return rest.join(" ");
	return (first === name ? ["it", ...rest] : words).join(" ");
}

// src/system/units.ts
const UNITS = [
	"B",
	"KiB",
	"MiB",
	"GiB",
	"TiB"
];
/** Bytes with a binary unit and three digits: `1.50 MiB`. */
function formatBytes(bytes) {
	const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
	const value = bytes / 1024 ** power;
	return `${power === 0 ? value : value.toPrecision(value >= 100 ? 4 : 3)} ${UNITS[power]}`;
}
/** Milliseconds as the largest fitting unit: `840 ms`, `12.3 s`, `4 min 5 s`, `3 h 2 min`, `5 d 4 h`. */
function formatDuration(ms) {
	if (ms < 1e3) return `${Math.round(ms)} ms`;
	if (ms < 6e4) return `${(ms / 1e3).toFixed(1)} s`;
	const minutes = Math.floor(ms / 6e4);
	if (minutes < 60) return `${minutes} min ${Math.floor(ms % 6e4 / 1e3)} s`;
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

// src/report/remarks.ts
/** Snapshots of which it is told that they were pruned. */
const LISTED = 5;
/** Everything that a report has to say. What is the same for a repository in several stores is said once. */
function remarksOn(report) {
	const { repositories, alarms = [], unrecorded = [], stores } = report;
	const found = repositories.map((entry) => "healthy" in entry ? ofStatus(entry) : ofLedger(entry));
	const undelivered = alarms.flatMap(({ alarm, error }) => error ? [{
		repository: alarm,
		text: `${error.kind}: ${error.message}`,
		hint: error.hint
	}] : []);
	const owed = owedRecords(report);
	const excused = unrecorded.filter((lost) => !owed.includes(lost));
	const once = (told) => mergeStores(told, stores);
	return {
		errors: once([
			...found.flatMap(({ errors = [] }) => errors),
			...owed.map(ofRecord),
			...undelivered
		]),
		warnings: once([...found.flatMap(({ warnings = [] }) => warnings), ...excused.map(ofRecord)]),
		notes: once(found.flatMap(({ notes = [] }) => notes))
	};
}
/** A remark as text: the lines after the first indented. */
function remarkLine({ subject, text, hint }) {
	return indented(`${subject}: ${text}${hint ? `\n${hint}` : ""}`);
}
/** The lines after the first indented: what a server says cannot pose as a line of ours. */
function indented(text) {
	return text.replace(/\r?\n|\r/g, "\n  ");
}
function ofStatus({ repository, store, problems, behind }) {
	const told = (text) => ({
		repository,
		store,
		text: behindName(repository, text)
	});
	return {
		errors: problems.map(told),
		warnings: behind ? [{
			...told(`warning: behind ${behind.store} ${behindBy(behind)}`),
			hint: CATCH_UP
		}] : []
	};
}
const CATCH_UP = "The next `sync` into it mends that, or `copy`.";
function behindBy({ latest, by_ms: ms }) {
	return `by ${formatDuration(ms)}, where ${latest} is the newest`;
}
function ofLedger({ repository, store, status, note, removed = [], warnings = [], error }) {
	const told = (text) => ({
		repository,
		store,
		text
	});
	const pruned = removed.length > 0 && status !== "pruned" ? [told(`pruned ${firstOf(removed, LISTED)}`)] : [];
	return {
		errors: error ? [{
			...told(`${error.kind}: ${behindName(repository, error.message)}`),
			hint: error.hint
		}] : [],
		warnings: warnings.map((warning) => told(`warning: ${behindName(repository, warning)}`)),
		notes: [...note ? [told(note)] : [], ...pruned]
	};
}
function ofRecord({ store, error: { kind, message, hint } }) {
	return {
		repository: store,
		text: `the record of this run is not stored: ${kind}: ${message}`,
		hint
	};
}
function mergeStores(told, stores) {
	const same = /* @__PURE__ */ new Map();
	for (const one of told) {
		const key = JSON.stringify([
			one.repository,
			one.text,
			one.hint
		]);
		const known = same.get(key) ?? {
			told: one,
			stores: []
		};
		if (one.store !== void 0) known.stores.push(one.store);
		same.set(key, known);
	}
	return [...same.values()].map(({ told: { repository, text, hint }, stores: where }) => {
		return {
			subject: where.length > 0 && where.length < stores.length ? `${repository} (${where.join(", ")})` : repository,
			text,
			hint
		};
	});
}

// src/report/short-lived.ts
/** A line for each such store. */
function shortLivedLines({ short_lived: found = [] }) {
	return found.map(({ store, lifetime_days: lifetime, reach_days: reach, kept_days: kept, full_days: full, needed_days: needed }) => [
		`${store} keeps a snapshot for ${counted(lifetime, "day")}, and the retention policy reaches back ${reach}:`,
		`states are lost after ${counted(kept, "day")}, and a full snapshot is made ${full === 1 ? "every day" : `every ${full} days`}.`,
		`Raise "Artifact and log retention" (Settings, Actions, General) to ${needed} days, or add a store that keeps what it has.`
	].join(" "));
}

// src/report/history.ts
/** Failed repositories named in a row. */
const NAMED = 3;
/** The runs, in the order that they have. */
function historyTable(entries) {
	const several = entries.some(({ store }) => store !== void 0);
	return {
		heads: [
			"WHEN",
			"COMMAND",
			"RESULT",
			"WHO",
			"REPOSITORIES>",
			"FAILED",
			"BYTES>",
			"TIME>",
			...several ? ["STORE"] : []
		],
		rows: entries.map((entry) => [
			entry.started_at,
			entry.command,
			entry.verdict,
			whoOf(entry),
			String(entry.repositories),
			namesOf(entry),
			formatBytes(entry.bytes),
			entry.duration_ms === null ? "-" : formatDuration(entry.duration_ms),
			...several ? [entry.store ?? "-"] : []
		])
	};
}
function whoOf({ actor, event }) {
	if (actor === null) return event ?? "-";
	return event === null ? actor : `${actor} (${event})`;
}
function namesOf({ failed }) {
	const more = failed.length - NAMED;
	const names = failed.slice(0, NAMED).map(({ repository }) => repository);
	return failed.length === 0 ? "-" : `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
/** `12 runs, 2 not ok`. */
function historySummary(entries) {
	const bad = entries.filter(({ verdict }) => verdict !== "ok").length;
	if (entries.length === 0) return "no run is recorded";
	return `${counted(entries.length, "run")}, ${bad} not ok`;
}

// src/report/table.ts
/**
* Lines up the columns with two spaces between. No trailing spaces. On a screen that is too narrow for them each row is
* some lines: its first cell, and below it what else is known, by the heads.
*/
function terminalTable({ heads, rows }, columns = Infinity) {
	const right = heads.map((head) => head.endsWith(">"));
	const names = heads.map(nameOf);
	const lines = [names, ...rows];
	const widths = names.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
	if (widths.reduce((sum, width) => sum + GAP.length + width, -GAP.length) > columns) return rows.flatMap((row) => record(names, row, columns)).join("\n");
	const pad = (cell, column) => right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
	return lines.map((line) => names.map((_, column) => pad(line[column] ?? "", column)).join(GAP).trimEnd()).join("\n");
}
const GAP = "  ";
/** What a column is called. */
function nameOf(head) {
	return head.replace(/>$/, "");
}
/** A row as lines that fit, as far as their words do. What is not known is left out. */
function record(names, row, columns) {
	const [first = "", ...others] = row;
	const facts = others.flatMap((cell, at) => cell === "-" ? [] : `${names[at + 1]?.toLowerCase()} ${cell}`);
	const lines = [];
	for (const fact of facts) {
		const longer = `${lines.at(-1)}${GAP}${fact}`;
		if (lines.length > 0 && longer.length <= columns) lines.splice(-1, 1, longer);
		else lines.push(`${GAP}${fact}`);
	}
	return [first, ...lines];
}
/** The table in GitHub's Markdown. Cells are text: nothing in them is read as markup. */
function markdownTable({ heads, rows }) {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	const names = heads.map(nameOf);
	const rule = heads.map((head) => head.endsWith(">") ? "---:" : "---");
	return [
		line(names),
		line(rule),
		...rows.map((row) => line(row.map(escapeMarkdown)))
	].join("\n");
}
const MARKUP = /[&<>$@:\\`*_{}[\]|~#!]/g;
const LINK = /w(?=ww\.)/gi;
const REFERENCE = /(?<!\w)@(?=\w)|#(?=\d)/g;
const PARTED = "​";
/** Text that Markdown and HTML show as it is, on one line. A character reference never begins markup (CommonMark 6.4). */
function escapeMarkdown(text) {
	const escape = (sign) => `&#${sign.charCodeAt(0)};`;
	return plain(text).replace(REFERENCE, `$&${PARTED}`).replace(MARKUP, escape).replace(LINK, escape).replace(/\s*\n\s*/g, " ");
}

// src/report/text.ts
/** The table of a report, failed repositories first. */
function reportTable(report) {
	if (report.history) return historyTable(report.history);
	const [first] = report.repositories;
	return first && "healthy" in first ? statusTable(report.repositories, new Date(report.started_at)) : ledgerTable(report.repositories);
}
/** What a person looks for first: what failed, then what changed. */
function rank({ error, status }) {
	if (error) return 0;
	return isQuiet(status) ? 2 : 1;
}
/** Nothing was to be done for it: a long list only counts it. */
function isQuiet(status) {
	return status === "unchanged" || status === "empty";
}
function ledgerTable(entries) {
	const sorted = [...entries].toSorted((a, b) => rank(a) - rank(b));
	const stores = inSeveralStores(entries);
	const sources = entries.some((entry) => Object.keys(entry.sources ?? {}).length > 1);
	return {
		heads: [
			"REPOSITORY",
			...stores ? ["STORE"] : [],
			"STATUS",
			"SNAPSHOT",
			"TYPE",
			...sources ? ["SOURCES"] : [],
			"BYTES>",
			"TIME>"
		],
		rows: sorted.map((entry) => [
			entry.repository,
			...stores ? [entry.store ?? "-"] : [],
			entry.error && entry.status !== "failed" ? `${entry.status}, error` : entry.status,
			entry.snapshot ?? "-",
			entry.type ?? "-",
			...sources ? [sourcesText(entry)] : [],
			entry.bytes === void 0 ? "-" : formatBytes(entry.bytes),
			entry.duration_ms === void 0 ? "-" : formatDuration(entry.duration_ms)
		])
	};
}
function sourcesText({ sources = {} }) {
	return Object.entries(sources).map(([source, status]) => `${source} ${status}`).join(", ");
}
/** A run with several stores has a line for each store, so a repository alone does not tell which. */
function inSeveralStores(entries) {
	return entries.some(({ store }) => store !== void 0);
}
function statusTable(entries, now) {
	const unhealthyFirst = [...entries.filter(({ healthy }) => !healthy), ...entries.filter(({ healthy }) => healthy)];
	const several = inSeveralStores(entries);
	return {
		heads: [
			"REPOSITORY",
			...several ? ["STORE"] : [],
			"HEALTH",
			"SNAPSHOTS>",
			"FULL>",
			"INCR>",
			"PINS>",
			"NEWEST",
			"AGE>",
			"LAST CHECK",
			"LAST DRILL>",
			"RTO>",
			"BYTES>"
		],
		rows: unhealthyFirst.map((entry) => [
			entry.repository,
			...several ? [entry.store ?? "-"] : [],
			healthText(entry),
			String(entry.snapshots),
			String(entry.full),
			String(entry.incremental),
			String(entry.pins.length),
			entry.latest ?? "-",
			ageText(entry.latest_at, now),
			entry.last_check_at ?? "-",
			ageText(entry.last_drill_at, now),
			entry.rto_ms === null ? "-" : formatDuration(entry.rto_ms),
			formatBytes(entry.bytes)
		])
	};
}
function healthText({ healthy, behind }) {
	return `${healthy ? "ok" : "NOT OK"}${behind ? ", behind" : ""}`;
}
/** An age to the minute; below that it says nothing that a person would act on. */
function ageText(at, now) {
	if (at === null) return "-";
	const ms = now.getTime() - new Date(at).getTime();
	return ms < 6e4 ? "< 1 min" : formatDuration(ms);
}
/** One line that says it all. */
function verdictLine(report) {
	const words = {
		ok: "OK",
		partial: "PARTIAL",
		failed: "FAILED"
	}[report.verdict];
	if (report.history) return `${words}: ${historySummary(report.history)}`;
	const counts = /* @__PURE__ */ new Map();
	const add = (what) => counts.set(what, (counts.get(what) ?? 0) + 1);
	for (const entry of report.repositories) if ("healthy" in entry) add(entry.healthy ? "healthy" : "not healthy");
	else add(entry.error && entry.status !== "failed" ? `${entry.status} with an error` : entry.status);
	const records = owedRecords(report).length;
	const alarms = (report.alarms ?? []).filter(({ error }) => error).length;
	const behind = report.repositories.filter((entry) => "behind" in entry).length;
	const parts = [
		...[...counts].map(([what, count]) => `${count} ${what}`),
		...behind > 0 ? [`${behind} behind`] : [],
		...records > 0 ? [`${counted(records, "record")} not stored`] : [],
		...alarms > 0 ? [`${counted(alarms, "alarm")} not delivered`] : []
	];
	const bytes = formatBytes(report.bytes);
	const cost = report.command === "status" ? `${bytes} stored` : `${bytes} in ${formatDuration(report.duration_ms)}`;
	return `${words}: ${parts.join(", ")}; ${cost}`;
}
/**
* The whole report as text, on a screen with so many columns. What went wrong stands nearest to the verdict, which is the
* last line: there a person looks first.
*/
function reportText(report, columns) {
	const { errors, warnings, notes } = remarksOn(report);
	const short = shortLivedLines(report).map((line) => `warning: ${line}`);
	const lines = [
		...notes.map(remarkLine),
		...short,
		...[...warnings, ...errors].map(remarkLine)
	];
	return [
		terminalTable(reportTable(report), columns),
		...lines,
		verdictLine(report)
	].join("\n");
}

// src/system/stop.ts
/**
* What `work` gives.
*
* @throws what `work` throws; and the signal's reason as soon as it aborts, with the work left to itself. It is not begun
*   where the signal has aborted before.
*/
async function unlessStopped(signal, work) {
	if (!signal) return work();
	signal.throwIfAborted();
	let leave = () => void 0;
	const stopped = new Promise((_resolve, reject) => {
		leave = () => reject(signal.reason);
		signal.addEventListener("abort", leave);
	});
	try {
		return await Promise.race([work(), stopped]);
	} finally {
		signal.removeEventListener("abort", leave);
	}
}

// src/system/undo.ts
const atExit = /* @__PURE__ */ new Set();
/**
* Calls `undo` if the program ends before the handle is disposed; what was remembered last is undone first. Must not wait:
* there is no time left for that.
*/
function undoAtExit(undo) {
	const own = () => undo();
	if (atExit.size === 0) process.once("exit", undoAtOnce);
	atExit.add(own);
	return { [Symbol.dispose]() {
		atExit.delete(own);
		if (atExit.size === 0) process.off("exit", undoAtOnce);
	} };
}
function undoAtOnce() {
	for (const undo of [...atExit].toReversed()) try {
		undo();
	} catch {}
}
const open$1 = /* @__PURE__ */ new Set();
/**
* Remembers what takes a moment to undo, as a server has to be asked, until the handle is disposed. Where it was undone
* disposing does not end: what fails because of that is not told as a failure.
*/
function undoWhenStopped(undo) {
	let undone = false;
	const once = async () => {
		undone = true;
		open$1.delete(once);
		await undo();
	};
	open$1.add(once);
	const dispose = async () => {
		open$1.delete(once);
		if (undone) await new Promise(() => void 0);
	};
	return { [Symbol.asyncDispose]: dispose };
}
/** Undoes what is open now. Never rejects. */
async function undoOpen() {
	await Promise.allSettled([...open$1].map((undo) => undo()));
}
/** How long a program that is told to stop may take for that, in milliseconds. */
const GRACE = 2e3;
let stopping = false;
/** Ends the program with this code as soon as what is open is undone, in two seconds at most; asked again, at once. */
function stopProgram(code) {
	if (stopping || open$1.size === 0) process.exit(code);
	stopping = true;
	const undoAll = async () => {
		while (open$1.size > 0) await undoOpen();
	};
	Promise.race([undoAll(), setTimeout(GRACE)]).then(() => process.exit(code));
}

// src/domain/ledger.ts
/** The verdict over a run: `failed` where every repository failed or there was none at all. */
function judge(entries) {
	const failed = entries.filter((entry) => entry.status === "failed" || entry.error).length;
	if (entries.length === 0) return "failed";
	if (failed === 0) return "ok";
	return entries.every((entry) => entry.status === "failed") ? "failed" : "partial";
}
/** What a program of the shell gets to see: 0 all good, 1 failed, 3 partial. (2 is bad usage, before any run.) */
const EXIT_CODES = {
	ok: 0,
	failed: 1,
	partial: 3
};

export { openSides as $, askApi as A, BUNDLE as B, parseRun as C, openStore as D, localFolder as E, collectProblems as F, isSafeSegment as G, REFS as H, onServer as I, parseKey as J, isoSecond as K, serverName as L, lifetimeOf as M, openPlace as N, storeKind as O, parseArtifactAddress as P, snapshotName as Q, planRetention as R, unexplainedRecords as S, readWatch as T, archiveKey as U, INDEX as V, isRepositoryName as W, repositoryPrefix as X, pinKey as Y, snapshotInstant as Z, remarksOn as _, undoOpen as a, isPaced as at, behindName as b, isQuiet as c, plain as ct, verdictLine as d, isKind as dt, notInstalled as et, escapeMarkdown as f, summariseError as ft, remarkLine as g, indented as h, undoAtExit as i, firstOf as it, expectOwnRun as j, parseReleaseAddress as k, reportTable as l, BackupError as lt, shortLivedLines as m, judge as n, statusOf as nt, undoWhenStopped as o, openGitHub as ot, markdownTable as p, systemCode as pt, manifestKey as q, stopProgram as r, counted as rt, unlessStopped as s, openFetch as st, EXIT_CODES as t, explainGitHub as tt, reportText as u, diskFull as ut, formatBytes as v, reader as w, owedRecords as x, formatDuration as y, reachInDays as z };