import { t as getProxyForUrl } from "./proxy-from-env2.js";

export { getProxyForUrl };