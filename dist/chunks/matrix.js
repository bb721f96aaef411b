import { i as __toESM } from "./rolldown-runtime.js";
import { $t as parsePatterns, Ht as readInputs, Qt as collectProblems, Vt as parseInputs, en as splitList, ln as READING, mn as openGitHub, un as appCredentials } from "./core.js";
import { a as declaredInputs, i as VARIABLES, n as ACTION_ONLY, t as findSimilar } from "./similar.js";
import { resolve } from "node:path";
import { readFile } from "node:fs/promises";

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

export { openSides as n, parseRun as t };