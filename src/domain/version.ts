// The version of this program: generated from package.json by `npm run generate`, never edited by hand.

export const VERSION = '1.0.0';
