import { A as askApi, Z as snapshotInstant, i as undoAtExit, j as expectOwnRun, lt as BackupError, nt as statusOf, ut as diskFull } from "./start.js";
import { Nt as writeBody, Pt as _usingCtx, jt as isKey, kt as expectKey } from "./core.js";
import { t as quietly } from "./quiet.js";
import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { mkdtemp, rm } from "node:fs/promises";

// src/stores/artifact/names.ts
const PLAIN = ".";
const EXACT = "~";
/**
* The artifact's name of a key. What snapshots and runs are stored under reads as people expect it,
* `acme.app.snapshot-20261121-020000.tar`; where dots alone would not lead back to the key, tildes stand for the slashes.
*
* @throws where a client would take the name for that of a zip file, and unpack what it downloads.
*/
function artifactName(key) {
	expectKey(key);
	if (key.endsWith(".zip")) throw new Error(`not a key for an artifact, which would be unpacked: ${key}`);
	const plain = key.replaceAll("/", PLAIN);
	if (artifactKey(plain) === key) return plain;
	return key.includes("/") ? key.replaceAll("/", EXACT) : `${EXACT}${key}`;
}
/** The key that an artifact's name stands for; undefined for artifacts of others. */
function artifactKey(name) {
	const key = name.includes(EXACT) ? name.replace(/^~/, "").replaceAll(EXACT, "/") : plainKey(name);
	return key !== void 0 && isKey(key) ? key : void 0;
}
/** An owner cannot hold a dot and a snapshot's name has a shape of its own, so all between them is the repository's. */
function plainKey(name) {
	const [, owner, repository, file] = /^([^.]+)\.(.+)\.(snapshot-[^.]+\..+)$/.exec(name) ?? [];
	if (file !== void 0) return snapshotInstant(file.split(".")[0] ?? "") && `${owner}/${repository}/${file}`;
	const record = /^runs\.(\d{4}-\d{2}-\d{2}T.+)$/.exec(name)?.[1];
	return record && `runs/${record}`;
}

// src/stores/artifact/upload.ts
/** The official client: blocks of 8 MiB, five at once. */
const uploadByClient = async (file, folder, days) => {
	const { DefaultArtifactClient } = await import("./artifact.js");
	const options = {
		skipArchive: true,
		compressionLevel: 0,
		...days === void 0 ? {} : { retentionDays: days }
	};
	return new DefaultArtifactClient().uploadArtifact(basename(file), [file], folder, options);
};
const DAY = 864e5;
/** Milliseconds to wait for a new artifact to be listed. */
const PAUSES = [
	500,
	2e3,
	5e3
];
/** Stores an object; what it promises is told in `Store.put`. */
async function putArtifact(uploader, key, body, { expires }) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { place, listing, upload } = uploader;
		const name = artifactName(key);
		expectOwnRun(place);
		if (await listing.knows(key)) throw taken(place, key);
		const folder = await mkdtemp(join(place.scratch, "artifact-"));
		_usingCtx$1.u(undoAtExit(() => rmSync(folder, {
			recursive: true,
			force: true
		})));
		try {
			const file = join(folder, name);
			const written = await writeBody(file, body).catch((error) => {
				throw diskFull(error, folder) ?? error;
			});
			await confirm(uploader, key, written, await quietly(place.log, () => upload(file, folder, wholeDays(place.now(), expires))).catch(async (error) => {
				const done = await finished(uploader, key, written, error);
				if (done) return done;
				throw explainUpload(error, place, key);
			}));
			return written;
		} finally {
			await rm(folder, {
				recursive: true,
				force: true
			});
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
/**
* The artifact where only the answer to the last request was lost. That it is there already is then no other's doing: a
* manifest would stay, and its archive be taken back.
*/
async function finished({ listing }, key, { size, sha256 }, error) {
	if (!(error instanceof Error) || !error.message.includes("FinalizeArtifact")) return void 0;
	const found = (await listing.ask(key)).findLast((one) => one.size === size && one.sha256 === sha256);
	return found && {
		id: found.id,
		size,
		digest: sha256
	};
}
/** GitHub counts whole days, from one. */
function wholeDays(now, expires) {
	return expires && Math.max(1, Math.floor((expires.getTime() - now.getTime()) / DAY));
}
/** Names are unique in a run only. Of the artifacts that several runs gave a name, the first is the object. */
async function confirm(uploader, key, written, { id, size, digest }) {
	const { place } = uploader;
	if (id === void 0) throw new BackupError("store", `${place.address} did not confirm ${key}`);
	const { own, first } = await findOwn(uploader, key, id);
	if (size === written.size && digest === written.sha256 && own.size === written.size && (own.sha256 ?? written.sha256) === written.sha256 && own === first) return uploader.listing.made(own);
	await deleteArtifact(place, id, key);
	await uploader.listing.ask(key);
	if (own !== first) throw taken(place, key);
	throw new BackupError("store", `${place.address} holds something else under ${key} than was sent to it`, { hint: "Run it again. If it stays, the memory, the disk or the network damages data." });
}
async function findOwn({ place, listing, wait }, key, id) {
	for (const pause of [...PAUSES, void 0]) {
		const found = await listing.ask(key);
		const own = found.find((one) => one.id === id);
		if (own) return {
			own,
			first: found[0]
		};
		if (pause !== void 0) await wait(pause);
	}
	throw new BackupError("store", `${place.address} took ${key} and does not list it`, { hint: "What a pull request from a fork uploads does not count: run it for a branch of the repository itself. If that was one, run it again, and see whether https://www.githubstatus.com tells of a disturbance of Actions." });
}
/** Removes one artifact. One that is not there is no error. @throws `denied`, `unreachable` or `store`. */
async function deleteArtifact(place, id, key) {
	const { owner, repo } = place;
	await askApi(place, {
		doing: `removing ${key} from ${place.address}`,
		permission: "write"
	}, async (client) => {
		await client.rest.actions.deleteArtifact({
			owner,
			repo,
			artifact_id: id
		}).catch((error) => {
			if (statusOf(error) !== 404) throw error;
		});
	});
}
function taken({ address }, key, cause) {
	return new BackupError("exists", `${key} is already in ${address}, and nothing there is overwritten`, { cause });
}
/** The client's errors have no kinds: what they say is all there is to go by. */
function explainUpload(error, place, key) {
	if (!(error instanceof Error)) return error;
	const said = error.message.split("\n")[0] ?? "";
	const message = `storing ${key} in ${place.address}: ${said}`;
	if (/\b409\b|already exists/i.test(said)) return taken(place, key, error);
	if (error.name === "UsageError" || /quota has been hit|insufficient usage/i.test(said)) return new BackupError("disk-full", `storing ${key} in ${place.address}: the storage for artifacts is used up`, {
		hint: "Raise the budget of the account (Settings, Billing), delete artifacts, lower `retention-days`, or use another store.",
		cause: error
	});
	if (error.name === "GHESNotSupportedError") return new BackupError("unsupported", `${place.address}: GitHub Enterprise Server has no artifacts for a store`, {
		hint: "Use another store: release:owner/name, s3://bucket/backups, or a directory.",
		cause: error
	});
	if (/\b40[13]\b/.test(said)) return new BackupError("denied", message, {
		hint: "Store within the job that the Action runs in, and not after it has ended.",
		cause: error
	});
	return new BackupError("unreachable", message, {
		hint: "Run it again later.",
		cause: error
	});
}

export { artifactName as a, artifactKey as i, putArtifact as n, uploadByClient as r, deleteArtifact as t };