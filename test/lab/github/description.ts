// GitHub's own description of its REST API (OpenAPI), where test/lab's packages are installed, in a form that Ajv understands.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** What Ajv is used for here; its package is not installed where only the quick suite runs. */
export interface Ajv {
  compile(schema: object): Validate;
  addSchema(schema: object, key: string): unknown;
  errorsText(errors: Validate['errors'], options: { dataVar: string }): string;
}

export interface Validate {
  (data: unknown): boolean;
  errors?: object[] | null;
}

export interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema?: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: object }> }>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: { readonly type?: string };
}

export interface Description {
  readonly ajv: Ajv;
  /** The operation that a path is. */
  readonly find: (method: string, path: string) => Operation | undefined;
  /** What a `$ref` names, or the thing itself. */
  readonly resolve: <T>(thing: T) => T;
}

const FOLDER = new URL('../node_modules/', import.meta.url);
const FILE = new URL('@octokit/openapi/generated/api.github.com.json', FOLDER);
const KEY = 'github';

let reading: Promise<Description> | undefined;

/** The description; undefined where it is not installed. Takes about a second, once. */
export function readDescription(): Promise<Description> | undefined {
  if (!existsSync(FILE)) return undefined;
  return (reading ??= read());
}

type Document = { paths: Record<string, Record<string, Operation & { parameters?: Parameter[] }>>; components: object };

async function read(): Promise<Description> {
  const document = plain(JSON.parse(await readFile(FILE, 'utf8'))) as Document;
  // By their places: Node would look for them beside the project's own packages.
  const load = async (path: string): Promise<unknown> => import(new URL(path, FOLDER).href);
  const ajvModule = (await load('ajv/dist/ajv.js')) as { default: { Ajv: new (options: object) => Ajv } };
  const formats = (await load('ajv-formats/dist/index.js')) as { default: { default: (ajv: Ajv) => void } };
  const ajv = new ajvModule.default.Ajv({ strict: false, allErrors: true, logger: false });
  formats.default.default(ajv);
  ajv.addSchema({ $id: KEY, components: document.components }, KEY);
  const templates = Object.keys(document.paths).map((template) => ({ template, expression: expressionOf(template) }));
  // Of two templates that fit, the one with fewer blanks is meant: `/releases/latest`, not `/releases/{release_id}`.
  templates.sort((a, b) => a.template.split('{').length - b.template.split('{').length);
  return {
    ajv,
    find(method, path) {
      for (const { template, expression } of templates) {
        const operation = expression.test(path) && document.paths[template]?.[method.toLowerCase()];
        if (operation) return operation;
      }
      return undefined;
    },
    resolve: (thing) => resolved(document, thing),
  };
}

function expressionOf(template: string): RegExp {
  // A path of contents or a ref holds slashes, as does the base of a comparison.
  const source = template
    .replaceAll(/[.*+?^$()|[\]]/g, '\\$&')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => (/^(path|ref|basehead|dir)$/.test(name) ? '.+' : '[^/]+'));
  return new RegExp(`^${source}$`);
}

function resolved<T>(document: Document, thing: T): T {
  const { $ref } = (thing ?? {}) as { $ref?: string };
  if ($ref === undefined) return thing;
  const names = $ref.replace(`${KEY}#/`, '').split('/');
  return resolved(document, names.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], document) as T);
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type "null", and its references are to the document itself. */
function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => name !== 'example' && name !== 'examples')
      .map(([name, value]) => [name, plain(value)]),
  );
  const { $ref } = copy;
  if (typeof $ref === 'string') return { $ref: $ref.replace('#/', `${KEY}#/`) };
  const { nullable, allOf, ...others } = copy;
  // An error of the description: the account of an installation would be a user and an enterprise at once.
  const titles = Array.isArray(allOf) ? allOf.map(({ title }: { title?: string }) => title).join() : '';
  const rest =
    titles === 'Simple User,Enterprise' ? { ...others, anyOf: allOf } : { ...others, ...(allOf ? { allOf } : {}) };
  return nullable === true ? { anyOf: [{ type: 'null' }, rest] } : rest;
}
