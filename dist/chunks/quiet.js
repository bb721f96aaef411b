import { AsyncLocalStorage } from "node:async_hooks";

// src/system/quiet.ts
const FOR_THE_RUNNER = /^::(add-mask|debug)::/;
/** The log of the work that a line is written from. */
const writer = new AsyncLocalStorage();
let working = 0;
let untouched;
/**
* Does work whose lines on stdout become progress, while those of other work stay what they are. What is for the runner
* still reaches it: a value to mask, and what it shows to those only who debug the workflow.
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
		if (!log || typeof text !== "string" || FOR_THE_RUNNER.test(text)) return write.call(stdout, ...args);
		log.progress(text.replace(/^::\w+::/, "").trimEnd());
		return true;
	};
	stdout.write = diverted;
	return write;
}

export { quietly as t };