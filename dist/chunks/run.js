import { i as summariseError, t as BackupError } from "./errors.js";
import { n as judge } from "./ledger.js";
import { c as isoSecond } from "./names.js";
import { n as writeRun } from "./runs.js";
import { t as CAPTURING } from "./settings.js";
import { n as onEachStore, r as openStores } from "./stores2.js";

// src/commands/started-by.ts
/** Longest text that is kept of each, in characters. */
const LONGEST = 500;
/**
* Reads it from the environment. The name of a machine, or of its user, goes into no store: those who read the backups
* are not always those who may know it. REPO_BACKUP_ACTOR says a name on purpose.
*/
function startedBy(env) {
	const text = (name) => env[name]?.trim().slice(0, LONGEST) || null;
	const actor = text("REPO_BACKUP_ACTOR");
	if (env["GITHUB_ACTIONS"] !== "true") return {
		actor,
		event: null,
		workflow: null
	};
	return {
		actor: actor ?? text("GITHUB_ACTOR"),
		event: text("GITHUB_EVENT_NAME"),
		workflow: text("GITHUB_WORKFLOW_REF")
	};
}

// src/commands/run.ts
const WORK = {
	sync: async () => (await import("./sync.js")).sync,
	snapshot: async () => (await import("./sync.js")).snapshot,
	init: async () => (await import("./sync.js")).init,
	restore: async () => (await import("./restore2.js")).restore,
	prune: async () => inTurn((await import("./prune2.js")).prune),
	pin: async () => inTurn((await import("./pin.js")).pin),
	unpin: async () => inTurn((await import("./pin.js")).unpin),
	verify: async () => inTurn((await import("./verify.js")).verify),
	drill: async () => inTurn((await import("./drill.js")).drill)
};
/** Work on one store, done on every store in turn. */
function inTurn(work) {
	return (context, settings, stores) => onEachStore(stores, async (store) => someOf(await work(context, settings, store), store, settings), (error) => ({
		repository: "*",
		status: "failed",
		error: summariseError(error)
	}));
}
/** @throws `not-found` where a store held nothing to work on. */
function someOf(lines, store, { command }) {
	if (lines.length > 0) return lines;
	throw new BackupError("not-found", `${store.address} holds no snapshot to ${command}`, { hint: "Check --store, or run `sync` first." });
}
/** Opens the stores and runs one command on them. @throws what `runOn` throws, and where the only store cannot be opened. */
async function runCommand(context, settings) {
	const { cwd, env, now, github, scratch, log } = context;
	const create = CAPTURING.includes(settings.command);
	return runOn(await openStores(settings.stores, {
		create,
		cwd,
		env,
		now,
		github,
		scratch,
		log
	}), context, settings);
}
/**
* Runs one command to its report. What fails for one repository, or for one store of several, is in the report; what fails
* for the whole run throws.
*
* @throws `BackupError` where the only store cannot be listed, or nothing was selected.
*/
async function runOn(stores, context, settings) {
	const started = context.now();
	const { command } = settings;
	const found = command === "status" ? await runStatus(context, settings, stores) : void 0;
	const ledger = command === "status" ? [] : await (await WORK[command]())(context, settings, stores);
	const repositories = found ?? ledger;
	const report = {
		command,
		verdict: found ? judgeStatus(found) : judge(ledger),
		stores: stores.map(({ address }) => address),
		started_at: isoSecond(started),
		duration_ms: context.now().getTime() - started.getTime(),
		repositories,
		bytes: repositories.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
	};
	if (found || settings.dryRun) return report;
	return (await Promise.all(stores.map((store) => record(context, store, stores, {
		...report,
		repositories: ledger
	})))).every(Boolean) ? report : {
		...report,
		verdict: withoutRecord(report)
	};
}
async function runStatus(context, settings, stores) {
	const { status, failedStatus } = await import("./status.js");
	return onEachStore(stores, (store) => status(context, settings, store), failedStatus);
}
function judgeStatus(entries) {
	return judge(entries.map(({ healthy }) => ({ status: healthy ? "verified" : "failed" })));
}
/** A store that takes snapshots must take the record too; for commands that read it may be read-only. */
function withoutRecord({ command, verdict }) {
	return CAPTURING.includes(command) && verdict === "ok" ? "partial" : verdict;
}
/** Writes what the run did to one store into that store; false where that failed. */
async function record(context, store, stores, { command, started_at, duration_ms, repositories }) {
	const own = repositories.filter((line) => stores.length === 1 || line.store === store.address).map(({ store: _store, ...line }) => line);
	if (own.length === 0) return true;
	try {
		await writeRun(store, {
			command,
			started_at,
			duration_ms,
			verdict: judge(own),
			repositories: own,
			created_by: context.createdBy,
			started_by: startedBy(context.env)
		}, context.runId);
		return true;
	} catch (error) {
		const { message } = summariseError(error);
		context.log.warn(`the record of this run could not be written: ${message}`);
		return false;
	}
}

export { runCommand };