import { Z as openGitHub, et as BackupError } from "./start.js";

// src/action/own-github.ts
/** Opens it. @throws `denied` where it is asked and there is no token */
function openOwnGitHub(env, token, log) {
	return openGitHub({
		serverUrl: env["GITHUB_SERVER_URL"] || "https://github.com",
		apiUrl: env["GITHUB_API_URL"] || "https://api.github.com",
		async tokenFor() {
			if (token) return token;
			throw new BackupError("denied", "there is no token to ask the workflow's own GitHub with", { hint: "Leave `issue-token` out: the workflow's own token is its default." });
		},
		log
	});
}

export { openOwnGitHub as t };