import { a as systemCode, t as BackupError } from "./errors.js";
import { o as isRepositoryName } from "./names.js";

// src/github/errors.ts
/** Turns what Octokit threw into an error that people can act on. What is no answer of GitHub comes back as it is. */
function explainGitHub(error, attempt) {
	if (error instanceof BackupError) return error;
	const status = statusOf(error);
	if (status === void 0) return error;
	const { kind, says, hint } = reasonOf(status, error, attempt);
	return new BackupError(kind, `${attempt.doing}: ${says}`, {
		hint,
		cause: error
	});
}
/** The status of an answer that Octokit threw; 500 where there was no answer; undefined for what is no error of Octokit. */
function statusOf(error) {
	const status = error instanceof Error && "status" in error ? error.status : void 0;
	return typeof status === "number" ? status : void 0;
}
/** True where there was no answer at all. */
function isSilent(error) {
	return !("response" in error) || error.response === void 0;
}
function reasonOf(status, error, attempt) {
	const said = error.message.split(" - https://")[0] ?? "";
	if (isSilent(error)) return {
		kind: "unreachable",
		says: `no answer (${said || (systemCode(error.cause?.cause) ?? "no connection")})`,
		hint: "Check the network, the proxy and `api-url`, and run it again."
	};
	if (status === 401) return {
		kind: "denied",
		says: "GitHub refuses the token (401): it has expired, was revoked or is mistyped",
		hint: `Put a new token into the secret that the input \`${attempt.input ?? "token"}\` reads.`
	};
	if (status === 403 || status === 429) return forbidden(status, said, {
		attempt,
		error
	});
	if (status === 404) return {
		kind: "not-found",
		says: "not found (404), or the token may not see it",
		hint: `Check the name${permissions(attempt)}.`
	};
	if (status >= 500) return {
		kind: "unreachable",
		says: `GitHub is broken or busy (${status})`,
		hint: "Run it again later."
	};
	return {
		kind: "store",
		says: `GitHub says ${status}: ${said}`,
		hint: "Run it again; if it comes back, report it."
	};
}
function forbidden(status, said, { attempt, error }) {
	if (/rate limit/i.test(said) || status === 429) return {
		kind: "unreachable",
		says: `the limit of requests is used up (${status}: ${said})`,
		hint: `Run it again ${whenReset(error)}, or use a GitHub App (\`app-id\`), which has more.`
	};
	return {
		kind: "denied",
		says: `the token may not do that (${status}: ${said})`,
		hint: `Allow it${permissions(attempt)}.`
	};
}
/** When requests are to be had again, as the answer tells it. */
function whenReset(error) {
	const { response } = error;
	const { "retry-after": wait, "x-ratelimit-remaining": left, "x-ratelimit-reset": reset } = response?.headers ?? {};
	if (wait !== void 0) return `in ${Number(wait)} seconds`;
	if (Number(left) > 0 || !Number(reset)) return "in an hour";
	return `after ${(/* @__PURE__ */ new Date(Number(reset) * 1e3)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
function permissions({ permission, tokenPermission }) {
	const places = [...permission ? [`\`permissions: { ${permission} }\` in the workflow`] : [], ...tokenPermission ?? permission ? [`"${tokenPermission ?? permission}" for a fine-grained token or an App`] : []];
	return places.length > 0 ? `: ${places.join(", or ")}` : "";
}

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
	refuseEnterpriseServer(address, world.github);
	return {
		...world,
		address: `artifact:${owner}/${repo}`,
		owner,
		repo
	};
}
/** Its API is below a path, where github.com and ghe.com have a host for it. */
function refuseEnterpriseServer(address, { apiUrl, serverUrl }) {
	if (!new URL(apiUrl).pathname.startsWith("/api/")) return;
	throw new BackupError("unsupported", `${address}: GitHub Enterprise Server (${serverUrl}) has no artifacts of the kind that a store needs`, { hint: "Use another store: release:owner/name, s3://bucket/backups, or a directory." });
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

export { explainGitHub as a, parseArtifactAddress as i, expectOwnRun as n, statusOf as o, openPlace as r, askApi as t };