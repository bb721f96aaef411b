import { t as HttpsProxyAgent } from "./https-proxy-agent.js";

export { HttpsProxyAgent };