#!/usr/bin/env node
import { t as BackupError } from "./chunks/errors.js";
import { i as COMMANDS, n as VERSION, t as declaredInputs } from "./chunks/declared.js";

// src/inputs/reads.ts
const capture = [
	"repositories",
	"store",
	"token",
	"server-url",
	"type",
	"full-every-days",
	"include-pull-refs",
	"concurrency"
];
const stored = [
	"repositories",
	"store",
	"concurrency"
];
const choice = ["snapshot", "at"];
const retention = ["retention-days", "keep-last"];
/** The inputs of each command, in the order in which help shows them. */
const READS = {
	sync: [...capture, ...retention],
	snapshot: capture,
	init: capture,
	prune: [
		...stored,
		...retention,
		"dry-run"
	],
	status: [
		"repositories",
		"store",
		"max-age-hours"
	],
	verify: [
		...stored,
		...choice,
		"deep"
	],
	restore: [
		...stored,
		...choice,
		"to",
		"worktree",
		"overwrite",
		"check-connectivity"
	],
	drill: [
		"repositories",
		"store",
		...choice
	]
};

// src/terminal/arguments.ts
const SWITCHES = new Set(declaredInputs.filter((input) => input.default === "true" || input.default === "false").map(({ name }) => name));
const VALUES = new Set(declaredInputs.map(({ name }) => name).filter((name) => !SWITCHES.has(name)));
const DOORS_OWN = [
	"json",
	"help",
	"version"
];
/**
* Splits `repo-backup <command> --flag value --flag=value --switch --no-switch`.
*
* @throws `usage` for a flag or command that does not exist, a flag without its value, one that the command does not
*   read, and for a token, which every user of the machine could read in the list of processes.
*/
function readArguments(argv) {
	const result = {
		raw: {},
		json: false,
		help: false,
		version: false
	};
	const problems = [];
	for (let at = 0; at < argv.length; at += 1) at += readOne(argv[at] ?? "", argv[at + 1], result, problems);
	const command = result.raw["command"] ?? "sync";
	if (!isCommand(command)) problems.push(`"${command}" is no command. Use one of: ${COMMANDS.join(", ")}`);
	else problems.push(...unread(command, result));
	if (problems.length > 0 && !result.help && !result.version) throw new BackupError("usage", problems.join("\n"), { hint: "repo-backup --help shows every command." });
	return result;
}
/** Takes in one argument; gives how many of those behind it belong to it. */
function readOne(argument, next, result, problems) {
	if (argument === "-h") result.help = true;
	if (argument === "-h") return 0;
	if (!argument.startsWith("-")) {
		if (result.raw["command"] === void 0) result.raw["command"] = argument;
		else problems.push(`"${argument}" is one word too many. Values belong to a flag: --repositories ${argument}`);
		return 0;
	}
	const equals = argument.indexOf("=");
	const name = argument.slice(2, equals < 0 ? void 0 : equals);
	const value = equals < 0 ? void 0 : argument.slice(equals + 1);
	const own = DOORS_OWN.find((flag) => flag === name);
	const negated = name.startsWith("no-") && SWITCHES.has(name.slice(3));
	if (own && value === void 0) result[own] = true;
	else if (name === "token") problems.push("--token would show the token to every user of this machine. Set the environment variable REPO_BACKUP_TOKEN instead");
	else if (negated && value === void 0) result.raw[name.slice(3)] = "false";
	else if (SWITCHES.has(name)) result.raw[name] = value ?? "true";
	else if (!VALUES.has(name)) problems.push(`${argument} is no flag of this program${similar(name)}`);
	else if (value !== void 0) result.raw[name] = join(result.raw[name], value);
	else if (next === void 0 || next.startsWith("--")) problems.push(`--${name} needs a value`);
	else result.raw[name] = join(result.raw[name], next);
	return VALUES.has(name) && name !== "token" && value === void 0 && next !== void 0 && !next.startsWith("--") ? 1 : 0;
}
/** A flag given again adds to a list: `--repositories a/b --repositories c/d`. */
function join(before, value) {
	return before === void 0 ? value : `${before}\n${value}`;
}
function similar(name) {
	const near = [
		...VALUES,
		...SWITCHES,
		...DOORS_OWN
	].find((one) => one !== "token" && (one.startsWith(name.slice(0, 4)) || name.startsWith(one.slice(0, 4))));
	return near && name !== "" ? `. Did you mean --${near}?` : "";
}
function isCommand(name) {
	return COMMANDS.some((one) => one === name);
}
function unread(command, { raw }) {
	return Object.keys(raw).filter((name) => name !== "command" && !READS[command].includes(name)).map((name) => `${command} does not read --${name}`);
}

// src/terminal/usage.ts
const WHAT = {
	sync: "snapshot every repository that changed, then prune (the default)",
	snapshot: "snapshot every repository, changed or not",
	init: "check the access to repositories and store, make the first snapshots",
	prune: "remove what the retention policy no longer wants",
	status: "tell what the store holds, how old it is, whether it is healthy",
	verify: "prove that every stored byte is what it was",
	restore: "bring a repository back",
	drill: "restore into a scratch place, timed, and remove it again"
};
const WIDTH = 100;
/** The help text: of the whole program, or of one command where a known one is named. */
function usageText(command) {
	const known = COMMANDS.find((one) => one === command);
	return known ? commandHelp(known) : programHelp();
}
function programHelp() {
	const width = Math.max(...COMMANDS.map((name) => name.length));
	return `repo-backup: dated snapshots of git repositories that restore with one command, or with git and tar alone.

Usage: repo-backup <command> [flags]

${COMMANDS.map((name) => `  ${name.padEnd(width)}  ${WHAT[name]}`).join("\n")}

  repo-backup sync    --repositories acme/app,acme/site --store ./backups
  repo-backup restore --repositories acme/app --store ./backups --to ./app.git
  repo-backup <command> --help shows the flags of a command.

Everywhere: --json (one JSON document on stdout), --help, --version
A token comes from REPO_BACKUP_TOKEN, GITHUB_TOKEN or GH_TOKEN.
Exit codes: 0 all good, 1 failed, 2 bad usage, 3 some repositories failed.
`;
}
function commandHelp(command) {
	const flags = declaredInputs.filter(({ name }) => READS[command].includes(name) && name !== "token").map(({ name, description, default: value }) => {
		return `${`  --${name}${value === "true" || value === "false" ? "" : " VALUE"}${value === "" ? "" : `  (default: ${value})`}`}\n${wrap(description, "      ")}`;
	});
	return `repo-backup ${command}: ${WHAT[command]}\n\n${flags.join("\n")}\n`;
}
function wrap(text, indent) {
	const lines = [""];
	for (const word of text.split(" ")) {
		const last = lines.length - 1;
		if (`${indent}${lines[last]} ${word}`.length > WIDTH) lines.push(word);
		else lines[last] = lines[last] === "" ? word : `${lines[last]} ${word}`;
	}
	return lines.map((line) => indent + line).join("\n");
}

// src/cli.ts
async function main(argv) {
	const parsed = parse(argv);
	if (typeof parsed === "number") return parsed;
	if (parsed.help || parsed.version) {
		process.stdout.write(parsed.help ? usageText(parsed.raw["command"]) : `repo-backup ${VERSION}\n`);
		return 0;
	}
	const { runFromCommandLine } = await import("./chunks/run.js");
	return runFromCommandLine(parsed);
}
function parse(argv) {
	try {
		return readArguments(argv);
	} catch (error) {
		if (!(error instanceof BackupError)) throw error;
		process.stderr.write(`${error.message}\n${error.hint ?? ""}\n`);
		return 2;
	}
}
process.exitCode = await main(process.argv.slice(2));

export {  };