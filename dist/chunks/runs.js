import { r as isKind } from "./errors.js";
import { c as isoSecond } from "./names.js";
import { u as readWhole } from "./read.js";
import { n as putConfirmed, t as bodyOf } from "./save.js";

// src/vault/runs.ts
const FOLDER = "runs/";
/** Bytes; a run over ten thousand repositories has 5 MB. */
const RECORD_LIMIT = 67108864;
const KEY = /^runs\/(\d{4}-\d{2}-\d{2}T)(\d{2})-(\d{2})-(\d{2}Z)-(?:([a-z]+)-)?([A-Za-z0-9_.-]+)\.json$/;
/** Stores a record. `id` tells runs of the same second apart. */
async function writeRun(store, record, id) {
	const at = isoSecond(new Date(record.started_at)).replaceAll(":", "-");
	const key = `${FOLDER}${at}-${record.command}-${id}.json`;
	await putConfirmed(store, key, bodyOf(Buffer.from(`${JSON.stringify(record, null, 2)}\n`)));
}
/**
* Records from the newest back to the oldest, read one by one as they are asked for, and of those only what is `wanted`.
* Damaged ones are passed over.
*/
async function* readRuns(store, wanted = () => true) {
	for await (const { record } of readNamedRuns(store, wanted)) yield record;
}
/** The same with the name of each. */
async function* readNamedRuns(store, wanted) {
	for (const { key } of (await store.list(FOLDER)).toReversed()) {
		const name = nameOf(key);
		const record = name && wanted(name) ? await readRun(store, key) : void 0;
		if (name && record) yield {
			name,
			record
		};
	}
}
function nameOf(key) {
	const [, date, hour, minute, second, command, id = ""] = KEY.exec(key) ?? [];
	if (date === void 0) return void 0;
	return {
		at: /* @__PURE__ */ new Date(`${date}${hour}:${minute}:${second}`),
		command,
		id
	};
}
async function readRun(store, key) {
	try {
		const record = JSON.parse((await readWhole(await store.get(key), RECORD_LIMIT, key)).toString("utf8"));
		return isRecord(record) ? record : void 0;
	} catch (error) {
		if (error instanceof SyntaxError || isKind(error, "not-found") || isKind(error, "corrupt")) return void 0;
		throw error;
	}
}
function isRecord(value) {
	if (typeof value !== "object" || value === null) return false;
	const { command, started_at: started, repositories } = value;
	return typeof command === "string" && typeof started === "string" && !Number.isNaN(Date.parse(started)) && Array.isArray(repositories) && repositories.every(isEntry);
}
/** A line that can be told: whoever can write to the store must not keep a report from being made. */
function isEntry(value) {
	if (typeof value !== "object" || value === null || "healthy" in value) return false;
	const { repository, status, warnings = [], removed = [], error } = value;
	return typeof repository === "string" && typeof status === "string" && isTexts(warnings) && isTexts(removed) && (error === void 0 || isTexts([error?.kind, error?.message]));
}
function isTexts(value) {
	return Array.isArray(value) && value.every((text) => typeof text === "string");
}

export { readRuns as n, writeRun as r, readNamedRuns as t };