import { t as HttpProxyAgent } from "./http-proxy-agent.js";

export { HttpProxyAgent };