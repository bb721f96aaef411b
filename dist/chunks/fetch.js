import { i as __toESM } from "./rolldown-runtime.js";

// src/system/fetch.ts
/** The fetch for a URL: through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for it, or straight. */
async function openFetch(url) {
	const { getProxyForUrl } = await import("./proxy-from-env.js");
	if (getProxyForUrl(url) === "") return globalThis.fetch;
	const undici = await import("./undici2.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const dispatcher = new undici.EnvHttpProxyAgent();
	return ((input, init) => undici.fetch(input, {
		...init,
		dispatcher
	}));
}

export { openFetch as t };