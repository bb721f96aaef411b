import { t as fromLoginCredentials } from "./aws-sdk-credential-provider-login.js";

export { fromLoginCredentials };