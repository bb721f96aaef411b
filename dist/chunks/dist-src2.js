import { t as Octokit } from "./octokit-rest.js";

export { Octokit };