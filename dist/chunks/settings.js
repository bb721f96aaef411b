// src/commands/settings.ts
const COMMANDS = [
	"sync",
	"snapshot",
	"init",
	"prune",
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

export { COMMANDS as n, CAPTURING as t };