// src/system/undo.ts
/**
* Calls `undo` if the program ends before the handle is disposed; what was remembered last is undone first. Must not wait:
* there is no time left for that.
*/
function undoAtExit(undo) {
	const attempt = () => {
		try {
			undo();
		} catch {}
	};
	process.prependOnceListener("exit", attempt);
	return { [Symbol.dispose]: () => void process.off("exit", attempt) };
}

export { undoAtExit as t };