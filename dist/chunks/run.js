import { i as summariseError, t as BackupError } from "./errors.js";
import { n as judge } from "./ledger.js";
import { c as isoSecond } from "./names.js";
import { n as openStore } from "./stores.js";
import { n as writeRun } from "./runs.js";
import { t as CAPTURING } from "./settings.js";

// src/commands/run.ts
const WORK = {
	sync: async () => (await import("./sync.js")).sync,
	snapshot: async () => (await import("./sync.js")).snapshot,
	init: async () => (await import("./sync.js")).init,
	prune: async () => (await import("./prune2.js")).prune,
	pin: async () => (await import("./pin.js")).pin,
	unpin: async () => (await import("./pin.js")).unpin,
	verify: async () => (await import("./verify.js")).verify,
	restore: async () => (await import("./restore2.js")).restore,
	drill: async () => (await import("./drill.js")).drill
};
/** Opens the store and runs one command on it. @throws what `runOn` throws, and where the store cannot be opened. */
async function runCommand(context, settings) {
	const { cwd, env, now, github, scratch, log } = context;
	const create = CAPTURING.includes(settings.command);
	return runOn(await openStore(settings.store, {
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

export { runCommand };