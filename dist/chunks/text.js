import { Lt as formatBytes, Rt as formatDuration } from "./core.js";
import { r as terminalTable } from "./table.js";

// src/report/history.ts
/** Failed repositories named in a row. */
const NAMED = 3;
/** The runs, in the order that they have. */
function historyTable(entries) {
	const several = entries.some(({ store }) => store !== void 0);
	return {
		heads: [
			"WHEN",
			"COMMAND",
			"RESULT",
			"WHO",
			"REPOSITORIES>",
			"FAILED",
			"BYTES>",
			"TIME>",
			...several ? ["STORE"] : []
		],
		rows: entries.map((entry) => [
			entry.started_at,
			entry.command,
			entry.verdict,
			whoOf(entry),
			String(entry.repositories),
			namesOf(entry),
			formatBytes(entry.bytes),
			entry.duration_ms === null ? "-" : formatDuration(entry.duration_ms),
			...several ? [entry.store ?? "-"] : []
		])
	};
}
function whoOf({ actor, event }) {
	if (actor === null) return event ?? "-";
	return event === null ? actor : `${actor} (${event})`;
}
function namesOf({ failed }) {
	const more = failed.length - NAMED;
	const names = failed.slice(0, NAMED).map(({ repository }) => repository);
	return failed.length === 0 ? "-" : `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
/** `12 runs, 2 not ok`. */
function historySummary(entries) {
	const bad = entries.filter(({ verdict }) => verdict !== "ok").length;
	if (entries.length === 0) return "no run is recorded";
	return `${entries.length === 1 ? "1 run" : `${entries.length} runs`}, ${bad} not ok`;
}

// src/report/text.ts
/** The table of a report, failed repositories first. */
function reportTable(report) {
	if (report.history) return historyTable(report.history);
	const [first] = report.repositories;
	return first && "healthy" in first ? statusTable(report.repositories, new Date(report.started_at)) : ledgerTable(report.repositories);
}
/** What a person looks for first: what failed, then what changed. */
function rank({ error, status }) {
	if (error) return 0;
	return isQuiet(status) ? 2 : 1;
}
/** Nothing was to be done for it: a long list only counts it. */
function isQuiet(status) {
	return status === "unchanged" || status === "empty";
}
function ledgerTable(entries) {
	const sorted = [...entries].toSorted((a, b) => rank(a) - rank(b));
	const stores = inSeveralStores(entries);
	const sources = entries.some((entry) => Object.keys(entry.sources ?? {}).length > 1);
	return {
		heads: [
			"REPOSITORY",
			...stores ? ["STORE"] : [],
			"STATUS",
			"SNAPSHOT",
			"TYPE",
			...sources ? ["SOURCES"] : [],
			"BYTES>",
			"TIME>"
		],
		rows: sorted.map((entry) => [
			entry.repository,
			...stores ? [entry.store ?? "-"] : [],
			entry.status,
			entry.snapshot ?? "-",
			entry.type ?? "-",
			...sources ? [sourcesText(entry)] : [],
			entry.bytes === void 0 ? "-" : formatBytes(entry.bytes),
			entry.duration_ms === void 0 ? "-" : formatDuration(entry.duration_ms)
		])
	};
}
function sourcesText({ sources = {} }) {
	return Object.entries(sources).map(([source, status]) => `${source} ${status}`).join(", ");
}
/** A run with several stores has a line for each store, so a repository alone does not tell which. */
function inSeveralStores(entries) {
	return entries.some(({ store }) => store !== void 0);
}
function statusTable(entries, now) {
	const unhealthyFirst = [...entries.filter(({ healthy }) => !healthy), ...entries.filter(({ healthy }) => healthy)];
	const several = inSeveralStores(entries);
	return {
		heads: [
			"REPOSITORY",
			...several ? ["STORE"] : [],
			"HEALTH",
			"SNAPSHOTS>",
			"FULL>",
			"INCR>",
			"PINS>",
			"NEWEST",
			"AGE>",
			"LAST CHECK",
			"LAST DRILL>",
			"RTO>",
			"BYTES>"
		],
		rows: unhealthyFirst.map((entry) => [
			entry.repository,
			...several ? [entry.store ?? "-"] : [],
			entry.healthy ? "ok" : "NOT OK",
			String(entry.snapshots),
			String(entry.full),
			String(entry.incremental),
			String(entry.pins.length),
			entry.latest ?? "-",
			ageText(entry.latest_at, now),
			entry.last_check_at ?? "-",
			ageText(entry.last_drill_at, now),
			entry.rto_ms === null ? "-" : formatDuration(entry.rto_ms),
			formatBytes(entry.bytes)
		])
	};
}
/** An age to the minute; below that it says nothing that a person would act on. */
function ageText(at, now) {
	if (at === null) return "-";
	const ms = now.getTime() - new Date(at).getTime();
	return ms < 6e4 ? "< 1 min" : formatDuration(ms);
}
/** Everything below the table that a person should read, one line each: errors with their hints, warnings, notes. */
function remarks(report) {
	return [...report.repositories.flatMap((entry) => "healthy" in entry ? statusRemarks(entry) : ledgerRemarks(entry)), ...alarmRemarks(report)];
}
/** Only what wants attention, one line each: what is wrong, with its hint, and what may become so. */
function troubles(report) {
	const errors = [];
	const warnings = [];
	for (const entry of report.repositories) if ("healthy" in entry) errors.push(...statusRemarks(entry));
	else {
		errors.push(...errorRemark(entry));
		warnings.push(...warningRemarks(entry));
	}
	errors.push(...alarmRemarks(report));
	return {
		errors,
		warnings
	};
}
/** Alarms that were not delivered. */
function alarmRemarks({ alarms = [] }) {
	return alarms.flatMap(({ alarm, error }) => error ? [`${alarm}: ${error.kind}: ${errorText(error)}`] : []);
}
function errorText({ message, hint }) {
	return indented(`${message}${hint ? `\n${hint}` : ""}`);
}
/** What a line is about: the repository and, in a run with several stores, the copy. */
function subjectOf({ repository, store }) {
	return store === void 0 ? repository : `${repository} (${store})`;
}
function statusRemarks(entry) {
	return entry.problems.map((problem) => `${subjectOf(entry)}: ${indented(problem)}`);
}
function ledgerRemarks(entry) {
	const { note, removed = [] } = entry;
	const subject = subjectOf(entry);
	return [
		...note ? [`${subject}: ${note}`] : [],
		...removed.length > 0 && entry.status !== "pruned" ? [`${subject}: pruned ${shortList(removed)}`] : [],
		...warningRemarks(entry),
		...errorRemark(entry)
	];
}
function warningRemarks(entry) {
	return (entry.warnings ?? []).map((warning) => `${subjectOf(entry)}: warning: ${indented(warning)}`);
}
function errorRemark(entry) {
	const { error } = entry;
	if (!error) return [];
	return [`${subjectOf(entry)}: ${error.kind}: ${errorText(error)}`];
}
/** The lines after the first indented: what a server says cannot pose as a line of ours. */
function indented(text) {
	return text.replace(/\r?\n|\r/g, "\n  ");
}
const LISTED = 5;
function shortList(names) {
	const more = names.length - LISTED;
	return `${names.slice(0, LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
/** One line that says it all. */
function verdictLine(report) {
	const words = {
		ok: "OK",
		partial: "PARTIAL",
		failed: "FAILED"
	}[report.verdict];
	if (report.history) return `${words}: ${historySummary(report.history)}`;
	const counts = /* @__PURE__ */ new Map();
	const add = (what) => counts.set(what, (counts.get(what) ?? 0) + 1);
	for (const entry of report.repositories) if ("healthy" in entry) add(entry.healthy ? "healthy" : "not healthy");
	else add(entry.error && entry.status !== "failed" ? `${entry.status} with an error` : entry.status);
	for (const { error } of report.alarms ?? []) if (error) add("alarm not delivered");
	const parts = [...counts].map(([what, count]) => `${count} ${what}`);
	const bytes = formatBytes(report.bytes);
	const cost = report.command === "status" ? `${bytes} stored` : `${bytes} in ${formatDuration(report.duration_ms)}`;
	return `${words}: ${parts.join(", ")}; ${cost}`;
}
/** The whole report for a terminal. */
function reportText(report) {
	return [
		terminalTable(reportTable(report)),
		...remarks(report),
		verdictLine(report)
	].join("\n");
}

export { reportText as a, reportTable as i, isQuiet as n, troubles as o, remarks as r, verdictLine as s, indented as t };