import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiagnosticList } from '../../../src/diagnostic/diagnostic-list.ts';
import type { EngineEvent, HandlerFinished, RunMode, TaskFinished } from '../../../src/engine/events.ts';
import type { RunOptions, RunSummary } from '../../../src/engine/run-options.ts';
import { runPlaybook } from '../../../src/engine/run-playbook.ts';
import { compileTemplate } from '../../../src/expression/compile-template.ts';
import { loadInventory } from '../../../src/inventory/load-inventory.ts';
import { loadPlaybook } from '../../../src/playbook/load-playbook.ts';
import { createVarsReader } from '../../../src/playbook/variables/read-vars.ts';
import { createHost } from '../../../src/playbook/files/template-reader.ts';
import { YamlFiles } from '../../../src/playbook/files/yaml-files.ts';
import { checkPlaybook } from '../../../src/check/check-playbook.ts';
import type { FakeOptions, FakeTransport } from '../../../src/transport/fake.ts';
import { createFakeTransport } from '../../../src/transport/fake.ts';

export type Finished = TaskFinished | HandlerFinished;

export interface Run extends RunSummary {
  readonly events: readonly EngineEvent[];
  /** What became of tasks and handlers, in order: `web1 name: changed`, without the host where there is only one. */
  readonly ends: readonly string[];
  readonly secrets: readonly string[];
  /** How many batches of changes were applied. */
  readonly batches: number;
  /** Those of one task, by its name. */
  named(name: string): readonly Finished[];
}

export type FakeRunOptions = Partial<
  Pick<
    RunOptions,
    | 'tags'
    | 'roles'
    | 'forks'
    | 'stop'
    | 'withDiff'
    | 'verbosity'
    | 'startAtTask'
    | 'onSession'
    | 'mode'
    | 'limit'
    | 'nodes'
    | 'onSecret'
    | 'scope'
    | 'adoptManifests'
    | 'dropHandlers'
    | 'review'
    | 'keepsBackups'
    | 'taskTimeoutSeconds'
  >
> & {
  readonly runId?: string;
  /** The playbook's file; `site.yml` by default. */
  readonly playbookName?: string;
  readonly onEvent?: (event: EngineEvent) => void;
};

/** A project and its hosts. Each host's directory stands for its file system: in tasks it is the variable `root`. */
export class FakeSite {
  readonly directory = mkdtempSync(join(tmpdir(), 'provision-engine-'));
  readonly hosts: readonly string[];
  readonly #transports = new Map<string, FakeTransport>();
  #runs = 0;

  constructor(hosts: readonly string[] = ['web1'], options: FakeOptions = {}) {
    this.hosts = hosts;
    for (const host of hosts) this.add(host, options);
    this.write('hosts.yml', this.#inventory());
  }

  /** Makes a host that the inventory does not name. */
  add(host: string, options: FakeOptions = {}): void {
    mkdirSync(this.path(host), { recursive: true });
    this.#transports.set(host, createFakeTransport(join(this.directory, 'hosts', host), options));
  }

  /** Makes another name of a host's machine; the inventory is the test's. */
  alias(name: string, host: string): void {
    this.#transports.set(name, createFakeTransport(join(this.directory, 'hosts', host)));
  }

  /** A path in a host's directory. */
  path(host: string, ...parts: string[]): string {
    return join(this.directory, 'hosts', host, 'root', ...parts);
  }

  /** A path in what the engine keeps on a host. */
  statePath(host: string, ...parts: string[]): string {
    return join(this.directory, 'hosts', host, 'provision', ...parts);
  }

  /** A file of the (first) host as text. */
  read(path: string, host = this.hosts[0] ?? ''): string {
    return readFileSync(this.path(host, path), 'utf8');
  }

  list(path = '.', host = this.hosts[0] ?? ''): string[] {
    return readdirSync(this.path(host, path)).sort();
  }

  /** Writes a file of the project. */
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.directory, path)), { recursive: true });
    writeFileSync(join(this.directory, path), text);
  }

  /** Writes a file on the (first) host. */
  give(path: string, text: string, host = this.hosts[0] ?? ''): void {
    mkdirSync(dirname(this.path(host, path)), { recursive: true });
    writeFileSync(this.path(host, path), text);
  }

  transport(host: string): FakeTransport {
    const transport = this.#transports.get(host);
    if (!transport) throw new Error(`no host ${host}`);
    return transport;
  }

  apply(playbook: string, options: FakeRunOptions = {}): Promise<Run> {
    return this.run(playbook, { ...options, mode: options.mode ?? 'apply' });
  }

  check(playbook: string, options: FakeRunOptions = {}): Promise<Run> {
    return this.run(playbook, { ...options, mode: 'check' });
  }

  /** All that is on a host, content and attributes included, one item a line. */
  snapshot(host = this.hosts[0] ?? ''): string[] {
    const top = join(this.directory, 'hosts', host);
    return readdirSync(top, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const { mode, size, mtimeMs, ino } = statSync(join(top, name));
        return [name, mode, size, mtimeMs, ino].join(' ');
      });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async run(playbookText: string, options: FakeRunOptions & { readonly mode: RunMode }): Promise<Run> {
    const { playbookName = 'site.yml' } = options;
    this.write(playbookName, playbookText);
    const diagnostics = new DiagnosticList();
    const playbook = await loadPlaybook(join(this.directory, playbookName), {}, diagnostics);
    const inventory = await loadInventory([join(this.directory, 'hosts.yml')], {
      diagnostics,
      compile: (text, list) => compileTemplate(text, list),
    });
    if (playbook) checkPlaybook(playbook, { inventory, extra: new Map() }, diagnostics);
    diagnostics.throwIfErrors();
    if (!playbook) throw new Error('there is no playbook');
    const events: EngineEvent[] = [];
    const secrets: string[] = [];
    let batches = 0;
    const summary = await runPlaybook({
      playbook,
      inventory,
      inventorySources: [],
      extraVars: new Map(),
      readVars: createVarsReader({}),
      tags: { only: [], skip: [] },
      forks: 50,
      withDiff: false,
      verbosity: 0,
      connect: {
        transport: () => ({
          connect: async (target) => {
            const session = await this.transport(target.host).connect(target);
            const apply = session.apply.bind(session);
            session.apply = (batch) => {
              batches++;
              return apply(batch);
            };
            return session;
          },
        }),
        acceptNewHostKeys: false,
        connectTimeoutMs: 1000,
        connectRetries: 0,
      },
      expressionHost: (place) => createHost(place, new YamlFiles({})),
      scope: { project: 'fake-1', inventory: 'hosts.yml', playbook: 'site.yml' },
      holder: { who: 'ann@desk' },
      stop: { requested: false },
      prompt: () => Promise.resolve(''),
      onSession: () => undefined,
      ...options,
      runId: options.runId ?? `run-${process.pid}-${this.#runs++}`,
      sink: (event) => {
        events.push(event);
        options.onEvent?.(event);
      },
      onSecret: (text) => {
        secrets.push(text);
        options.onSecret?.(text);
      },
      diagnostics,
    });
    const finished = events.filter(isFinished);
    return {
      ...summary,
      events,
      secrets,
      batches,
      ends: finished.map((event) => this.#outline(event)),
      named: (name) => finished.filter(({ task }) => task.name === name),
    };
  }

  #outline({ host, task, item, status }: Finished): string {
    const on = this.hosts.length > 1 ? `${host} ` : '';
    return `${on}${task.name}${item === undefined ? '' : ` [${item}]`}: ${status}`;
  }

  #inventory(): string {
    const hosts = this.hosts.map((host) => `    ${host}: { root: ${this.path(host)} }\n`);
    return `all:\n  hosts:\n${hosts.join('')}`;
  }
}

export const isFinished = (event: EngineEvent): event is Finished =>
  event.event === 'task.finished' || event.event === 'handler.finished';

/** A playbook of one play of these tasks on all hosts; `keywords` are more of the play's lines. */
export function play(tasks: string, keywords = ''): string {
  const head = ['- name: site', '  hosts: all', ...lines(keywords).map((line) => `  ${line}`)];
  return [...head, '  tasks:', ...lines(tasks).map((line) => `    ${line}`), ''].join('\n');
}

function lines(text: string): string[] {
  const all = text.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...all.map((line) => line.length - line.trimStart().length));
  return all.map((line) => line.slice(margin));
}
