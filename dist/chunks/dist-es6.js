import { a as validateSsoProfile, i as fromSSO, o as isSsoProfile } from "./aws-sdk-credential-provider-sso.js";

export { fromSSO };