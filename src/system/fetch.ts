// Node's own fetch knows no proxy: where the environment names one, that of undici does the work.

/**
 * The fetch for a URL and for what its answers lead to: through the proxies that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY name,
 * but for the hosts of NO_PROXY.
 */
export async function openFetch(url: string): Promise<typeof globalThis.fetch> {
  const { getProxyForUrl } = await import('proxy-from-env');
  // An answer may redirect to a server that is not spared the proxy as the first one is.
  const [own, httpProxy, httpsProxy] = [url, 'http://elsewhere.invalid', 'https://elsewhere.invalid'].map(
    getProxyForUrl,
  );
  if (!own && !httpProxy && !httpsProxy) return globalThis.fetch;
  const undici = await import('undici');
  const dispatcher = new undici.EnvHttpProxyAgent({
    ...(httpProxy ? { httpProxy } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
  });
  return ((input: string, init: object) =>
    undici.fetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
}
