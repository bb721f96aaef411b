import { t as BackupError } from "./errors.js";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";

// src/stores/index.ts
const openDirectory = async (address, { create, cwd }) => (await import("./directory.js")).openDirectoryStore(localFolder(address, cwd) ?? address, address, create);
const OPENERS = {
	file: openDirectory,
	path: openDirectory
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
	throw new BackupError("usage", `"${address}" is no store that this version knows`, { hint: "Use a folder: ./backups or file:///srv/backups." });
}
/** The kind of store that an address means: its scheme, or `path`. A drive letter is no scheme. */
function storeKind(address) {
	return /^([a-z][a-z0-9+-]+):/.exec(address)?.[1] ?? "path";
}

export { openStore as n, storeKind as r, localFolder as t };