import { c as string, o as object, t as datetime } from "./zod.js";

// src/domain/pin.ts
const pinSchema = object({
	pinned_at: datetime(),
	reason: string().nullable()
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

export { serialisePin as n, parsePin as t };