// What the runner puts in the place of `${{ ... }}`: a table that says of each expression of the examples what it is.
import { generateKeyPairSync } from 'node:crypto';

export type Values = Readonly<Record<string, string>>;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Values that the inputs take, of every expression that an example or a document has. */
const VALUES: Values = {
  'github.repository': 'acme/app',
  'inputs.command': 'status',
  'inputs.snapshot': '',
  "inputs.command == 'restore' && './restored.git' || ''": '',
  'secrets.BACKUP_APP_ID': '7',
  'secrets.BACKUP_APP_KEY': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  'secrets.BACKUP_TOKEN': 'ghp_x',
  'secrets.BACKUP_WEBHOOK': 'https://hooks.example/secret',
  'secrets.BACKUP_HEARTBEAT': 'https://heartbeat.example/secret',
  'secrets.BACKUP_KEY_ID': 'key',
  'secrets.BACKUP_KEY': 'secret',
  'matrix.repositories': 'acme/app,acme/site',
  'needs.plan.outputs.matrix': '{"include":[{"name":"1 of 1","index":0,"repositories":"acme/app"}]}',
};

/** The table with other values, or more. */
export const valuesWith = (values: Values): Values => ({ ...VALUES, ...values });

/** The inputs of a step as the runner hands them over. @throws for an expression that the table does not know. */
export function evaluate(
  given: Readonly<Record<string, unknown>> = {},
  values: Values = VALUES,
): Record<string, string> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, valueOf(value, values)]));
}

function valueOf(value: unknown, values: Values): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, expression: string) => {
    const found = values[expression];
    if (found === undefined) throw new Error(`no value is told for \${{ ${expression} }}`);
    return found;
  });
}
