import { $ as openSides, C as parseRun, ct as plain, dt as isKind, ft as summariseError, h as indented, i as undoAtExit, lt as BackupError, r as stopProgram, t as EXIT_CODES, u as reportText, ut as diskFull } from "./start.js";
import { t as VERSION } from "./version.js";
import { a as declaredInputs, i as VARIABLES, r as READS } from "./similar.js";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { readFile } from "node:fs/promises";

// src/terminal/secrets.ts
/**
* The texts of the files that --identity names, or REPO_BACKUP_IDENTITY; REPO_BACKUP_PASSPHRASE; and the addresses of
* alarms. The environment counts only for commands that read it: there it may stand for another one.
*
* @throws `usage` for a file that cannot be read.
*/
async function readSecrets(raw, env) {
	const reads = Object.entries(READS).find(([name]) => name === (raw["command"] ?? "sync"))?.[1] ?? [];
	const variable = (input, name) => reads.includes(input) ? env[name] : void 0;
	const files = raw["identity"]?.split("\n").map((file) => readKeyFile(file));
	const { token: _token, ...others } = VARIABLES;
	return {
		...Object.fromEntries(Object.entries(others).map(([input, name]) => [input, variable(input, name)])),
		identity: files ? (await Promise.all(files)).join("\n") : variable("identity", "REPO_BACKUP_IDENTITY")
	};
}
async function readKeyFile(file) {
	if (/AGE-SECRET-KEY-/i.test(file)) throw new BackupError("usage", "identity: a key in the arguments is shown to every user of this machine", { hint: "Give the name of its file: --identity ./key.txt, or set REPO_BACKUP_IDENTITY." });
	try {
		return await readFile(file, "utf8");
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new BackupError("usage", `identity: the key file cannot be read (${reason})`, {
			hint: "Give the name of the file that `age-keygen -o` wrote.",
			cause
		});
	}
}

// src/terminal/log.ts
/** Milliseconds between two lines of progress where nothing can be rewritten; shorter work shows none. */
const PACE = 1e4;
/** Writes to `stream`; stdout stays free for the report. */
function terminalLog(stream, now) {
	let shown = false;
	let next = now().getTime() + PACE;
	const clear = () => {
		if (shown) stream.write("\r\x1B[K");
		shown = false;
	};
	const line = (text) => {
		clear();
		stream.write(`${plain(indented(text))}\n`);
	};
	return {
		info: line,
		warn: (text) => line(`warning: ${text}`),
		progress(text) {
			if (stream.isTTY) {
				clear();
				stream.write(plain(text.replaceAll("\n", " ")).slice(0, (stream.columns || 80) - 1));
				shown = true;
			} else if (now().getTime() >= next) {
				next = now().getTime() + PACE;
				line(text);
			}
		}
	};
}

// src/terminal/run.ts
/** Runs what the arguments say and gives the exit code. */
async function runFromCommandLine(parsed) {
	const started = Date.now();
	try {
		const settings = await readSettings(parsed);
		const context = createContext(openScratch(), settings);
		const { runAndTell } = await import("./run.js");
		const report = await runAndTell(context, settings);
		process.stdout.write(parsed.json ? document(report) : `${plain(reportText(report, process.stdout.columns || void 0))}\n`);
		return EXIT_CODES[report.verdict];
	} catch (error) {
		const failure = summariseError(error);
		const { message, hint } = failure;
		const command = parsed.raw["command"] ?? "sync";
		const duration_ms = Date.now() - started;
		if (parsed.json) process.stdout.write(document({
			command,
			verdict: "failed",
			duration_ms,
			repositories: [],
			error: failure
		}));
		process.stderr.write(`${plain(`FAILED: ${message}${hint ? `\n${hint}` : ""}`)}\n`);
		return isKind(error, "usage") ? 2 : 1;
	}
}
async function readSettings({ raw, problems }) {
	const { env } = process;
	const defaults = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
	const token = env["REPO_BACKUP_TOKEN"] || env["GITHUB_TOKEN"] || env["GH_TOKEN"];
	const secrets = await readSecrets(raw, env);
	return parseRun({
		...raw,
		...secrets,
		token
	}, {
		door: "cli",
		defaults,
		cwd: process.cwd(),
		env,
		problems
	});
}
/** A folder for everything that is not yet stored; it goes when the program ends, also when it is told to stop. */
function openScratch() {
	const scratch = makeScratch(tmpdir());
	undoAtExit(() => rmSync(scratch, {
		recursive: true,
		force: true,
		maxRetries: 3
	}));
	for (const signal of [
		"SIGINT",
		"SIGTERM",
		"SIGHUP"
	]) process.on(signal, () => {
		process.stderr.write(`\nstopped by ${signal}: what is stored is whole, what was under way is not stored\n`);
		stopProgram(1);
	});
	return scratch;
}
function makeScratch(parent) {
	try {
		return mkdtempSync(join(parent, "repo-backup-"));
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw diskFull(cause, parent) ?? new BackupError("unsupported", `no temporary folder can be made: ${reason}`, {
			hint: "Set TMPDIR to a folder that exists and that you may write to.",
			cause
		});
	}
}
function createContext(scratch, { serverUrl, apiUrl, token, app }) {
	const now = () => /* @__PURE__ */ new Date();
	const log = terminalLog(process.stderr, now);
	return {
		now,
		wait: (ms) => setTimeout(ms),
		env: process.env,
		cwd: process.cwd(),
		scratch,
		log,
		createdBy: {
			name: "repo-backup",
			version: VERSION,
			run_url: null
		},
		runId: `${randomBytes(6).toString("hex")}-0`,
		cores: availableParallelism(),
		...openSides({
			serverUrl,
			apiUrl,
			token,
			app,
			now,
			log
		})
	};
}
function document(value) {
	return `${JSON.stringify(value, null, 2)}\n`;
}

export { runFromCommandLine };