import { t as BackupError } from "./errors.js";
import { o as isRepositoryName } from "./names.js";
import { t as explainGitHub } from "./errors2.js";

// src/stores/artifact/place.ts
/**
* The repository of `artifact:owner/name`, or of `artifact:`, which means that of the workflow.
*
* @throws `usage` where that is none.
*/
function parseArtifactAddress(address, env) {
	const named = address.replace(/^artifact:(\/\/)?/i, "");
	const repository = named || env["GITHUB_REPOSITORY"] || "";
	const [owner = "", repo = ""] = repository.split("/");
	if (isRepositoryName(repository) && !owner.includes(".")) return {
		owner,
		repo
	};
	const problem = named ? `"${address}" names no repository` : `"${address}" means the repository of a workflow, and none is running`;
	throw new BackupError("usage", problem, { hint: "Write artifact:owner/name." });
}
/** Finds the artifacts of an address. @throws `usage` where it names no repository, `unsupported` on an Enterprise Server. */
function openPlace(address, world) {
	const { owner, repo } = parseArtifactAddress(address, world.env);
	refuseEnterpriseServer(address, world);
	return {
		...world,
		address: `artifact:${owner}/${repo}`,
		owner,
		repo
	};
}
/** The same hosts as those of the official client, which refuses all others. */
function refuseEnterpriseServer(address, { env, github }) {
	const { hostname } = new URL(env["GITHUB_SERVER_URL"] || github.serverUrl);
	if (/(^github\.com|\.ghe\.com|\.localhost)$/.test(hostname)) return;
	throw new BackupError("unsupported", `${address}: the Enterprise Server ${hostname} has no artifacts of the kind that a store needs`, { hint: "Use another store: release:owner/name, s3://bucket/backups, or a directory." });
}
/**
* Artifacts are made by the run that they belong to, and nobody else.
*
* @throws `unsupported` outside of a workflow of the repository that the address names.
*/
function expectOwnRun({ env, address, owner, repo, github }) {
	const running = env["ACTIONS_RUNTIME_TOKEN"] && env["ACTIONS_RESULTS_URL"];
	const here = env["GITHUB_REPOSITORY"]?.toLowerCase() === `${owner}/${repo}`.toLowerCase();
	const sameGitHub = (env["GITHUB_API_URL"] ?? github.apiUrl) === github.apiUrl;
	if (running && here && sameGitHub) return;
	const why = running ? `a workflow of ${env["GITHUB_REPOSITORY"]} at ${env["GITHUB_SERVER_URL"]}` : "outside of a workflow";
	throw new BackupError("unsupported", `${address} cannot be written from ${why}`, { hint: `Artifacts are made by the Action in a workflow of ${owner}/${repo} itself. Anywhere else use release:, s3:// or a directory.` });
}
/** Asks the API; `doing` is for the error, and names the permission that is missing. @throws `BackupError`. */
async function askApi({ github, owner }, { doing, permission }, ask) {
	try {
		return await ask(await github.clientFor(owner));
	} catch (error) {
		const needed = {
			permission: `actions: ${permission}`,
			tokenPermission: `Actions: ${permission}`
		};
		throw explainGitHub(error, {
			doing,
			...needed
		});
	}
}

export { parseArtifactAddress as i, expectOwnRun as n, openPlace as r, askApi as t };