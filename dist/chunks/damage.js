import { lt as BackupError } from "./start.js";
import { createHash } from "node:crypto";

// src/vault/parts.ts
const HELP = { hint: "Bring the file back from another copy of the store, or restore another snapshot." };
/** Passes on a stream of `size` bytes. @throws `corrupt` at its end where it is of another size, or names the first part that differs. */
async function* provenParts(stream, { size, parts }, where) {
	const slices = parts.map((part) => ({
		part,
		hash: createHash("sha256")
	}));
	let at = 0;
	for await (const chunk of stream) {
		for (const slice of slices) addOverlap(slice, chunk, at);
		at += chunk.length;
		yield chunk;
	}
	if (at !== size) throw new BackupError("corrupt", `${where} has ${at} bytes instead of ${size}`, HELP);
	const bad = slices.find(({ part, hash }) => hash.digest("hex") !== part.sha256);
	if (bad) throw new BackupError("corrupt", `${where}: ${bad.part.name} is not what the manifest says`, HELP);
}
function addOverlap({ part, hash }, chunk, at) {
	const from = Math.max(part.offset - at, 0);
	const to = Math.min(part.offset + part.size - at, chunk.length);
	if (from < to) hash.update(chunk.subarray(from, to));
}

// src/commands/damage.ts
/** More than so many errors are counted, not told. */
const LISTED = 20;
/** All errors as one, of the kind and with the hint of the first. There must be one. */
function allOf(errors) {
	const [first] = errors;
	const messages = errors.slice(0, LISTED).map(({ message }) => message);
	const more = errors.length > LISTED ? [`and ${errors.length - LISTED} more`] : [];
	return new BackupError(first?.kind ?? "corrupt", [...messages, ...more].join("; "), {
		...first?.hint ? { hint: first.hint } : {},
		cause: first
	});
}

export { provenParts as n, allOf as t };