import { n as validateSsoProfile, r as isSsoProfile, t as fromSSO } from "./aws-sdk-credential-provider-sso.js";

export { fromSSO };