// src/system/concurrency.ts
/**
* Runs `work` over all items, at most `width` at once; results in the order of the items. After a rejection no more work
* begins, and the first one rejects when all that was running has ended: whoever cleans up then is alone.
*/
async function mapConcurrently(items, width, work) {
	const results = [];
	const failures = [];
	const queue = items.entries();
	const worker = async () => {
		for (const [index, item] of queue) {
			if (failures.length > 0) return;
			try {
				results[index] = await work(item);
			} catch (error) {
				failures.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
	if (failures.length > 0) throw failures[0];
	return results;
}
/** Opens a gate. A caller that throws gives its place on like any other. */
function createGate(width) {
	let free = width;
	const waiting = [];
	return async (work) => {
		if (free > 0) free -= 1;
		else await new Promise((resolve) => waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else free += 1;
		}
	};
}

export { mapConcurrently as n, createGate as t };