import { t as RequestError } from "./octokit-request-error.js";

export { RequestError };