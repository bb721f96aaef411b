// src/domain/version.ts
const VERSION = "1.0.0";

export { VERSION as t };