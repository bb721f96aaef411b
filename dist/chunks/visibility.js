import { tt as explainGitHub } from "./start.js";

// src/github/visibility.ts
/** Who can read `owner/name`. @throws `BackupError` where GitHub does not say. */
async function readVisibility(client, owner, repo) {
	try {
		const { visibility, private: isPrivate } = (await client.rest.repos.get({
			owner,
			repo
		})).data;
		if (visibility === "public" || visibility === "internal") return visibility;
		return isPrivate ? "private" : "public";
	} catch (error) {
		throw explainGitHub(error, {
			doing: `looking who can read ${owner}/${repo}`,
			permission: "contents: read",
			tokenPermission: "Metadata: read"
		});
	}
}

export { readVisibility as t };