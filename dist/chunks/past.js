import { Y as readRuns } from "./core.js";
import { n as COMMANDS, t as CAPTURING } from "./settings.js";

// src/commands/past.ts
/** Records that are read for one question, at least, before it is given up. */
const RUNS_READ = 100;
/** For each repository the newest line that answers. */
function askByRepository({ commands, repositories, since, before, answer }) {
	const found = /* @__PURE__ */ new Map();
	let read = 0;
	return {
		found,
		wants(command, at) {
			if (command && !commands.includes(command) || before && at >= before) return false;
			if (repositories.every((name) => found.has(name))) return false;
			read += 1;
			return read <= RUNS_READ || since !== void 0 && at >= since;
		},
		take({ command, started_at: started, repositories: lines }) {
			if (!commands.some((one) => one === command) || before && new Date(started) >= before) return;
			for (const line of lines) {
				const answered = found.has(line.repository) ? void 0 : answer(line, new Date(started));
				if (answered !== void 0) found.set(line.repository, answered);
			}
		}
	};
}
/** The newest run of each command. */
function askByCommand() {
	const found = /* @__PURE__ */ new Map();
	let unnamed = 0;
	return {
		found,
		wants: (command) => command ? !found.has(command) : (unnamed += 1) <= RUNS_READ,
		take(record) {
			if (!found.has(record.command)) found.set(record.command, record);
		}
	};
}
/** The newest run of one command before an instant. */
function askLast(command, before) {
	const found = /* @__PURE__ */ new Map();
	return {
		found,
		wants: (one, at) => one === command && at < before && found.size === 0,
		take(record) {
			if (record.command === command && new Date(record.started_at) < before && found.size === 0) found.set(command, record);
		}
	};
}
/** When each repository was last found or made stored. */
function askChecks(repositories, since) {
	const answer = ({ status, snapshot }, at) => status === "stored" || status === "unchanged" ? {
		at,
		snapshot
	} : void 0;
	return askByRepository({
		commands: CAPTURING,
		repositories,
		...since ? { since } : {},
		answer
	});
}
/** When each repository was last proven restorable. */
function askDrills(repositories, since) {
	const answer = ({ status, rto_ms: rto }, at) => status === "restored" && typeof rto === "number" ? {
		at,
		rto
	} : void 0;
	return askByRepository({
		commands: ["drill"],
		repositories,
		...since ? { since } : {},
		answer
	});
}
/** The last drill of each repository, whether or not it brought it back. */
function askDrillAttempts(repositories, since) {
	const answer = ({ error }, at) => ({
		at,
		failure: error?.message
	});
	return askByRepository({
		commands: ["drill"],
		repositories,
		...since ? { since } : {},
		answer
	});
}
/** Reads records for as long as a question is open. @throws what the store throws */
async function readPast(store, questions) {
	const known = (command) => COMMANDS.find((one) => one === command);
	const records = readRuns(store, ({ command, at }) => questions.some((one) => one.wants(known(command), at)));
	for await (const record of records) for (const question of questions) question.take(record);
}

export { askDrills as a, askDrillAttempts as i, askByRepository as n, askLast as o, askChecks as r, readPast as s, askByCommand as t };