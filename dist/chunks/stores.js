import { t as BackupError } from "./errors.js";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

// src/stores/release/address.ts
const ADDRESS$1 = /^release:([^?#]*)(?:\?([^#]*))?(#.*)?$/is;
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;
const REPO = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
/** Reads an address. @throws `usage` that tells everything that is wrong with it. */
function parseReleaseAddress(address) {
	const [, path = "", query = "", fragment] = ADDRESS$1.exec(address) ?? [];
	const [owner = "", repo = "", ...rest] = path.split("/");
	const problems = [];
	if (path === "") problems.push("the repository that holds the releases is missing");
	else if (!OWNER.test(owner) || !REPO.test(repo) || rest.length > 0) problems.push(`"${path}" is not owner/name`);
	if (fragment !== void 0) problems.push("\"#\" has no meaning in it");
	const draft = readDraft(query, problems);
	if (problems.length === 0) return {
		address,
		owner,
		repo,
		draft
	};
	throw new BackupError("usage", `the address of the release store is wrong: ${problems.join("; ")}`, { hint: "Write for example: release:owner/name, or release:owner/name?draft=true" });
}
function readDraft(query, problems) {
	const parameters = [...new URLSearchParams(query)];
	for (const [name] of parameters) if (name !== "draft") problems.push(`"${name}" is no parameter of it; there is draft`);
	const values = parameters.filter(([name]) => name === "draft").map(([, value]) => value);
	if (values.length > 1) problems.push("draft is given twice");
	for (const value of values) if (value !== "true" && value !== "false") problems.push("draft is neither true nor false");
	return values[0] === "true";
}

// src/stores/s3/address.ts
const ADDRESS = /^s3:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?(#.*)?$/is;
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/;
const FOLDER = /^(?!\.{1,2}$)[A-Za-z0-9_.-]+$/;
/** Classes whose objects cannot be read at once: every run reads manifests, refs and indexes. */
const FROZEN = ["GLACIER", "DEEP_ARCHIVE"];
const PARAMETERS = [
	"region",
	"endpoint",
	"path-style",
	"storage-class",
	"object-lock-mode",
	"object-lock-days"
];
/** Reads an address. @throws `usage` that tells everything that is wrong with it, and never repeats a secret. */
function parseS3Address(address) {
	const [, bucket = "", path = "", query = "", fragment] = ADDRESS.exec(address) ?? [];
	const problems = [...bucketProblems(bucket), ...pathProblems(path)];
	if (fragment !== void 0) problems.push("\"#\" has no meaning in it");
	const values = readQuery(query, problems);
	const location = {
		address,
		bucket,
		prefix: path.replace(/\/$/, "") === "" ? "" : `${path.replace(/\/$/, "")}/`,
		region: readPattern(values, "region", /^[A-Za-z0-9-]{1,64}$/, "eu-central-1", problems),
		endpoint: readEndpoint(values["endpoint"], problems),
		pathStyle: readPathStyle(values["path-style"], problems),
		storageClass: readStorageClass(values, problems),
		lock: readLock(values, problems)
	};
	if (problems.length === 0) return location;
	throw new BackupError("usage", `the S3 address is wrong: ${problems.join("; ")}`, { hint: "Write for example: s3://bucket/backups?region=eu-central-1" });
}
function bucketProblems(bucket) {
	if (bucket === "") return ["the bucket is missing"];
	if (/^[^@:]*:\d+$/.test(bucket)) return ["a port belongs to the server: endpoint=https://host:port"];
	if (/[@:]/.test(bucket)) return [noCredentials("a user or password before the bucket")];
	if (!BUCKET.test(bucket)) return [`"${bucket}" is no bucket: 3 to 63 lower-case letters, digits, dots, hyphens and underscores`];
	return [];
}
function pathProblems(path) {
	const folders = path.replace(/\/$/, "");
	if (folders === "" || folders.split("/").every((folder) => FOLDER.test(folder))) return [];
	return ["the prefix may hold folders of letters, digits, \".\", \"_\" and \"-\" only"];
}
function noCredentials(what) {
	return `it holds ${what}, and credentials do not belong into an address, which logs show: take them out and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role`;
}
function readQuery(query, problems) {
	const values = {};
	for (const [name, value] of new URLSearchParams(query)) if (!PARAMETERS.includes(name)) problems.push(unknownParameter(name));
	else if (name in values) problems.push(`${name} is given twice`);
	else if (value === "") problems.push(`${name} has no value`);
	else values[name] = value;
	return values;
}
function unknownParameter(name) {
	if (/key|secret|token|passw|credential|signature/i.test(name)) return noCredentials(`the parameter "${name}"`);
	const near = nearest(name);
	return `"${name}" is no parameter of it. ${near ? `Did you mean ${near}?` : `There are ${PARAMETERS.join(", ")}`}`;
}
/** The parameter that was probably meant: at most a third of the letters differ, or one name holds the other. */
function nearest(name) {
	const letters = (text) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
	const wanted = letters(name);
	if (wanted.length < 3) return void 0;
	return PARAMETERS.map((known) => {
		return {
			known,
			distance: wanted.includes(letters(known)) || letters(known).includes(wanted) ? 0 : editDistance(wanted, letters(known)) / known.length
		};
	}).sort((a, b) => a.distance - b.distance).find(({ distance }) => distance <= 1 / 3)?.known;
}
/** How many letters must be added, removed or changed (Levenshtein). */
function editDistance(a, b) {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 0; i < a.length; i += 1) {
		const next = [i + 1];
		for (let j = 0; j < b.length; j += 1) {
			const changed = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
			next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
		}
		row = next;
	}
	return row.at(-1) ?? 0;
}
function readPattern(values, name, pattern, example, problems) {
	const value = values[name];
	if (value === void 0 || pattern.test(value)) return value;
	problems.push(`"${value}" is no ${name.replaceAll("-", " ")}. Write for example: ${name}=${example}`);
}
function readEndpoint(value, problems) {
	if (value === void 0) return void 0;
	const url = URL.canParse(value) ? new URL(value) : void 0;
	if (url?.username || url?.password) problems.push(noCredentials("a user or password in endpoint"));
	else if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) problems.push("endpoint is no http or https URL. Write for example: endpoint=https://s3.example.com");
	else return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
function readPathStyle(value, problems) {
	if (value !== void 0 && value !== "true" && value !== "false") problems.push("path-style is neither true nor false. Write for example: path-style=true");
	return value === void 0 ? void 0 : value === "true";
}
function readStorageClass(values, problems) {
	const storageClass = readPattern(values, "storage-class", /^[A-Z0-9_-]{1,64}$/, "STANDARD_IA", problems);
	if (storageClass === void 0 || !FROZEN.includes(storageClass)) return storageClass;
	problems.push(`${storageClass} cannot be read at once, and every run reads. Write for example: storage-class=GLACIER_IR`);
}
function readLock(values, problems) {
	const mode = readPattern(values, "object-lock-mode", /^(governance|compliance)$/, "governance", problems);
	const days = readPattern(values, "object-lock-days", /^[1-9]\d{0,4}$/, "35", problems);
	if (mode !== void 0 && values["object-lock-days"] === void 0) problems.push("object-lock-mode needs a time. Write for example: object-lock-days=35");
	if (days === void 0) return void 0;
	return {
		mode: mode === "compliance" ? "COMPLIANCE" : "GOVERNANCE",
		days: Number(days)
	};
}

// src/stores/index.ts
const openDirectory = async (address, { create, cwd }) => (await import("./directory.js")).openDirectoryStore(localFolder(address, cwd) ?? address, address, create);
const OPENERS = {
	artifact: async (address, world) => (await import("./artifact2.js")).openArtifactStore(address, world),
	file: openDirectory,
	path: openDirectory,
	release: async (address, world) => (await import("./release.js")).openReleaseStore(parseReleaseAddress(address), world),
	s3: async (address, world) => (await import("./s3.js")).openS3Store(parseS3Address(address), world)
};
/** The folder of a store that is one on this machine. */
function localFolder(address, cwd) {
	const kind = storeKind(address);
	if (kind !== "file") return kind === "path" ? resolve(cwd, address) : void 0;
	try {
		return fileURLToPath(address);
	} catch (cause) {
		throw new BackupError("usage", `"${address}" names no folder of this machine`, {
			hint: "Write it with three slashes, file:///srv/backups, or as a path.",
			cause
		});
	}
}
/** Opens the store at an address: a path, or a URL whose scheme says which kind. @throws `usage` for a kind that is unknown. */
async function openStore(address, options) {
	const opener = OPENERS[storeKind(address)];
	if (opener) return opener(address, options);
	throw new BackupError("usage", `"${address}" is no store that this version knows`, { hint: "Use a folder, ./backups or file:///srv/backups, a bucket, s3://bucket/backups, artifact:owner/name or release:owner/name." });
}
/** The kind of store that an address means: its scheme, or `path`. A drive letter is no scheme. */
function storeKind(address) {
	return /^([a-z][a-z0-9+-]+):/i.exec(address)?.[1]?.toLowerCase() ?? "path";
}

export { parseReleaseAddress as a, parseS3Address as i, openStore as n, storeKind as r, localFolder as t };