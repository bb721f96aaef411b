import { t as BackupError } from "./errors.js";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";

// src/stores/index.ts
const OPENERS = {
	file: async (address, { create }) => (await import("./directory.js")).openDirectoryStore(fileURLToPath(address), address, create),
	path: async (address, { create, cwd }) => (await import("./directory.js")).openDirectoryStore(resolve(cwd, address), address, create)
};
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

export { storeKind as n, openStore as t };