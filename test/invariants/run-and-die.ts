// A run in a process of its own that ends itself, as a power cut would, when the blow falls. Started by kill.test.ts.
//
//   node run-and-die.ts '{"folder": ..., "root": ..., "origin": ..., "now": ..., "at": 3, "moment": "before"}'
//
// With "from", the folder of another store, it copies from there instead of capturing the origin.
import process from 'node:process';
import { runOn } from '../../src/commands/run.ts';
import { openDirectoryStore } from '../../src/stores/directory.ts';
import { contextIn, defaultSettings } from '../commands/place.ts';
import { HISTORY_SETTINGS } from './history.ts';
import { struckStore, type Moment } from './struck-store.ts';

type Orders = {
  folder: string;
  root: string;
  origin: string;
  from?: string;
  now: string;
  at: number;
  moment: Moment;
};

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
const strike = () => process.kill(process.pid, 'SIGKILL');
const store = struckStore(await openDirectoryStore(orders.root, './store', true), {
  ...orders,
  strike: () => void strike(),
});
const context = contextIn({ path: orders.folder }, () => new Date(orders.now), []);
const source = orders.from ? [await openDirectoryStore(orders.from, './source', false)] : [];
await runOn([...source, store], context, {
  ...defaultSettings,
  ...HISTORY_SETTINGS,
  command: orders.from ? 'copy' : 'sync',
  stores: [orders.root],
  targets: [
    { repository: 'acme/app', address: { kind: 'local', path: orders.origin, display: `file://${orders.origin}` } },
  ],
});
process.stdout.write(JSON.stringify(store.operations));
