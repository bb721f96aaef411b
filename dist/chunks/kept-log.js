import { ft as summariseError, i as undoAtExit } from "./start.js";
import { r as uploadByClient } from "./upload.js";
import { t as quietly } from "./quiet.js";
import { randomBytes } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// src/action/kept-log.ts
/** Days that a kept log lives. */
const DAYS = 30;
/** What the runner shows only on request (actions/toolkit, core.ts, `isDebug`). */
const DEBUG = "::debug::";
/** How the runner is told of a secret, percent signs and line ends escaped (actions/toolkit, command.ts). */
const MASK = "::add-mask::";
/** Writes everything that goes to stdout from now on into a file too, secrets masked as the runner masks them. */
function keepLog(env, secrets) {
	const folder = mkdtempSync(join(env["RUNNER_TEMP"] || tmpdir(), "repo-backup-log-"));
	undoAtExit(() => rmSync(folder, {
		recursive: true,
		force: true
	}));
	const file = join(folder, nameOf(env));
	record(file, new Set(secrets), env["RUNNER_DEBUG"] === "1");
	return { async keep(log) {
		try {
			await quietly(log, () => uploadByClient(file, folder, DAYS));
			return;
		} catch (error) {
			return `the log could not be kept as an artifact: ${summariseError(error).message.split("\n")[0]}`;
		}
	} };
}
/** Artifacts of a run need names of their own: of each job of a matrix, each step, and each attempt. */
function nameOf(env) {
	return `repo-backup-log-${[
		env["GITHUB_JOB"],
		env["GITHUB_RUN_ATTEMPT"] ?? "1",
		randomBytes(4).toString("hex")
	].join("-").replaceAll(/[^\w-]/g, "_")}.txt`;
}
function record(file, secrets, debugging) {
	const { stdout } = process;
	const write = stdout.write.bind(stdout);
	const masked = (text) => [...secrets].reduce((all, secret) => all.replaceAll(secret, "***"), text);
	const recorded = (...args) => {
		const [chunk] = args;
		const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
		if (text.startsWith(MASK)) secrets.add(unescape(text.slice(12).trimEnd()));
		else if (debugging || !text.startsWith(DEBUG)) appendFileSync(file, masked(text));
		return write(...args);
	};
	stdout.write = recorded;
}
function unescape(text) {
	return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

export { keepLog };