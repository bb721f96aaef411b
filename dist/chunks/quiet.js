import { AsyncLocalStorage } from "node:async_hooks";

// src/system/quiet.ts
/** The log of the work that a line is written from. */
const writer = new AsyncLocalStorage();
let working = 0;
let untouched;
/**
* Does work whose lines on stdout become progress, while those of other work stay what they are. What the lines ask of the
* runner, such as masking a value, still reaches it.
*/
async function quietly(log, work) {
	untouched ??= divert();
	working += 1;
	try {
		return await writer.run(log, work);
	} finally {
		working -= 1;
		if (working === 0) {
			process.stdout.write = untouched;
			untouched = void 0;
		}
	}
}
function divert() {
	const { stdout } = process;
	const write = stdout.write;
	const diverted = (...args) => {
		const [text] = args;
		const log = writer.getStore();
		if (!log || typeof text !== "string" || text.startsWith("::add-mask::")) return write.call(stdout, ...args);
		log.progress(text.replace(/^::\w+::/, "").trimEnd());
		return true;
	};
	stdout.write = diverted;
	return write;
}

export { quietly as t };