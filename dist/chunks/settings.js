// src/commands/settings.ts
const COMMANDS = [
	"sync",
	"snapshot",
	"init",
	"copy",
	"prune",
	"pin",
	"unpin",
	"status",
	"verify",
	"restore",
	"drill",
	"plan",
	"report"
];
/** Commands that read repositories; the others need nothing but the store. */
const CAPTURING = [
	"sync",
	"snapshot",
	"init"
];
/** Commands that store what a run made or brought: of these the record of the run is a part of what they promise. */
const STORING = [...CAPTURING, "copy"];
/** Commands that mark one snapshot, which must be named. */
const PINNING = ["pin", "unpin"];
/** What a webhook can be told: failures, the end of one, what differs from the run before, or every run. */
const WEBHOOK_EVENTS = [
	"failure",
	"recovery",
	"change",
	"always"
];

export { WEBHOOK_EVENTS as a, STORING as i, COMMANDS as n, PINNING as r, CAPTURING as t };