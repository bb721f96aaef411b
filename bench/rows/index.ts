// Every row of the bench, in the order of the report. A new one is one file and one line here.
import type { Row } from '../bench.ts';
import { actionStart } from './action-start.ts';
import { bytes } from './bytes.ts';
import { changedDay } from './changed-day.ts';
import { full } from './full.ts';
import { github } from './github.ts';
import { memory } from './memory.ts';
import { restore } from './restore.ts';
import { seal } from './seal.ts';
import { startUp } from './start-up.ts';
import { status } from './status.ts';
import { transfer } from './transfer.ts';
import { unchanged } from './unchanged.ts';

export const rows: readonly Row[] = [
  unchanged,
  full,
  changedDay,
  bytes,
  restore,
  memory,
  startUp,
  actionStart,
  status,
  github,
  transfer,
  seal,
];
