import { B as ENV_ACCOUNT_ID, G as ENV_SESSION, H as ENV_EXPIRATION, K as fromEnv, U as ENV_KEY, V as ENV_CREDENTIAL_SCOPE, W as ENV_SECRET } from "./aws-sdk-client-s3.js";

export { fromEnv };