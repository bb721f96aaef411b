import { c as runCommand, l as EXIT_CODES, r as reportText, s as parseInputs } from "./text.js";
import { i as summariseError, t as BackupError } from "./errors.js";
import { n as VERSION, t as declaredInputs } from "./declared.js";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

// src/terminal/log.ts
/** Milliseconds between two lines of progress where nothing can be rewritten. */
const PACE = 1e4;
/** Writes to `stream`; stdout stays free for the report. */
function terminalLog(stream, now) {
	const live = stream.isTTY;
	let shown = false;
	let next = 0;
	const clear = () => {
		if (shown) stream.write("\r\x1B[K");
		shown = false;
	};
	const line = (text) => {
		clear();
		stream.write(`${printable(text)}\n`);
	};
	return {
		info: line,
		warn: (text) => line(`warning: ${text}`),
		progress(text) {
			if (live) {
				clear();
				stream.write(printable(text).slice(0, (stream.columns || 80) - 1));
				shown = true;
			} else if (now().getTime() >= next) {
				next = now().getTime() + PACE;
				line(text);
			}
		}
	};
}
/** What servers and repositories say is shown without control characters, which could rewrite the screen. */
function printable(text) {
	return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, " ");
}

// src/terminal/run.ts
/** Runs what the arguments say and gives the exit code. */
async function runFromCommandLine({ raw, json }) {
	const { env } = process;
	const scratch = mkdtempSync(join(tmpdir(), "repo-backup-"));
	process.once("exit", () => rmSync(scratch, {
		recursive: true,
		force: true
	}));
	for (const signal of [
		"SIGINT",
		"SIGTERM",
		"SIGHUP"
	]) process.once(signal, () => process.exit(1));
	const now = () => /* @__PURE__ */ new Date();
	const context = {
		now,
		wait: (ms) => setTimeout(ms),
		env,
		cwd: process.cwd(),
		scratch,
		log: terminalLog(process.stderr, now),
		createdBy: {
			name: "repo-backup",
			version: VERSION,
			run_url: null
		},
		runId: `${randomBytes(6).toString("hex")}-0`,
		cores: availableParallelism()
	};
	try {
		const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
		const token = env["REPO_BACKUP_TOKEN"] || env["GITHUB_TOKEN"] || env["GH_TOKEN"];
		const settings = parseInputs({
			...raw,
			token
		}, {
			door: "cli",
			defaults,
			cwd: context.cwd,
			env
		});
		const report = await runCommand(context, settings);
		process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${printable(reportText(report))}\n`);
		return EXIT_CODES[report.verdict];
	} catch (error) {
		return tellFailure(error, json, raw["command"] ?? "sync");
	}
}
/** A failure of the whole run: on stderr for people, and with `--json` as a document on stdout too. Gives the exit code. */
function tellFailure(error, json, command) {
	const summary = summariseError(error);
	if (json) process.stdout.write(`${JSON.stringify({
		command,
		verdict: "failed",
		repositories: [],
		error: summary
	}, null, 2)}\n`);
	process.stderr.write(`${printable(`FAILED: ${summary.message}${summary.hint ? `\n${summary.hint}` : ""}`)}\n`);
	return error instanceof BackupError && error.kind === "usage" ? 2 : 1;
}

export { runFromCommandLine };