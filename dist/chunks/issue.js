import { i as STORING, n as COMMANDS, t as CAPTURING } from "./settings.js";
import { K as isoSecond, S as unexplainedRecords, b as behindName, f as escapeMarkdown, ft as summariseError, it as firstOf, lt as BackupError, nt as statusOf, rt as counted, tt as explainGitHub } from "./start.js";
import { It as isMoreOpen } from "./core.js";
import { f as object, i as array, m as pipe, n as _default, p as optional, t as datetime, v as string, w as _regex, y as transform } from "./zod.js";
import { t as readVisibility } from "./visibility.js";
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
/** What a group costs beside its tags, counted in tags. */
const GROUP = 70;
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
/** Every failure of a list, named or not. */
function listFailures(state) {
	const hidden = state.unnamed.flatMap((group) => splitTags(group).map((tag) => listTag(group, tag)));
	return [...state.open.map((one) => listOpen(state, one)), ...hidden];
}
function listOpen({ salt }, one) {
	const tag = one.repository === void 0 || isWhole(one) ? void 0 : tagOf(salt, one.repository);
	const id = JSON.stringify([
		one.step,
		one.task,
		tag ?? `${one.repository ?? "run"} ${one.shard}`
	]);
	return {
		...one,
		tag,
		id,
		named: one
	};
}
function listTag(group, tag) {
	return {
		...group,
		tag,
		id: JSON.stringify([
			group.step,
			group.task,
			tag
		]),
		named: void 0
	};
}
/** The list with those only that shall stay. */
function keepFailures(state, stays) {
	const unnamed = state.unnamed.map((group) => ({
		...group,
		tags: splitTags(group).filter((tag) => stays(listTag(group, tag))).join("")
	}));
	const open = state.open.filter((one) => stays(listOpen(state, one)));
	return {
		...state,
		open,
		unnamed: unnamed.filter(({ tags }) => tags !== "")
	};
}
/** The list with more in it. `isNamed` tells which repositories may be named. */
function addFailures(state, added, isNamed) {
	const isOpen = ({ repository }) => repository === void 0 || isNamed(repository);
	const open = [...state.open, ...added.filter(isOpen)].toSorted(byName);
	return {
		...state,
		open,
		unnamed: addUnnamed(state, added.filter((one) => !isOpen(one)))
	};
}
function addUnnamed(state, added) {
	const groups = /* @__PURE__ */ new Map();
	const add = ({ step, shard, task, kind, since, found, run, missed, tags }) => {
		const group = {
			step,
			shard,
			task,
			kind,
			since,
			found,
			run,
			missed
		};
		const key = JSON.stringify(group);
		groups.set(key, {
			...group,
			tags: (groups.get(key)?.tags ?? "") + tags
		});
	};
	for (const group of state.unnamed) add(group);
	for (const one of added) if (one.repository !== void 0) add({
		...one,
		tags: tagOf(state.salt, one.repository)
	});
	return [...groups].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, group]) => group).flatMap((group) => group.tags === "" ? [] : {
		...group,
		tags: splitTags(group).toSorted().join("")
	});
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
/** The list with no more tags than have room where `most` of one group would have it. Those that are cut are found again by the run that fails on them. */
function tagAtMost(state, most) {
	let room = Math.floor(most);
	const unnamed = state.unnamed.map((group) => {
		room = Math.max(0, room - GROUP);
		const tags = group.tags.slice(0, room * TAG);
		room -= tags.length / TAG;
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

// src/domain/failures-merge.ts
/** A step that was not heard of in so many runs, and for so many days, is no more, or has another name. */
const MISSED = {
	runs: 3,
	days: 8
};
const DAY = 864e5;
/**
* The list after a run: what it handled well is gone, what failed is there, since it first did, and what other steps and
* other jobs of a matrix have found stays. Doing it again changes nothing.
*
* @param isNamed whether a repository may be named in the list.
*/
function mergeOutcome(state, outcome, isNamed) {
	const { origin, run, at, url, failed } = outcome;
	const found = {
		since: at,
		found: at,
		run,
		missed: []
	};
	const all = failed.map((failure) => ({
		...failure,
		...origin,
		...found
	}));
	const before = new Map(listFailures(state).map(({ id, since }) => [id, since]));
	const ids = listFailures({
		...state,
		open: all,
		unnamed: []
	}).map(({ id }) => id);
	const mine = all.map((one, index) => ({
		...one,
		since: before.get(ids[index] ?? "") ?? at
	}));
	const stays = staysAfter(state, outcome, new Set(ids));
	const merged = addFailures(keepFailures(passBy(state, outcome), stays), mine, isNamed);
	const { last } = state;
	const isLast = failed.length > 0 && (last === void 0 || last.at <= at);
	return endOfRun({
		...merged,
		last: isLast ? {
			at,
			url
		} : last
	}, outcome);
}
/** True for what the same step did at the same task, in whatever job. A task that nobody could read may be any. */
function isSameStep(one, { step, task }) {
	return one.step === step && (one.task === task || one.task === "");
}
/** Tells of each failure whether this one outcome leaves it as it is. What it has said anew is added again. */
function staysAfter({ salt }, outcome, said) {
	const { origin, reported, failed } = outcome;
	const good = new Set(outcome.good.map((name) => tagOf(salt, name)));
	const isHeard = reported || failed.some(({ repository }) => repository === void 0);
	return (one) => {
		if (isForgotten(one, outcome)) return false;
		if (!isSameStep(one, origin)) return true;
		if (said.has(one.id)) return false;
		if (one.shard !== origin.shard) return true;
		return one.tag === void 0 ? !isHeard : !good.has(one.tag);
	};
}
/** Another step has done the same task: a run of the workflow in which this failure could have been heard of. */
function isPassed(one, { origin, run, reported, whole }) {
	return reported && whole && one.step !== origin.step && one.task === origin.task && isEarlier(one.run, run);
}
/** True for what a step found that is no more, as far as anyone can tell: its job or the step itself has another name. */
function isForgotten(one, outcome) {
	const runs = /* @__PURE__ */ new Set([...one.missed, outcome.run]);
	const age = Date.parse(outcome.at) - Date.parse(one.found);
	return isPassed(one, outcome) && runs.size >= MISSED.runs && age > MISSED.days * DAY;
}
/** Notes the run at what it has passed by. More than enough runs are not counted, so that nothing is written for them. */
function passBy(state, outcome) {
	const note = (one) => isPassed(one, outcome) && one.missed.length < MISSED.runs ? {
		...one,
		missed: [.../* @__PURE__ */ new Set([...one.missed, outcome.run])]
	} : one;
	return {
		...state,
		open: state.open.map(note),
		unnamed: state.unnamed.map(note)
	};
}
/**
* Once all jobs of one run have come to a report, what none of them has found is over: it is no longer selected, or its
* job is no more. Until then it stays: another job may have what such a job had, and find the same.
*/
function endOfRun(state, { origin, run, jobs, reported, whole }) {
	const isMine = (one) => one.step === origin.step && one.task === origin.task;
	const isOver = (one) => isSameStep(one, origin) && isEarlier(one.run, run);
	const others = state.heard.filter((one) => !isMine(one));
	if (!listFailures(state).some(isOver)) return {
		...state,
		heard: others
	};
	if (!reported || !whole) return state;
	const before = state.heard.find((one) => isMine(one) && one.run === run)?.shards ?? [];
	const shards = [.../* @__PURE__ */ new Set([...before, origin.shard])].toSorted();
	if (shards.length < jobs) return {
		...state,
		heard: [...others, {
			step: origin.step,
			task: origin.task,
			run,
			shards
		}]
	};
	return keepFailures({
		...state,
		heard: others
	}, (one) => !isOver(one));
}
function isEarlier(one, other) {
	return Number(one) < Number(other);
}

// src/domain/failures-news.ts
/** Compares two lists of the same workflow. */
function compareFailures(before, after, isForgotten) {
	const old = new Map(listFailures(before).map((one) => [one.id, one]));
	const now = new Map(listFailures(after).map((one) => [one.id, one]));
	const gone = [...old.values()].filter(({ id }) => !now.has(id));
	return {
		failing: groupOf([...now.values()].filter(({ id, kind }) => old.get(id)?.kind !== kind)),
		well: groupOf(gone.filter((one) => !isForgotten(one))),
		forgotten: groupOf(gone.filter(isForgotten))
	};
}
function groupOf(list) {
	const named = list.flatMap((one) => one.named ?? []);
	return {
		named,
		unnamed: list.length - named.length
	};
}
/** How many there are. */
function countGroup({ named, unnamed }) {
	return named.length + unnamed;
}
/** True where both lists know the same of the same failures, in whatever words. */
function isSameList(one, other) {
	return signatureOf(one) === signatureOf(other);
}
function signatureOf(state) {
	const failures = listFailures(state).map(({ id, shard, kind, since, found, run, missed }) => JSON.stringify([
		id,
		shard,
		kind,
		since,
		found,
		run,
		missed
	]));
	return JSON.stringify([
		failures.toSorted(),
		state.heard.map((one) => JSON.stringify(one)).toSorted(),
		state.last
	]);
}

// src/domain/failures-text.ts
const OPENING = "<!-- repo-backup state ";
const origin = {
	step: string(),
	shard: string(),
	task: string()
};
const found = {
	since: datetime(),
	found: datetime(),
	run: string(),
	missed: array(string())
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
		...found
	})),
	unnamed: array(object({
		...origin,
		kind,
		...found,
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

// src/github/crowd.ts
/** Milliseconds from one job's turn to the next one's: longer than a new issue takes to stand in GitHub's list. */
const SLOT = 4e3;
/** All turns are over after about so long. */
const ALL = 6e4;
/** Longer than it takes to write down what was just read, so that whoever was about to overwrite has done so. */
const PAUSE = 1e3;
/** How long a job waits before it writes. The first one begins, so that the others find its issue. */
function turnOf({ index, jobs }) {
	return index === 0 ? 0 : SLOT + (index - 1) * Math.min(SLOT, ALL / jobs);
}
/** How long a job waits before it looks again: each time another time, the longer the more others there are. */
function pauseOf({ jobs, random }) {
	return PAUSE + random() * Math.min(jobs * PAUSE, ALL);
}
/** How often a job must have found what it wrote. Among many one may bring back for a moment what another then removes. */
function looksOf({ jobs }) {
	return jobs > 1 ? 2 : 1;
}

// src/github/issue.ts
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
* Makes the issue what the draft says, and leaves only when that has lasted while others wrote; gives it, or undefined
* where none is needed. GitHub knows no write that fails where another came between: so each job of a matrix has a turn
* of its own, and looks again afterwards.
*
* @throws what GitHub refuses.
*/
async function keepIssue(place, { title, draft, found, crowd }) {
	if (!draft(found)) return found;
	const turn = turnOf(crowd);
	if (turn > 0) await crowd.wait(turn);
	let issue = turn > 0 ? await findIssue(place) : found;
	if (issue) return writeUntilKept(place, issue, {
		draft,
		crowd,
		written: false
	});
	const first = draft(void 0);
	if (!first) return void 0;
	const made = await createIssue(place, title, first.body);
	await crowd.wait(pauseOf(crowd));
	issue = await findIssue(place) ?? made;
	const isMade = issue.number === made.number;
	if (!isMade) await update(place, made.number, {
		body: `Filed twice at the same moment: #${issue.number} is the one that stays.`,
		state: "closed",
		state_reason: "not_planned"
	});
	return writeUntilKept(place, issue, {
		draft,
		crowd,
		written: isMade
	});
}
async function writeUntilKept(place, start, { draft, crowd, written }) {
	let issue = start;
	let looks = written ? 1 : looksOf(crowd);
	for (let tries = 0; tries < 12; looks += 1) {
		const wanted = draft(issue);
		if (wanted) {
			await rewrite(place, issue.number, wanted);
			if (wanted.comment && tries === 0) await comment(place, issue.number, wanted.comment);
			tries += 1;
			looks = 0;
		} else if (looks >= looksOf(crowd)) return issue;
		await crowd.wait(pauseOf(crowd));
		issue = await readAgain(place, issue);
	}
	throw new BackupError("store", `${nameOf$1(place)}#${issue.number} was overwritten ${12} times by other runs`, { hint: "Let fewer jobs end at the same moment: the next run writes it again." });
}
/** Tries once. Where GitHub asks to wait, what was read before is old: it is read and written anew. */
async function rewrite(place, number, { body, open }) {
	const state = open ? { state: "open" } : {
		state: "closed",
		state_reason: "completed"
	};
	try {
		await update(place, number, {
			body,
			...state
		});
	} catch (error) {
		if (!(error instanceof BackupError && error.kind === "unreachable")) throw error;
	}
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
	const once = {
		retries: 0,
		waits: 0
	};
	await attempt(place, "updating", client.rest.issues.update({
		owner,
		repo,
		issue_number: number,
		...change,
		request: once
	}));
}
/** The issue as it is now; where its mark is gone, it was filed twice and another one stays. */
async function readAgain(place, { number }) {
	const { client, owner, repo, marker } = place;
	const read = issueOf((await attempt(place, "reading", client.rest.issues.get({
		owner,
		repo,
		issue_number: number
	}))).data);
	return read.body.includes(marker) ? read : await findIssue(place) ?? read;
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
/** Fewer characters tell nothing. */
const LEAST = 40;
/** Whole runs that are kept: a matrix has at most so many jobs. */
const RUNS = 256;
/** Reasons of whole runs that are told; the others are of the same kind. */
const RUN_REASONS = 10;
/** Tags that are kept beside a list; together with the text they fit. */
const TAGS = 11e3;
/** Names in one line of a list. */
const LISTED = 10;
/** The title. It never changes, so that it makes no noise. */
function issueTitle(workflow) {
	if (workflow === void 0) return "A backup fails";
	return `The backup of the workflow "${workflow.length > TITLE ? `${workflow.slice(0, TITLE)}…` : workflow}" fails`;
}
/** The body, with the state hidden in it: as many repositories by name as fit, the others counted. */
function issueBody(state, facts) {
	const count = countFailures(state);
	for (let share = 1;; share /= 2) {
		const text = bodyText(fitting(state, share), facts, count);
		if (text.length <= LIMIT || share < 1e-6) return text;
	}
}
/** The list with a share of what has room at most: first the texts go and the names, and only then what is kept. */
function fitting(state, share) {
	const rest = Math.min(1, share * NAMED * 2);
	const { runs } = splitOpen(state);
	const cut = new Set(runs.slice(RUNS * rest));
	const open = withTexts(state.open.filter((one) => !cut.has(one)), share);
	return tagAtMost(nameAtMost({
		...state,
		open
	}, NAMED * share), TAGS * rest);
}
/** Every text as short as a list wants it, and that of whole runs once a reason: all jobs of a matrix have the same. */
function withTexts(open, share) {
	const told = /* @__PURE__ */ new Set();
	return open.map(({ message, hint, ...one }) => {
		const most = (one.repository === void 0 ? RUN_REASON : REASON) * share;
		const texts = {
			...cut("message", message, most),
			...cut("hint", hint, most)
		};
		if (one.repository !== void 0) return {
			...one,
			...texts
		};
		const key = JSON.stringify([
			one.task,
			one.kind,
			texts
		]);
		if (told.has(key) || told.size >= RUN_REASONS * share) return one;
		told.add(key);
		return {
			...one,
			...texts
		};
	});
}
function cut(name, text, most) {
	if (text === void 0 || most < LEAST) return {};
	return { [name]: text.length <= most ? text : `${text.slice(0, most - 3)}...` };
}
/** What is told by name: whole runs, and repositories or stores. */
function splitOpen({ open }) {
	return {
		runs: open.filter(({ repository }) => repository === void 0),
		named: open.filter(({ repository }) => repository !== void 0)
	};
}
function bodyText(state, facts, count) {
	const { marker } = facts;
	const { runs, named } = splitOpen(state);
	const unnamed = count - runs.length - named.length;
	return [
		marker,
		"",
		headline(state, facts, count),
		...groupRuns(runs).flatMap(runText),
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
/** Whole runs by what they did and how they failed: the jobs of a matrix mostly have one reason. */
function groupRuns(runs) {
	const groups = /* @__PURE__ */ new Map();
	for (const one of runs) {
		const key = JSON.stringify([one.task, one.kind]);
		groups.set(key, [...groups.get(key) ?? [], one]);
	}
	return [...groups.values()];
}
function runText(group) {
	const [{ task, kind }] = group;
	const shards = group.map(({ shard }) => shard).toSorted((a, b) => Number(a) - Number(b));
	const jobs = `${shards.length > 1 ? "jobs" : "job"} ${firstOf(shards, 10)} of the matrix`;
	const where = shards.every((shard) => shard === "0") ? "" : `, ${jobs}`;
	const since = group.map((one) => one.since).toSorted()[0] ?? "";
	const messages = [...new Set(group.flatMap(({ message }) => message ?? []))];
	const quotes = messages.length > 0 ? messages.map(quote) : [`> ${REASONS.get(kind) ?? "It failed."}`];
	return [
		"",
		`**The whole run failed** (${escapeMarkdown(`${task || "inputs"}${where}`)}), since ${minute(since)}:`,
		...quotes.flatMap((text) => ["", text])
	];
}
function quote(message) {
	return `> ${message.split("\n").map((line) => escapeMarkdown(line.trim())).join("<br>\n> ")}`;
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
	const kindsText = list.length > 0 ? `: ${list.join(", ")}` : "";
	return `${counted(count, "more repository", "more repositories")} not named here, being private or too many${kindsText}. The log of the run names them.`;
}
/** Every mending once, with what it is for. */
function mendings(state) {
	const found = /* @__PURE__ */ new Map();
	const add = (hint, what) => found.set(hint, [...found.get(hint) ?? [], what]);
	const { runs, named } = splitOpen(state);
	for (const group of [...groupRuns(runs), ...named.map((one) => [one])]) {
		const hints = group.flatMap(({ hint }) => hint ?? []);
		const isTold = hints.length > 0 || group.some(({ message }) => message !== void 0);
		const [{ repository, kind }] = group;
		for (const mending of isTold ? hints : [MENDINGS.get(kind)]) if (mending) add(mending, nameOf(repository));
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
		...[...found].map(([hint, whom]) => `- ${escapeMarkdown(hint)} (${escapeMarkdown(firstOf([...new Set(whom)], 10))})`)
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

// src/report/issue-comments.ts
/** What a comment tells of news; undefined where there is nothing that a person must hear now. */
function changeComment({ failing, well, forgotten }, { runUrl, at }) {
	if (countGroup(failing) + countGroup(forgotten) === 0) return void 0;
	const run = runUrl ? `[this run](${runUrl})` : minute(at);
	return [
		...countGroup(failing) > 0 ? [`Since ${run} this fails too, or in another way: ${groupText(failing)}.`] : [],
		...countGroup(well) > 0 ? [`Well again: ${groupText(well)}.`] : [],
		...forgottenText(forgotten)
	].join("\n\n");
}
/** What is said when nothing is left. */
function recoveryComment({ forgotten }, { runUrl, at }) {
	const run = runUrl ? `[the run of ${minute(at)}](${runUrl})` : `the run of ${minute(at)}`;
	if (countGroup(forgotten) === 0) return `Everything is well again: ${run} handled what had failed.`;
	return [`Nothing fails any more that is heard of, as of ${run}.`, ...forgottenText(forgotten)].join("\n\n");
}
function forgottenText(group) {
	if (countGroup(group) === 0) return [];
	return [`Taken off, because its step has not been heard of for more than a week, while others ran: ${groupText(group)}. If the step or its job has a new name, all is told under that.`];
}
function groupText({ named, unnamed }) {
	const names = firstOf(named.map((one) => `${nameOf(one.repository)} (${one.task || "inputs"}: ${one.kind})`), 10);
	return [...names ? [escapeMarkdown(names)] : [], ...unnamed > 0 ? [`${unnamed} not named`] : []].join(", and ");
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
	const lost = unexplainedRecords(report).map(({ store, error }) => ({
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
function machineOf({ stopped: signal }) {
	const wait = (ms) => setTimeout(ms, void 0, signal && { signal }).catch(() => void 0);
	return {
		wait,
		random: Math.random,
		readRun: readWorkflowRun
	};
}
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
	const { wait, random, readRun } = input.machine ?? machineOf(input);
	const run = await readRun();
	const place = await openPlace(input, own);
	const found = await findIssue(place);
	const outcome = outcomeOf(input, run);
	if (!found && outcome.failed.length === 0) return void 0;
	const facts = await gatherFacts(input, {
		place,
		own,
		run
	});
	const { shard, jobs } = input.watch;
	return keepIssue(place, {
		title: issueTitle(facts.workflow),
		draft: draftOf(told(outcome, facts, input), facts, input),
		found,
		crowd: {
			index: Number(shard) || 0,
			jobs,
			wait,
			random
		}
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
		url: facts.runUrl,
		failed
	};
}
/** Whether a text may tell the name of a repository that must not be named. `owner/name` is what our own hints say. */
function namesOthers(text, { isNamed }) {
	return (text.match(/[\w.-]+\/[\w.-]+/g) ?? []).some((name) => name !== "owner/name" && !isNamed(name.replace(/\.git$|\.$/, "")));
}
function draftOf(outcome, facts, { log }) {
	const salt = randomBytes(9).toString("base64url");
	return (issue) => {
		const stored = issue && findState(issue.body);
		if (issue && !stored) log.warn("the failure issue no longer tells what had failed: its list begins anew");
		const before = stored ?? noFailures(salt);
		const merged = mergeOutcome(before, outcome, facts.isNamed);
		const open = countFailures(merged) > 0;
		if (!issue) return open ? {
			body: issueBody({
				...merged,
				told: facts.run
			}, facts),
			open,
			comment: void 0
		} : void 0;
		const body = issueBody(merged, facts);
		const kept = findState(body) ?? merged;
		if (issue.open === open && stored && isSameList(kept, stored)) return void 0;
		const change = compareFailures(before, kept, (one) => isForgotten(one, outcome));
		const comment = open && before.told === facts.run ? void 0 : open ? changeComment(change, facts) : recoveryComment(change, facts);
		return {
			body: comment ? issueBody({
				...merged,
				told: facts.run
			}, facts) : body,
			open,
			comment
		};
	};
}

export { stoppedSince, tellIssue };