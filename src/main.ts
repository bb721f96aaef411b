// The Action's door.
import { runAction } from './action/run.ts';

await runAction(process.env);
