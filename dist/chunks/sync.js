import { i as sync, n as init, r as snapshot } from "./core.js";

export { init, snapshot, sync };