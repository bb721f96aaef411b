// The inputs of every step that is offered or shown are taken by the program, all at once, before anything is asked.
import { expect, test } from 'vitest';
import { declaredInputs } from '../../src/inputs/declared.ts';
import { parseRun } from '../../src/inputs/matrix.ts';
import { evaluate } from './expressions.ts';
import { examples, ourSteps, own, shown } from './workflow-files.ts';

const declared = Object.fromEntries(declaredInputs.map((input) => [input.name, input.default]));
const options = { door: 'action', defaults: { ...declared, store: 'artifact:' }, cwd: '/' } as const;
const env = { GITHUB_REPOSITORY: 'acme/app' };

const files = [...own, ...examples, ...shown].filter((file) => ourSteps(file).length > 0);

test.each(files)('the steps of $name are accepted', async (file) => {
  for (const { step } of ourSteps(file)) {
    const raw = { repositories: 'acme/app', ...evaluate(step.with) };
    await expect(parseRun(raw, { ...options, env })).resolves.toBeDefined();
  }
});
