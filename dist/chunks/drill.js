import { lt as BackupError, rt as counted, y as formatDuration } from "./start.js";
import { D as eachRepository, Pt as _usingCtx, S as distanceTo, at as inPieces, bt as openKeys, nt as readRefs, v as createScratch, w as selectListings, x as chooseSnapshot, y as runGit } from "./core.js";
import { r as rebuildRepository, t as proveSnapshot } from "./restore.js";
import { t as unseal } from "./unseal.js";
import { join } from "node:path";

// src/commands/drill.ts
/** Drills the chosen snapshot of each selected repository, one after the other, so that each time is its own. */
async function drill(context, settings, store) {
	const git = {
		program: "git",
		env: context.env,
		home: context.scratch
	};
	const keys = settings.secrets && await openKeys(settings.secrets);
	const listings = await selectListings(store, settings.patterns);
	return eachRepository(context, 1, listings, async (listing) => {
		try {
			var _usingCtx$1 = _usingCtx();
			const snapshot = await unseal(await chooseSnapshot(store, listing, settings.choice, context.log), listing.archives, keys);
			const started = context.now().getTime();
			const folder = _usingCtx$1.a(await createScratch(context.scratch));
			const path = join(folder.path, "restored.git");
			const rebuilt = await rebuildRepository(snapshot, path, {
				git,
				log: context.log
			});
			await proveSnapshot(git, path, snapshot);
			const elapsed = context.now().getTime() - started;
			await compare(git, path, snapshot);
			const { snapshot_name: name, type, git: state } = snapshot.manifest;
			const distance = distanceTo(settings.choice, listing, name);
			const note = `restored in ${formatDuration(elapsed)} (RTO): ${counted(state.refs.count, "ref")}, ${counted(rebuilt.objects, "object")}`;
			return {
				repository: listing.repository,
				status: "restored",
				snapshot: name,
				type,
				bytes: rebuilt.bytes,
				rto_ms: elapsed,
				...distance?.fields,
				note: [note, ...distance ? [distance.words] : []].join("; ")
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	});
}
/** What `for-each-ref` says of these refs. */
function listingOf(refs) {
	function* lines() {
		for (const { id, name } of refs) yield `${id} ${name}\n`;
	}
	return Buffer.concat([...inPieces(lines())]);
}
/** Asks stock git what the restored repository holds, and compares with the snapshot. @throws `corrupt` where they differ. */
async function compare(git, path, snapshot) {
	const where = `${snapshot.repository} ${snapshot.manifest.snapshot_name}`;
	if (!(await runGit(git, [
		"-C",
		path,
		"for-each-ref",
		"--format=%(objectname) %(refname)"
	], "listing the restored refs")).equals(listingOf(await readRefs(snapshot)))) throw new BackupError("corrupt", `${where}: the restored refs differ from the manifest's`);
	const counted = await runGit(git, [
		"-C",
		path,
		"count-objects",
		"-v"
	], "counting the restored objects");
	const objects = Number(/^in-pack: (\d+)$/m.exec(counted.toString())?.[1]);
	const stored = snapshot.manifest.git.chain.reduce((sum, { pack }) => sum + pack.objects, 0);
	if (objects === stored) return;
	throw new BackupError("corrupt", `${where}: ${objects} objects were restored instead of ${stored}`);
}

export { drill };