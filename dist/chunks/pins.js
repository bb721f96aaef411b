import { r as isKind } from "./errors.js";
import { d as pinKey } from "./names.js";
import { _ as string, d as object, l as nullable, t as datetime } from "./zod.js";
import { u as readWhole } from "./read.js";
import { t as bodyOf } from "./save.js";

// src/domain/pin.ts
const pinSchema = object({
	pinned_at: datetime(),
	reason: nullable(string())
});
/** The pin as it is stored: indented JSON, one trailing newline. */
function serialisePin(pin) {
	return `${JSON.stringify(pin, null, 2)}\n`;
}
/** Reads the stored text of a snapshot's pin. Whatever it says, even if it is damaged, the snapshot is pinned. */
function parsePin(text, snapshot) {
	const { data } = pinSchema.safeParse(parseJson(text));
	return {
		snapshot_name: snapshot,
		pinned_at: data?.pinned_at ?? null,
		reason: data?.reason ?? null
	};
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}

// src/vault/pins.ts
/** Bytes of a pin that are read at most: ours stay below 4 KB. */
const PIN_LIMIT = 65536;
/** Writes a pin; gives false where the snapshot was pinned before, and leaves that pin as it is. */
async function writePin(store, repository, pin) {
	try {
		await store.put(pinKey(repository, pin.snapshot_name), bodyOf(Buffer.from(serialisePin(pin))));
		return true;
	} catch (error) {
		if (isKind(error, "exists")) return false;
		throw error;
	}
}
/** The pin of a snapshot, or undefined where it is not pinned. @throws what the store throws. */
async function readPin(store, repository, snapshot) {
	const key = pinKey(repository, snapshot);
	try {
		const text = await readWhole(await store.get(key), PIN_LIMIT, key);
		return parsePin(text.toString("utf8"), snapshot);
	} catch (error) {
		if (isKind(error, "not-found")) return void 0;
		if (isKind(error, "corrupt")) return parsePin("", snapshot);
		throw error;
	}
}
/** Removes the pin of a snapshot, never the snapshot. */
async function removePin(store, repository, snapshot) {
	await store.delete(pinKey(repository, snapshot));
}

export { removePin as n, writePin as r, readPin as t };