import { lt as BackupError, ot as openGitHub } from "./start.js";

// src/action/own-github.ts
/** Opens it. @throws `denied` where it is asked and there is no token */
function openOwnGitHub(env, { token, input }, log) {
	return openGitHub({
		serverUrl: env["GITHUB_SERVER_URL"] || "https://github.com",
		apiUrl: ownApi(env),
		async tokenFor() {
			if (token) return token;
			throw new BackupError("denied", "there is no token to ask the workflow's own GitHub with", { hint: `Leave \`${input}\` out: the workflow's own token is its default.` });
		},
		paced: false,
		log
	});
}
/** The workflow's own repository and token, where it is on the GitHub of that API: no other one gets the token. */
function ownOn(apiUrl, env, token) {
	const repository = env["GITHUB_REPOSITORY"];
	return repository && token && ownApi(env) === apiUrl ? {
		repository,
		token
	} : void 0;
}
function ownApi(env) {
	return env["GITHUB_API_URL"] || "https://api.github.com";
}

export { ownOn as n, openOwnGitHub as t };