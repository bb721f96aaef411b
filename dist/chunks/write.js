// src/system/write.ts
/** Writes every chunk in order. @throws what the stream or the file throws; how much was written by then is undefined. */
async function writeChunks(file, chunks) {
	let writing = Promise.resolve();
	for await (const chunk of chunks) {
		await writing;
		writing = writeWhole(file, chunk);
		writing.catch(() => void 0);
	}
	await writing;
}
async function writeWhole(file, chunk) {
	for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
}

export { writeChunks as t };