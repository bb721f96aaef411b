import { i as STORING, n as COMMANDS, t as CAPTURING } from "./settings.js";
import { J as explainGitHub, X as counted, Y as statusOf, h as owedRecords, it as summariseError, m as behindName, o as escapeMarkdown, tt as BackupError, z as isoSecond } from "./start.js";
import { It as isMoreOpen } from "./core.js";
import { t as readVisibility } from "./visibility.js";
import { f as object, i as array, m as pipe, n as _default, p as optional, t as datetime, v as string, w as _regex, y as transform } from "./zod.js";
import { t as openOwnGitHub } from "./own-github.js";
import { createHash, randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";

// src/domain/failures.ts
/** True for what is about a whole run or a whole store: of another job of a matrix it says nothing. */
function isWhole({ repository }) {
	return repository === void 0 || repository === "*";
}
/** Characters of a tag: 24 bits, so that ten thousand fit into an issue and two are hardly ever the same. */
const TAG = 4;
/** The name of a repository as it is kept where it must not be named. */
function tagOf(salt, repository) {
	return createHash("sha256").update(`${salt}\n${repository.toLowerCase()}`).digest("base64url").slice(0, TAG);
}
/** The tags of a group. */
function splitTags({ tags }) {
	return tags.match(new RegExp(`.{${TAG}}`, "g")) ?? [];
}
/** A list of nothing. `salt` is random. */
function noFailures(salt) {
	return {
		salt,
		told: "",
		heard: [],
		open: [],
		unnamed: []
	};
}
/** How many repositories and runs still fail. */
function countFailures({ open, unnamed }) {
	return open.length + unnamed.reduce((sum, { tags }) => sum + tags.length / TAG, 0);
}
/**
* The list after a run: what it handled well is gone, what failed is there, since it first did, and what other steps and
* other jobs of a matrix have found stays. Doing it again changes nothing.
*
* @param isNamed whether a repository may be named in the list.
*/
function mergeOutcome(state, outcome, isNamed) {
	const { salt } = state;
	const { origin, at, failed } = outcome;
	const before = new Map(identified(state).map((one) => [one.id, one]));
	const since = (id) => before.get(id)?.since ?? at;
	const mine = failed.map((failure) => ({
		...failure,
		...origin,
		since: since(idOf(salt, {
			...failure,
			...origin
		}))
	}));
	const isGone = goneAfter(state, outcome);
	const shown = ({ repository }) => repository === void 0 || isNamed(repository);
	const open = [...state.open.filter((one) => !isGone(one)), ...mine.filter(shown)];
	const left = state.unnamed.map((group) => ({
		...group,
		tags: splitTags(group).filter((tag) => !isGone({
			...group,
			tag
		})).join("")
	}));
	const unnamed = addUnnamed({
		...state,
		unnamed: left
	}, mine.filter((one) => !shown(one)));
	return {
		...state,
		open: open.toSorted(byName),
		unnamed
	};
}
/** The list with only the first `most` named, for where the others do not fit. What failed as a whole stays. */
function nameAtMost(state, most) {
	const named = state.open.filter(({ repository }) => repository !== void 0);
	const cut = new Set(named.slice(most));
	return {
		...state,
		open: state.open.filter((one) => !cut.has(one)),
		unnamed: addUnnamed(state, [...cut])
	};
}
/** The list with at most `most` tags. Those that are cut are found again by the run that fails on them. */
function tagAtMost(state, most) {
	let room = most * TAG;
	const unnamed = state.unnamed.map((group) => {
		const tags = group.tags.slice(0, room);
		room -= tags.length;
		return {
			...group,
			tags
		};
	});
	return {
		...state,
		unnamed: unnamed.filter(({ tags }) => tags !== "")
	};
}
/** True for what the same step did at the same task, in whatever job. A task that nobody could read may be any. */
function isSameStep(one, { step, task }) {
	return one.step === step && (one.task === task || one.task === "");
}
/** Tells of each failure of a state whether the outcome ends it, or has said it anew. */
function goneAfter({ salt }, { origin, reported, whole, failed, good }) {
	const handled = new Set([...good, ...failed.flatMap(({ repository }) => repository ?? [])].map((name) => tagOf(salt, name)));
	const runFailed = failed.some(({ repository }) => repository === void 0);
	return (one) => {
		if (!isSameStep(one, origin)) return false;
		const tag = one.tag ?? (one.repository === void 0 || isWhole(one) ? void 0 : tagOf(salt, one.repository));
		if (tag === void 0) return one.shard === origin.shard && (reported || runFailed);
		return handled.has(tag) || reported && whole && one.shard === origin.shard;
	};
}
function addUnnamed(state, added) {
	const groups = /* @__PURE__ */ new Map();
	const add = ({ step, shard, task, kind, since, tags }) => {
		const key = JSON.stringify([
			step,
			shard,
			task,
			kind,
			since
		]);
		groups.set(key, {
			step,
			shard,
			task,
			kind,
			since,
			tags: (groups.get(key)?.tags ?? "") + tags
		});
	};
	for (const group of state.unnamed) add(group);
	for (const one of added) if (one.repository !== void 0) add({
		...one,
		tags: tagOf(state.salt, one.repository)
	});
	return [...groups.values()].filter(({ tags }) => tags !== "");
}
function byName(a, b) {
	const key = ({ repository = "", task, shard, step }) => JSON.stringify([
		repository,
		task,
		shard,
		step
	]);
	return key(a) < key(b) ? -1 : 1;
}
/** Every failure by what stays the same while it lasts, named or not. */
function identified({ salt, open, unnamed }) {
	const hidden = unnamed.flatMap((group) => splitTags(group).map((tag) => ({
		...group,
		id: idOf(salt, {
			...group,
			tag
		}),
		named: void 0
	})));
	return [...open.map((one) => ({
		...one,
		id: idOf(salt, one),
		named: one
	})), ...hidden];
}
function idOf(salt, { step, shard, task, tag, repository }) {
	const whole = repository === void 0 || isWhole({ repository });
	const what = tag ?? (whole ? `${repository ?? "run"} ${shard}` : tagOf(salt, repository));
	return JSON.stringify([
		step,
		task,
		what
	]);
}
/** Compares two lists of the same workflow. */
function compareFailures(before, after) {
	const [old, now] = [before, after].map((state) => new Map(identified(state).map((one) => [one.id, one])));
	const failing = [...now?.values() ?? []].filter(({ id, kind }) => old?.get(id)?.kind !== kind);
	const well = [...old?.values() ?? []].filter(({ id }) => !now?.has(id));
	const named = (list) => list.flatMap((one) => one.named ?? []);
	return {
		failing: named(failing),
		unnamedFailing: failing.length - named(failing).length,
		well: named(well),
		unnamedWell: well.length - named(well).length
	};
}

// src/domain/failures-text.ts
const OPENING = "<!-- repo-backup state ";
const origin = {
	step: string(),
	shard: string(),
	task: string()
};
const kind = pipe(string().check(_regex(/^[a-z-]{1,40}$/)), transform((text) => text));
const text = optional(string());
const told$1 = {
	repository: text,
	message: text,
	hint: text
};
const schema = object({
	salt: string(),
	told: string(),
	last: optional(object({
		at: datetime(),
		url: optional(string().check(_regex(/^https?:\/\/[\w.:/-]+$/)))
	})),
	heard: _default(array(object({
		step: string(),
		task: string(),
		run: string(),
		shards: array(string())
	})), []),
	open: array(object({
		...told$1,
		kind,
		...origin,
		since: datetime()
	})),
	unnamed: array(object({
		...origin,
		kind,
		since: datetime(),
		tags: string().check(_regex(/^[\w-]*$/))
	}))
});
/** The list as an HTML comment on one line. Nothing in it ends the comment early. */
function hideState(state) {
	const json = JSON.stringify(state).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e").replaceAll("--", "-\\u002d");
	return `${OPENING}${json} -->`;
}
/** The list that a text hides; undefined where there is none, or someone has changed it so that it cannot be read. */
function findState(text) {
	const from = text.lastIndexOf(OPENING);
	const to = text.indexOf(" -->", from);
	if (from < 0 || to < 0) return void 0;
	try {
		return schema.safeParse(JSON.parse(text.slice(from + 23, to))).data;
	} catch {
		return;
	}
}

// src/domain/heard.ts
/**
* The list after a run that is merged into it, without what jobs have found that the matrix has no longer, if this was the last job of a run that looked at all.
* Until then it stays: another job may have what such a job had, and find the same.
*/
function forgetOldJobs(state, { origin, run, jobs, reported, whole }) {
	const isOld = (one) => isSameStep(one, origin) && Number(one.shard) >= jobs;
	const isMine = ({ step, task }) => step === origin.step && task === origin.task;
	const others = state.heard.filter((one) => !isMine(one));
	if (![...state.open, ...state.unnamed].some(isOld)) return {
		...state,
		heard: others
	};
	if (!reported || !whole) return state;
	const before = state.heard.find((one) => isMine(one) && one.run === run)?.shards ?? [];
	const shards = [.../* @__PURE__ */ new Set([...before, origin.shard])].toSorted();
	if (!Array.from({ length: jobs }, (_, shard) => String(shard)).every((shard) => shards.includes(shard))) return {
		...state,
		heard: [...others, {
			step: origin.step,
			task: origin.task,
			run,
			shards
		}]
	};
	return {
		...state,
		heard: others,
		open: state.open.filter((one) => !isOld(one)),
		unnamed: state.unnamed.filter((one) => !isOld(one))
	};
}

// src/github/issue.ts
/** Times that a body is written anew because another run has overwritten what this one had written. */
const TRIES = 6;
/** Issues in one page. */
const PAGE = 100;
/**
* The open issue with the mark; of several the oldest. What outsiders write is not taken for it, whatever mark it has.
*
* @throws `unsupported` where issues are switched off, and what GitHub refuses.
*/
async function findIssue(place) {
	const { client, owner, repo, marker, labels } = place;
	const list = async (label) => {
		const query = {
			owner,
			repo,
			state: "open",
			sort: "updated",
			per_page: PAGE
		};
		return (await attempt(place, "looking for", client.rest.issues.listForRepo({
			...query,
			...label ? { labels: label } : {}
		}))).data;
	};
	const newest = await list();
	const oldest = (newest.length < PAGE ? newest : [...newest, ...await list(labels[0])]).filter((issue) => !issue.pull_request && issue.body?.includes(marker) && isTrusted(issue, labels[0])).toSorted((a, b) => a.number - b.number)[0];
	return oldest && issueOf(oldest);
}
/** Only those who may write in a repository can set a label there, and only they can let an App in. */
function isTrusted({ labels, user, author_association: author }, label) {
	return labels.map((one) => typeof one === "string" ? one : one.name).includes(label) || user?.type === "Bot" || [
		"OWNER",
		"MEMBER",
		"COLLABORATOR"
	].includes(author ?? "");
}
/**
* Makes the issue what the draft says, whatever other runs write into it meanwhile; gives it, or undefined where none is
* needed. Made twice at the same moment, the older stays and the younger is closed.
*
* @throws what GitHub refuses.
*/
async function keepIssue(place, { title, draft, pause, found }) {
	let issue = found;
	if (!issue) {
		const first = draft(void 0);
		if (!first.open) return void 0;
		const made = await createIssue(place, title, first.body);
		await pause();
		issue = await findIssue(place) ?? made;
		if (issue.number === made.number) return await writeUntilKept(place, issue, {
			draft,
			pause,
			written: true
		});
		await comment(place, made.number, `Filed twice at the same moment: #${issue.number} is the one that stays.`);
		await update(place, made.number, {
			state: "closed",
			state_reason: "not_planned"
		});
	}
	return writeUntilKept(place, issue, {
		draft,
		pause,
		written: false
	});
}
async function writeUntilKept(place, start, { draft, pause, written }) {
	let issue = start;
	for (let tries = 0; tries < TRIES; tries += 1) {
		const wanted = draft(issue.body);
		const right = wanted.settled && wanted.open === issue.open;
		if (right && (written || tries > 0 || wanted.body === issue.body)) return issue;
		const state = wanted.open ? { state: "open" } : {
			state: "closed",
			state_reason: "completed"
		};
		issue = issueOf(await update(place, issue.number, {
			body: wanted.body,
			...wanted.open === issue.open ? {} : state
		}));
		if (wanted.comment && tries === 0) await comment(place, issue.number, wanted.comment);
		if (right) return issue;
		await pause();
		issue = await readIssue(place, issue.number);
	}
	throw new BackupError("store", `${nameOf$1(place)}#${issue.number} was overwritten ${TRIES} times by other runs`, { hint: "Let fewer jobs end at the same moment: the next run writes it again." });
}
async function createIssue(place, title, body) {
	const { client, owner, repo, labels } = place;
	const create = (names) => client.rest.issues.create({
		owner,
		repo,
		title,
		body,
		labels: [...names]
	});
	return issueOf((await attempt(place, "filing", create(labels).catch((error) => {
		if (![
			403,
			404,
			422
		].includes(statusOf(error) ?? 0)) throw error;
		return create([]);
	}))).data);
}
async function update(place, number, change) {
	const { client, owner, repo } = place;
	return (await attempt(place, "updating", client.rest.issues.update({
		owner,
		repo,
		issue_number: number,
		...change
	}))).data;
}
async function readIssue(place, number) {
	const { client, owner, repo } = place;
	return issueOf((await attempt(place, "reading", client.rest.issues.get({
		owner,
		repo,
		issue_number: number
	}))).data);
}
async function comment(place, number, body) {
	const { client, owner, repo } = place;
	await attempt(place, "commenting on", client.rest.issues.createComment({
		owner,
		repo,
		issue_number: number,
		body
	}));
}
function issueOf({ number, html_url: url, body, state }) {
	return {
		number,
		url,
		body: body ?? "",
		open: state === "open"
	};
}
function nameOf$1({ owner, repo }) {
	return `${owner}/${repo}`;
}
async function attempt(place, doing, request) {
	try {
		return await request;
	} catch (error) {
		if (statusOf(error) === 410) throw new BackupError("unsupported", `${nameOf$1(place)} has issues switched off, so no failure issue can be there`, {
			hint: `Switch them on in the settings of ${nameOf$1(place)}, name another repository in \`issue-repository\`, or write \`failure-issue: false\`.`,
			cause: error
		});
		throw explainGitHub(error, attemptOf(place, doing));
	}
}
function attemptOf(place, doing) {
	return {
		doing: `${doing} the failure issue in ${nameOf$1(place)}`,
		permission: "issues: write",
		tokenPermission: "Issues: write",
		input: "issue-token"
	};
}

// src/action/workflow-run.ts
/** Reads it. The package brings an HTTP client with it, so it is loaded when the work is done, or where that was loaded anyway. */
async function readWorkflowRun() {
	return (await import("./github.js")).context;
}

// src/report/issue.ts
/** GitHub takes 65,536 characters; the rest is for whoever adds a line by hand. */
const LIMIT = 64e3;
/** Characters of a workflow's name in the title, of which GitHub takes 256. */
const TITLE = 150;
/** Repositories that are told of one by one. */
const NAMED = 100;
/** Characters of one repository's reason and of the mending; the log has them whole. */
const REASON = 300;
/** The same for what stopped a whole run: all bad inputs are told at once. */
const RUN_REASON = 3e3;
/** Tags that are kept beside a list; together with the text they fit. */
const TAGS = 1e4;
/** Names in one line of a list. */
const LISTED = 10;
/** The title. It never changes, so that it makes no noise. */
function issueTitle(workflow) {
	if (workflow === void 0) return "A backup fails";
	return `The backup of the workflow "${workflow.length > TITLE ? `${workflow.slice(0, TITLE)}…` : workflow}" fails`;
}
/** The body, with the state hidden in it: as many repositories by name as fit, the others counted. */
function issueBody(state, facts) {
	const kept = tagAtMost(shortened(state), TAGS);
	for (let named = NAMED;; named = Math.floor(named / 2)) {
		const text = bodyText(tagAtMost(nameAtMost(kept, named), TAGS), facts, countFailures(state));
		if (text.length <= LIMIT || named === 0) return text;
	}
}
function bodyText(state, facts, count) {
	const { marker } = facts;
	const runs = state.open.filter(({ repository }) => repository === void 0);
	const named = state.open.filter(({ repository }) => repository !== void 0);
	const unnamed = count - runs.length - named.length;
	return [
		marker,
		"",
		headline(state, facts, count),
		...runs.flatMap(runText),
		...mendings(state),
		...named.length > 0 ? [
			"",
			"**What fails**",
			"",
			...named.map(namedText)
		] : [],
		...unnamed > 0 ? ["", unnamedText(state, unnamed)] : [],
		"",
		...count > 0 ? [ENDING, ""] : [],
		hideState(state),
		""
	].join("\n");
}
const ENDING = "repo-backup closes this issue once all of it is well again. Closing it by hand is fine too: what still fails then opens a new one.";
function headline({ last }, { workflow, runUrl, at }, count) {
	const what = workflow === void 0 ? "A backup" : `The backup of the workflow **${escapeMarkdown(workflow)}**`;
	const run = (when, page) => page ? `[${minute(when)}](${page})` : minute(when);
	if (count === 0) return `${what} is well again since ${run(at, runUrl)}.`;
	return `${what} fails. Last run that failed: ${last ? run(last.at, last.url) : run(at, runUrl)}.`;
}
/** An instant as people read it. */
function minute(at) {
	return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
function runText({ task, since, kind, message, shard }) {
	const job = shard === "0" ? "" : `, job ${shard} of the matrix`;
	const lines = message?.split("\n").map((line) => escapeMarkdown(line.trim())) ?? [REASONS.get(kind) ?? "It failed."];
	return [
		"",
		`**The whole run failed** (${escapeMarkdown(`${task || "inputs"}${job}`)}), since ${minute(since)}:`,
		"",
		`> ${lines.join("<br>\n> ")}`
	];
}
/** A line of a list, and no row of a table: on a phone the reason would stand in a column beyond the screen. */
function namedText({ repository = "", task, since, kind, message }) {
	const reason = message === void 0 ? REASONS.get(kind) ?? kind : `${kind}: ${message}`;
	return `- **${escapeMarkdown(nameOf(repository))}** (${escapeMarkdown(task)}, since ${minute(since)}): ${escapeMarkdown(reason)}`;
}
/** What a failure is about, in words. */
function nameOf(repository) {
	if (repository === void 0) return "the whole run";
	return repository === "*" ? "a whole store" : repository;
}
/** What is not named, by kind: reasons of a private repository may tell its name. */
function unnamedText({ unnamed }, count) {
	const kinds = /* @__PURE__ */ new Map();
	for (const group of unnamed) {
		const known = kinds.get(group.kind);
		const since = known && known.since < group.since ? known.since : group.since;
		kinds.set(group.kind, {
			count: (known?.count ?? 0) + splitTags(group).length,
			since
		});
	}
	const list = [...kinds].map(([kind, { count: many, since }]) => `${many} ${kind} (since ${minute(since)})`);
	return `${counted(count, "more repository", "more repositories")} not named here, being private or too many: ${list.join(", ")}. The log of the run names them.`;
}
/** Every mending once, with what it is for. */
function mendings(state) {
	const found = /* @__PURE__ */ new Map();
	const add = (hint, what) => found.set(hint, [...found.get(hint) ?? [], what]);
	for (const { repository, kind, message, hint } of state.open) {
		const mending = hint ?? (message === void 0 ? MENDINGS.get(kind) : void 0);
		if (mending) add(mending, nameOf(repository));
	}
	for (const { kind } of state.unnamed) {
		const mending = MENDINGS.get(kind);
		if (mending) add(mending, "what is not named");
	}
	if (found.size === 0) return [];
	return [
		"",
		"**What to do**",
		"",
		...[...found].map(([hint, whom]) => `- ${escapeMarkdown(hint)} (${escapeMarkdown(shortList([...new Set(whom)]))})`)
	];
}
/** What a kind of failure means, where its own words may not be told. */
const REASONS = /* @__PURE__ */ new Map([
	["usage", "the inputs are wrong"],
	["denied", "a token or a permission was refused"],
	["not-found", "something that is named does not exist, or the token may not see it"],
	["unreachable", "no connection, or it broke and trying again did not help"],
	["corrupt", "stored bytes are damaged"],
	["disk-full", "no space is left"],
	["unhealthy", "the newest snapshot is too old, or something stored is damaged"]
]);
/** What mends it, where its own words may not be told. */
const MENDINGS = /* @__PURE__ */ new Map([
	["usage", "Correct the inputs of the step: the log names each with the line to write."],
	["denied", "Put a new token into the secret that the input `token` reads, or give it the permission that the log names."],
	["not-found", "Check the names, and what the token may see."],
	["unreachable", "Run it again; if it stays, check network, proxy and addresses."],
	["corrupt", "Bring the damaged files back from another copy of the store: the log names them."],
	["unhealthy", "Look at the last runs that should have made a snapshot."]
]);
/** The state with every text as short as a list wants it. */
function shortened(state) {
	const open = state.open.map((one) => {
		const most = one.repository === void 0 ? RUN_REASON : REASON;
		return {
			...one,
			...cut("message", one.message, most),
			...cut("hint", one.hint, most)
		};
	});
	return {
		...state,
		open
	};
}
function cut(name, text, most) {
	return text === void 0 || text.length <= most ? {} : { [name]: `${text.slice(0, most - 3)}...` };
}
/** What a comment tells of news; undefined where there is nothing that a person must hear now. */
function changeComment({ failing, unnamedFailing, well, unnamedWell }, { runUrl, at }) {
	if (failing.length + unnamedFailing === 0) return void 0;
	const list = (named, unnamed) => {
		const names = shortList(named.map((one) => `${nameOf(one.repository)} (${one.task || "inputs"}: ${one.kind})`));
		return [...names ? [escapeMarkdown(names)] : [], ...unnamed > 0 ? [`${unnamed} not named`] : []].join(", and ");
	};
	const lines = [`Since ${runUrl ? `[this run](${runUrl})` : minute(at)} this fails too, or in another way: ${list(failing, unnamedFailing)}.`];
	if (well.length + unnamedWell > 0) lines.push(`Well again: ${list(well, unnamedWell)}.`);
	return lines.join("\n\n");
}
/** What is said when everything is well again. */
function recoveryComment({ runUrl, at }) {
	return `Everything is well again: ${runUrl ? `[the run of ${minute(at)}](${runUrl})` : `the run of ${minute(at)}`} handled what had failed.`;
}
function shortList(names) {
	const more = names.length - LISTED;
	return `${names.slice(0, LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

// src/report/results.ts
/** Sorts the repositories of a report. One with lines of several stores is good only if all of them are. */
function resultsOf(report) {
	const failed = /* @__PURE__ */ new Map();
	const good = /* @__PURE__ */ new Set();
	for (const entry of report.repositories) {
		const { repository } = entry;
		const failure = "healthy" in entry ? unhealthy(entry) : failureOf(entry);
		if (!failure) good.add(repository);
		else failed.set(repository, both(failed.get(repository), failure));
	}
	const beside = [...unrecorded(report), ...unheard(report)];
	const explained = report.verdict === "ok" || failed.size + beside.length > 0;
	return {
		failed: [
			...beside,
			...explained ? [] : [UNEXPLAINED],
			...failed.values()
		],
		good: [...good].filter((repository) => !failed.has(repository))
	};
}
/** A run that is no good and does not say why is told all the same. */
const UNEXPLAINED = {
	kind: "store",
	message: "No repository failed, and something else did: the log tells what."
};
/** The records that were not stored, as one failure of the whole run. */
function unrecorded(report) {
	const lost = owedRecords(report).map(({ store, error }) => ({
		...error,
		message: `${store}: the record of the run is not stored: ${error.message}`
	}));
	return lost.length > 0 ? [lost.reduce(both)] : [];
}
/** The alarms that were not delivered, as one failure of the whole run. */
function unheard({ alarms = [] }) {
	const lost = alarms.flatMap(({ alarm, error }) => error ? [{
		...error,
		message: `${alarm}: ${error.message}`
	}] : []);
	return lost.length > 0 ? [lost.reduce(both)] : [];
}
function both(first, next) {
	return first ? {
		...first,
		message: `${first.message}; ${next.message}`
	} : next;
}
function failureOf({ repository, store, error }) {
	if (!error) return void 0;
	const message = behindName(repository, error.message);
	return {
		repository,
		...error,
		message: store ? `${store}: ${message}` : message
	};
}
function unhealthy({ repository, store, healthy, problems }) {
	if (healthy) return void 0;
	return {
		repository,
		kind: "unhealthy",
		message: `${store ? `${store}: ` : ""}${problems.map((problem) => behindName(repository, problem)).join("; ")}`,
		hint: "Look at the last runs that should have made a snapshot, and at what `verify` says."
	};
}

// src/action/issue.ts
/** The label that every failure issue has. */
const LABEL = "repo-backup";
/** Milliseconds between writing and reading again, at least and at most: other jobs of a matrix end at the same moment. */
const PAUSE = {
	least: 300,
	most: 1300
};
/** Commands that the issue tells of; the others are run by a person who looks at the result. */
const TOLD = [
	...STORING,
	"verify",
	"drill",
	"status",
	"prune",
	"plan",
	"report"
];
/** Files, updates or closes the failure issue. Never throws: that it could not be written hides nothing of what failed. */
async function tellIssue(input) {
	const { watch, command, dryRun, env, result, log } = input;
	const known = COMMANDS.some((one) => one === command);
	if (!watch.failureIssue || dryRun || known && !TOLD.includes(command) || !env["GITHUB_REPOSITORY"]) return { url: "" };
	try {
		return { url: (await writeIssue(input, env["GITHUB_REPOSITORY"]))?.url ?? "" };
	} catch (error) {
		const { message, hint } = summariseError(error);
		const problem = hint ? `${message}\n${hint}` : message;
		if ("verdict" in result && result.verdict === "ok") log.info(`the failure issue was not looked for: ${problem}`);
		return "verdict" in result && result.verdict === "ok" ? { url: "" } : {
			url: "",
			problem
		};
	}
}
/** Since when the runs of this step were stopped as a whole, as the failure issue tells; undefined where nobody knows. Never throws. */
async function stoppedSince(input) {
	const { watch, env, log } = input;
	if (!watch.failureIssue || !env["GITHUB_REPOSITORY"]) return void 0;
	try {
		const { step, shard, task } = originOf(input, await readWorkflowRun());
		const issue = await findIssue(await openPlace(input, env["GITHUB_REPOSITORY"]));
		return ((issue && findState(issue.body)?.open) ?? []).find((one) => isWhole(one) && one.kind !== "usage" && one.step === step && one.shard === shard && one.task === task)?.since;
	} catch (error) {
		log.info(`whether the run before was stopped is not known: ${summariseError(error).message}`);
		return;
	}
}
async function openPlace({ watch, env, log }, own) {
	const [owner = "", repo = ""] = (watch.issueRepository ?? own).split("/");
	return {
		client: await openOwnGitHub(env, {
			token: watch.issueToken,
			input: "issue-token"
		}, log).clientFor(owner),
		owner,
		repo,
		marker: markerOf((env["GITHUB_WORKFLOW_REF"] ?? "").replace(/@.*$/s, ""), own, `${owner}/${repo}`),
		labels: [LABEL, ...watch.issueLabels]
	};
}
async function writeIssue(input, own) {
	const run = await readWorkflowRun();
	const place = await openPlace(input, own);
	const outcome = outcomeOf(input, run);
	const found = await findIssue(place);
	if (!found && outcome.failed.length === 0) return void 0;
	const facts = await gatherFacts(input, {
		place,
		own,
		run
	});
	const draft = draftOf(told(outcome, facts, input), facts, input);
	return keepIssue(place, {
		title: issueTitle(facts.workflow),
		draft,
		found,
		pause: () => setTimeout(PAUSE.least + Math.random() * (PAUSE.most - PAUSE.least))
	});
}
/** One workflow, one mark. Elsewhere than in its own repository the path would tell that repository's name. */
function markerOf(path, own, where) {
	const inside = path.startsWith(`${own}/`) ? path.slice(own.length + 1) : path;
	return `<!-- repo-backup failure issue of ${(where.toLowerCase() === own.toLowerCase() ? inside : createHash("sha256").update(path).digest("hex").slice(0, 16)).replace(/-{2,}/g, "-")} -->`;
}
function originOf({ watch, command }, run) {
	const step = createHash("sha256").update(`${run.job}\n${run.action}`).digest("hex").slice(0, 8);
	const task = COMMANDS.some((one) => one === command) ? command : "";
	return {
		step,
		shard: watch.shard,
		task: CAPTURING.some((one) => one === task) ? "backup" : task
	};
}
function outcomeOf(input, run) {
	const { watch, started, result } = input;
	const origin = originOf(input, run);
	const reported = "verdict" in result;
	const whole = !/^(workflow|repository)_dispatch$/.test(run.eventName);
	const results = reported ? resultsOf(result) : {
		failed: [{ ...result }],
		good: []
	};
	return {
		origin,
		run: String(run.runId),
		jobs: watch.jobs,
		at: isoSecond(started),
		reported,
		whole,
		...results
	};
}
async function gatherFacts({ started, result }, { place, own, run }) {
	const where = `${place.owner}/${place.repo}`;
	const visibility = await visibilityOf(place.client, where, "public");
	const ownVisibility = where.toLowerCase() === own.toLowerCase() || visibility === "private" ? visibility : await visibilityOf(place.client, own, "private");
	const known = new Map(visibilitiesOf(result));
	known.set(own.toLowerCase(), ownVisibility);
	const isNamed = (repository) => repository === "*" || !isMoreOpen(visibility, known.get(repository.toLowerCase()) ?? "private");
	const page = `${run.serverUrl}/${own}/actions/runs/${run.runId}`;
	return {
		marker: place.marker,
		workflow: isNamed(own) ? run.workflow || void 0 : void 0,
		runUrl: isNamed(own) ? page : void 0,
		at: isoSecond(started),
		run: `${run.runId}.${run.runAttempt}`,
		isNamed,
		visibility,
		own
	};
}
/** What the run was told of the repositories that it looked at. Of all others nobody knows, so they count as private. */
function visibilitiesOf(result) {
	if (!("verdict" in result)) return [];
	return result.repositories.flatMap((entry) => "status" in entry && entry.visibility ? [[entry.repository.toLowerCase(), entry.visibility]] : []);
}
/** Who may read a repository; `unknown` where GitHub does not say. */
async function visibilityOf(client, repository, unknown) {
	const [owner = "", repo = ""] = repository.split("/");
	return readVisibility(client, owner, repo).catch(() => unknown);
}
/** What may be told: no secret ever, and in public no name of what is not public. */
function told(outcome, facts, { secrets }) {
	const clean = (text) => text && secrets.reduce((all, secret) => all.replaceAll(secret, "***"), text);
	const failed = outcome.failed.map(({ repository, kind, message, hint }) => {
		return {
			repository,
			kind,
			...!isWhole({ repository }) || facts.visibility === "private" || !namesOthers(`${message} ${hint}`, facts) ? {
				message: clean(message),
				hint: clean(hint)
			} : {}
		};
	});
	return {
		...outcome,
		failed
	};
}
/** Whether a text may tell the name of a repository that must not be named. `owner/name` is what our own hints say. */
function namesOthers(text, { isNamed }) {
	return (text.match(/[\w.-]+\/[\w.-]+/g) ?? []).some((name) => name !== "owner/name" && !isNamed(name.replace(/\.git$|\.$/, "")));
}
function draftOf(outcome, facts, { log }) {
	const salt = randomBytes(9).toString("base64url");
	return (body) => {
		const stored = body === void 0 ? void 0 : findState(body);
		if (body !== void 0 && !stored) log.warn("the failure issue no longer tells what had failed: its list begins anew");
		const before = stored ?? noFailures(salt);
		const merged = forgetOldJobs(mergeOutcome(before, outcome, facts.isNamed), outcome);
		const change = compareFailures(before, merged);
		const open = countFailures(merged) > 0;
		const news = change.failing.length + change.unnamedFailing + change.well.length + change.unnamedWell;
		const heard = JSON.stringify(before.heard) === JSON.stringify(merged.heard);
		const settled = stored !== void 0 && news === 0 && heard;
		if (settled && outcome.failed.length === 0 && body !== void 0) return {
			body,
			open,
			comment: void 0,
			settled
		};
		const silent = body === void 0 || before.told === facts.run;
		const comment = open ? silent ? void 0 : changeComment(change, facts) : recoveryComment(facts);
		const told = comment || body === void 0 ? facts.run : before.told;
		const last = outcome.failed.length > 0 ? {
			at: facts.at,
			url: facts.runUrl
		} : before.last;
		return {
			body: issueBody({
				...merged,
				told,
				last
			}, facts),
			open,
			comment,
			settled
		};
	};
}

export { stoppedSince, tellIssue };