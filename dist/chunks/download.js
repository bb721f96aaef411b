import { lt as BackupError } from "./start.js";

// src/stores/download.ts
/** How often in a row a download may break off without having brought a single byte. */
const TRIES = 5;
/** Before each further try, in milliseconds, times the number of tries that brought nothing. */
const PAUSE = 1e3;
/**
* Opens bytes for reading. The first request is made at once, so that what is not there is told before anything is read.
*
* @throws what `ask` throws; while reading, `unreachable` where the connection breaks again and again.
*/
async function download(ask, range, { what, wait }) {
	return read(await ask(range), ask, range, {
		what,
		wait
	});
}
async function* read(first, ask, { start, length }, { what, wait }) {
	const end = start + length;
	let answer = first;
	let at = start;
	for (let idle = 0; at < end;) {
		const before = at;
		const broken = {};
		for await (const chunk of missingOf(answer, at, end, broken)) {
			at += chunk.length;
			yield chunk;
		}
		if (at === end) return;
		idle = at > before ? 0 : idle + 1;
		if (idle >= TRIES) throw new BackupError("unreachable", `reading ${what} broke off after ${at - start} of ${length} bytes`, {
			hint: "Run it again when the connection is better.",
			...broken
		});
		await wait(PAUSE * Math.max(1, idle));
		answer = await ask({
			start: at,
			length: end - at
		});
	}
}
/** The bytes from `at` to `end` that an answer brings. It ends where the answer ends or breaks. */
async function* missingOf({ start, bytes }, at, end, broken) {
	let position = start;
	const stream = bytes[Symbol.asyncIterator]();
	try {
		while (position < end) {
			const next = await stream.next().catch((cause) => {
				broken.cause = cause;
				return {
					done: true,
					value: void 0
				};
			});
			if (next.done) return;
			const chunk = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
			const wanted = chunk.subarray(Math.min(chunk.length, Math.max(0, at - position)), Math.max(0, end - position));
			position += chunk.length;
			if (wanted.length > 0) yield wanted;
		}
	} finally {
		await stream.return?.().catch(() => void 0);
	}
}

export { download as t };