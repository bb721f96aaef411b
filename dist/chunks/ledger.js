// src/domain/ledger.ts
/** The verdict over a run: `failed` where every repository failed or there was none at all. */
function judge(entries) {
	const failed = entries.filter((entry) => entry.status === "failed" || entry.error).length;
	if (entries.length === 0) return "failed";
	if (failed === 0) return "ok";
	return entries.every((entry) => entry.status === "failed") ? "failed" : "partial";
}
/** What a program of the shell gets to see: 0 all good, 1 failed, 3 partial. (2 is bad usage, before any run.) */
const EXIT_CODES = {
	ok: 0,
	failed: 1,
	partial: 3
};

export { judge as n, EXIT_CODES as t };