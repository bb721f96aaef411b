import { t as CAPTURING } from "./settings.js";
import { E as localFolder, O as storeKind, P as parseArtifactAddress, ft as summariseError, i as undoAtExit, k as parseReleaseAddress } from "./start.js";
import { t as quietly } from "./quiet.js";
import { Pt as _usingCtx, dt as run, ft as openWarm } from "./core.js";
import { t as readVisibility } from "./visibility.js";
import { t as openOwnGitHub } from "./own-github.js";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

// src/action/cache-readers.ts
/**
* Whether the cache of the workflow's repository may hold what is read from these stores and stored there: in a private
* repository, or where whoever reads the cache may read all the stores as well. Never throws.
*/
async function cacheMayHold(stores, { env, token, log }) {
	if (stores.every((address) => isOwnStore(address, env))) return true;
	const [owner = "", repo = ""] = (env["GITHUB_REPOSITORY"] ?? "").split("/");
	try {
		const visibility = await readVisibility(await openOwnGitHub(env, {
			token,
			input: "workflow-token"
		}, log).clientFor(owner), owner, repo);
		if (visibility === "private") return true;
		log.info(`nothing is kept in the cache: ${owner}/${repo} is ${visibility}, and its stores need not be`);
	} catch (error) {
		log.info(`nothing is kept in the cache, since who may read it is not known: ${summariseError(error).message}`);
	}
	return false;
}
/** True for what can be read by all who may read the workflow's repository. Its drafts cannot. */
function isOwnStore(address, env) {
	const own = env["GITHUB_REPOSITORY"]?.toLowerCase();
	const kind = storeKind(address);
	if (kind === "artifact") return nameOf(parseArtifactAddress(address, env)) === own;
	if (kind !== "release") return false;
	const location = parseReleaseAddress(address);
	return !location.draft && nameOf(location) === own;
}
function nameOf({ owner, repo }) {
	return `${owner}/${repo}`.toLowerCase();
}

// src/action/only-into.ts
/**
* Whether `onlyInto` binds the tar that the client takes: GNU's alone reads TAR_OPTIONS. On macOS that is `gtar`. On Windows
* names have other ways out of a folder, which the transform does not know. Never throws; the log says where it is not so.
*/
async function tarCanBeBound(env, log, platform = process.platform) {
	if ((platform === "win32" ? "" : (await run({
		program: platform === "darwin" ? "gtar" : "tar",
		args: ["--version"],
		env
	})).stdout.toString()).includes("GNU tar")) return true;
	log.info("nothing is kept in the cache: bringing it back safely takes GNU tar, on macOS as gtar");
	return false;
}
/**
* The client has tar write wherever a cache says: whoever fills the cache in another job could replace any file of this
* one. GNU tar takes more options from TAR_OPTIONS. With these all that a cache brings comes to lie in the folder, whatever
* it is called; and in the locale C the pattern fits every byte of a name.
*/
function onlyInto(folder) {
	return {
		LC_ALL: "C",
		TAR_OPTIONS: `--no-overwrite-dir --transform=s,^.*/,, --transform=s,^,${folder.replaceAll(/[\\&,]/g, String.raw`\$&`).replaceAll(/[\\\s]/g, String.raw`\$&`)}/,`
	};
}

// src/action/warm.ts
/**
* Does a command's work with the cache brought back before and saved after, where its stores are read over the network. The
* cache only ever saves time: whatever goes wrong with it is a line in the log. `token` is the workflow's own.
*/
async function withWarm(context, { settings, token }, work) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { env, cwd, log } = context;
		const far = settings.stores.some((address) => localFolder(address, cwd) === void 0);
		const available = env["ACTIONS_RUNTIME_TOKEN"] && env["ACTIONS_RESULTS_URL"] && env["RUNNER_TEMP"];
		if (!far || !available || !CAPTURING.includes(settings.command)) return work(context);
		if (!await tarCanBeBound(env, log)) return work(context);
		if (!await cacheMayHold(settings.stores, {
			env,
			token,
			log
		})) return work(context);
		const folder = join(env["RUNNER_TEMP"] ?? "", "repo-backup-warm");
		const clear = () => rmSync(folder, {
			recursive: true,
			force: true
		});
		_usingCtx$1.u(undoAtExit(clear));
		mkdirSync(folder, {
			recursive: true,
			mode: 448
		});
		try {
			const slot = slotOf(settings);
			const attempt = async (doing, what, variables = {}) => {
				try {
					const own = {
						RUNNER_TEMP: context.scratch,
						...variables
					};
					return await withVariables(env, own, () => quietly(log, what));
				} catch (error) {
					log.info(`${doing}: ${error instanceof Error ? error.message : String(error)}`);
					return;
				}
			};
			const found = await attempt("the cache of indexes could not be brought back", () => restore(folder, slot), onlyInto(folder));
			const warm = await openWarm(folder);
			const result = await work({
				...context,
				warm
			});
			if (context.stopped?.aborted) return result;
			await attempt("the cache of indexes could not be saved", () => save(context, {
				folder,
				slot,
				warm,
				found,
				token
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
async function withVariables(env, variables, work) {
	const before = Object.keys(variables).map((name) => [name, env[name]]);
	Object.assign(env, variables);
	try {
		return await work();
	} finally {
		for (const [name, value] of before) if (value === void 0) delete env[name];
		else env[name] = value;
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
async function save(context, { folder, slot, warm, found, token }) {
	const digests = await warm.tidy();
	const key = `${slot.own}${shortDigest(digests)}`;
	if (digests.length === 0 || key === found) return;
	const { saveCache } = await import("./cache.js");
	if (await saveCache([folder], key) < 0) throw new Error("it was not taken");
	if (found?.startsWith(slot.own)) await removeOld(context, token, found);
}
/** Without `actions: write` it stays, until GitHub removes it because nobody has asked for it in a week. */
async function removeOld({ env, log }, token, key) {
	const [owner = "", repo = ""] = (env["GITHUB_REPOSITORY"] ?? "").split("/");
	await (await openOwnGitHub(env, {
		token,
		input: "workflow-token"
	}, log).clientFor(owner)).rest.actions.deleteActionsCacheByKey({
		owner,
		repo,
		key
	});
}

export { withWarm };