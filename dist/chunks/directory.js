import { t as openDirectoryStore } from "./core.js";

export { openDirectoryStore };