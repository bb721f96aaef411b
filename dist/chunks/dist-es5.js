import { t as fromProcess } from "./aws-sdk-credential-provider-process.js";

export { fromProcess };