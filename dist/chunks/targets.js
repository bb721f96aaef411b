import { i as summariseError, r as isKind, t as BackupError } from "./errors.js";
import { n as matchesPattern } from "./patterns.js";
import { i as serverName, n as onServer, s as notInstalled } from "./address.js";
import { n as statusOf, t as explainGitHub } from "./errors2.js";
import { n as speaksFor } from "./server.js";
import { n as mapConcurrently } from "./concurrency.js";

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
const KINDS = {
	NOT_FOUND: "not-found",
	FORBIDDEN: "denied"
};
function refusalOf(name, complaint) {
	const kind = KINDS[complaint?.type ?? "NOT_FOUND"] ?? "denied";
	if (kind !== "not-found") return new BackupError(kind, `${name}: GitHub does not show it: ${complaint?.message}`, { hint: `Mend that, or write !${name} to leave it out.` });
	return new BackupError("not-found", `${name} is not on GitHub, or the token may not see it`, { hint: "Check the name. If it is private, give a token that may read it (fine-grained: Contents: read), or `app-id`." });
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
	const part = {
		targets: [],
		failed: []
	};
	for (const target of wanted) {
		const name = nameOf(target);
		const facts = name === void 0 ? void 0 : found.get(name);
		if (facts === void 0 || name === void 0) part.targets.push(target);
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
/** What GitHub says of names, by the name as it was given; one that it cannot be asked about is missing. */
async function findNamed(context, names, withTopics = false) {
	const { reader } = context;
	if (!speaksFor(reader)) return /* @__PURE__ */ new Map();
	const batches = await batchesOf(reader, [...new Set(names)]);
	const found = await mapConcurrently(batches, PARALLEL_LOOKUPS, (batch) => findBatch(context, batch, withTopics));
	return new Map(found.flatMap((some) => [...some]));
}
async function findBatch({ reader, log }, batch, withTopics) {
	try {
		return await lookUp(reader, batch, withTopics);
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		if (!isKind(error, "unreachable") && !isKind(error, "unsupported")) return new Map(batch.names.map((name) => [name, error]));
		if (error.kind === "unreachable") log.warn(`${error.message}: names are taken as they are written`);
		return /* @__PURE__ */ new Map();
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
	if (repositories.length < pages.total) throw cutShort(owner, `${repositories.length} of ${pages.total} came`);
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
		if (!Array.isArray(some)) throw cutShort(where, "it is no list");
		if (more && some.length === 0) throw cutShort(where, "it is empty, and not the last");
		if (!more && page < promised) throw cutShort(where, `page ${promised} was promised`);
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
function cutShort(what, why) {
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

export { isExcluded as a, writtenAs as i, failedEntry as n, ownerOf as o, findNamed as r, resolveTargets as t };