import "./aws-sdk-credential-provider-sso.js";
import { At as SSOClient, kt as GetRoleCredentialsCommand } from "./aws-sdk-nested-clients.js";

export { GetRoleCredentialsCommand, SSOClient };