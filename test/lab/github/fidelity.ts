// Measures requests and answers by GitHub's own description of its API, and those of the services of runs by the messages of the
// official clients: what does not fit fails the test that it happened in.
// Without the packages of test/lab (`npm ci --prefix test/lab`) no description is there: the quick suite does without it.
import { readDescription } from './description.ts';
import type { Ajv, Description, Operation, Validate } from './description.ts';
import { isService, judgeMessages } from './messages.ts';

/** A request of ours, and what the lab answered it with. */
export interface Exchange {
  readonly method: string;
  /** Path below the API, by name; or that of a service. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The JSON that was sent; undefined where none was. */
  readonly sent: unknown;
  readonly status: number;
  /** The JSON of the answer; undefined where it had none. */
  readonly answer: unknown;
}

/** What does not fit, each with the request that it belongs to. Where the description is not installed, only of services. */
export async function mismatchesIn(exchanges: readonly Exchange[]): Promise<string[]> {
  const description = exchanges.some(({ path }) => !isService(path)) ? await readDescription() : undefined;
  const found = new Set<string>();
  for (const exchange of exchanges) {
    const asService = isService(exchange.path) && (await judgeMessages(exchange));
    const mismatches = asService || (description ? judge(description, exchange) : []);
    for (const what of mismatches) found.add(`${exchange.method} ${exchange.path} (${exchange.status}): ${what}`);
  }
  return [...found];
}

function judge(description: Description, { answer, ...rest }: Exchange): string[] {
  // As it was sent: what is undefined in the lab is not there for the client.
  const exchange = {
    ...rest,
    answer: answer === undefined ? undefined : (JSON.parse(JSON.stringify(answer)) as unknown),
  };
  const operation = description.find(exchange.method === 'HEAD' ? 'GET' : exchange.method, exchange.path);
  if (!operation) return ['GitHub has no such route'];
  return [
    ...judgeQuery(description, operation, exchange.query),
    ...judgeBody(description, operation, exchange.sent),
    ...judgeAnswer(description, operation, exchange),
  ];
}

function judgeQuery({ ajv, resolve }: Description, { parameters = [] }: Operation, query: URLSearchParams): string[] {
  const known = new Map(
    parameters.map(resolve).flatMap((one) => (one.in === 'query' ? [[one.name, one] as const] : [])),
  );
  return [...query].flatMap(([name, value]) => {
    const parameter = known.get(name);
    if (!parameter) return [`there is no query parameter ${name}`];
    const { type } = resolve(parameter.schema);
    const typed =
      type === 'integer' || type === 'number' ? Number(value) : type === 'boolean' ? value === 'true' : value;
    return type === 'array' ? [] : errorsOf(ajv, parameter.schema, typed, `query parameter ${name}`);
  });
}

function judgeBody({ ajv, resolve }: Description, { requestBody }: Operation, sent: unknown): string[] {
  if (sent === undefined) return [];
  const schema = requestBody && resolve(requestBody).content['application/json']?.schema;
  if (!schema) return requestBody ? [] : ['it takes no body'];
  const { properties, oneOf, anyOf } = resolve(schema) as { properties?: object; oneOf?: unknown; anyOf?: unknown };
  const strange =
    properties && !oneOf && !anyOf ? Object.keys(sent as object).filter((name) => !(name in properties)) : [];
  return [...strange.map((name) => `the body has no property ${name}`), ...errorsOf(ajv, schema, sent, 'body')];
}

/** Refusals that any route may give, and that the description of most does not list. */
const ANYWHERE = new Set([301, 304, 307, 401, 403, 404, 410, 429]);

/** Refusals that GitHub gives and the lists of its description lack. */
const UNLISTED = [
  // The text of the operation has it: "When an upstream failure occurs, you will receive a 502 Bad Gateway status."
  { method: 'POST', path: /^\/repos\/[^/]+\/[^/]+\/releases\/\d+\/assets$/, status: 502 },
  // A release is published by a change too, which is then refused as its creation would be, where 422 is listed.
  { method: 'PATCH', path: /^\/repos\/[^/]+\/[^/]+\/releases\/\d+$/, status: 422 },
];

function isUnlisted({ method, path, status }: Exchange): boolean {
  return UNLISTED.some((one) => one.method === method && one.status === status && one.path.test(path));
}

function judgeAnswer({ ajv, resolve }: Description, { responses }: Operation, exchange: Exchange): string[] {
  const { status, answer } = exchange;
  const described = responses[String(status)];
  if (!described && !ANYWHERE.has(status) && !isUnlisted(exchange)) return [`GitHub never answers ${status} here`];
  const json = described && resolve(described).content?.['application/json']?.schema;
  if (!json && status < 300) return answer === undefined ? [] : ['GitHub answers without a body here'];
  if (answer === undefined) return json && status < 300 ? ['GitHub answers with JSON here'] : [];
  return errorsOf(ajv, json ?? { $ref: 'github#/components/schemas/basic-error' }, answer, 'answer');
}

const compiled = new WeakMap<object, Validate>();

function errorsOf(ajv: Ajv, schema: object, data: unknown, dataVar: string): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(data)) return [];
  return [ajv.errorsText(validate.errors?.slice(0, 12), { dataVar })];
}
