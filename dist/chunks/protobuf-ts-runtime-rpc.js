import { a as lowerCamelCase } from "./protobuf-ts-runtime.js";

// node_modules/@protobuf-ts/runtime-rpc/build/es2015/reflection-info.js
/**
* Turns PartialMethodInfo into MethodInfo.
*/
function normalizeMethodInfo(method, service) {
	var _a, _b, _c;
	let m = method;
	m.service = service;
	m.localName = (_a = m.localName) !== null && _a !== void 0 ? _a : lowerCamelCase(m.name);
	m.serverStreaming = !!m.serverStreaming;
	m.clientStreaming = !!m.clientStreaming;
	m.options = (_b = m.options) !== null && _b !== void 0 ? _b : {};
	m.idempotency = (_c = m.idempotency) !== null && _c !== void 0 ? _c : void 0;
	return m;
}

// node_modules/@protobuf-ts/runtime-rpc/build/es2015/service-type.js
var ServiceType = class {
	constructor(typeName, methods, options) {
		this.typeName = typeName;
		this.methods = methods.map((i) => normalizeMethodInfo(i, this));
		this.options = options !== null && options !== void 0 ? options : {};
	}
};

export { ServiceType as t };