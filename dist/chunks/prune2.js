import { n as tellDecisions, t as prune } from "./prune.js";

export { prune };