#!/usr/bin/env node
import { t as VERSION } from "./chunks/version.js";
import { n as COMMANDS } from "./chunks/settings.js";
import { a as declaredInputs, i as VARIABLES, n as ACTION_ONLY, r as READS, t as findSimilar } from "./chunks/similar.js";

// src/terminal/arguments.ts
const FLAGS = declaredInputs.filter(({ name }) => !(name in VARIABLES) && !ACTION_ONLY.includes(name));
const SWITCHES = new Set(FLAGS.filter((input) => input.default === "true" || input.default === "false").map(({ name }) => name));
const VALUES = new Set(FLAGS.map(({ name }) => name).filter((name) => !SWITCHES.has(name)));
const DOORS_OWN = [
	"json",
	"help",
	"version"
];
/** The inputs that hold a list: given again, they add to it. */
const LISTS = [
	"repositories",
	"store",
	"copy-to",
	"encrypt-to",
	"identity"
];
/**
* Splits `repo-backup <command> --flag value --flag=value --switch --no-switch`. Never throws, and never repeats in a
* problem what stood behind a flag that it does not know: that may be a secret.
*/
function readArguments(argv) {
	const result = {
		raw: {},
		json: false,
		help: false,
		version: false,
		problems: []
	};
	for (let at = 0; at < argv.length; at += 1) at += readOne(argv[at] ?? "", argv[at + 1], result);
	return result;
}
/** Takes in one argument; gives how many of those behind it belong to it. */
function readOne(argument, next, result) {
	if (argument === "-h") result.help = true;
	else if (!argument.startsWith("-")) readWord(argument, result);
	else return readFlag(argument, next, result);
	return 0;
}
function readWord(word, result) {
	const { raw, problems } = result;
	if (raw["command"] === void 0 && word === "help") result.help = true;
	else if (raw["command"] === void 0) raw["command"] = word;
	else if (COMMANDS.some((command) => command === word)) problems.push(`${raw["command"]} and ${word} are two commands. Run one after the other`);
	else problems.push(`"${word}" is one word too many. Values belong to a flag: --repositories ${word}`);
}
function readFlag(argument, next, result) {
	const equals = argument.indexOf("=");
	const name = argument.slice(2, equals < 0 ? void 0 : equals);
	const attached = equals < 0 ? void 0 : argument.slice(equals + 1);
	const negated = name.startsWith("no-") ? name.slice(3) : "";
	const own = DOORS_OWN.find((flag) => flag === name);
	if (own && isBoolean(attached)) result[own] = attached !== "false";
	else if (own) result.problems.push(`--${own} takes no value`);
	else if (SWITCHES.has(negated) && attached === void 0) result.raw[negated] = "false";
	else if (SWITCHES.has(name)) return readSwitch(name, attached, next, result);
	else return readValue(argument, {
		name,
		attached,
		next
	}, result);
	return 0;
}
function readSwitch(name, attached, next, { raw }) {
	const behind = attached === void 0 && (next === "true" || next === "false");
	raw[name] = attached ?? (behind ? next : "true");
	return behind ? 1 : 0;
}
function readValue(argument, { name, attached, next }, { raw, problems }) {
	const behind = attached === void 0 && !next?.startsWith("--") ? next : void 0;
	const value = attached ?? behind;
	const variable = VARIABLES[name];
	if (variable) problems.push(hidden(name, variable));
	else if (ACTION_ONLY.includes(name.replace(/^no-/, ""))) problems.push(`--${name} is for the Action, and nothing at a terminal`);
	else if (!VALUES.has(name)) problems.push(`${flagOf(argument)} is no flag of this program${similar(name)}`);
	else if (!value?.trim()) problems.push(`--${name} needs a value behind it`);
	else if (raw[name] === void 0) raw[name] = value;
	else if (LISTS.includes(name)) raw[name] += `\n${value}`;
	else problems.push(`--${name} is given more than once`);
	return behind === void 0 ? 0 : 1;
}
function hidden(name, variable) {
	return `--${name} would show the ${name} to every user of this machine. Set the environment variable ${variable} instead`;
}
/** The flag without what is attached to it. */
function flagOf(argument) {
	return argument.startsWith("--") ? argument.replace(/=.*/s, "") : argument.slice(0, 2);
}
function isBoolean(attached) {
	return attached === void 0 || attached === "true" || attached === "false";
}
function similar(name) {
	const near = findSimilar(name, [
		...VALUES,
		...SWITCHES,
		...DOORS_OWN
	]);
	return near ? `. Did you mean --${near}?` : "";
}

// src/terminal/usage.ts
const WHAT = {
	sync: "snapshot every repository that changed, then prune (the default)",
	snapshot: "snapshot every repository, changed or not",
	init: "check the access to repositories and store, make the first snapshots",
	copy: "bring snapshots from one store to others",
	prune: "remove what the retention policy no longer wants",
	pin: "keep a snapshot whatever the retention policy says",
	unpin: "let the retention policy decide on a snapshot again",
	status: "tell what the store holds, how old it is, whether it is healthy",
	verify: "prove that every stored byte is what it was",
	restore: "bring a repository back",
	drill: "restore into a scratch place, timed, and remove it again",
	plan: "resolve the selection and share it out among the jobs of a matrix",
	report: "merge what the jobs of this workflow run did into one report"
};
const EXAMPLES = {
	sync: "sync --repositories acme/app,acme/site --store ./backups",
	snapshot: "snapshot --repositories acme/app --store ./backups --type full",
	init: "init --repositories acme/app=/srv/git/app.git --store ./backups",
	copy: "copy --store ./backups --copy-to s3://bucket/backups?region=eu-central-1",
	prune: "prune --store ./backups --retention-days 90 --dry-run",
	pin: "pin --repositories acme/app --store ./backups --snapshot latest --reason release-2.0",
	unpin: "unpin --repositories acme/app --store ./backups --snapshot snapshot-20261121-020000",
	status: "status --store ./backups --max-age-hours 26",
	verify: "verify --store ./backups --deep",
	restore: "restore --repositories acme/app --store ./backups --at 2026-11-05T12:00:00Z --to ./app.git",
	drill: "drill --store ./backups",
	plan: "plan --repositories acme/app,acme/site --shards 2",
	report: "report --store ./backups --matrix ./plan.json"
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

  repo-backup sync --repositories acme/app,acme/site --store ./backups
  repo-backup restore --repositories acme/app --store ./backups --to ./app.git

repo-backup <command> --help shows the flags of a command.
Every command takes --json (one JSON document on stdout, all else on stderr), --help and --version.
A token comes from REPO_BACKUP_TOKEN, GITHUB_TOKEN or GH_TOKEN.
The key of encrypted snapshots comes from the file that --identity names or from REPO_BACKUP_IDENTITY,
a passphrase from REPO_BACKUP_PASSPHRASE. The addresses of alarms come from variables, too.
Exit codes: 0 all good, 1 failed, 2 bad usage, 3 some repositories failed.
`;
}
function commandHelp(command) {
	const flags = declaredInputs.filter(({ name }) => READS[command].includes(name) && !(name in VARIABLES) && !ACTION_ONLY.includes(name)).map(({ name, description, default: value }) => {
		return `${`  --${name}${value === "true" || value === "false" ? "" : " VALUE"}${value === "" ? "" : `  (default: ${value})`}`}\n${wrap(withoutCommands(description), "      ")}`;
	});
	const variables = declaredInputs.filter(({ name }) => READS[command].includes(name) && name in VARIABLES).map(({ name, description }) => `  ${VARIABLES[name]}\n${wrap(withoutCommands(description), "      ")}`);
	return `repo-backup ${command}: ${WHAT[command]}

  repo-backup ${EXAMPLES[command]}

${flags.join("\n")}
  --json
      One JSON document on stdout, and everything else on stderr.

Variables of the environment, for what no other user of the machine may see:

${variables.join("\n")}
`;
}
/** "For `restore`, the folder" is "The folder" where only the flags of `restore` are shown. */
function withoutCommands(description) {
	const text = description.replace(/^For (?:`\w+`(?:, | and ))+/, "");
	return text.charAt(0).toUpperCase() + text.slice(1);
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
for (const stream of [process.stdout, process.stderr]) stream.on("error", (error) => {
	if (error.code !== "EPIPE") throw error;
});
async function main(argv) {
	const parsed = readArguments(argv);
	if (parsed.help || parsed.version) {
		process.stdout.write(parsed.help ? usageText(parsed.raw["command"]) : `repo-backup ${VERSION}\n`);
		return 0;
	}
	const { runFromCommandLine } = await import("./chunks/run2.js");
	return runFromCommandLine(parsed);
}
process.exitCode = await main(process.argv.slice(2));

export {  };