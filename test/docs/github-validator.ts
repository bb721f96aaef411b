// GitHub's own validator of workflow files, as its editor runs it, knowing the inputs of this Action.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { parse } from 'yaml';
import { OURS } from './workflow-files.ts';

// It imports JSON in a way that Node refuses: without saying that it is JSON.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return specifier.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found;
  },
});
const { validate } = await import('@actions/languageservice/validate');

type Validation = NonNullable<Parameters<typeof validate>[1]>;
type Provider = NonNullable<Validation['actionsMetadataProvider']>;
type Metadata = NonNullable<Awaited<ReturnType<Provider['fetchActionMetadata']>>>;

export const actionFile = readFileSync(new URL('../../action.yml', import.meta.url), 'utf8');
const action = parse(actionFile) as Metadata;

const config: Validation = {
  actionsMetadataProvider: {
    fetchActionMetadata: ({ owner, name }) =>
      // Of other people's actions actionlint knows the inputs.
      Promise.resolve(`${owner}/${name}@v1` === OURS ? action : { name, description: name }),
  },
};

/** What it says about a file: a workflow, or an action if it is called action.yml. */
export async function complaintsOf(name: string, text: string): Promise<string[]> {
  const document = {
    // It keeps what it has parsed, by this.
    uri: `file:///${name.startsWith('action.') ? '' : '.github/workflows/'}${encodeURIComponent(name)}`,
    // An action of the same repository is looked at as everybody else's is.
    getText: () => text.replaceAll('uses: ./\n', `uses: ${OURS}\n`),
  } as Parameters<typeof validate>[0];
  const found = await validate(document, config);
  return found.map(
    ({ message, range }) => `line ${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`,
  );
}
