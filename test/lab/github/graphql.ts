// GraphQL at the lab's GitHub: queries are checked against GitHub's own schema and answered from the same repositories as REST.
import { readFileSync } from 'node:fs';
import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import type { ExecutionResult, GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { refusal } from './routes.ts';
import type { Answer, Call } from './routes.ts';
import { rootOf } from './graphql-root.ts';
import type { GitHubState } from './state.ts';

// Not by the package's own code: that would read five megabytes more, and a second copy of `graphql`.
const SCHEMA = new URL('../../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);

// GitHub deprecates fields that their interfaces do not, which graphql 17 would refuse.
const TRUSTED = { assumeValid: true, assumeValidSDL: true };

let known: GraphQLSchema | undefined;

/** Read at the first query, as most tests ask none. */
function schemaOfGitHub(): GraphQLSchema {
  return (known ??= buildSchema(readFileSync(SCHEMA, 'utf8'), TRUSTED));
}

/** 200 with `data` and `errors` side by side, as GitHub answers; a query that its schema does not know also fails the test. */
export async function answerGraphql(state: GitHubState, call: Call): Promise<Answer> {
  if (call.request.method !== 'POST') return refusal(404, 'Not Found');
  if (!call.access) return refusal(401, 'This endpoint requires you to be authenticated.');
  const { query, variables } = call.json as { query?: unknown; variables?: Record<string, unknown> };
  if (typeof query !== 'string') return refusal(400, 'A query attribute must be specified and must be a string.');
  const schema = schemaOfGitHub();
  let result: ExecutionResult;
  try {
    const document = parse(query);
    const invalid = validate(schema, document);
    result =
      invalid.length > 0
        ? { errors: invalid }
        : await execute({
            schema,
            document,
            rootValue: rootOf(state, call.access),
            variableValues: variables ?? {},
            fieldResolver: resolveField,
          });
    state.mismatches.push(...invalid.map(({ message }) => `GraphQL: ${message}`));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    state.mismatches.push(`GraphQL: ${error.message}`);
    result = { errors: [error] };
  }
  return { status: 200, json: { ...result, ...(result.errors ? { errors: result.errors.map(shown) } : {}) } };
}

/** GitHub tells the type of an error beside its message. */
function shown({ message, path, locations, extensions }: GraphQLError) {
  const { type } = extensions;
  return { ...(typeof type === 'string' ? { type } : {}), ...(path ? { path } : {}), locations, message };
}

/** A field that the lab has no answer for is an error of the lab, not an empty value. */
const resolveField: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
  const fields = source as Record<string, unknown>;
  if (!(info.fieldName in fields))
    throw new Error(`the lab's GraphQL has no ${info.parentType.name}.${info.fieldName}`);
  const value = fields[info.fieldName];
  return typeof value === 'function' ? (value as (args: unknown) => unknown)(args) : value;
};
