import { n as SSOClient, t as GetRoleCredentialsCommand } from "./aws-sdk-credential-provider-sso.js";

export { GetRoleCredentialsCommand, SSOClient };