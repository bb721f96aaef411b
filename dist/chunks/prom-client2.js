import { t as require_prom_client } from "./prom-client.js";

export default require_prom_client();

export {  };