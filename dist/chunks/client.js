import { t as VERSION } from "./version.js";
import { t as openFetch } from "./fetch.js";

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
			const found = clients.get(key) ?? openClient({
				apiUrl,
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
async function openClient({ apiUrl, log, seen, auth }) {
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
			...isPaced(apiUrl) ? {} : {
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
	return (seconds, _options, _octokit, tries) => {
		if (tries >= RETRIES || seconds > LONGEST_WAIT) return false;
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

export { credentialOf as i, openClient as n, openGitHub as r, isPaced as t };