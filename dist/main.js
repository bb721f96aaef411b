import { a as setFailed, c as startGroup, i as info, l as warning, n as error, o as setOutput, r as getInput, s as setSecret, t as endGroup, u as summary } from "./chunks/actions-core.js";
import { a as escapeMarkdown, c as runCommand, i as verdictLine, n as reportTable, o as markdownTable, r as reportText, s as parseInputs, t as remarks } from "./chunks/text.js";
import { i as summariseError } from "./chunks/errors.js";
import { n as VERSION, t as declaredInputs } from "./chunks/declared.js";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

// src/action/outputs.ts
/** GitHub takes 1 MB of outputs from a whole job; beyond this many characters the list of snapshots is cut. */
const LIMIT$1 = 5e5;
/** Every output by name. A list that would not fit is cut at its end: `stored` still counts all. */
function outputsOf(report) {
	const entries = report.repositories.filter((entry) => "status" in entry);
	const count = (status) => String(entries.filter((entry) => entry.status === status).length);
	const stored = entries.filter(({ status }) => status === "stored").map(({ repository, snapshot, type, bytes }) => ({
		repository,
		snapshot,
		type,
		bytes
	}));
	return {
		verdict: report.verdict,
		snapshots: fitting(stored),
		stored: count("stored"),
		unchanged: count("unchanged"),
		failed: String(failures(report)),
		bytes: String(report.bytes)
	};
}
function failures(report) {
	return report.repositories.filter((entry) => "healthy" in entry ? !entry.healthy : entry.status === "failed" || entry.error).length;
}
function fitting(list) {
	const text = JSON.stringify(list);
	return text.length <= LIMIT$1 ? text : fitting(list.slice(0, Math.floor(list.length / 2)));
}

// src/action/summary.ts
/** GitHub drops a step's summary whole above 1 MiB; half of it leaves room for other steps of the job. Bytes. */
const LIMIT = 524288;
/** The report as Markdown, cut to what fits: rows first come failed and changed, so that is what stays. */
function summaryMarkdown(report) {
	const { heads, rows } = reportTable(report);
	const head = `### repo-backup ${report.command}\n\n**${escapeMarkdown(verdictLine(report))}**\n`;
	const notes = remarks(report).map((line) => `- ${escapeMarkdown(line)}`);
	for (let shown = rows.length;; shown = Math.floor(shown / 2)) {
		const more = rows.length - shown;
		const text = [
			head,
			markdownTable({
				heads,
				rows: rows.slice(0, shown)
			}),
			...more > 0 ? [`\n... and ${more} more repositories.`] : [],
			"",
			...notes.slice(0, Math.max(shown, 20)),
			""
		].join("\n");
		if (Buffer.byteLength(text) <= LIMIT || shown === 0) return text.slice(0, LIMIT);
	}
}

// src/action/run.ts
/** Milliseconds between two lines of progress in a log that cannot be rewritten. */
const PACE = 1e4;
/** Runs the Action once. Never throws: what fails is told and turns the step red. */
async function runAction(env) {
	try {
		const raw = Object.fromEntries(declaredInputs.map(({ name }) => [name, getInput(name)]));
		maskSecrets(raw["token"]);
		const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
		const context = createContext(env);
		const settings = parseInputs(raw, {
			door: "action",
			defaults,
			cwd: context.cwd,
			env
		});
		startGroup(`repo-backup ${VERSION}: ${settings.command}`);
		await tell(await runCommand(context, settings).finally(() => endGroup()));
	} catch (error) {
		const { message, hint } = summariseError(error);
		setOutput("verdict", "failed");
		setFailed(hint ? `${message}\n${hint}` : message);
	}
}
/** The token, and the form in which it goes over the wire: should either ever reach the log, the runner hides it. */
function maskSecrets(token) {
	if (!token) return;
	setSecret(token);
	setSecret(Buffer.from(`x-access-token:${token}`).toString("base64"));
}
function createContext(env) {
	const scratch = mkdtempSync(join(env["RUNNER_TEMP"] || tmpdir(), "repo-backup-"));
	process.once("exit", () => rmSync(scratch, {
		recursive: true,
		force: true
	}));
	for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
	const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt } = env;
	let next = 0;
	return {
		now: () => /* @__PURE__ */ new Date(),
		wait: (ms) => setTimeout(ms),
		env,
		cwd: env["GITHUB_WORKSPACE"] || process.cwd(),
		scratch,
		log: {
			info: (line) => info(line),
			warn: (line) => info(`warning: ${line}`),
			progress(line) {
				if (Date.now() < next) return;
				next = Date.now() + PACE;
				info(line);
			}
		},
		createdBy: {
			name: "repo-backup",
			version: VERSION,
			run_url: run ? `${server}/${repository}/actions/runs/${run}` : null
		},
		runId: `${run ?? "local"}.${attempt ?? "1"}-${env["GITHUB_JOB"] ?? "0"}-${process.pid}`.replace(/[^A-Za-z0-9_.-]/g, "_"),
		cores: availableParallelism()
	};
}
async function tell(report) {
	info(reportText(report));
	for (const [name, value] of Object.entries(outputsOf(report))) setOutput(name, value);
	if (process.env["GITHUB_STEP_SUMMARY"]) await summary.addRaw(summaryMarkdown(report)).write();
	for (const entry of report.repositories) {
		if ("healthy" in entry) {
			if (!entry.healthy) error(`${entry.repository}: ${entry.problems.join("; ")}`);
			continue;
		}
		for (const warning$1 of entry.warnings ?? []) warning(`${entry.repository}: ${warning$1}`);
		if (entry.error) error(`${entry.repository}: ${entry.error.message}${entry.error.hint ? `\n${entry.error.hint}` : ""}`);
	}
	if (report.verdict !== "ok") setFailed(verdictLine(report));
}

// src/main.ts
await runAction(process.env);

export {  };