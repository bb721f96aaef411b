import { a as systemCode, t as BackupError } from "./errors.js";

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
		hint: `Put a new token into the secret that the input \`${attempt.input ?? "token"}\` reads (command line: REPO_BACKUP_TOKEN).`
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

export { statusOf as n, explainGitHub as t };