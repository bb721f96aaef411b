// src/report/table.ts
/** Lines up the columns with two spaces between. No trailing spaces. */
function terminalTable({ heads, rows }) {
	const right = heads.map((head) => head.endsWith(">"));
	const names = heads.map((head) => head.replace(/>$/, ""));
	const lines = [names, ...rows];
	const widths = names.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
	const pad = (cell, column) => right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
	return lines.map((line) => names.map((_, column) => pad(line[column] ?? "", column)).join("  ").trimEnd()).join("\n");
}
/** The table in GitHub's Markdown. Cells are text: nothing in them is read as markup. */
function markdownTable({ heads, rows }) {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	const names = heads.map((head) => head.replace(/>$/, ""));
	const rule = heads.map((head) => head.endsWith(">") ? "---:" : "---");
	return [
		line(names),
		line(rule),
		...rows.map((row) => line(row.map(escapeMarkdown)))
	].join("\n");
}
const MARKUP = /[&<>$@:\\`*_{}[\]|~#!]/g;
const LINK = /w(?=ww\.)/gi;
/** Text that Markdown and HTML show as it is, on one line. A character reference never begins markup (CommonMark 6.4). */
function escapeMarkdown(text) {
	const escape = (sign) => `&#${sign.charCodeAt(0)};`;
	return text.replace(MARKUP, escape).replace(LINK, escape).replace(/\s*[\r\n]\s*/g, " ");
}

export { markdownTable as n, terminalTable as r, escapeMarkdown as t };