// src/stores/store.ts
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9_.-]+$/;
const MOST_SEGMENTS = 3;
/** True for a key: one to three segments of `[A-Za-z0-9_.-]` joined by `/`, no first or last one hidden, none `.` or `..`. */
function isKey(key) {
	const folders = key.split("/");
	const file = folders.pop() ?? "";
	return canHoldKeys(folders) && SEGMENT.test(file) && !file.startsWith(".");
}
/** @throws for what is no key: a bug of the caller, told before anything is touched */
function expectKey(key) {
	if (!isKey(key)) throw new Error(`not a key of a store: ${JSON.stringify(key)}`);
}
/** @throws for what no key begins with: a bug of the caller, told before anything is touched */
function expectPrefix(prefix) {
	if (!`/${prefix}`.endsWith("/") || !canHoldKeys(prefix.split("/").slice(0, -1))) throw new Error(`not a prefix of keys: ${JSON.stringify(prefix)}`);
}
/** What a range without a byte gives to read. */
async function* noBytes() {}
/** True where keys can begin with these segments and another one. */
function canHoldKeys(folders) {
	return folders.length < MOST_SEGMENTS && folders.every((part) => SEGMENT.test(part)) && !(folders[0] ?? "").startsWith(".");
}

export { noBytes as a, isKey as i, expectKey as n, expectPrefix as r, canHoldKeys as t };