// The version of this program: generated from package.json by `npm run generate`, never edited by hand.

export const VERSION = '0.1.0';
