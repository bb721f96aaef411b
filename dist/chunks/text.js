import { Bt as behindName, Rt as formatBytes, zt as formatDuration } from "./core.js";
import { r as terminalTable } from "./table.js";

// src/report/remarks.ts
/** Everything that a report has to say. What is the same for a repository in several stores is said once. */
function remarksOn({ repositories, alarms = [], stores }) {
	const found = repositories.map((entry) => "healthy" in entry ? ofStatus(entry) : ofLedger(entry));
	const undelivered = alarms.flatMap(({ alarm, error }) => error ? [{
		repository: alarm,
		text: `${error.kind}: ${error.message}`,
		hint: error.hint
	}] : []);
	const once = (told) => mergeStores(told, stores);
	return {
		errors: once([...found.flatMap(({ errors = [] }) => errors), ...undelivered]),
		warnings: once(found.flatMap(({ warnings = [] }) => warnings)),
		notes: once(found.flatMap(({ notes = [] }) => notes))
	};
}
/** A remark as text: the lines after the first indented. */
function remarkLine({ subject, text, hint }) {
	return indented(`${subject}: ${text}${hint ? `\n${hint}` : ""}`);
}
/** The lines after the first indented: what a server says cannot pose as a line of ours. */
function indented(text) {
	return text.replace(/\r?\n|\r/g, "\n  ");
}
function ofStatus({ repository, store, problems }) {
	return { errors: problems.map((text) => ({
		repository,
		store,
		text: behindName(repository, text)
	})) };
}
function ofLedger({ repository, store, status, note, removed = [], warnings = [], error }) {
	const told = (text) => ({
		repository,
		store,
		text
	});
	const pruned = removed.length > 0 && status !== "pruned" ? [told(`pruned ${shortList(removed)}`)] : [];
	return {
		errors: error ? [{
			...told(`${error.kind}: ${behindName(repository, error.message)}`),
			hint: error.hint
		}] : [],
		warnings: warnings.map((warning) => told(`warning: ${behindName(repository, warning)}`)),
		notes: [...note ? [told(note)] : [], ...pruned]
	};
}
function mergeStores(told, stores) {
	const same = /* @__PURE__ */ new Map();
	for (const one of told) {
		const key = JSON.stringify([
			one.repository,
			one.text,
			one.hint
		]);
		const known = same.get(key) ?? {
			told: one,
			stores: []
		};
		if (one.store !== void 0) known.stores.push(one.store);
		same.set(key, known);
	}
	return [...same.values()].map(({ told: { repository, text, hint }, stores: where }) => {
		return {
			subject: where.length > 0 && where.length < stores.length ? `${repository} (${where.join(", ")})` : repository,
			text,
			hint
		};
	});
}
const LISTED = 5;
function shortList(names) {
	const more = names.length - LISTED;
	return `${names.slice(0, LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

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
			entry.error && entry.status !== "failed" ? `${entry.status}, error` : entry.status,
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
/**
* The whole report as text, on a screen with so many columns. What went wrong stands nearest to the verdict, which is the
* last line: there a person looks first.
*/
function reportText(report, columns) {
	const { errors, warnings, notes } = remarksOn(report);
	const lines = [
		...notes,
		...warnings,
		...errors
	].map(remarkLine);
	return [
		terminalTable(reportTable(report), columns),
		...lines,
		verdictLine(report)
	].join("\n");
}

export { indented as a, verdictLine as i, reportTable as n, remarkLine as o, reportText as r, remarksOn as s, isQuiet as t };