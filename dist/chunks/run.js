import { i as __toESM } from "./rolldown-runtime.js";
import { K as startedBy, P as listVault, V as runCommand, W as openStores } from "./core.js";
import { t as CAPTURING } from "./settings.js";
import { K as isoSecond, S as unexplainedRecords, b as behindName, ct as plain, d as verdictLine, ft as summariseError, lt as BackupError, n as judge, pt as systemCode, st as openFetch, ut as diskFull } from "./start.js";
import { t as VERSION } from "./version.js";
import { a as askDrills, n as askByRepository, o as askLast, s as readPast, t as askByCommand } from "./past.js";
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { open, rename, rm } from "node:fs/promises";

// src/alarms/deliver.ts
/** Milliseconds that one attempt may take. */
const PATIENCE = 1e4;
/** Milliseconds before each further attempt. */
const PAUSES = [1e3, 4e3];
/** A server that asks for more milliseconds than this is not waited for: a backup must end. */
const LONGEST_WAIT = 2e4;
/** Answers that may be other ones in a moment (RFC 9110, 15.5.9 and 15.6; RFC 6585, 4). */
const PASSING = [
	408,
	429,
	500,
	502,
	503,
	504
];
/** The part of an address that may be shown. */
function hostOf(url) {
	return new URL(url).host;
}
/**
* Sends a message, up to three times. A redirect is not followed. A server that says nothing is not asked again: it may
* have taken the message. At most 10 s, or 70 s where a server refuses, asks to wait and then is silent.
*
* @throws `BackupError` that names the host and nothing else of the address.
*/
async function deliver(delivery, wait) {
	const fetch = await openFetch(delivery.url);
	for (const pause of [...PAUSES, void 0]) {
		const failure = await attempt(fetch, delivery);
		if (!failure) return;
		if (!failure.again || pause === void 0) throw failure.error;
		await wait(Math.max(pause, failure.error.retryAfter ?? 0));
	}
}
async function attempt(fetch, delivery) {
	const host = hostOf(delivery.url);
	try {
		const { address, authorization } = splitCredentials(delivery.url);
		const response = await fetch(address, {
			method: delivery.method,
			redirect: "manual",
			signal: AbortSignal.timeout(PATIENCE),
			headers: {
				"user-agent": `repo-backup/${VERSION}`,
				...delivery.body ? { "content-type": delivery.body.type } : {},
				...authorization
			},
			...delivery.body ? { body: delivery.body.text } : {}
		});
		await response.body?.cancel();
		return response.ok ? void 0 : refused(host, response);
	} catch (error) {
		return broken(host, error);
	}
}
/** fetch takes no credentials in an address: they go where they belong, into a header. */
function splitCredentials(url) {
	const parts = new URL(url);
	const [user, password] = [parts.username, parts.password].map(decodeURIComponent);
	if (!user && !password) return {
		address: parts.href,
		authorization: {}
	};
	parts.username = "";
	parts.password = "";
	const basic = Buffer.from(`${user}:${password}`).toString("base64");
	return {
		address: parts.href,
		authorization: { authorization: `Basic ${basic}` }
	};
}
function refused(host, { status, headers }) {
	const asked = Number(headers.get("retry-after") ?? "") * 1e3;
	const again = PASSING.includes(status) && !(asked > LONGEST_WAIT);
	const kind = status < 500 && !PASSING.includes(status) ? "denied" : "unreachable";
	const redirects = status >= 300 && status < 400;
	const hint = redirects ? "Write the address that it leads to: no redirect is followed, since the address is a secret." : "Check the address: make a new one there, and store it as the secret again.";
	return {
		again,
		error: new BackupError(kind, `${host} answers ${status}${redirects ? ", a redirect" : ""}`, {
			hint: kind === "denied" ? hint : "The server has trouble of its own: look at it.",
			...asked > 0 ? { retryAfter: asked } : {}
		})
	};
}
/** What fetch throws may quote the whole address: only the code of what happened is told. */
function broken(host, error) {
	const silent = error instanceof Error && error.name === "TimeoutError";
	const cause = error instanceof Error ? error.cause : void 0;
	const code = systemCode(cause) ?? systemCode(error) ?? "the connection broke";
	const what = silent ? `is silent for ${PATIENCE / 1e3} s` : `cannot be reached (${code})`;
	return {
		again: !silent,
		error: new BackupError("unreachable", `${host} ${what}`, { hint: "See that this machine can reach it, and HTTPS_PROXY if it needs a proxy." })
	};
}

// src/alarms/occasion.ts
/** Judges a line of either kind of report. A snapshot that is stored with an error is not good. */
function judgeLine(entry) {
	const place = {
		repository: entry.repository,
		...entry.store === void 0 ? {} : { store: entry.store }
	};
	if ("healthy" in entry) {
		const errors = entry.problems.map((message) => ({
			kind: "store",
			message
		}));
		return {
			...place,
			good: entry.healthy,
			errors
		};
	}
	return {
		...place,
		good: entry.status !== "failed" && !entry.error,
		errors: entry.error ? [entry.error] : []
	};
}
/** Compares a run with the one before. `recovery` only where all is good now. */
function occasionOf(verdict, lines, before) {
	const bad = lines.filter(({ good }) => !good);
	const began = bad.filter((line) => before(line) !== "bad");
	const failed = [...began, ...bad.filter((line) => !began.includes(line))];
	const recovered = lines.filter((line) => line.good && before(line) === "bad");
	const good = recovered.length > 0 ? "recovery" : "success";
	const unlike = began.length > 0 || recovered.length > 0 || verdict !== "ok" && bad.length === 0;
	return {
		event: verdict === "ok" ? good : "failure",
		failed,
		recovered,
		changed: unlike
	};
}
/** True where the webhook is to hear of it. */
function isTold({ event, changed }, on) {
	return on.some((one) => one === "always" || one === event || one === "change" && changed);
}

// src/alarms/facts.ts
/** What runs by a schedule. Of what a person runs and looks at, a failure would be told for ever. */
const WATCHED = [
	"sync",
	"copy",
	"prune",
	"status",
	"verify",
	"drill",
	"snapshot",
	"init"
];
/** Reads the facts of every store of a run. Never throws: a store that cannot be read leaves what the run itself knows. */
async function gatherFacts(context, { report, metrics, webhook }) {
	const { cwd, env, now, github, scratch, log } = context;
	const open = {
		create: false,
		cwd,
		env,
		now,
		github,
		scratch,
		log
	};
	const stores = await openStores(report.stores, open).catch(() => void 0);
	const read = await Promise.all(report.stores.map((address, index) => readFacts(stores?.[index], recordOf(report, address, context), metrics, log)));
	const stopped = report.verdict === "ok" && webhook ? await context.stoppedSince?.() : void 0;
	return read.map(({ last, before, ...facts }) => {
		const away = wasAway(facts.store, read) || stopped !== void 0 && (last?.started_at ?? "") < stopped;
		return {
			...facts,
			before: away ? () => "bad" : (repository) => before.get(repository)
		};
	});
}
/** True where another store has the record of a younger run, which says that this one failed then. */
function wasAway(store, read) {
	const own = read.find((one) => one.store === store)?.last?.started_at ?? "";
	return read.some(({ last }) => last && last.started_at > own && [last.failed_in].flat().includes(store));
}
function recordOf({ repositories, ...report }, store, { createdBy }) {
	const { command, verdict, started_at, duration_ms, stores } = report;
	const lines = repositories.filter((line) => "status" in line && (stores.length === 1 || line.store === store));
	return {
		store,
		command,
		verdict: stores.length > 1 && lines.length > 0 ? judge(lines) : verdict,
		started_at,
		duration_ms,
		repositories: lines,
		created_by: createdBy
	};
}
async function readFacts(store, own, metrics, log) {
	const listings = store && metrics ? await orNothing(log, () => listVault(store)) : void 0;
	const lines = own.repositories.map(({ repository }) => repository).filter((name) => name !== "*");
	const names = [.../* @__PURE__ */ new Set([...lines, ...(listings ?? []).map(({ repository }) => repository)])];
	const questions = askAll(own, lines, metrics ? names : []);
	const { previous, last, attempts, successes, drills, runs } = questions;
	for (const question of [
		attempts,
		successes,
		drills,
		runs
	]) question.take(own);
	if (store) await orNothing(log, () => readPast(store, metrics ? Object.values(questions) : [previous, last]));
	return {
		store: own.store,
		before: previous.found,
		last: last.found.get(own.command),
		runs: [...runs.found.values()].filter(({ command }) => WATCHED.some((one) => one === command)),
		repositories: allNames(names, metrics ? [...runs.found.values()] : []).map((repository) => ({
			repository,
			attempt: attempts.found.get(repository),
			successAt: successes.found.get(repository),
			drill: drills.found.get(repository),
			listing: listings?.find((listing) => listing.repository === repository)
		}))
	};
}
/** Also those that the last backup failed for and that the store has nothing of. */
function allNames(names, runs) {
	const tried = (runs.filter(({ command }) => CAPTURING.some((one) => one === command)).toSorted((a, b) => a.started_at < b.started_at ? -1 : 1).at(-1)?.repositories ?? []).map(({ repository }) => repository).filter((name) => name !== "*");
	return [.../* @__PURE__ */ new Set([...names, ...tried])].toSorted();
}
function askAll({ command, started_at: started }, lines, repositories) {
	return {
		previous: askByRepository({
			commands: [command],
			repositories: lines,
			before: new Date(started),
			answer: (line) => judgeLine(line).good ? "good" : "bad"
		}),
		last: askLast(command, new Date(started)),
		attempts: askByRepository({
			commands: CAPTURING,
			repositories,
			answer: (line) => line
		}),
		successes: askByRepository({
			commands: CAPTURING,
			repositories,
			answer: (line, at) => judgeLine(line).good ? at : void 0
		}),
		drills: askDrills(repositories),
		runs: askByCommand()
	};
}
/** An alarm goes out with what can be read, and says what could not. */
async function orNothing(log, read) {
	try {
		return await read();
	} catch (error) {
		log.warn(`alarms do not know what earlier runs did: ${summariseError(error).message}`);
		return;
	}
}

// src/alarms/metrics-file.ts
/**
* Replaces the file in one step. What is under way has a name that node_exporter does not read (it wants `*.prom`).
*
* @throws `disk-full`, or `store` where the folder is missing or may not be written.
*/
async function replaceFile(path, text) {
	const part = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.part`);
	try {
		const file = await open(part, "wx", 420);
		try {
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(part, path);
	} catch (cause) {
		await rm(part, { force: true }).catch(() => void 0);
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw diskFull(cause, dirname(path)) ?? new BackupError("store", `the metrics could not be written: ${reason}`, {
			hint: `Make the folder ${dirname(path)} and let this user write there.`,
			cause
		});
	}
}

// src/alarms/metrics.ts
const STATUSES = [
	"stored",
	"unchanged",
	"empty",
	"failed"
];
const VERDICTS = [
	"ok",
	"partial",
	"failed"
];
/** Writes down all that the facts hold. What nobody knows has no line. */
async function exposeMetrics(stores, now) {
	const { Gauge, Registry: Registers } = await import("./prom-client2.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const registry = new Registers();
	for (const { name, help, labels, values } of families(stores, now)) {
		const gauge = new Gauge({
			name,
			help,
			labelNames: labels,
			registers: [registry]
		});
		for (const one of values) gauge.set(one.labels, one.value);
	}
	return {
		type: registry.contentType,
		text: await registry.metrics()
	};
}
function families(stores, now) {
	return [...repositoryFamilies(stores, now), ...runFamilies(stores)].filter(({ values }) => values.length > 0);
}
function repositoryFamilies(stores, now) {
	const family = (name, help, measure) => ({
		name: `repo_backup_${name}`,
		help,
		labels: ["repository", "store"],
		values: stores.flatMap(({ store, repositories }) => repositories.flatMap((facts) => {
			const value = measure(facts);
			return isNumber(value) ? [{
				labels: {
					repository: facts.repository,
					store
				},
				value
			}] : [];
		}))
	});
	return [
		family("last_backup_success", "1 where the last run that tried to back it up succeeded, else 0.", ({ attempt }) => attempt ? Number(judgeLine(attempt).good) : void 0),
		statusFamily(stores),
		family("last_backup_bytes", "Bytes that the last run stored of it.", ({ attempt }) => attempt?.bytes),
		family("last_backup_duration_seconds", "Seconds that the last run took for it.", ({ attempt }) => inSeconds(attempt?.duration_ms)),
		family("last_success_timestamp_seconds", "When a run last found or made its newest state stored.", ({ successAt }) => inSeconds(successAt?.getTime())),
		family("snapshots", "Snapshots in the store.", ({ listing }) => listing?.snapshots.length),
		family("stored_bytes", "Bytes of its archives in the store.", ({ listing }) => listing ? [...listing.archives.values()].reduce((sum, size) => sum + size, 0) : void 0),
		family("newest_snapshot_timestamp_seconds", "When its newest snapshot was taken.", ({ listing }) => inSeconds(listing?.snapshots.at(-1)?.at.getTime())),
		family("newest_snapshot_age_seconds", "Age of its newest snapshot when this was written.", ({ listing }) => {
			const at = listing?.snapshots.at(-1)?.at;
			return at && inSeconds(now.getTime() - at.getTime());
		}),
		family("last_drill_timestamp_seconds", "When it was last proven restorable.", ({ drill }) => inSeconds(drill?.at.getTime())),
		family("last_drill_duration_seconds", "Seconds that the restore of its last drill took.", ({ drill }) => inSeconds(drill?.rto))
	];
}
function statusFamily(stores) {
	return {
		name: "repo_backup_last_backup_status",
		help: "1 for what the last run said of it, 0 for what it did not say.",
		labels: [
			"repository",
			"store",
			"status"
		],
		values: stores.flatMap(({ store, repositories }) => repositories.flatMap(({ repository, attempt }) => (attempt ? STATUSES : []).map((status) => ({
			labels: {
				repository,
				store,
				status
			},
			value: Number(attempt?.status === status)
		}))))
	};
}
function runFamilies(stores) {
	const family = (name, help, measure) => ({
		name: `repo_backup_run_${name}`,
		help,
		labels: ["command", "store"],
		values: stores.flatMap(({ store, runs }) => runs.flatMap((run) => {
			const value = measure(run);
			return isNumber(value) ? [{
				labels: {
					command: run.command,
					store
				},
				value
			}] : [];
		}))
	});
	return [
		{
			name: "repo_backup_run_verdict",
			help: "1 for the verdict over the last run of a command, 0 for the others.",
			labels: [
				"command",
				"store",
				"verdict"
			],
			values: stores.flatMap(({ store, runs }) => runs.flatMap(({ command, verdict: reached }) => VERDICTS.map((one) => ({
				labels: {
					command,
					store,
					verdict: one
				},
				value: Number(one === reached)
			}))))
		},
		family("timestamp_seconds", "When the last run of a command began.", ({ started_at: at }) => inSeconds(Date.parse(at))),
		family("duration_seconds", "Seconds that the last run of a command took.", ({ duration_ms: ms }) => inSeconds(ms))
	];
}
/** A record in a store may hold anything. */
function isNumber(value) {
	return typeof value === "number" && Number.isFinite(value);
}
function inSeconds(ms) {
	return isNumber(ms) ? ms / 1e3 : void 0;
}

// src/alarms/webhook.ts
/** Repositories named in a message for people, at most, and characters of each line. */
const LINES = 20;
const LINE_LENGTH = 500;
/** The document for programs, as docs/monitoring.md describes it. */
function jsonMessage(news) {
	const { report, occasion, error, createdBy, startedBy } = news;
	const { command, verdict, started_at, duration_ms, stores } = report;
	return JSON.stringify({
		event: occasion.event,
		command,
		verdict,
		summary: summary(news),
		started_at,
		duration_ms,
		stores,
		failed: occasion.failed.map(({ good: _good, ...line }) => line),
		recovered: occasion.recovered.map(({ repository, store }) => ({
			repository,
			...store ? { store } : {}
		})),
		error: error ?? null,
		started_by: startedBy,
		created_by: createdBy
	});
}
/** `{"text": ...}`, which Slack, Mattermost, Rocket.Chat and Discord's `/slack` take. */
function slackMessage(news) {
	const { report, occasion, error, createdBy } = news;
	const words = {
		failure: summary(news),
		recovery: `works again. ${summary(news)}`,
		success: summary(news)
	};
	const lines = [
		...error ? errorLines("the run", [error]) : [],
		...occasion.failed.flatMap((line) => errorLines(placeOf(line), line.errors, line.repository)),
		...occasion.recovered.map((line) => `${placeOf(line)} works again`)
	];
	const text = [
		`*repo-backup ${report.command}*: ${inert(words[occasion.event])}`,
		...lines.slice(0, LINES).map((line) => `• ${inert(line)}`),
		...lines.length > LINES ? [`• and ${lines.length - LINES} more`] : [],
		inert(`Stored in ${report.stores.join(", ")}`),
		...createdBy.run_url ? [`<${createdBy.run_url}|The run>`] : []
	];
	return JSON.stringify({ text: text.join("\n") });
}
function summary({ report, error }) {
	return error ? `FAILED: ${error.message}` : verdictLine(report);
}
function placeOf({ repository, store }) {
	return store ? `${repository} in ${store}` : repository;
}
function errorLines(place, errors, repository = place) {
	return errors.map(({ message, hint }) => `${place}: ${behindName(repository, message)}${hint ? `. ${hint}` : ""}`);
}
/** Text in which a server's words are no markup (docs.slack.dev, "Escaping text"), call nobody, and take one line. */
function inert(text) {
	return plain(text).replace(/\s+/g, " ").slice(0, LINE_LENGTH).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("@", "@​");
}

// src/alarms/raise.ts
/**
* Tells all that `settings.alarms` names, and gives the report with what became of it. An alarm that cannot be delivered
* makes a good run partial: the backup is there, and nobody would have heard of its failure. Never throws.
*/
async function raiseAlarms(context, settings, ended) {
	const { alarms } = settings;
	if (settings.dryRun || settings.history || Object.keys(alarms).length === 0) return ended.report;
	const metrics = alarms.metricsFile !== void 0 || alarms.pushgateway !== void 0;
	const webhook = alarms.webhook !== void 0;
	const world = {
		context,
		alarms,
		facts: metrics || webhook ? await gatherFacts(context, {
			report: ended.report,
			metrics,
			webhook
		}) : []
	};
	const measured = withAlarms(ended.report, await tellMetrics(world));
	const heard = withAlarms(measured, await tellWebhook(world, {
		...ended,
		report: measured
	}));
	return withAlarms(heard, await tellHeartbeat(world, heard));
}
function withAlarms(report, results) {
	if (results.length === 0) return report;
	const verdict = results.some(({ error }) => error) && report.verdict === "ok" ? "partial" : report.verdict;
	return {
		...report,
		verdict,
		alarms: [...report.alarms ?? [], ...results]
	};
}
async function tellMetrics({ context, alarms: { metricsFile, pushgateway }, facts }) {
	const now = context.now();
	const results = [];
	if (metricsFile !== void 0) results.push(tell(context, "metrics-file", metricsFile, async () => replaceFile(metricsFile, (await exposeMetrics(facts, now)).text)));
	if (pushgateway !== void 0) results.push(tell(context, "pushgateway", hostOf(pushgateway), async () => {
		for (const one of facts) await push(context, pushgateway, one, now);
	}));
	return Promise.all(results);
}
/**
* A group of its own for each store, in whose name there is base64, since an address has slashes. POST replaces only those
* metrics that are sent: what is not known this time stays as it was.
*/
async function push(context, gateway, facts, now) {
	const label = Buffer.from(facts.store).toString("base64url");
	const body = await exposeMetrics([facts], now);
	const url = new URL(gateway);
	url.pathname = `${url.pathname.replace(/\/+$/, "")}/metrics/job/repo_backup/store@base64/${label}`;
	await deliver({
		url: url.href,
		method: "POST",
		body
	}, context.wait);
}
async function tellWebhook({ context, alarms: { webhook }, facts }, ended) {
	const { report, error } = ended;
	if (!webhook) return [];
	const occasion = occasionFor(report, facts);
	if (!isTold(occasion, webhook.on)) return [];
	const news = {
		report,
		occasion,
		error,
		createdBy: context.createdBy,
		startedBy: startedBy(context.env)
	};
	const body = {
		type: "application/json",
		text: webhook.format === "slack" ? slackMessage(news) : jsonMessage(news)
	};
	return [await tell(context, "webhook", hostOf(webhook.url), () => deliver({
		url: webhook.url,
		method: "POST",
		body
	}, context.wait))];
}
function occasionFor(report, facts) {
	const { verdict, repositories, stores, alarms = [] } = report;
	const before = ({ repository, store = stores[0] }) => facts.find((one) => one.store === store)?.before(repository);
	const undelivered = alarms.flatMap(({ alarm, error }) => error ? [{
		repository: alarm,
		good: false,
		errors: [error]
	}] : []);
	const unrecorded = unexplainedRecords(report).map(({ store, error }) => ({
		repository: "the record of the run",
		store,
		good: false,
		errors: [error]
	}));
	const lines = repositories.map((line) => judgeLine(line));
	return occasionOf(verdict, [
		...lines,
		...unrecorded,
		...undelivered
	], before);
}
async function tellHeartbeat({ context, alarms: { heartbeat } }, { verdict }) {
	if (heartbeat === void 0 || verdict !== "ok") return [];
	return [await tell(context, "heartbeat", hostOf(heartbeat), () => deliver({
		url: heartbeat,
		method: "GET"
	}, context.wait))];
}
async function tell({ log }, alarm, to, send) {
	try {
		await send();
		log.info(`${alarm}: told ${to}`);
		return {
			alarm,
			to
		};
	} catch (thrown) {
		const error = summariseError(thrown);
		log.warn(`${alarm}: ${error.message}`);
		return {
			alarm,
			to,
			error
		};
	}
}

// src/alarms/run.ts
/** Runs a command and raises its alarms, also where it throws. @throws what `runCommand` throws */
async function runAndTell(context, settings) {
	const started = context.now();
	const ran = await runCommand(context, settings).catch(async (thrown) => {
		const error = summariseError(thrown);
		await raiseAlarms(context, settings, {
			report: brokenOff(context, settings, {
				started,
				error
			}),
			error
		});
		throw thrown;
	});
	return raiseAlarms(context, settings, { report: ran });
}
/** The report of a run that came to none: nothing was backed up, in any store. */
function brokenOff(context, { command, stores, targets }, { started, error }) {
	const lines = stores.flatMap((store) => targets.map(({ repository }) => ({
		repository,
		status: "failed",
		error,
		...stores.length > 1 ? { store } : {}
	})));
	return {
		command,
		verdict: "failed",
		stores,
		started_at: isoSecond(started),
		duration_ms: context.now().getTime() - started.getTime(),
		repositories: CAPTURING.includes(command) ? lines : [],
		bytes: 0
	};
}

export { runAndTell };