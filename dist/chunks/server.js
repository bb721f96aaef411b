// src/github/server.ts
/** Hosts whose API is of one server only, and that server. */
const API_OF = [[/^api\.github\.com$/, () => "github.com"], [/^api\.([^.]+\.ghe\.com)$/, ([, host]) => host ?? ""]];
/**
* True for an address that an API may tell for uploads: on its own host, or on the one for uploads beside it. The token goes
* there with them.
*/
function isUploadAddress(address, apiUrl) {
	if (!URL.canParse(address)) return false;
	const [upload, api] = [new URL(address), new URL(apiUrl)];
	return [
		api.hostname,
		`uploads.${api.hostname}`,
		api.hostname.replace(/^api\./, "uploads.")
	].includes(upload.hostname) && (upload.protocol === "https:" || upload.protocol === api.protocol);
}
/** False where the API is that of another server: `server-url` was changed and `api-url` was not. */
function speaksFor({ apiUrl, serverUrl }) {
	const { hostname } = new URL(apiUrl);
	for (const [pattern, server] of API_OF) {
		const match = pattern.exec(hostname);
		if (match) return server(match) === new URL(serverUrl).hostname;
	}
	return true;
}

export { speaksFor as n, isUploadAddress as t };