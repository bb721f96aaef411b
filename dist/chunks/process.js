import { a as systemCode } from "./errors.js";
import { t as undoAtExit } from "./undo.js";
import { once } from "node:events";
import { spawn } from "node:child_process";

// src/system/process.ts
/** Starts a child. `onStderr` sees its messages as they come. */
function start(command, onStderr) {
	const child = spawn(command.program, command.args, {
		env: command.env,
		cwd: command.cwd,
		stdio: "pipe",
		windowsHide: true
	});
	let stderr = "";
	child.stderr.setEncoding("utf8").on("data", (text) => {
		stderr = (stderr + text).slice(-8192);
		onStderr?.(text);
	});
	child.stdin.on("error", () => void 0);
	const end = () => void child.kill("SIGTERM");
	const running = undoAtExit(end);
	const ended = exitOf(child).then((code) => {
		running[Symbol.dispose]();
		return {
			code,
			stderr
		};
	});
	return {
		stdin: child.stdin,
		stdout: child.stdout,
		ended,
		async [Symbol.asyncDispose]() {
			for (const stream of [
				child.stdin,
				child.stdout,
				child.stderr
			]) stream.destroy();
			end();
			await ended;
		}
	};
}
async function exitOf(child) {
	try {
		const [code] = await once(child, "close");
		return code;
	} catch (error) {
		return systemCode(error) === "ENOENT" ? 127 : 126;
	}
}
/** Runs a child to its end, with `input` on its stdin, and gives all of its stdout. For small outputs only. */
async function run(command, input) {
	const child = start(command);
	child.stdin.end(input);
	const chunks = [];
	child.stdout.on("data", (chunk) => chunks.push(chunk));
	return {
		...await child.ended,
		stdout: Buffer.concat(chunks)
	};
}
/** Writes to a child and waits while its pipe is full. False once the child no longer reads. */
async function feed(child, data) {
	if (child.stdin.destroyed) return false;
	if (child.stdin.write(data)) return true;
	await new Promise((resolve) => {
		const done = () => {
			child.stdin.off("drain", done).off("close", done);
			resolve();
		};
		child.stdin.once("drain", done).once("close", done);
	});
	return !child.stdin.destroyed;
}

export { run as n, start as r, feed as t };