// src/domain/plain.ts
const CONTROLS = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const UNSEEN = /\p{Cf}/gu;
/** The text without control characters, escape sequences, and characters that nobody sees. Line ends are line feeds. */
function plain(text) {
	return text.replace(/\r\n/g, "\n").replace(CONTROLS, " ").replace(UNSEEN, "");
}

// src/report/table.ts
/**
* Lines up the columns with two spaces between. No trailing spaces. On a screen that is too narrow for them each row is
* some lines: its first cell, and below it what else is known, by the heads.
*/
function terminalTable({ heads, rows }, columns = Infinity) {
	const right = heads.map((head) => head.endsWith(">"));
	const names = heads.map(nameOf);
	const lines = [names, ...rows];
	const widths = names.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
	if (widths.reduce((sum, width) => sum + GAP.length + width, -GAP.length) > columns) return rows.flatMap((row) => record(names, row, columns)).join("\n");
	const pad = (cell, column) => right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
	return lines.map((line) => names.map((_, column) => pad(line[column] ?? "", column)).join(GAP).trimEnd()).join("\n");
}
const GAP = "  ";
/** What a column is called. */
function nameOf(head) {
	return head.replace(/>$/, "");
}
/** A row as lines that fit, as far as their words do. What is not known is left out. */
function record(names, row, columns) {
	const [first = "", ...others] = row;
	const facts = others.flatMap((cell, at) => cell === "-" ? [] : `${names[at + 1]?.toLowerCase()} ${cell}`);
	const lines = [];
	for (const fact of facts) {
		const longer = `${lines.at(-1)}${GAP}${fact}`;
		if (lines.length > 0 && longer.length <= columns) lines.splice(-1, 1, longer);
		else lines.push(`${GAP}${fact}`);
	}
	return [first, ...lines];
}
/** The table in GitHub's Markdown. Cells are text: nothing in them is read as markup. */
function markdownTable({ heads, rows }) {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	const names = heads.map(nameOf);
	const rule = heads.map((head) => head.endsWith(">") ? "---:" : "---");
	return [
		line(names),
		line(rule),
		...rows.map((row) => line(row.map(escapeMarkdown)))
	].join("\n");
}
const MARKUP = /[&<>$@:\\`*_{}[\]|~#!]/g;
const LINK = /w(?=ww\.)/gi;
const REFERENCE = /(?<!\w)@(?=\w)|#(?=\d)/g;
const PARTED = "​";
/** Text that Markdown and HTML show as it is, on one line. A character reference never begins markup (CommonMark 6.4). */
function escapeMarkdown(text) {
	const escape = (sign) => `&#${sign.charCodeAt(0)};`;
	return plain(text).replace(REFERENCE, `$&${PARTED}`).replace(MARKUP, escape).replace(LINK, escape).replace(/\s*\n\s*/g, " ");
}

export { plain as i, markdownTable as n, terminalTable as r, escapeMarkdown as t };