import { t as createOAuthUserAuth } from "./octokit-auth-oauth-user.js";
import { t as createAppAuth } from "./octokit-auth-app.js";

export { createAppAuth };