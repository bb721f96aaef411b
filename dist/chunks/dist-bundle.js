import { n as retry, t as VERSION } from "./octokit-plugin-retry.js";

export { VERSION, retry };