// src/domain/visibility.ts
/** From those that the fewest can read. */
const OPENNESS = [
	"private",
	"internal",
	"public"
];
/** True where people can read `one` who cannot read `other`. */
function isMoreOpen(one, other) {
	return OPENNESS.indexOf(one) > OPENNESS.indexOf(other);
}

export { isMoreOpen as t };