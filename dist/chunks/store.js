// src/stores/store.ts
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9_.-]+$/;
const MOST_SEGMENTS = 3;
/** True for a key: one to three segments of `[A-Za-z0-9_.-]` joined by `/`, no first or last one hidden, none `.` or `..`. */
function isKey(key) {
	const folders = key.split("/");
	const file = folders.pop() ?? "";
	return canHoldKeys(folders) && SEGMENT.test(file) && !file.startsWith(".");
}
/** True where keys can begin with these segments and another one. */
function canHoldKeys(folders) {
	return folders.length < MOST_SEGMENTS && folders.every((part) => SEGMENT.test(part)) && !(folders[0] ?? "").startsWith(".");
}

export { isKey as n, canHoldKeys as t };