import { i as WEBHOOK_EVENTS, n as COMMANDS, r as PINNING, t as CAPTURING } from "./settings.js";
import { i as PERIODS, t as isEmptyPolicy } from "./retention.js";
import { t as BackupError } from "./errors.js";
import { o as isRepositoryName, p as snapshotInstant } from "./names.js";
import { i as parseArtifactAddress } from "./place.js";
import { a as parseReleaseAddress, i as parseS3Address, r as storeKind } from "./stores.js";
import { n as READS } from "./reads.js";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve } from "node:path";

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
	if (scheme === "file") return fileAddress(text);
	if (scheme) throw new BackupError("usage", `"${withoutSecret(text)}" has an address that this version cannot read`, { hint: "Use https://, http://, ssh://, file:// or a path." });
	const scp = /^(?:([^@/:]+)@)?([^/:]+):(.+)$/.exec(text);
	if (scp?.[2] && scp[3]) return sshAddress(scp[1], scp[2], void 0, scp[3], text);
	return localAddress(resolve(cwd, text));
}
/** @throws `usage` for what is no URL */
function parseUrl(text, like) {
	const url = URL.canParse(text) ? new URL(text) : void 0;
	if (url && url.pathname !== "" && decodes(url.pathname) && decodes(url.username)) return url;
	throw new BackupError("usage", `"${withoutSecret(text)}" is not a URL`, { hint: `Write it as ${like}` });
}
/** What is wrong may hold a password all the same: all that could be one is not repeated. */
function withoutSecret(text) {
	return text.replace(/:\/\/.*@/s, "://***@");
}
function decodes(part) {
	try {
		return true;
	} catch {
		return false;
	}
}
function httpAddress(text) {
	const url = parseUrl(text, "https://host/owner/name.git");
	if (url.username || url.password) throw new BackupError("usage", `the address of ${url.host}${url.pathname} holds credentials`, { hint: "Take them out of the URL and give them as `token` (command line: REPO_BACKUP_TOKEN) with `server-url`." });
	const clean = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
	return {
		kind: "http",
		url: clean,
		display: clean
	};
}
function sshUrl(text) {
	const url = parseUrl(text, "ssh://user@host/path/name.git");
	if (url.password) throw new BackupError("usage", `the address of ${url.host}${url.pathname} holds a password`, { hint: "Take it out of the URL; ssh asks its agent and its key files." });
	const host = url.hostname.replace(/^\[|\]$/g, "");
	const path = decodeURIComponent(url.pathname).replace(/^\/~/, "~");
	return sshAddress(decodeURIComponent(url.username) || void 0, host, url.port || void 0, path, text);
}
function fileAddress(text) {
	try {
		return localAddress(fileURLToPath(text));
	} catch (cause) {
		throw new BackupError("usage", `"${text}" names no file of this machine`, {
			hint: "Write it as file:///path/to/name.git",
			cause
		});
	}
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
		const target = attempt(entry, problems, () => parseTarget(entry, serverUrl, cwd));
		if (!target) continue;
		const key = target.repository.toLowerCase();
		const same = targets.get(key);
		if (same && same.address.display !== target.address.display) problems.note(`repositories: ${same.address.display} and ${target.address.display} would both be kept as ${target.repository}`, `Name one of them: owner/name=${target.address.display}`);
		else targets.set(key, target);
	}
	return [...targets.values()];
}
/** The names that entries mean inside of a store: the same list that `sync` takes, and patterns such as `owner/*`. */
function parsePatterns(entries, cwd, problems) {
	return entries.flatMap((entry) => {
		const { name, address } = splitEntry(entry);
		if (name !== void 0) return [name];
		if (!address.includes(":") && !/^[./]/.test(address)) return [address];
		return attempt(entry, problems, () => named(address, parseAddress(address, cwd), cwd).repository) ?? [];
	});
}
function attempt(entry, problems, work) {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		const secret = /:\/\/(.+)@/s.exec(entry)?.[1];
		const tell = (text) => secret === void 0 ? text : text.replaceAll(secret, "***");
		problems.note(`repositories: ${tell(error.message)}`, error.hint && tell(error.hint));
		return;
	}
}
function parseTarget(entry, serverUrl, cwd) {
	const { name, address } = splitEntry(entry);
	if (name === void 0) return parseUnnamed(address, serverUrl, cwd);
	if (!isRepositoryName(name)) throw new BackupError("usage", `"${entry}" begins with "${name}", which is not owner/name`, { hint: `Write owner/name=${address}, or ./${entry} if it is a path.` });
	if (address === "") throw new BackupError("usage", `"${entry}" has no address behind the "="`, { hint: `Write ${name}=https://host/owner/name.git, or a path.` });
	return {
		repository: name,
		address: isShorthand(address) ? onServer(address, serverUrl) : parseAddress(address, cwd)
	};
}
/** `name=address` taken apart. A path that holds a "=" begins with a dot or a slash, a URL has a colon before it. */
function splitEntry(entry) {
	const [, name, address] = /^([^=:./][^=:]*)=(.*)$/s.exec(entry) ?? [];
	return name === void 0 || address === void 0 ? {
		name: void 0,
		address: entry
	} : {
		name,
		address
	};
}
function parseUnnamed(entry, serverUrl, cwd) {
	if (/^!|^[^/]*\/?\*|^(topic|owner):/.test(entry)) throw new BackupError("usage", `"${entry}" is a pattern, and this version cannot ask GitHub for a list`, { hint: "Name each repository: owner/name." });
	if (!isShorthand(entry)) return named(entry, parseAddress(entry, cwd), cwd);
	return {
		repository: entry.replace(/\.git$/, ""),
		address: onServer(entry, serverUrl)
	};
}
/** `owner/name`, which is looked up at the server. A path begins with a dot or a slash. */
function isShorthand(entry) {
	return isRepositoryName(entry) && !entry.startsWith(".");
}
function onServer(repository, serverUrl) {
	const url = `${serverUrl}/${repository.replace(/\.git$/, "")}.git`;
	return {
		kind: "http",
		url,
		display: url
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

// src/inputs/alarms.ts
/** Slack's own hosts of webhooks, its own and that of its service for governments. */
const SLACK = /^hooks\.slack(-gov)?\.com$/;
const DEFAULT_EVENTS = "failure,recovery";
/** Reads every alarm that is set. */
function readAlarms(read, cwd, problems) {
	const url = (input) => readAddress(input, read.text(input), problems);
	const webhook = url("webhook-url");
	const heartbeat = url("heartbeat-url");
	const pushgateway = url("pushgateway-url");
	const metricsFile = read.text("metrics-file");
	const on = readEvents(read.text("webhook-on"), problems);
	const format = read.oneOf("webhook-format", [
		"auto",
		"slack",
		"json"
	]);
	if ((format !== "auto" || read.text("webhook-on") !== DEFAULT_EVENTS) && read.text("webhook-url") === "") problems.note("webhook-on and webhook-format: no webhook is given", "Set `webhook-url` in the Action, REPO_BACKUP_WEBHOOK_URL on the command line.");
	return {
		...webhook ? { webhook: {
			url: webhook.href,
			format: formatFor(format, webhook),
			on
		} } : {},
		...heartbeat ? { heartbeat: heartbeat.href } : {},
		...metricsFile ? { metricsFile: resolve(cwd, metricsFile) } : {},
		...pushgateway ? { pushgateway: pushgateway.href.replace(/\/+$/, "") } : {}
	};
}
function formatFor(format, { hostname }) {
	if (format !== "auto") return format;
	return SLACK.test(hostname) ? "slack" : "json";
}
function readAddress(input, value, problems) {
	if (value === "") return void 0;
	const url = URL.canParse(value) ? new URL(value) : void 0;
	const good = url && /^https?:$/.test(url.protocol) && canDecode(url);
	if (!good) problems.note(`${input}: it is no http or https address`, "Store the whole address as the secret.");
	return good ? url : void 0;
}
/** True where user and password can be told apart from the address again. */
function canDecode({ username, password }) {
	try {
		return decodeURIComponent(username + password) !== void 0;
	} catch {
		return false;
	}
}
function readEvents(text, problems) {
	const events = splitList(text);
	const known = events.flatMap((event) => WEBHOOK_EVENTS.find((one) => one === event) ?? []);
	if (known.length < events.length || known.length === 0) problems.add("webhook-on", `"${text}" is not made of ${WEBHOOK_EVENTS.join(", ")}`, DEFAULT_EVENTS);
	return known;
}

// src/inputs/problems.ts
const WHERE_TO_READ = {
	cli: "`repo-backup --help` shows every command, `repo-backup <command> --help` its flags.",
	action: "The README of repo-backup lists every input."
};
/** Starts a collection for one door; `before` are the problems that the door has found by itself. */
function collectProblems(door, before = []) {
	const lines = [...before];
	const write = (input, value) => {
		if (door === "action") return `${input}: ${value}`;
		return value === "true" ? `--${input}` : `--${input} ${quoted(value)}`;
	};
	return {
		add: (input, problem, example) => lines.push(`${input}: ${problem}. Write for example: ${write(input, example)}`),
		note: (problem, hint) => lines.push(hint ? `${problem}. ${hint}` : problem),
		throwIfAny() {
			const [only] = lines;
			if (only === void 0) return;
			const text = lines.length === 1 ? only : `${lines.length} inputs are wrong:\n${lines.map((line) => `  - ${line}`).join("\n")}`;
			throw new BackupError("usage", text, { hint: WHERE_TO_READ[door] });
		}
	};
}
function quoted(value) {
	return /^[\w./:=@-]+$/.test(value) ? value : `'${value}'`;
}

// src/inputs/seal.ts
/** What stands in `encrypt-to` where a passphrase takes the place of public keys. */
const PASSPHRASE = "passphrase";
const EXAMPLE = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
/** A passphrase shorter than this many characters is guessed sooner than it is forgotten. */
const SHORTEST = 12;
/** Reads `encrypt-to`: public keys, or the word `passphrase`. Nothing means that snapshots stay readable. */
function readRecipients(read, problems) {
	const entries = splitList(read.text("encrypt-to"));
	const keys = entries.filter((entry) => entry !== PASSPHRASE);
	const passphrase = read.text("passphrase");
	if (keys.length < entries.length) {
		if (keys.length > 0) problems.note("encrypt-to: public keys and a passphrase cannot be mixed", "Give one kind.");
		return readPassphrase(passphrase, problems);
	}
	if (passphrase) problems.add("encrypt-to", "a passphrase is given, and nothing says that it seals the snapshots", PASSPHRASE);
	for (const [index, key] of keys.entries()) if (/^AGE-SECRET-KEY-/i.test(key)) problems.add("encrypt-to", "this is a secret key; a backup takes the public one", EXAMPLE);
	else if (!/^age1[02-9ac-hj-np-z]+$/.test(key)) problems.add("encrypt-to", `entry ${index + 1} is not the public key of an age identity`, EXAMPLE);
	return keys.length > 0 ? {
		kind: "keys",
		keys
	} : void 0;
}
function readPassphrase(passphrase, problems) {
	const where = "Set REPO_BACKUP_PASSPHRASE on the command line, the input `passphrase` in the Action.";
	if (!passphrase) problems.note("encrypt-to: it says `passphrase`, and none is given", where);
	else if (passphrase.length < SHORTEST) problems.note(`passphrase: it has less than ${SHORTEST} characters`, "Take five random words, or a key: age-keygen.");
	return {
		kind: "passphrase",
		passphrase
	};
}
/** Reads `identity` and `passphrase`. An identity is the text of a key file, in which `#` begins a comment. */
function readSecrets(read, problems) {
	const text = read.text("identity");
	const passphrase = read.text("passphrase") || void 0;
	const identities = splitList(text);
	const hint = "Give what `age-keygen` wrote; it begins with AGE-SECRET-KEY-1.";
	if (/^age-encryption\.org\/|BEGIN AGE ENCRYPTED FILE/m.test(text)) problems.note("identity: the key file is itself encrypted", "Open it first: `age -d key.age`.");
	else if (identities.some((key) => !/^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+$/.test(key))) problems.note("identity: it holds something that is not an age identity", hint);
	return identities.length > 0 || passphrase ? {
		identities,
		passphrase
	} : void 0;
}

// src/inputs/watch.ts
/** GitHub takes a label of at most so many characters. */
const LONGEST_LABEL = 50;
/** Reads them all. What is wrong goes into the collection and counts as not said. */
function readWatch(read, problems) {
	const repository = read.text("issue-repository");
	const known = isRepositoryName(repository);
	if (repository && !known) problems.add("issue-repository", `"${repository}" is not owner/name`, "acme/backups");
	const labels = splitList(read.text("issue-labels"));
	for (const label of labels) if (label.length > LONGEST_LABEL) problems.add("issue-labels", `"${label}" is longer than ${LONGEST_LABEL} characters`, "backup");
	return {
		failureIssue: read.flag("failure-issue"),
		issueRepository: known ? repository : void 0,
		issueLabels: labels.filter((label) => label.length <= LONGEST_LABEL),
		issueToken: read.text("issue-token") || void 0,
		shard: read.text("job-index") || "0"
	};
}

// src/inputs/parse.ts
/** The longest reason of a pin, in characters: a pin stays a line that a table can show. */
const LONGEST_REASON = 500;
const GITHUB = "https://github.com";
const TYPES = [
	"auto",
	"full",
	"incremental",
	"differential"
];
/** Reads all inputs. @throws `usage` that tells all bad inputs at once, each with the line to write instead. */
function parseInputs(raw, { door, defaults, cwd, env, problems: before }) {
	const problems = collectProblems(door, before);
	const read = reader(raw, defaults, problems);
	const command = read.oneOf("command", COMMANDS);
	if (command === read.text("command")) refuseUnread(command, raw, defaults, problems);
	const serverUrl = readUrl("server-url", read.text("server-url") || env["GITHUB_SERVER_URL"] || GITHUB, GITHUB, problems);
	const apiUrl = readUrl("api-url", read.text("api-url") || apiOf(serverUrl), "https://api.github.com", problems);
	const entries = splitList(read.text("repositories"));
	const capturing = CAPTURING.includes(command);
	if (capturing && entries.length === 0) problems.add("repositories", "no repository is named", "owner/name");
	const settings = {
		command,
		targets: capturing ? parseTargets(entries, {
			serverUrl,
			cwd
		}, problems) : [],
		patterns: capturing ? [] : parsePatterns(entries, cwd, problems),
		stores: readStores(read.text("store"), env, problems),
		token: read.text("token") || void 0,
		encryptTo: capturing ? readRecipients(read, problems) : void 0,
		secrets: READS[command].includes("identity") ? readSecrets(read, problems) : void 0,
		serverUrl,
		apiUrl,
		type: read.oneOf("type", TYPES),
		fullEveryDays: read.whole("full-every-days", 1, 3650),
		pullRefs: read.flag("include-pull-refs"),
		concurrency: read.whole("concurrency", 1, 64),
		retention: readRetention(read, READS[command].includes("retention-days") ? problems : void 0),
		dryRun: read.flag("dry-run"),
		choice: readChoice(read, problems),
		reason: readReason(read, problems),
		to: read.text("to") || void 0,
		worktree: read.flag("worktree"),
		overwrite: read.flag("overwrite"),
		checkConnectivity: read.flag("check-connectivity"),
		deep: read.flag("deep"),
		maxAgeHours: read.whole("max-age-hours", 1, 876e3),
		alarms: readAlarms(read, cwd, problems)
	};
	if (settings.command === "restore" && settings.to === void 0) problems.add("to", "restore needs a folder to restore into", "./restored.git");
	if (PINNING.includes(command) && !settings.choice.snapshot && !(command === "pin" && read.text("at"))) problems.add("snapshot", `${command} needs the name of a snapshot`, "snapshot-20261121-020000");
	readWatch(read, problems);
	problems.throwIfAny();
	return settings;
}
/** The doors fill this in by themselves, so it says nothing of what the user wants. */
const FILLED_IN = ["command"];
/** An input that would do nothing is a misunderstanding: `deep` for `sync` looks like a proof that nobody made. */
function refuseUnread(command, raw, defaults, problems) {
	for (const [input, value] of Object.entries(raw)) {
		if (!(value?.trim() && value.trim() !== defaults[input]) || FILLED_IN.includes(input) || READS[command].includes(input)) continue;
		const readers = COMMANDS.filter((one) => READS[one].includes(input));
		problems.note(`${input}: ${command} does not read it`, `Leave it out; it is for ${readers.join(", ")}.`);
	}
}
/** Reads single inputs; problems go into the collection. */
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
/** Where the API of a server is: of github.com and ghe.com a host of its own, of an Enterprise Server a path. */
function apiOf(serverUrl) {
	const { protocol, host } = new URL(serverUrl);
	if (host === "github.com" || host.endsWith(".ghe.com")) return `${protocol}//api.${host}`;
	return `${serverUrl}/api/v3`;
}
function readUrl(input, value, example, problems) {
	const url = URL.canParse(value) ? new URL(value) : void 0;
	const good = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
	if (!good) problems.add(input, "not an http or https URL without credentials", example);
	return good ? `${url.origin}${url.pathname.replace(/\/+$/, "")}` : example;
}
/** One address a line. Two lines that say the same are one store. */
function readStores(text, env, problems) {
	const addresses = new Set(text.split("\n").map((line) => line.trim()).filter((line) => line !== ""));
	if (addresses.size === 0) problems.add("store", "no store is named", "./backups");
	for (const address of addresses) checkStore(address, env, problems);
	return [...addresses];
}
function checkStore(value, env, problems) {
	const kind = storeKind(value);
	if (kind === "file" && !isFileUrl(value)) problems.add("store", `"${value}" is no file URL of this machine`, "file:///srv/backups");
	else if (kind === "s3") noteIfRefused(() => parseS3Address(value), problems);
	else if (kind === "artifact") noteIfRefused(() => parseArtifactAddress(value, env), problems);
	else if (kind === "release") noteIfRefused(() => parseReleaseAddress(value), problems);
	else if (kind !== "path" && kind !== "file") problems.add("store", `"${kind}:" is no kind of store that this version knows`, "./backups");
}
function noteIfRefused(parse, problems) {
	try {
		parse();
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		problems.note(`store: ${error.message}`, error.hint);
	}
}
function isFileUrl(value) {
	try {
		return fileURLToPath(value) !== "";
	} catch {
		return false;
	}
}
/** Every rule of the policy. Where it is going to be used, one that keeps nothing is a problem. */
function readRetention(read, problems) {
	const policy = {
		days: read.whole("retention-days", 0, 36500),
		keepLast: read.whole("keep-last", 1, 1e6),
		periods: Object.fromEntries(PERIODS.map((period) => [period, read.whole(`keep-${period}`, 0, 1e6)]))
	};
	if (isEmptyPolicy(policy)) problems?.add("retention-days", "it is 0 and no other rule is given, so everything but the newest snapshot would be removed", "30");
	return policy;
}
function readReason(read, problems) {
	const reason = read.text("reason");
	if (reason.length > LONGEST_REASON) problems.add("reason", `it is longer than ${LONGEST_REASON} characters`, "before the migration");
	return reason || void 0;
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

export { collectProblems as i, reader as n, readWatch as r, parseInputs as t };