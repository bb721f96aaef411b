// Everything that the lab's GitHub knows; each route gets it and may change it.
import type { KeyObject } from 'node:crypto';
import type { Backend } from '../http-backend.ts';
import type { FaultQueue } from '../faults.ts';
import type { Catalog } from './catalog.ts';
import type { Emulated } from './emulated.ts';
import type { Exchange } from './fidelity.ts';
import type { GitHubRequest } from './requests.ts';
import type { Route } from './routes.ts';
import type { Access, Permissions, Settings } from './settings.ts';

export interface Owner {
  readonly id: number;
  readonly login: string;
  readonly type: 'Organization' | 'User';
}

/** A GitHub App as the lab knows it: the public half of its key, and where it is installed. */
export interface App {
  readonly id: number;
  readonly slug: string;
  readonly publicKey: KeyObject;
  readonly installations: Installation[];
}

export interface Installation {
  readonly id: number;
  /** Owner whose repositories it opens. */
  readonly account: string;
  /** Full names; undefined for all that the account has. */
  readonly repositories?: readonly string[];
  readonly permissions: Permissions;
  suspended?: boolean;
}

export interface GitHubState {
  /** Of the one origin, without a slash at the end: `http://127.0.0.1:4711`. REST is at `${url}/api/v3`. */
  readonly url: string;
  /** Of the second origin, to which downloads are redirected. */
  readonly downloadsUrl: string;
  readonly settings: Settings;
  /** Tokens beside that of the settings. */
  readonly tokens: Map<string, Access>;
  /** By login in small letters. */
  readonly owners: Map<string, Owner>;
  readonly apps: App[];
  readonly catalog: Catalog;
  readonly faults: FaultQueue<GitHubRequest>;
  readonly requests: GitHubRequest[];
  /** What does not fit GitHub's own descriptions. */
  readonly mismatches: string[];
  /** What was asked of REST and answered, to be measured when the lab is disposed. */
  readonly exchanges: Exchange[];
  readonly routes: readonly Route[];
  readonly emulated: Emulated;
  readonly backend: Backend;
  /** A folder of the lab's own, for what routes keep on disk. */
  readonly folder: string;
}
