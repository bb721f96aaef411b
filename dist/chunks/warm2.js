import { t as CAPTURING } from "./settings.js";
import { t as localFolder } from "./stores.js";
import { t as quietly } from "./quiet.js";
import { t as undoAtExit } from "./undo.js";
import { r as openWarm } from "./warm.js";
import { t as _usingCtx } from "./usingCtx.js";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";

// src/action/warm.ts
/**
* Does a command's work with the cache brought back before and saved after, where its stores are read over the network. The
* cache only ever saves time: whatever goes wrong with it is a line in the log.
*/
async function withWarm(context, settings, work) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { env, cwd, log } = context;
		const far = settings.stores.some((address) => localFolder(address, cwd) === void 0);
		const available = env["ACTIONS_RUNTIME_TOKEN"] && env["ACTIONS_RESULTS_URL"] && env["RUNNER_TEMP"];
		if (!far || !available || !CAPTURING.includes(settings.command)) return work(context);
		const folder = join(env["RUNNER_TEMP"] ?? "", "repo-backup-warm");
		const clear = () => rmSync(folder, {
			recursive: true,
			force: true
		});
		_usingCtx$1.u(undoAtExit(clear));
		try {
			const slot = slotOf(settings);
			const attempt = async (doing, what) => {
				try {
					return await inScratch(context, () => quietly(log, what));
				} catch (error) {
					log.info(`${doing}: ${error instanceof Error ? error.message : String(error)}`);
					return;
				}
			};
			const found = await attempt("the cache of indexes could not be brought back", () => restore(folder, slot));
			const warm = await openWarm(folder);
			const result = await work({
				...context,
				warm
			});
			await attempt("the cache of indexes could not be saved", () => save(context, {
				folder,
				slot,
				warm,
				found
			}));
			return result;
		} finally {
			clear();
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
/** The client makes folders in RUNNER_TEMP and leaves them there: in ours they go with all the rest. */
async function inScratch({ env, scratch }, work) {
	const { RUNNER_TEMP: before } = env;
	env["RUNNER_TEMP"] = scratch;
	try {
		return await work();
	} finally {
		env["RUNNER_TEMP"] = before;
	}
}
/** Keys begin with the version of the folder's form, then the stores, then the repositories, each of one length. */
const FORM = "repo-backup-warm-1";
function slotOf({ stores, targets }) {
	const ofStores = `${FORM}-${shortDigest(stores.toSorted())}-`;
	return {
		stores: ofStores,
		own: `${ofStores}${shortDigest(targets.map(({ repository }) => repository).toSorted())}-`
	};
}
function shortDigest(lines) {
	return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}
/** Brings back the newest cache of the same repositories, or else of the same stores. Gives its key. */
async function restore(folder, { own, stores }) {
	const { restoreCache } = await import("./cache.js");
	return restoreCache([folder], own, [own, stores]);
}
/** Saves the cache if it holds something else than before, and removes the one that it takes the place of. */
async function save(context, { folder, slot, warm, found }) {
	const digests = await warm.tidy();
	const key = `${slot.own}${shortDigest(digests)}`;
	if (digests.length === 0 || key === found) return;
	const { saveCache } = await import("./cache.js");
	if (await saveCache([folder], key) < 0) throw new Error("it was not taken");
	if (found?.startsWith(slot.own)) await removeOld(context, found);
}
/** Without `actions: write` it stays, until GitHub removes it because nobody has asked for it in a week. */
async function removeOld({ github, env }, key) {
	const [owner = "", repo = ""] = (env["GITHUB_REPOSITORY"] ?? "").split("/");
	await (await github.clientFor(owner)).rest.actions.deleteActionsCacheByKey({
		owner,
		repo,
		key
	});
}

export { withWarm };