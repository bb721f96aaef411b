import { p as snapshotInstant } from "./names.js";

// src/domain/tags.ts
const TAG = /^([A-Za-z0-9_+-]+)\.([A-Za-z0-9._+-]+)\.(snapshot-\d{8}-\d{6})$/;
/** The tag of a snapshot: `acme.app.snapshot-20261121-020000`. */
function tagOf(repository, snapshot) {
	const [owner = "", name = ""] = repository.split("/");
	const safeName = name.replaceAll(/^\.|\.$/g, "+").replaceAll("..", ".+");
	return `${owner.replaceAll(".", "+")}.${safeName}.${snapshot}`;
}
/** The snapshot that a tag is of; undefined for any other tag. */
function readTag(tag) {
	const [, owner = "", name = "", snapshot = ""] = TAG.exec(tag) ?? [];
	const at = snapshotInstant(snapshot);
	const repository = `${owner}/${name}`.replaceAll("+", ".");
	return at && tagOf(repository, snapshot) === tag ? {
		repository,
		snapshot,
		at
	} : void 0;
}

export { tagOf as n, readTag as t };