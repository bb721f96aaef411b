// src/system/units.ts
const UNITS = [
	"B",
	"KiB",
	"MiB",
	"GiB",
	"TiB"
];
/** Bytes with a binary unit and three digits: `1.50 MiB`. */
function formatBytes(bytes) {
	const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
	const value = bytes / 1024 ** power;
	return `${power === 0 ? value : value.toPrecision(value >= 100 ? 4 : 3)} ${UNITS[power]}`;
}
/** Milliseconds as the largest fitting unit: `840 ms`, `12.3 s`, `4 min 5 s`, `3 h 2 min`, `5 d 4 h`. */
function formatDuration(ms) {
	if (ms < 1e3) return `${Math.round(ms)} ms`;
	if (ms < 6e4) return `${(ms / 1e3).toFixed(1)} s`;
	const minutes = Math.floor(ms / 6e4);
	if (minutes < 60) return `${minutes} min ${Math.floor(ms % 6e4 / 1e3)} s`;
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export { formatDuration as n, formatBytes as t };