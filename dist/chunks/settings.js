// src/commands/settings.ts
const COMMANDS = [
	"sync",
	"snapshot",
	"init",
	"prune",
	"pin",
	"unpin",
	"status",
	"verify",
	"restore",
	"drill"
];
/** Commands that read repositories; the others need nothing but the store. */
const CAPTURING = [
	"sync",
	"snapshot",
	"init"
];
/** Commands that mark one snapshot, which must be named. */
const PINNING = ["pin", "unpin"];

export { COMMANDS as n, PINNING as r, CAPTURING as t };