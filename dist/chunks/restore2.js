import { n as restore, t as proveSnapshot } from "./restore.js";

export { restore };