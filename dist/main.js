import { a as info, c as setOutput, d as warning, f as summary, i as getInput, l as setSecret, n as endGroup, r as error, s as setFailed, u as startGroup } from "./chunks/actions-core.js";
import { $ as openSides, C as parseRun, F as collectProblems, K as isoSecond, T as readWatch, _ as remarksOn, a as undoOpen, c as isQuiet, ct as plain, d as verdictLine, f as escapeMarkdown, ft as summariseError, g as remarkLine, i as undoAtExit, l as reportTable, lt as BackupError, m as shortLivedLines, p as markdownTable, rt as counted, s as unlessStopped, u as reportText, v as formatBytes, w as reader, y as formatDuration } from "./chunks/start.js";
import { t as VERSION } from "./chunks/version.js";
import { a as declaredInputs, i as VARIABLES } from "./chunks/similar.js";
import { n as ownOn } from "./chunks/own-github.js";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { setMaxListeners } from "node:events";

// src/action/log.ts
/** Milliseconds between two lines of progress in a log that cannot be rewritten; shorter work shows none. */
const PACE = 1e4;
/** A log that hands finished lines to `write`. */
function stepLog(write, now) {
	let next = now().getTime() + PACE;
	return {
		info: (line) => write(inert(line)),
		warn: (line) => write(inert(`warning: ${line}`)),
		progress(line) {
			if (now().getTime() < next) return;
			next = now().getTime() + PACE;
			write(inert(line));
		}
	};
}
/**
* Text that the runner obeys in no line. It reads a line that begins with `::` as a command, and also an older form,
* `##[command]`, anywhere in a line (actions/runner, ActionCommand.cs).
*/
function inert(text) {
	return plain(text).replace(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");
}

// src/action/outputs.ts
/** GitHub takes 1 MB of outputs from a whole job, counted in UTF-16: so many characters are nearly that. */
const LIMIT$1 = 5e5;
/** Beyond this many characters the list of snapshots is cut. The report gets what is left of the limit. */
const SNAPSHOTS = 2e5;
/** What a run that came to no report gives: a workflow that reads them finds values all the same. */
const NO_OUTPUTS = {
	verdict: "failed",
	snapshots: "[]",
	stored: "0",
	unchanged: "0",
	failed: "1",
	bytes: "0",
	matrix: "",
	report: "",
	issue: ""
};
/** Every output by name. A list that would not fit is cut at its end: `stored` and the like still count all. */
function outputsOf(report) {
	const entries = report.repositories.filter((entry) => "status" in entry);
	const count = (status) => String(namesOf(entries.filter((entry) => entry.status === status)).size);
	const snapshots = fitting(entries.filter(({ status }) => status === "stored").map(({ repository, store, snapshot, type, bytes }) => ({
		repository,
		...store === void 0 ? {} : { store },
		snapshot,
		type,
		bytes
	})));
	const matrix = report.matrix ? JSON.stringify(report.matrix) : "";
	return {
		verdict: report.verdict,
		snapshots,
		stored: count("stored"),
		unchanged: String(countUnchanged(entries)),
		failed: String(Math.max(failures(report), report.verdict === "ok" ? 0 : 1)),
		bytes: String(report.bytes),
		matrix,
		report: fittingReport(report, LIMIT$1 - snapshots.length - matrix.length),
		issue: ""
	};
}
/** Repositories, each counted once however many stores it is in. */
function namesOf(entries) {
	return new Set(entries.map(({ repository }) => repository));
}
/** Unchanged in every store that it is in. */
function countUnchanged(entries) {
	const others = namesOf(entries.filter(({ status }) => status !== "unchanged"));
	return [...namesOf(entries)].filter((repository) => !others.has(repository)).length;
}
function failures({ repositories }) {
	return namesOf(repositories.filter((entry) => "healthy" in entry ? !entry.healthy : entry.status === "failed" || entry.error)).size;
}
function fitting(list) {
	const text = JSON.stringify(list);
	return text.length <= SNAPSHOTS ? text : fitting(list.slice(0, Math.floor(list.length / 2)));
}
/** The report as `--json` prints it, without the matrix. What failed comes first; `cut` counts the lines that had no room. */
function fittingReport(report, room) {
	const isBad = (entry) => "healthy" in entry ? !entry.healthy : entry.error;
	const { repositories } = report;
	const sorted = [...repositories.filter(isBad), ...repositories.filter((entry) => !isBad(entry))];
	for (let shown = sorted.length;; shown = Math.floor(shown / 2)) {
		const cut = sorted.length - shown;
		const text = JSON.stringify({
			...report,
			matrix: void 0,
			repositories: sorted.slice(0, shown),
			...cut > 0 ? { cut } : {}
		});
		if (text.length <= room || shown === 0) return text;
	}
}

// src/action/stop.ts
/** Milliseconds from the first signal to the end. SIGINT is followed by SIGTERM after 7,500 (actions/runner, ProcessInvoker.cs). */
const LEFT = 7e3;
/** Of them, those in which the work comes to its report and writes its record. The others are for the issue. */
const FOR_REPORT = 3e3;
const HINT = "If nobody cancelled it, it ran into the time limit of its job: raise `timeout-minutes`, or share the repositories out among more jobs.";
/** Listens for signals from now on. Some seconds after the first one, and with the second one, the program ends. */
function listenForStop() {
	const [stopped, late] = [new AbortController(), new AbortController()];
	setMaxListeners(0, stopped.signal);
	for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => {
		if (stopped.signal.aborted) end(`${name} again`);
		const message = `stopped by ${name} before it was done: what is stored is whole, what was under way is not stored`;
		info(message);
		const reason = new BackupError("incomplete", message, { hint: HINT });
		stopped.abort(reason);
		undoOpen();
		setTimeout(() => late.abort(reason), FOR_REPORT);
		setTimeout(() => end("no time is left"), LEFT);
	});
	return {
		stopped: stopped.signal,
		late: late.signal
	};
}
function end(why) {
	info(`${why}: ended before all of it was told`);
	process.exit(1);
}

// src/report/chart.ts
const BARS = "▁▂▃▄▅▆▇█";
const NOTHING = "·";
const DAYS = 30;
const DAY = 864e5;
/** What the snapshots of the last 30 days added, a sign a day up to `now`; undefined where there were none. */
function dailyChart(held, now) {
	const byDay = /* @__PURE__ */ new Map();
	for (const { days } of held) for (const { day, bytes } of days) byDay.set(day, Math.max(1, (byDay.get(day) ?? 0) + bytes));
	const dates = Array.from({ length: DAYS }, (_, index) => dateOf(now.getTime() - (29 - index) * DAY));
	const sizes = dates.map((date) => byDay.get(date) ?? 0);
	const most = Math.max(...sizes);
	if (most === 0) return void 0;
	return `\`${sizes.map((size) => size === 0 ? NOTHING : BARS[Math.ceil(size / most * 8) - 1]).join("")}\` ${dates[0]} to ${dates.at(-1)}, at most ${formatBytes(most)} a day`;
}
function dateOf(ms) {
	return new Date(ms).toISOString().slice(0, 10);
}

// src/action/summary.ts
/** GitHub drops a step's summary whole above 1 MiB; half of it leaves room for other steps of the job. Bytes. */
const LIMIT = 524288;
/** A run with more repositories than this lists what went wrong, and not what went well. */
const ALL_TOLD = 50;
/** Remarks, and characters of each and of what mends it, at most. The log has them whole. */
const LINES = 100;
const TEXT = 700;
const MENDING = 300;
const LINE_LENGTH = 1e3;
/**
* The report as Markdown, cut to what fits. What went wrong and what mends it come first: on a phone nothing else is seen.
* What failed and what changed are the first rows, so that they are what stays.
* In a long list what had nothing new is only counted.
*/
function summaryMarkdown(report, about) {
	const { heads, rows } = reportTable(report);
	const { errors, warnings, notes } = remarksOn(report);
	const long = rows.length > ALL_TOLD;
	const told = long ? rows.length - countQuiet(report) : rows.length;
	const wrong = remarkList(errors, LINES);
	const others = remarkList([...warnings, ...long ? [] : notes], Math.max(0, LINES - errors.length));
	for (let shown = told;; shown = Math.floor(shown / 2)) {
		const text = [
			headline(report.command, verdictLine(report)),
			...[...about.warnings, ...shortLivedLines(report)].map((warning) => `> ⚠️ ${escapeMarkdown(warning)}\n`),
			...wrong,
			...shown > 0 ? [markdownTable({
				heads,
				rows: rows.slice(0, shown)
			})] : [],
			...restText(rows.length - shown, rows.length - told),
			"",
			...others,
			...factLines(report, about),
			""
		].join("\n");
		if (Buffer.byteLength(text) <= LIMIT || shown === 0) return text;
	}
}
/** Remarks as a list with the line that ends it; nothing where there are none. What mends an error stands on a line of its own. */
function remarkList(remarks, most) {
	if (remarks.length === 0) return [];
	const cut = (text, length) => escapeMarkdown(text.length > length ? `${text.slice(0, length)}…` : text);
	const lines = remarks.slice(0, most).map(({ subject, text, hint }) => `- **${escapeMarkdown(subject)}**: ${cut(text, TEXT)}${hint ? `<br>${cut(hint, MENDING)}` : ""}`);
	const more = remarks.length - lines.length;
	return [
		...lines,
		...more > 0 ? [`- ... and ${more} more, which the log shows.`] : [],
		""
	];
}
/** Repositories of which nothing was to be told. */
function countQuiet({ repositories }) {
	return repositories.filter((entry) => "healthy" in entry ? entry.healthy : !entry.error && isQuiet(entry.status)).length;
}
function restText(more, quiet) {
	if (more === 0) return [];
	const others = more - quiet;
	return [`\n... and ${[...others > 0 ? [`${others} more`] : [], ...quiet > 0 ? [`${quiet} of which nothing is to be told`] : []].join(", and ")}.`];
}
/** What the stores hold, how old the newest snapshot is, how it grew, and what is left of GitHub's patience. */
function factLines({ held = [] }, { now, budget }) {
	const newest = held.flatMap(({ newest_at: at }) => at ?? []).toSorted().at(-1);
	const chart = dailyChart(held, now);
	return [...[
		...newest ? [`Newest snapshot: ${newest}, ${formatDuration(Math.max(0, now.getTime() - Date.parse(newest)))} old`] : [],
		...held.filter(({ snapshots }) => snapshots > 0).map(({ store, snapshots, bytes }) => `Held in ${store}: ${counted(snapshots, "snapshot")}, ${formatBytes(bytes)}`),
		...budget ? [`GitHub requests left: ${budget.remaining} of ${budget.limit}, until ${isoSecond(budget.resetAt)}`] : []
	].map((line) => `* ${escapeMarkdown(line)}`), ...chart ? [`* Stored a day: ${chart}`] : []];
}
/** The summary of a run that came to no report. */
function failureMarkdown(command, { message, hint }) {
	const text = [...message.split("\n"), ...hint ? [hint] : []].slice(0, LINES).map((line) => escapeMarkdown(line.trim().slice(0, LINE_LENGTH))).join("<br>\n");
	return `${headline(command, "FAILED")}\n${text}\n`;
}
function headline(command, verdict) {
	return `### repo-backup ${escapeMarkdown(command)}\n\n**${escapeMarkdown(verdict)}**\n`;
}

// src/action/run.ts
/** GitHub shows ten annotations of a level for a step. The last error is the verdict. */
const ANNOTATIONS = 9;
/** Where a workflow that names no store keeps its snapshots: the one place that each has without setting anything up. */
const OWN_STORE = "artifact:";
/** Runs the Action once. Never throws: what fails is told and turns the step red. */
async function runAction(env) {
	const { stopped, late } = listenForStop();
	const raw = Object.fromEntries(declaredInputs.map(({ name }) => [name, getInput(name)]));
	const secrets = maskSecrets(raw, env);
	const started = /* @__PURE__ */ new Date();
	const cwd = env["GITHUB_WORKSPACE"] || process.cwd();
	const defaults = {
		...Object.fromEntries(declaredInputs.map((input) => [input.name, input.default])),
		store: OWN_STORE
	};
	const watch = readWatch(reader(raw, defaults, collectProblems("action")), collectProblems("action"));
	const watching = {
		raw,
		watch,
		env,
		secrets,
		started,
		stopped
	};
	const kept = watch.logArtifact ? (await import("./chunks/kept-log.js")).keepLog(env, secrets) : void 0;
	try {
		const settings = await parseRun(raw, {
			door: "action",
			defaults,
			cwd,
			env
		});
		const { runAndTell } = await import("./chunks/run.js");
		const { withWarm } = await import("./chunks/warm.js");
		startGroup(`repo-backup ${VERSION}: ${settings.command}`);
		const context = {
			...createContext(env, cwd, {
				settings,
				workflowToken: watch.workflowToken,
				secrets
			}),
			stopped
		};
		const { command } = settings;
		context.stoppedSince = async () => (await import("./chunks/issue.js")).stoppedSince({
			watch,
			command,
			env,
			log: context.log
		});
		const report = await unlessStopped(late, () => withWarm(context, {
			settings,
			token: watch.workflowToken
		}, (warmed) => runAndTell(warmed, settings))).finally(() => endGroup());
		await tell(report, await lookAhead(watching, context, {
			settings,
			report
		}), env);
		await watchOver(watching, stopped.aborted && report.verdict !== "ok" ? summariseError(stopped.reason) : report);
	} catch (error) {
		const failure = summariseError(error);
		const { message, hint } = failure;
		setOutputs(NO_OUTPUTS);
		await writeSummary(failureMarkdown(raw["command"] || "sync", failure), env);
		setFailed(plain(hint ? `${message}\n${hint}` : message));
		await watchOver(watching, failure);
	}
	const lost = await kept?.keep(stepLog(info, () => /* @__PURE__ */ new Date()));
	if (lost) warning(inert(lost));
	if (stopped.aborted) process.exit();
}
/** What will fail one day if nobody does anything, and what is left of GitHub's patience. */
async function lookAhead({ watch, env }, { reader, log, stopped }, { settings, report }) {
	const now = /* @__PURE__ */ new Date();
	if (stopped?.aborted) return {
		now,
		warnings: [],
		budget: reader.seen.budget
	};
	const { watchSelf } = await import("./chunks/self-watch.js");
	return {
		now,
		warnings: await watchSelf({
			watch,
			env,
			reader,
			hasToken: settings.token !== void 0 && settings.app === void 0,
			report,
			log,
			now
		}),
		budget: reader.seen.budget
	};
}
/** Tells people who do not look at the run. What goes wrong there is a warning, and hides nothing of what was told before. */
async function watchOver(watching, result) {
	const { raw, watch, env, secrets, started, stopped } = watching;
	const { tellIssue } = await import("./chunks/issue.js");
	const { url, problem } = await tellIssue({
		watch,
		command: raw["command"] || "sync",
		dryRun: ["dry-run", "history"].some((input) => raw[input]?.toLowerCase() === "true"),
		started,
		result,
		env,
		log: stepLog(info, () => /* @__PURE__ */ new Date()),
		secrets,
		stopped
	});
	setOutput("issue", url);
	if (url) info(`failure issue: ${url}`);
	if (problem) warning(inert(problem));
}
/** Variables that hold secrets. A workflow may have them from elsewhere than its secrets, and then no runner knows them. */
const SECRET_VARIABLES = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
/**
* Secrets, and the form in which the token goes over the wire: should any ever reach the log, the runner hides it. Gives
* them, for what no runner masks.
*/
function maskSecrets({ token, passphrase, identity, "issue-token": issue, "workflow-token": workflow, "app-private-key": pem, ...others }, env) {
	const lines = (pem ?? "").split(/\n|\\n/).map((line) => line.trim());
	const keys = [...identity?.match(/AGE-SECRET-KEY-\S+/gi) ?? [], ...lines.filter((line) => line !== "" && !line.startsWith("-----"))];
	const wire = token ? overTheWire(token) : "";
	const addresses = Object.keys(VARIABLES).map((input) => others[input]);
	const all = [
		token,
		wire,
		passphrase,
		issue,
		workflow,
		...keys,
		...addresses,
		...SECRET_VARIABLES.map((name) => env[name])
	];
	const secrets = [...new Set(all)].flatMap((secret) => secret || []);
	for (const secret of secrets) setSecret(secret);
	return secrets;
}
/** A token as git sends it. */
function overTheWire(token) {
	return Buffer.from(`x-access-token:${token}`).toString("base64");
}
/** Tokens that are made on the way become secrets as well. */
function createContext(env, cwd, { settings: { serverUrl, apiUrl, token, app }, workflowToken, secrets }) {
	const hide = (made) => {
		for (const secret of [made, overTheWire(made)]) {
			setSecret(secret);
			secrets.push(secret);
		}
	};
	const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt } = env;
	const now = () => /* @__PURE__ */ new Date();
	const log = stepLog(info, now);
	return {
		now,
		wait: (ms) => setTimeout$1(ms),
		env,
		cwd,
		scratch: openScratch(env["RUNNER_TEMP"] || tmpdir()),
		log,
		createdBy: {
			name: "repo-backup",
			version: VERSION,
			run_url: run ? `${server}/${repository}/actions/runs/${run}` : null
		},
		runId: `${run ?? "local"}.${attempt ?? "1"}-${env["GITHUB_JOB"] ?? "0"}-${randomBytes(4).toString("hex")}`.replace(/[^A-Za-z0-9_.-]/g, "_"),
		cores: availableParallelism(),
		...openSides({
			serverUrl,
			apiUrl,
			token,
			app,
			own: ownOn(apiUrl, env, workflowToken),
			hide,
			now,
			log
		})
	};
}
/** A folder for everything that is not yet stored; it goes when the step ends, also when it is told to stop. */
function openScratch(parent) {
	const scratch = mkdtempSync(join(parent, "repo-backup-"));
	undoAtExit(() => rmSync(scratch, {
		recursive: true,
		force: true,
		maxRetries: 3
	}));
	return scratch;
}
async function tell(report, about, env) {
	info(inert(reportText(report)));
	setOutputs(outputsOf(report));
	await writeSummary(summaryMarkdown(report, about), env);
	const { errors, warnings } = remarksOn(report);
	const standing = [...about.warnings, ...shortLivedLines(report)];
	for (const line of [...standing, ...warnings.map(remarkLine)].slice(0, ANNOTATIONS)) warning(plain(line));
	for (const remark of errors.slice(0, ANNOTATIONS)) error(plain(remarkLine(remark)));
	if (report.verdict !== "ok") setFailed(verdictLine(report));
}
function setOutputs(outputs) {
	for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
}
async function writeSummary(markdown, env) {
	if (env["GITHUB_STEP_SUMMARY"]) await summary.addRaw(markdown).write();
}

// src/main.ts
await runAction(process.env);

export {  };