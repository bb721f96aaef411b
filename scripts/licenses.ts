// Collects the licences of the packages that a bundle contains: their terms ask to travel with every copy.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import * as z from 'zod';

const packageSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** The licences of all packages that these modules come from, by name. Modules of our own add nothing. */
export function collectLicenses(modules: Iterable<string>): string {
  const roots = new Set([...modules].map(packageRoot).filter((root) => root !== undefined));
  const sections = [...roots].map((root) => {
    const { name, version, license } = packageSchema.parse(
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')),
    );
    const file = readdirSync(root).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n').trim();
    return `${name} ${version} (${license})\n\n${text}`.trim();
  });
  return `${sections.sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function packageRoot(module: string): string | undefined {
  if (!module.includes(`${sep}node_modules${sep}`)) return undefined;
  // A package may hold further package.json files that only tell the module format: the root is right below node_modules.
  let folder = dirname(module);
  while (!/[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+$/.test(folder)) folder = dirname(folder);
  return existsSync(join(folder, 'package.json')) ? folder : undefined;
}
