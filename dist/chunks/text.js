import { i as summariseError, t as BackupError } from "./errors.js";
import { d as isRepositoryName, f as isoSecond, g as snapshotInstant, n as formatDuration, t as formatBytes } from "./units.js";
import { n as writeRun } from "./runs.js";
import { i as COMMANDS, r as CAPTURING } from "./declared.js";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve } from "node:path";

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

// src/stores/index.ts
const OPENERS = {
	file: async (address, { create }) => (await import("./directory.js")).openDirectoryStore(fileURLToPath(address), address, create),
	path: async (address, { create, cwd }) => (await import("./directory.js")).openDirectoryStore(resolve(cwd, address), address, create)
};
/** Opens the store at an address: a path, or a URL whose scheme says which kind. @throws `usage` for a kind that is unknown. */
async function openStore(address, options) {
	const opener = OPENERS[storeKind(address)];
	if (opener) return opener(address, options);
	throw new BackupError("usage", `"${address}" is no store that this version knows`, { hint: "Use a folder: ./backups or file:///srv/backups." });
}
/** The kind of store that an address means: its scheme, or `path`. A drive letter is no scheme. */
function storeKind(address) {
	return /^([a-z][a-z0-9+-]+):/.exec(address)?.[1] ?? "path";
}

// src/commands/run.ts
const WORK = {
	sync: async () => (await import("./sync.js")).sync,
	snapshot: async () => (await import("./sync.js")).snapshot,
	init: async () => (await import("./sync.js")).init,
	prune: async () => (await import("./prune.js")).prune,
	verify: async () => (await import("./verify.js")).verify,
	restore: async () => (await import("./restore2.js")).restore,
	drill: async () => (await import("./drill.js")).drill
};
/** Opens the store and runs one command on it. @throws what `runOn` throws, and where the store cannot be opened. */
async function runCommand(context, settings) {
	const create = CAPTURING.includes(settings.command);
	return runOn(await openStore(settings.store, {
		create,
		cwd: context.cwd
	}), context, settings);
}
/**
* Runs one command to its report. What fails for one repository is in the report; what fails for the whole run throws.
*
* @throws `BackupError` where the store cannot be listed, or nothing was selected.
*/
async function runOn(store, context, settings) {
	const started = context.now();
	const entries = settings.command === "status" ? await runStatus(context, settings, store) : await runWork(context, settings, store);
	const report = {
		command: settings.command,
		verdict: entries.verdict,
		store: store.address,
		started_at: isoSecond(started),
		duration_ms: context.now().getTime() - started.getTime(),
		repositories: entries.repositories,
		bytes: entries.repositories.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
	};
	return entries.ledger ? record(context, settings, store, {
		...report,
		repositories: entries.ledger
	}) : report;
}
async function runStatus(context, settings, store) {
	const { status } = await import("./status.js");
	const repositories = await status(context, settings, store);
	return {
		verdict: judge(repositories.map(({ healthy }) => ({ status: healthy ? "verified" : "failed" }))),
		repositories
	};
}
async function runWork(context, settings, store) {
	const ledger = await (await WORK[settings.command]())(context, settings, store);
	if (ledger.length > 0) return {
		verdict: judge(ledger),
		repositories: ledger,
		ledger
	};
	throw new BackupError("not-found", `${store.address} holds no snapshot to ${settings.command}`, { hint: "Check --store, or run `sync` first." });
}
/** Writes the run's record. A store that takes snapshots must take it; for reading commands it may be read-only. */
async function record(context, settings, store, report) {
	if (settings.dryRun) return report;
	const { command, started_at, duration_ms, verdict, repositories } = report;
	try {
		await writeRun(store, {
			command,
			started_at,
			duration_ms,
			verdict,
			repositories,
			created_by: context.createdBy
		}, context.runId);
		return report;
	} catch (error) {
		const { message } = summariseError(error);
		context.log.warn(`the record of this run could not be written: ${message}`);
		return CAPTURING.includes(command) && verdict === "ok" ? {
			...report,
			verdict: "partial"
		} : report;
	}
}

// src/inputs/problems.ts
/** Starts a collection for one door. */
function collectProblems(door) {
	const lines = [];
	const write = (input, value) => door === "cli" ? `--${input} ${quoted(value)}` : `${input}: ${value}`;
	return {
		add: (input, problem, example) => lines.push(`${input}: ${problem}. Write for example: ${write(input, example)}`),
		note: (problem, hint) => lines.push(hint ? `${problem}. ${hint}` : problem),
		throwIfAny() {
			const [only] = lines;
			if (only === void 0) return;
			const text = lines.length === 1 ? only : `${lines.length} inputs are wrong:\n${lines.map((line) => `  - ${line}`).join("\n")}`;
			throw new BackupError("usage", text);
		}
	};
}
function quoted(value) {
	return /^[\w./:=@-]+$/.test(value) ? value : `'${value}'`;
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
	if (scheme === "file") return localAddress(fileURLToPath(text));
	if (scheme) throw new BackupError("usage", `"${text}" has an address that this version cannot read (${scheme}://)`, { hint: "Use https://, http://, ssh://, file:// or a path." });
	const scp = /^(?:([^@/:]+)@)?([^/:]+):(.+)$/.exec(text);
	if (scp?.[2] && scp[3]) return sshAddress(scp[1], scp[2], void 0, scp[3], text);
	return localAddress(resolve(cwd, text));
}
function httpAddress(text) {
	const url = URL.canParse(text) ? new URL(text) : void 0;
	if (!url) throw new BackupError("usage", `"${text}" is not a URL`, { hint: "Write it as https://host/owner/name.git" });
	if (url.username || url.password) throw new BackupError("usage", `the address of ${url.host}${url.pathname} holds credentials`, { hint: "Take them out of the URL and give them as `token` (command line: REPO_BACKUP_TOKEN) with `server-url`." });
	const clean = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
	return {
		kind: "http",
		url: clean,
		display: clean
	};
}
function sshUrl(text) {
	const url = new URL(text);
	return sshAddress(url.username || void 0, url.hostname, url.port || void 0, decodeURIComponent(url.pathname), text);
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
		const target = tryParse(entry, serverUrl, cwd, problems);
		if (!target) continue;
		const key = target.repository.toLowerCase();
		const same = targets.get(key);
		if (same && same.address.display !== target.address.display) problems.note(`repositories: ${same.address.display} and ${target.address.display} would both be kept as ${target.repository}`, `Name one of them: owner/name=${target.address.display}`);
		else targets.set(key, target);
	}
	return [...targets.values()];
}
function tryParse(entry, serverUrl, cwd, problems) {
	try {
		return parseTarget(entry, serverUrl, cwd);
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		problems.note(`repositories: ${error.message}`, error.hint);
		return;
	}
}
function parseTarget(entry, serverUrl, cwd) {
	const equals = entry.indexOf("=");
	if (equals > 0 && isRepositoryName(entry.slice(0, equals))) return {
		repository: entry.slice(0, equals),
		address: parseAddress(entry.slice(equals + 1), cwd)
	};
	if (/^!|^[^/]*\/?\*|^(topic|owner):/.test(entry)) throw new BackupError("usage", `"${entry}" is a pattern, and this version cannot ask GitHub for a list`, { hint: "Name each repository: owner/name." });
	if (isRepositoryName(entry) && !entry.startsWith(".")) return onServer(entry.replace(/\.git$/, ""), serverUrl);
	return named(entry, parseAddress(entry, cwd), cwd);
}
function onServer(repository, serverUrl) {
	const url = `${serverUrl}/${repository}.git`;
	return {
		repository,
		address: {
			kind: "http",
			url,
			display: url
		}
	};
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

// src/inputs/parse.ts
const TYPES = [
	"auto",
	"full",
	"incremental",
	"differential"
];
/** Reads all inputs. @throws `usage` that tells all bad inputs at once, each with the line to write instead. */
function parseInputs(raw, { door, defaults, cwd, env }) {
	const problems = collectProblems(door);
	const read = reader(raw, defaults, problems);
	const command = read.oneOf("command", COMMANDS);
	const serverUrl = readServerUrl(read.text("server-url") || env["GITHUB_SERVER_URL"] || "https://github.com", problems);
	const entries = splitList(read.text("repositories"));
	const capturing = CAPTURING.includes(command);
	if (capturing && entries.length === 0) problems.add("repositories", "no repository is named", "owner/name");
	const settings = {
		command,
		targets: capturing ? parseTargets(entries, {
			serverUrl,
			cwd
		}, problems) : [],
		patterns: capturing ? [] : entries,
		store: readStore(read.text("store"), problems),
		token: read.text("token") || void 0,
		serverUrl,
		type: read.oneOf("type", TYPES),
		fullEveryDays: read.whole("full-every-days", 1, 3650),
		pullRefs: read.flag("include-pull-refs"),
		concurrency: read.whole("concurrency", 1, 64),
		retention: {
			days: read.whole("retention-days", 1, 36500),
			keepLast: read.whole("keep-last", 1, 1e6)
		},
		dryRun: read.flag("dry-run"),
		choice: readChoice(read, problems),
		to: read.text("to") || void 0,
		worktree: read.flag("worktree"),
		overwrite: read.flag("overwrite"),
		checkConnectivity: read.flag("check-connectivity"),
		deep: read.flag("deep"),
		maxAgeHours: read.whole("max-age-hours", 1, 876e3)
	};
	if (settings.command === "restore" && settings.to === void 0) problems.add("to", "restore needs a folder to restore into", "./restored.git");
	if (settings.dryRun && settings.command !== "prune") problems.note(`dry-run: ${command} cannot be tried dry`, "Use it with `prune`.");
	problems.throwIfAny();
	return settings;
}
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
			if (!found) problems.add(input, `"${value}" is none of ${values.join(", ")}`, values[0] ?? "");
			return found ?? values[0];
		}
	};
}
function readServerUrl(value, problems) {
	const url = URL.canParse(value) ? new URL(value) : void 0;
	const good = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
	if (!good) problems.add("server-url", "not an http or https URL without credentials", "https://github.com");
	return good ? `${url.origin}${url.pathname.replace(/\/+$/, "")}` : "https://github.com";
}
function readStore(value, problems) {
	if (value === "") problems.add("store", "no store is named", "./backups");
	else if (!["path", "file"].includes(storeKind(value))) problems.add("store", `"${storeKind(value)}:" is no kind of store that this version knows`, "./backups");
	return value;
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
	if (!real) problems.add("at", `"${value}" is not an instant with a time zone`, "2026-11-05T12:00:00Z");
	return real ? date : void 0;
}

// src/report/table.ts
/** Lines up the columns with two spaces between. No trailing spaces. */
function terminalTable({ heads, rows }) {
	const right = heads.map((head) => head.endsWith(">"));
	const names = heads.map((head) => head.replace(/>$/, ""));
	const lines = [names, ...rows];
	const widths = names.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
	const pad = (cell, column) => right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
	return lines.map((line) => names.map((_, column) => pad(line[column] ?? "", column)).join("  ").trimEnd()).join("\n");
}
/** The table in GitHub's Markdown. Cells are text: nothing in them is read as markup. */
function markdownTable({ heads, rows }) {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	const names = heads.map((head) => head.replace(/>$/, ""));
	const rule = heads.map((head) => head.endsWith(">") ? "---:" : "---");
	return [
		line(names),
		line(rule),
		...rows.map((row) => line(row.map(escapeMarkdown)))
	].join("\n");
}
/** Text that Markdown and HTML leave as it is, on one line. */
function escapeMarkdown(text) {
	return text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[\\`*_{}[\]|~#!@]/g, (sign) => `\\${sign}`).replace(/\s*\n\s*/g, " ");
}

// src/report/text.ts
/** The table of a report, failed repositories first. */
function reportTable(report) {
	const [first] = report.repositories;
	return first && "healthy" in first ? statusTable(report.repositories) : ledgerTable(report.repositories);
}
function ledgerTable(entries) {
	return {
		heads: [
			"REPOSITORY",
			"STATUS",
			"SNAPSHOT",
			"TYPE",
			"BYTES>",
			"TIME>"
		],
		rows: [...entries.filter((entry) => entry.error), ...entries.filter((entry) => !entry.error)].map((entry) => [
			entry.repository,
			entry.status,
			entry.snapshot ?? "-",
			entry.type ?? "-",
			entry.bytes === void 0 ? "-" : formatBytes(entry.bytes),
			entry.duration_ms === void 0 ? "-" : formatDuration(entry.duration_ms)
		])
	};
}
function statusTable(entries) {
	return {
		heads: [
			"REPOSITORY",
			"HEALTH",
			"SNAPSHOTS>",
			"FULL>",
			"INCR>",
			"NEWEST",
			"AGE>",
			"LAST CHECK",
			"BYTES>"
		],
		rows: [...entries.filter(({ healthy }) => !healthy), ...entries.filter(({ healthy }) => healthy)].map((entry) => [
			entry.repository,
			entry.healthy ? "ok" : "NOT OK",
			String(entry.snapshots),
			String(entry.full),
			String(entry.incremental),
			entry.latest ?? "-",
			entry.age_hours === null ? "-" : formatDuration(entry.age_hours * 36e5),
			entry.last_check_at ?? "-",
			formatBytes(entry.bytes)
		])
	};
}
/** Everything below the table that a person should read, one line each: errors with their hints, warnings, notes. */
function remarks(report) {
	return report.repositories.flatMap((entry) => "healthy" in entry ? entry.problems.map((problem) => `${entry.repository}: ${problem}`) : ledgerRemarks(entry));
}
function ledgerRemarks({ repository, note, warnings = [], removed = [], error }) {
	return [
		...note ? [`${repository}: ${note}`] : [],
		...removed.length > 0 && !note ? [`${repository}: removed ${removed.join(", ")}`] : [],
		...warnings.map((warning) => `${repository}: warning: ${warning}`),
		...error ? [`${repository}: ${error.kind}: ${error.message}${error.hint ? `\n  ${error.hint}` : ""}`] : []
	];
}
/** One line that says it all. */
function verdictLine(report) {
	const words = {
		ok: "OK",
		partial: "PARTIAL",
		failed: "FAILED"
	}[report.verdict];
	const counts = /* @__PURE__ */ new Map();
	for (const entry of report.repositories) {
		const status = "healthy" in entry ? entry.healthy ? "healthy" : "not healthy" : entry.status;
		counts.set(status, (counts.get(status) ?? 0) + 1);
	}
	return `${words}: ${[...counts].map(([status, count]) => `${count} ${status}`).join(", ")}; ${formatBytes(report.bytes)} in ${formatDuration(report.duration_ms)}`;
}
/** The whole report for a terminal. */
function reportText(report) {
	return [
		terminalTable(reportTable(report)),
		...remarks(report),
		verdictLine(report)
	].join("\n");
}

export { escapeMarkdown as a, runCommand as c, verdictLine as i, EXIT_CODES as l, reportTable as n, markdownTable as o, reportText as r, parseInputs as s, remarks as t };