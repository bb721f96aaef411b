import { t as BackupError } from "./errors.js";
import { i as credentialOf, n as openClient } from "./client.js";
import { n as statusOf, t as explainGitHub } from "./errors2.js";
import { o as isRepositoryName } from "./names.js";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// src/github/auth.ts
/** What reading repositories takes. */
const READING = {
	metadata: "read",
	contents: "read"
};
/** A token that dies within so many milliseconds is not handed out any more: one request may take long. */
const MARGIN = 6e5;
/**
* The credentials of an App where it is installed, and the token elsewhere.
*
* `tokenFor` throws `denied` for an owner that has neither, with the link that installs the App; and where GitHub refuses
* the App, its key or a permission.
*/
function appCredentials({ token, ...options }) {
	const installations = /* @__PURE__ */ new Map();
	const find = (owner) => {
		const key = owner.toLowerCase();
		const known = installations.get(key);
		if (known) return known;
		const found = findInstallation(owner, token !== void 0, options);
		installations.set(key, found);
		found.catch(() => installations.delete(key));
		return found;
	};
	return {
		async tokenFor(owner) {
			const found = await find(owner);
			return "token" in found ? found.token() : token;
		},
		async credentialFor(owner) {
			const found = await find(owner);
			return "token" in found ? { kind: "app" } : {
				...credentialOf(token),
				...found
			};
		}
	};
}
async function findInstallation(owner, hasToken, work) {
	const { app, apiUrl, log } = work;
	const { createAppAuth } = await import("./dist-node.js");
	const auth = {
		appId: app.id,
		privateKey: app.privateKey
	};
	const client = await openClient({
		apiUrl,
		log,
		auth: {
			authStrategy: createAppAuth,
			auth
		}
	});
	try {
		const { data } = await client.request("GET /users/{username}/installation", { username: owner });
		return renewed(owner, data.id, client, work);
	} catch (error) {
		if (statusOf(error) !== 404) throw explainApp(error, owner);
		const installAt = await installLink(client, owner, work);
		if (!hasToken) throw notInstalled(owner, installAt);
		log.warn(`the GitHub App is not installed at ${owner} (${installAt}): the token reads what it may there`);
		return { installAt };
	}
}
/** What is said of an owner where the App is needed and not installed. */
function notInstalled(owner, link) {
	return new BackupError("denied", `the GitHub App is not installed at ${owner}`, { hint: `Install it: ${link}` });
}
/** The page that installs the App, or at least the one where the owner sees what is installed. */
async function installLink(client, owner, { serverUrl }) {
	const { data } = await client.request("GET /app").catch(() => ({ data: null }));
	return data ? `${data.html_url}/installations/new` : `${serverUrl}/organizations/${owner}/settings/installations`;
}
function renewed(owner, installationId, client, { permissions, hide, now }) {
	let made;
	const make = async () => {
		try {
			const { token, expiresAt } = await client.auth({
				type: "installation",
				installationId,
				refresh: true,
				...permissions ? { permissions } : {}
			});
			hide(token);
			return {
				token,
				expiresAt: Date.parse(expiresAt)
			};
		} catch (error) {
			throw explainApp(error, owner);
		}
	};
	return { async token() {
		const last = made;
		if (!(last && await last.then(isFresh, () => false)) && made === last) made = make();
		return (await (made ?? make())).token;
	} };
	function isFresh({ expiresAt }) {
		return expiresAt - now().getTime() > MARGIN;
	}
}
function explainApp(error, owner) {
	const status = statusOf(error);
	const said = error instanceof Error ? error.message.split(" - https://")[0] ?? "" : "";
	const refuse = (says, hint) => new BackupError("denied", `the GitHub App at ${owner}: ${says}`, {
		hint,
		cause: error
	});
	if (status === 401 && /claim \('(iat|exp)'\)/.test(said)) return refuse("the clock of this machine is not that of GitHub (401)", "Set the clock of this machine right.");
	if (status === 401) return refuse("GitHub refuses its key (401)", "Check that `app-id` and `app-private-key` belong together, and that the key was not deleted in the settings of the App.");
	if (status === 403) return refuse(`GitHub refuses it (403: ${said})`, `See whether ${owner} has suspended the installation.`);
	if (status === 422) return refuse(`it lacks a permission (422: ${said})`, "Give the App \"Contents: read\" and \"Metadata: read\", and accept the change where it is installed.");
	return explainGitHub(error, { doing: `opening what ${owner} has with the GitHub App` });
}

// src/git/address.ts
/**
* Reads a git URL (http, https, ssh, file), an scp-like `user@host:path`, or a path (relative to `cwd`).
*
* @throws `usage` for credentials inside of a URL (they would end in logs and manifests) and for unknown schemes.
*/
function parseAddress(text, cwd) {
	const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
	if (scheme === "http" || scheme === "https") return httpAddress(text);
	if (scheme === "ssh" || scheme === "git+ssh") return sshUrl(text);
	if (scheme === "file") return fileAddress(text);
	if (scheme) throw new BackupError("usage", `"${withoutSecret(text)}" has an address that this version cannot read`, { hint: "Use https://, http://, ssh://, file:// or a path." });
	const scp = /^(?:([^@/:]+)@)?([^/:]+):(.+)$/.exec(text);
	if (scp?.[2] && scp[3]) return sshAddress(scp[1], scp[2], void 0, scp[3], text);
	return localAddress(resolve(cwd, text));
}
/** @throws `usage` for what is no URL */
function parseUrl(text, like) {
	const url = URL.canParse(text) ? new URL(text) : void 0;
	if (url && url.pathname !== "" && decodes(url.pathname) && decodes(url.username)) return url;
	throw new BackupError("usage", `"${withoutSecret(text)}" is not a URL`, { hint: `Write it as ${like}` });
}
/** What is wrong may hold a password all the same: all that could be one is not repeated. */
function withoutSecret(text) {
	return text.replace(/:\/\/.*@/s, "://***@");
}
function decodes(part) {
	try {
		return true;
	} catch {
		return false;
	}
}
function httpAddress(text) {
	const url = parseUrl(text, "https://host/owner/name.git");
	if (url.username || url.password) throw new BackupError("usage", `the address of ${url.host}${url.pathname} holds credentials`, { hint: "Take them out of the URL and give them as `token` (command line: REPO_BACKUP_TOKEN) with `server-url`." });
	const clean = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
	return {
		kind: "http",
		url: clean,
		display: clean
	};
}
function sshUrl(text) {
	const url = parseUrl(text, "ssh://user@host/path/name.git");
	if (url.password) throw new BackupError("usage", `the address of ${url.host}${url.pathname} holds a password`, { hint: "Take it out of the URL; ssh asks its agent and its key files." });
	const host = url.hostname.replace(/^\[|\]$/g, "");
	const path = decodeURIComponent(url.pathname).replace(/^\/~/, "~");
	return sshAddress(decodeURIComponent(url.username) || void 0, host, url.port || void 0, path, text);
}
function fileAddress(text) {
	try {
		return localAddress(fileURLToPath(text));
	} catch (cause) {
		throw new BackupError("usage", `"${text}" names no file of this machine`, {
			hint: "Write it as file:///path/to/name.git",
			cause
		});
	}
}
function sshAddress(user, host, port, path, display) {
	if (host.startsWith("-") || user?.startsWith("-") || path.startsWith("-")) throw new BackupError("usage", `"${display}" is not an address: a part of it begins with "-"`);
	return {
		kind: "ssh",
		user,
		host,
		port,
		path,
		display
	};
}
function localAddress(path) {
	return {
		kind: "local",
		path,
		display: pathToFileURL(path).href
	};
}
/** Where `owner/name` is on a server. */
function onServer(repository, serverUrl) {
	const url = `${serverUrl}/${repository.replace(/\.git$/, "")}.git`;
	return {
		kind: "http",
		url,
		display: url
	};
}
/** `owner/name` of an address that is on the server; undefined for all others. */
function serverName(address, serverUrl) {
	if (address.kind !== "http" || !address.url.startsWith(`${serverUrl}/`)) return void 0;
	const name = decodeURIComponent(address.url.slice(serverUrl.length + 1)).replace(/\.git$/, "");
	return isRepositoryName(name) ? name : void 0;
}
/** The last two segments of an address as `owner/name`, without `.git`; undefined where it has not two. */
function nameOfAddress(address) {
	const segments = (address.kind === "http" ? decodeURIComponent(new URL(address.url).pathname) : address.path).split(/[/\\]/).filter((part) => part !== "");
	if (segments.at(-1) === ".git") segments.pop();
	const name = segments.pop()?.replace(/\.git$/, "");
	const owner = segments.pop();
	return owner && name ? `${owner}/${name}` : void 0;
}

export { READING as a, serverName as i, onServer as n, appCredentials as o, parseAddress as r, notInstalled as s, nameOfAddress as t };