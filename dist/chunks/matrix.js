import { i as __toESM } from "./rolldown-runtime.js";
import { t as BackupError } from "./errors.js";
import { r as openGitHub } from "./client.js";
import { a as READING, n as onServer, o as appCredentials, r as parseAddress, t as nameOfAddress } from "./address.js";
import { a as declaredInputs, i as VARIABLES, n as ACTION_ONLY, r as READS, t as findSimilar } from "./similar.js";
import { a as WEBHOOK_EVENTS, n as COMMANDS, r as PINNING, t as CAPTURING } from "./settings.js";
import { i as PERIODS, t as isEmptyPolicy } from "./retention.js";
import { o as isRepositoryName, p as snapshotInstant, s as isSafeSegment } from "./names.js";
import { i as parseArtifactAddress } from "./place.js";
import { a as parseReleaseAddress, i as parseS3Address, r as storeKind, t as localFolder } from "./stores.js";
import { createPrivateKey } from "node:crypto";
import { resolve } from "node:path";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

// src/github/open.ts
/**
* Opens both sides. Without an App they are one. With one, the App reads the repositories with no more than it takes to
* read, and the token, which in a workflow may write its own repository, is for all else; without a token the App is.
*/
function openSides({ token, app, ...options }) {
	const { serverUrl, apiUrl, log } = options;
	const open = (credentials) => openGitHub({
		serverUrl,
		apiUrl,
		log,
		...credentials
	});
	const byToken = open({ tokenFor: async () => token });
	if (!app) return {
		github: byToken,
		reader: byToken
	};
	const byApp = {
		...options,
		app,
		token,
		hide: options.hide ?? (() => void 0)
	};
	return {
		github: token ? byToken : open(appCredentials({
			...byApp,
			permissions: void 0
		})),
		reader: open(appCredentials({
			...byApp,
			permissions: READING
		}))
	};
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
	if (!isShorthand(entry) && !entry.includes(":") && !/^[./]/.test(entry)) throw new BackupError("usage", `"${entry}" is neither owner/name nor an address`, { hint: `Write owner/name for a repository on ${serverUrl}, ./${entry} for a folder, or owner/* for all that an owner has.` });
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

// src/inputs/auth.ts
/** Reads `app-id` and `app-private-key`; undefined where there is no App. */
function readApp(text, problems) {
	const id = text("app-id");
	const privateKey = text("app-private-key").replaceAll(String.raw`\n`, "\n");
	if (!id && !privateKey) return void 0;
	if (!id) problems.add("app-id", "it is missing, and app-private-key is given", "123456");
	else if (!/^[A-Za-z0-9._-]+$/.test(id)) problems.add("app-id", "it is not the id of an App", "123456");
	if (!privateKey) problems.note(`app-private-key: it is missing, and app-id is given`, KEY);
	else if (!isPrivateKey(privateKey)) problems.note("app-private-key: it is not a private key", KEY);
	const token = text("token");
	if (token && !token.startsWith("ghs_")) problems.note("token and app-id: both say who reads the repositories", "Give one of them. A workflow's own token may stay beside an App.");
	return {
		id,
		privateKey
	};
}
const KEY = "Give the whole PEM file of the key, from a secret (command line: REPO_BACKUP_APP_PRIVATE_KEY).";
function isPrivateKey(text) {
	try {
		return createPrivateKey(text).asymmetricKeyType === "rsa";
	} catch {
		return false;
	}
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
		lines,
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
/** What stands there where snapshots are to be readable, also those that follow sealed ones. */
const NONE = "none";
const EXAMPLE = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
/** A passphrase shorter than this many characters is guessed sooner than it is forgotten. */
const SHORTEST = 12;
/** Reads `encrypt-to`: public keys, or one of the words `passphrase` and `none`. Undefined where nobody says anything. */
function readRecipients(read, problems) {
	const entries = splitList(read.text("encrypt-to"));
	const keys = entries.filter((entry) => entry !== PASSPHRASE && entry !== NONE);
	const [word] = entries.filter((entry) => !keys.includes(entry));
	const passphrase = read.text("passphrase");
	if (word && entries.some((entry) => entry !== word)) problems.note(`encrypt-to: \`${word}\` cannot be mixed with anything else`, "Give one kind.");
	if (word === PASSPHRASE) return readPassphrase(passphrase, problems);
	if (passphrase) problems.add("encrypt-to", "a passphrase is given, and nothing says that it seals the snapshots", PASSPHRASE);
	for (const [index, key] of keys.entries()) if (/^AGE-SECRET-KEY-/i.test(key)) problems.add("encrypt-to", "this is a secret key; a backup takes the public one", EXAMPLE);
	else if (!/^age1[02-9ac-hj-np-z]+$/.test(key)) problems.add("encrypt-to", `entry ${index + 1} is not the public key of an age identity`, EXAMPLE);
	if (word) return { kind: "none" };
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

// src/inputs/selection.ts
const VISIBILITIES = [
	"all",
	"public",
	"private",
	"internal"
];
/** Reads `repositories` and the filters, for commands that look at repositories; for others both are empty. */
function readSelection(read, { selecting, app, serverUrl, cwd, env }, problems) {
	const filters = {
		archived: read.flag("include-archived"),
		forks: read.flag("include-forks"),
		visibility: read.oneOf("visibility", VISIBILITIES)
	};
	const entries = selecting ? splitList(read.text("repositories")) : [];
	const { names, ...sorted } = sortEntries(entries, env["GITHUB_REPOSITORY_OWNER"], problems);
	if (selecting && entries.every((entry) => entry.startsWith("!"))) problems.add("repositories", "no repository is named", "owner/name");
	if (sorted.patterns.length > 0 && !app && !read.text("token")) problems.note(`repositories: "${sorted.patterns[0]}" asks GitHub for a list, which takes a token`, "Give `token` (command line: REPO_BACKUP_TOKEN), or `app-id` and `app-private-key`.");
	return {
		targets: parseTargets(names, {
			serverUrl,
			cwd
		}, problems),
		selection: {
			...sorted,
			...filters
		}
	};
}
/** Tells names from patterns. `ownOwner` has the workflow's own repository: it is meant where a topic stands alone. */
function sortEntries(entries, ownOwner, problems) {
	const sorted = {
		names: [],
		patterns: [],
		topics: [],
		exclusions: []
	};
	for (const entry of entries) sortEntry(entry, sorted, problems);
	if (sorted.topics.length > 0 && sorted.patterns.length === 0) {
		if (ownOwner) sorted.patterns.push(`${ownOwner}/*`);
		else problems.note(`repositories: "topic:${sorted.topics[0]}" names no owner whose repositories are meant`, `Write the owner beside it: owner/*, topic:${sorted.topics[0]}`);
	}
	return sorted;
}
function sortEntry(entry, sorted, problems) {
	const bad = (problem, hint) => problems.note(`repositories: "${entry}" ${problem}`, hint);
	const [, negated, kind, value = ""] = /^(!?)(?:(owner|topic):)?(.*)$/s.exec(entry) ?? [];
	const list = negated ? sorted.exclusions : kind === "topic" ? sorted.topics : sorted.patterns;
	if (kind === "topic") {
		if (isTopic(value)) list.push(negated ? `topic:${value}` : value);
		else bad("is no topic", "Topics are lower-case letters, digits and hyphens: topic:backup");
	} else if (kind === "owner") {
		if (isSafeSegment(value)) list.push(`${value}/*`);
		else bad("names no owner", "Write owner:acme, or acme/*");
	} else if (!negated && !/^(?![./])[^/:=]*\/?[^/:=]*\*/.test(entry)) sorted.names.push(entry);
	else if (negated && isRepositoryName(value)) list.push(value);
	else if (isPattern(value)) list.push(value);
	else if (negated) bad("leaves out no repository", "Write !owner/name, !owner/prefix-* or !topic:x");
	else bad("does not name its owner", "Write owner/* or owner/prefix-*: the owner is always a name.");
}
/** `owner/...*...`: only the second half may hold a star. */
function isPattern(text) {
	const [owner = "", name = "", ...rest] = text.split("/");
	return rest.length === 0 && isSafeSegment(owner) && name.includes("*") && /^[A-Za-z0-9_.*-]+$/.test(name);
}
/** GitHub's own rule: at most 50 lower-case letters, digits and hyphens. */
function isTopic(text) {
	return /^[a-z0-9][a-z0-9-]{0,49}$/.test(text);
}

// src/inputs/stores.ts
/** Reads `store`, which `plan` has none of, and for `copy` the stores to copy to. Two lines that say the same are one store. */
function readStores(command, text, world, problems) {
	if (command === "plan") return {
		stores: [],
		copyTo: []
	};
	const stores = readAddresses("store", text("store"), world, problems);
	if (stores.length === 0) problems.add("store", "no store is named", "./backups");
	if (command === "pin" || CAPTURING.includes(command)) refuseStoring("store", stores, world, problems);
	else if (text("token") === "") refuseReading(stores, world, problems);
	if (command !== "copy") return {
		stores,
		copyTo: []
	};
	const copyTo = readAddresses("copy-to", text("copy-to"), world, problems);
	refuseStoring("copy-to", copyTo, world, problems);
	if (copyTo.length === 0) problems.add("copy-to", "copy needs a store to copy to", "s3://bucket/backups");
	if (stores.length > 1) problems.note("store: copy reads one store", "Name one; `copy-to` may name several, one a line.");
	const places = new Set(stores.map((address) => placeOf(address, world)));
	for (const address of copyTo) if (places.has(placeOf(address, world))) problems.add("copy-to", `"${address}" is the store to copy from`, "s3://bucket/backups");
	return {
		stores,
		copyTo
	};
}
/** Artifacts belong to the run of a workflow: without one nothing can be stored there, which is told before anything is read. */
function refuseStoring(input, addresses, world, problems) {
	for (const address of outsideArtifacts(addresses, world)) problems.note(`${input}: "${address}" cannot be written from outside of a workflow`, "Only the Action stores in artifacts. Write ./backups, s3://bucket/backups or release:owner/name; to read them artifact:owner/name will do.");
}
/** GitHub lets nobody download an artifact without a token, also not one of a public repository. */
function refuseReading(stores, world, problems) {
	for (const address of outsideArtifacts(stores, world)) problems.note(`store: "${address}" cannot be read without a token`, "Give a fine-grained one with Actions: read for that repository as `token` (command line: REPO_BACKUP_TOKEN).");
}
/** The artifact stores, where no workflow runs: in one the runner gives what they need. */
function outsideArtifacts(addresses, { env }) {
	return env["GITHUB_REPOSITORY"] ? [] : addresses.filter((one) => storeKind(one) === "artifact");
}
/** One address a line. */
function readAddresses(input, text, world, problems) {
	const lines = text.split("\n").map((line) => line.trim());
	const addresses = new Set(lines.filter((line) => line !== ""));
	for (const address of addresses) checkAddress(input, address, world, problems);
	return [...addresses];
}
function checkAddress(input, value, { env }, problems) {
	const kind = storeKind(value);
	if (kind === "file" && !isFileUrl(value)) problems.add(input, `"${value}" is no file URL of this machine`, "file:///srv/backups");
	else if (kind === "s3") noteIfRefused(input, () => parseS3Address(value), problems);
	else if (kind === "artifact") noteIfRefused(input, () => parseArtifactAddress(value, env), problems);
	else if (kind === "release") noteIfRefused(input, () => parseReleaseAddress(value), problems);
	else if (kind !== "path" && kind !== "file") problems.note(`${input}: "${kind}:" is no kind of store that this version knows`, "Write ./backups, s3://bucket/backups (with endpoint=... for what is not AWS), release:owner/name or artifact:owner/name.");
}
function noteIfRefused(input, parse, problems) {
	try {
		parse();
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		problems.note(`${input}: ${error.message}`, error.hint);
	}
}
function isFileUrl(value) {
	try {
		return fileURLToPath(value) !== "";
	} catch {
		return false;
	}
}
/** The same for two ways of writing the same folder. */
function placeOf(address, { cwd }) {
	if (storeKind(address) === "file" && !isFileUrl(address)) return address;
	return localFolder(address, cwd) ?? address;
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
		keepalive: read.flag("keepalive"),
		logArtifact: read.flag("log-artifact"),
		shard: read.text("job-index") || "0"
	};
}

// src/inputs/parse.ts
/** The longest reason of a pin, in characters: a pin stays a line that a table can show. */
const LONGEST_REASON = 500;
/** Jobs of one matrix, at most (docs.github.com, "Usage limits"). */
const MOST_JOBS = 256;
const GITHUB = "https://github.com";
const TYPES = [
	"auto",
	"full",
	"incremental",
	"differential"
];
/** Reads all inputs. @throws `usage` that tells all bad inputs at once, each with the line to write instead. */
function parseInputs(raw, options) {
	const problems = collectProblems(options.door, options.problems);
	const settings = readInputs(raw, options, problems);
	problems.throwIfAny();
	return settings;
}
/** Reads all inputs; what is wrong goes into the collection, and then the settings are of no use. */
function readInputs(raw, { defaults, cwd, env }, problems) {
	const read = reader(raw, defaults, problems);
	const command = read.oneOf("command", COMMANDS);
	if (command === read.text("command")) refuseUnread(command, raw, defaults, problems);
	const { serverUrl, apiUrl } = readServer(read, env, problems);
	const entries = splitList(read.text("repositories"));
	const capturing = CAPTURING.includes(command);
	const selecting = capturing || command === "plan" || command === "report" && isOwnSelection(read, env);
	const app = readApp(read.text, problems);
	const { targets, selection } = readSelection(read, {
		selecting,
		app,
		serverUrl,
		cwd,
		env
	}, problems);
	const settings = {
		command,
		targets,
		selection,
		patterns: READS[command].includes("include-forks") ? [] : parsePatterns(entries, cwd, problems),
		...readStores(command, read.text, {
			cwd,
			env
		}, problems),
		token: read.text("token") || void 0,
		app,
		encryptTo: capturing ? readRecipients(read, problems) : void 0,
		secrets: READS[command].includes("identity") ? readSecrets(read, problems) : void 0,
		serverUrl,
		apiUrl,
		type: read.oneOf("type", TYPES),
		fullEveryDays: read.whole("full-every-days", 1, 3650),
		concurrency: read.whole("concurrency", 1, 64),
		retention: readRetention(read, READS[command].includes("retention-days") ? problems : void 0),
		choice: readChoice(read, problems),
		reason: readReason(read, problems),
		to: read.text("to") || void 0,
		...readSwitches(read),
		maxAgeHours: read.whole("max-age-hours", 1, 876e3),
		maxDrillAgeDays: read.whole("max-drill-age-days", 0, 36500),
		history: read.flag("history"),
		shards: read.whole("shards", 1, MOST_JOBS),
		alarms: readAlarms(read, cwd, problems)
	};
	checkNeeds(settings, read, problems);
	readWatch(read, problems);
	return settings;
}
/** The GitHub that is backed up, and its API. */
function readServer(read, env, problems) {
	const serverUrl = readUrl("server-url", read.text("server-url") || env["GITHUB_SERVER_URL"] || GITHUB, GITHUB, problems);
	return {
		serverUrl,
		apiUrl: readUrl("api-url", read.text("api-url") || apiOf(serverUrl), "https://api.github.com", problems)
	};
}
/** In a workflow `repositories` is never empty: its own repository is what stands there where nothing was said. */
function isOwnSelection(read, env) {
	return !["", env["GITHUB_REPOSITORY"]].includes(read.text("repositories"));
}
/** What a command cannot do without. */
function checkNeeds({ command, to, choice }, read, problems) {
	if (command === "restore" && to === void 0) problems.add("to", "restore needs a folder to restore into", "./restored.git");
	if (PINNING.includes(command) && !choice.snapshot && !(command === "pin" && read.text("at"))) problems.add("snapshot", `${command} needs the name of a snapshot`, "snapshot-20261121-020000");
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
function readSwitches({ flag }) {
	return {
		pullRefs: flag("include-pull-refs"),
		allowPublicStore: flag("allow-public-store"),
		dryRun: flag("dry-run"),
		worktree: flag("worktree"),
		overwrite: flag("overwrite"),
		checkConnectivity: flag("check-connectivity"),
		deep: flag("deep")
	};
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
			const near = found ?? findSimilar(value, values);
			if (!found) problems.add(input, `"${value}" is none of ${values.join(", ")}`, near ?? values[0] ?? "");
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
	if (!real) problems.add("at", `"${value}" is neither a date nor an instant with a time zone`, "2026-11-05T12:00:00Z");
	return real ? date : void 0;
}

// src/inputs/matrix.ts
/** Keys of an entry that are for people and for the job's title. */
const TITLES = ["name", "index"];
const INPUTS = declaredInputs.map(({ name }) => name);
/** Why an entry may not have an input of its own; undefined where it may. */
function refusalOf(key) {
	if (key === "command" || key === "matrix") return "a run does one thing: use another step for another command";
	if (key in VARIABLES || ["identity", "issue-token"].includes(key)) return "a matrix is shown in the log of every job: give secrets to the step itself";
	if ([
		"server-url",
		"api-url",
		"app-id"
	].includes(key)) return "the token belongs to one server: use another step for another one";
	if (ACTION_ONLY.includes(key) || [
		"webhook-on",
		"webhook-format",
		"metrics-file"
	].includes(key)) return "it is about the run as a whole: give it to the step itself";
}
/**
* Reads all inputs, and with `matrix` those of each entry: then the settings have `entries`.
*
* @throws `usage` that tells all that is wrong at once, each with its entry and the line to write instead.
*/
async function parseRun(raw, options) {
	const text = raw["matrix"]?.trim() ?? "";
	if (text === "" || raw["command"] === "plan") return parseInputs(raw, options);
	const problems = collectProblems(options.door, options.problems);
	const entries = await readEntries(text, options.cwd, problems);
	if (raw["command"] === "report") {
		const settings = readInputs({
			...raw,
			matrix: ""
		}, options, problems);
		const written = entries.flatMap(({ raw: { repositories = "" } }) => splitList(repositories));
		const planned = parsePatterns(written, options.cwd, problems).filter((name) => !name.startsWith("!"));
		problems.throwIfAny();
		return {
			...settings,
			planned
		};
	}
	const parsed = entries.map((entry) => parseEntry(raw, entry, options));
	tellAll(parsed, problems);
	problems.throwIfAny();
	const [first] = parsed;
	if (!first) throw new Error("a matrix without entries was taken");
	const all = parsed.map(({ settings }) => settings);
	return {
		...first.settings,
		targets: all.flatMap(({ targets }) => targets),
		stores: [...new Set(all.flatMap(({ stores }) => stores))],
		entries: all
	};
}
function parseEntry(raw, { label, raw: own }, options) {
	const problems = collectProblems(options.door);
	return {
		label,
		settings: readInputs({
			...raw,
			matrix: "",
			...own
		}, {
			...options,
			problems: []
		}, problems),
		lines: problems.lines
	};
}
/** What is wrong in every entry is wrong with the step, and told once. */
function tellAll(parsed, problems) {
	const common = new Set(parsed[0]?.lines.filter((line) => parsed.every(({ lines }) => lines.includes(line))));
	if (parsed.length === 1) common.clear();
	for (const line of common) problems.note(line, void 0);
	for (const { label, lines } of parsed) for (const line of lines) if (!common.has(line)) problems.note(`matrix: ${label}: ${line}`, void 0);
}
async function readEntries(text, cwd, problems) {
	const value = await readValue(text, cwd, problems);
	if (value === void 0) return [];
	const { include, ...others } = isRecord(value) ? value : { include: value };
	const stray = Object.keys(others);
	if (stray.length > 0) problems.note(`matrix: "${stray.join(", ")}" stands beside include`, "Write every entry under include: a list.");
	else if (!Array.isArray(include) || include.length === 0) problems.note("matrix: it has no list of entries", "Write: include: [{ repositories: acme/app }]");
	else return include.map((entry, at) => readEntry(entry, at, problems));
	return [];
}
/** JSON, or YAML, or the name of a file that holds one of them. */
async function readValue(text, cwd, problems) {
	try {
		const content = /^(\.{0,2}\/)\S+$/.test(text) ? await readFile(resolve(cwd, text), "utf8") : text;
		if (/^[[{]/.test(content.trim())) return JSON.parse(content);
		const { parse } = await import("./dist4.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
		return parse(content);
	} catch (error) {
		const [said] = (error instanceof Error ? error.message : String(error)).split("\n");
		problems.note(`matrix: it cannot be read (${said})`, "Give JSON or YAML as strategy.matrix has it, or ./file.yml");
		return;
	}
}
function readEntry(entry, at, problems) {
	const title = isRecord(entry) && typeof entry["name"] === "string" ? ` (${entry["name"]})` : "";
	const label = `entry ${at + 1}${title}`;
	const bad = (problem, hint) => problems.note(`matrix: ${label}: ${problem}`, hint);
	if (!isRecord(entry)) {
		bad("it is no map of inputs", "Write: - repositories: acme/app");
		return {
			label,
			raw: {}
		};
	}
	const raw = {};
	for (const [key, value] of Object.entries(entry)) {
		const input = key === "repository" ? "repositories" : key;
		const text = textOf(value);
		const refused = refusalOf(key);
		if (TITLES.includes(key)) continue;
		if (!INPUTS.includes(input)) bad(`"${key}" is no input`, meant(key));
		else if (refused) bad(`${key} cannot differ between entries`, `${refused.charAt(0).toUpperCase()}${refused.slice(1)}.`);
		else if (text === void 0) bad(`${key} is no text, number, switch or list of them`, `Write: ${key}: value`);
		else if (input in raw) bad("repository and repositories are both given", "Write one of them.");
		else raw[input] = text;
	}
	if (!raw["repositories"]?.trim()) bad("it names no repository", "Write: repositories: owner/name");
	return {
		label,
		raw
	};
}
function meant(key) {
	const near = findSimilar(key, [...INPUTS, "repository"]);
	return near ? `Did you mean ${near}?` : "The README lists every input.";
}
function textOf(value) {
	if (value === null) return "";
	if (Array.isArray(value)) {
		const texts = value.map(textOf);
		return texts.every((text) => text !== void 0) ? texts.join("\n") : void 0;
	}
	if (typeof value === "string") return value;
	return typeof value === "number" || typeof value === "boolean" ? String(value) : void 0;
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

export { openSides as a, collectProblems as i, reader as n, readWatch as r, parseRun as t };