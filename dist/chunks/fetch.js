import { i as __toESM } from "./rolldown-runtime.js";

// src/system/fetch.ts
/**
* The fetch for a URL and for what its answers lead to: through the proxies that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY name,
* but for the hosts of NO_PROXY.
*/
async function openFetch(url) {
	const { getProxyForUrl } = await import("./proxy-from-env.js");
	const [own, httpProxy, httpsProxy] = [
		url,
		"http://elsewhere.invalid",
		"https://elsewhere.invalid"
	].map(getProxyForUrl);
	if (!own && !httpProxy && !httpsProxy) return globalThis.fetch;
	const undici = await import("./undici2.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const dispatcher = new undici.EnvHttpProxyAgent({
		...httpProxy ? { httpProxy } : {},
		...httpsProxy ? { httpsProxy } : {}
	});
	return ((input, init) => undici.fetch(input, {
		...init,
		dispatcher
	}));
}

export { openFetch as t };