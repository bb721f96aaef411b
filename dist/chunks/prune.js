import { o as prune, s as tellDecisions } from "./core.js";

export { prune };