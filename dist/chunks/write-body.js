import { t as BackupError } from "./errors.js";
import { t as writeChunks } from "./write.js";
import { t as _usingCtx } from "./usingCtx.js";
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

// src/stores/write-body.ts
/**
* Writes a body to a new file; with `durable` it is on the disk afterwards, and not only on its way there.
*
* @throws `store` where the body has another size than it said; what the body or the disk throws.
*/
async function writeBody(path, body, durable) {
	try {
		var _usingCtx$1 = _usingCtx();
		const file = _usingCtx$1.a(await open(path, "wx", 438));
		const hash = createHash("sha256");
		let size = 0;
		async function* counted() {
			for await (const chunk of body.open()) {
				hash.update(chunk);
				size += chunk.length;
				yield chunk;
				if (size > body.size) break;
			}
		}
		await writeChunks(file, counted());
		if (durable) await file.sync();
		const written = (await file.stat()).size;
		if (size !== body.size || written !== size) throw new BackupError("store", `${written} of ${body.size} bytes arrived in ${path}`, { hint: "Run it again; nothing incomplete was stored." });
		return {
			size,
			sha256: hash.digest("hex")
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}

export { writeBody as t };