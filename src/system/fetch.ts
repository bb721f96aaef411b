// Node's own fetch knows no proxy: where the environment names one, that of undici does the work.

/** The fetch for a URL: through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for it, or straight. */
export async function openFetch(url: string): Promise<typeof globalThis.fetch> {
  const { getProxyForUrl } = await import('proxy-from-env');
  if (getProxyForUrl(url) === '') return globalThis.fetch;
  const undici = await import('undici');
  const dispatcher = new undici.EnvHttpProxyAgent();
  return ((input: string, init: object) =>
    undici.fetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
}
