// src/domain/errors.ts
/** An expected failure. `message` says what happened to what; `hint` is the exact change that helps. */
var BackupError = class extends Error {
	kind;
	hint;
	/** Milliseconds that the server asks us to wait before the next try, if it said so. */
	retryAfter;
	constructor(kind, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.name = "BackupError";
		this.kind = kind;
		this.hint = options.hint;
		this.retryAfter = options.retryAfter;
	}
};
/** True for a `BackupError` of the given kind. */
function isKind(error, kind) {
	return error instanceof BackupError && error.kind === kind;
}
/** Turns anything thrown into what a report shows. Never throws. */
function summariseError(error) {
	if (error instanceof BackupError) return {
		kind: error.kind,
		message: error.message,
		...error.hint ? { hint: error.hint } : {}
	};
	return {
		kind: "bug",
		message: error instanceof Error ? error.stack ?? error.message : String(error),
		hint: "This is a bug in repo-backup: please report it with this text."
	};
}
/** Codes of the operating system that mean "no room": a full disk, a quota, a file size limit. */
const NO_ROOM = /* @__PURE__ */ new Set([
	"ENOSPC",
	"EDQUOT",
	"EFBIG"
]);
/** The operating system's code of an error (`ENOENT`, `ECONNRESET`, ...), if it carries one. */
function systemCode(error) {
	const code = error instanceof Error ? error.code : void 0;
	return typeof code === "string" ? code : void 0;
}
/** A `disk-full` error if the operating system said so, else undefined. `where` names the folder that is full. */
function diskFull(error, where) {
	if (!NO_ROOM.has(systemCode(error) ?? "")) return void 0;
	return new BackupError("disk-full", `no space left in ${where}`, {
		hint: `Free space in ${where}, or choose another folder; what was stored before is untouched.`,
		cause: error
	});
}

export { systemCode as a, summariseError as i, diskFull as n, isKind as r, BackupError as t };