import { t as throttling } from "./octokit-plugin-throttling.js";

export { throttling };