import { a as PLATFORMS_MAP, i as OS_MAP, n as Bowser, o as init_bowser, r as ENGINE_MAP, s as parse, t as BROWSER_MAP } from "./bowser2.js";

init_bowser();
export { Bowser as default, parse };