// The repositories of the lab's GitHub: one record each, which REST, GraphQL and git are all answered from.
import { randomUUID } from 'node:crypto';
import { cp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createRepository, openRepository } from '../repositories.ts';
import type { Repository } from '../repositories.ts';

export interface RepositoryFields {
  private: boolean;
  archived: boolean;
  disabled: boolean;
  fork: boolean;
  topics: readonly string[];
  /** Kilobytes, as GitHub says it. */
  size: number;
  description: string | null;
  hasIssues: boolean;
  hasWiki: boolean;
  /** Shown in place of the time of the last change of a ref. */
  pushedAt: Date | undefined;
  /** Days that artifacts and logs are kept, and the most that may be asked for. */
  retention: { days: number; maximumAllowedDays: number };
}

export interface LabRepository extends RepositoryFields {
  readonly id: number;
  readonly nodeId: string;
  /** Changes with `github.rename`. */
  owner: string;
  name: string;
  readonly fullName: string;
  readonly createdAt: Date;
  /** The bare repository, for tests to commit into. */
  readonly git: Repository;
  /** The bare repository of the wiki, made by `addWiki`. */
  wiki: Repository | undefined;
  addWiki(): Promise<Repository>;
  /** Its name in emulate, once it is known there. */
  emulated: string | undefined;
}

export interface NewRepository extends Partial<RepositoryFields> {
  readonly id?: number;
  /** A bare repository whose content it gets, such as one made once for many. Default: empty. */
  readonly copyOf?: string;
}

export interface Catalog {
  /** In the order in which they were added. */
  readonly all: LabRepository[];
  add(fullName: string, options?: NewRepository): Promise<LabRepository>;
  /** Under its name of today, or one that it had: `moved` says which. Letters' case does not matter. */
  find(fullName: string): { repository: LabRepository; moved: boolean } | undefined;
  byId(id: number): LabRepository | undefined;
  byNode(nodeId: string): LabRepository | undefined;
  rename(from: string, to: string): LabRepository;
  remove(fullName: string): Promise<void>;
}

const FIRST_ID = 700_000_001;

/** An empty catalog whose bare repositories are made below `root`, each named after its id. */
export function newCatalog(root: string): Catalog {
  const all: LabRepository[] = [];
  const former = new Map<string, LabRepository>();
  let nextId = FIRST_ID;
  let template: Promise<string> | undefined;

  const current = (fullName: string) => all.find((one) => one.fullName.toLowerCase() === fullName.toLowerCase());
  const makeBare = async (name: string, copyOf?: string): Promise<Repository> => {
    const path = join(root, name);
    // A copy of one empty repository costs a tenth of `git init`: some tests want a thousand.
    const from = copyOf ?? (await (template ??= makeTemplate(root)));
    await cp(from, path, { recursive: true });
    return openRepository(path);
  };
  return {
    all,
    async add(fullName, { id = nextId++, copyOf, ...fields } = {}) {
      if (current(fullName)) throw new Error(`${fullName} exists`);
      const [owner = '', name = ''] = fullName.split('/');
      const git = await makeBare(`${id}.git`, copyOf);
      const repository: LabRepository = {
        ...defaults(),
        ...fields,
        id,
        nodeId: nodeIdOf(id),
        owner,
        name,
        get fullName() {
          return `${this.owner}/${this.name}`;
        },
        createdAt: new Date('2026-01-01T00:00:00Z'),
        git,
        wiki: undefined,
        addWiki: async () => (repository.wiki ??= await makeBare(`${id}.wiki.git`)),
        emulated: undefined,
      };
      all.push(repository);
      former.delete(fullName.toLowerCase());
      return repository;
    },
    find(fullName) {
      const repository = current(fullName);
      if (repository) return { repository, moved: false };
      const moved = former.get(fullName.toLowerCase());
      return moved && { repository: moved, moved: true };
    },
    byId: (id) => all.find((one) => one.id === id),
    byNode: (nodeId) => all.find((one) => one.nodeId === nodeId),
    rename(from, to) {
      const repository = current(from);
      if (!repository) throw new Error(`there is no ${from}`);
      if (current(to)) throw new Error(`${to} exists`);
      former.set(from.toLowerCase(), repository);
      former.delete(to.toLowerCase());
      [repository.owner = '', repository.name = ''] = to.split('/');
      return repository;
    },
    async remove(fullName) {
      const repository = current(fullName);
      if (!repository) throw new Error(`there is no ${fullName}`);
      all.splice(all.indexOf(repository), 1);
      for (const [name, one] of former) if (one === repository) former.delete(name);
      for (const one of [repository.git, repository.wiki]) if (one) await rm(one.path, { recursive: true });
    },
  };
}

function defaults(): RepositoryFields {
  return {
    private: false,
    archived: false,
    disabled: false,
    fork: false,
    topics: [],
    size: 0,
    description: null,
    hasIssues: true,
    hasWiki: true,
    pushedAt: undefined,
    retention: { days: 90, maximumAllowedDays: 400 },
  };
}

async function makeTemplate(root: string): Promise<string> {
  const path = join(root, `empty-${randomUUID()}`);
  await createRepository(path);
  return path;
}

function nodeIdOf(id: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return `R_${bytes.toString('base64url')}`;
}

/** The branch that HEAD names, whether it exists or not. */
export async function defaultBranchOf({ git }: LabRepository): Promise<string> {
  const head = await readFile(join(git.path, 'HEAD'), 'utf8');
  return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? 'main';
}

/** When a ref last changed, in whole seconds as GitHub tells it; the repository's own age where it has none. */
export async function pushedAtOf({ git, pushedAt }: LabRepository): Promise<Date> {
  if (pushedAt) return pushedAt;
  // Every change of a ref makes or removes a file in a folder of refs, or replaces packed-refs.
  const below = await readdir(join(git.path, 'refs'), { recursive: true });
  const times = await Promise.all(
    ['packed-refs', ...below.map((name) => `refs/${name}`)].map((name) =>
      stat(join(git.path, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return new Date(Math.floor(Math.max(...times) / 1000) * 1000);
}
