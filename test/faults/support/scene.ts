import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lab } from '../../lab/support/lab.ts';
import { runCommand, runOrThrow, type CommandResult } from '../../lab/support/run-command.ts';
import { until } from '../../support/until.ts';
import type { Project } from '../../lab/support/use-project.ts';
import { readEvents } from '../../lab/support/law.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { STEP_PROGRAM, type StepName } from './fault-project.ts';

/** A run under way. */
export interface Running {
  readonly pid: number;
  readonly done: Promise<CommandResult>;
  readonly printed: () => string;
  readonly says: (text: RegExp) => Promise<unknown>;
  readonly eventCount: () => number;
  readonly events: () => readonly EngineEvent[];
}

/** Two hosts, and one revision of what the role makes on them. */
export class Scene {
  readonly target: string;
  readonly other: string;
  readonly revision: number;
  readonly project: Project;
  /** Undoes what the fault has done, last first. */
  readonly undo: (() => Promise<unknown>)[] = [];
  /** Ends what the fault has left after the last run. */
  readonly atEnd: (() => Promise<unknown>)[] = [];
  #runs = 0;

  constructor(project: Project, hosts: { readonly target: string; readonly other: string }, revision: number) {
    this.project = project;
    this.target = hosts.target;
    this.other = hosts.other;
    this.revision = revision;
  }

  get at(): string {
    return `/srv/fx/${this.revision}`;
  }

  /** As root, by another way than the network; resolves to stdout. */
  on(host: string, script: string): Promise<string> {
    return runOrThrow('lxc-attach', ['-n', host, '--', 'sh', '-c', script]);
  }

  onTarget(script: string): Promise<string> {
    return this.on(this.target, script);
  }

  /** What is there before the first run: the program of the steps, and the package. */
  async prepare(): Promise<void> {
    const { revision } = this;
    const both = `set -e; mkdir -p /run/fx; rm -f /run/fx/*; printf %s '${STEP_PROGRAM.replaceAll("'", `'\\''`)}' >/usr/local/bin/fx; chmod 755 /usr/local/bin/fx`;
    const name = `fx${revision}`;
    const control = `Package: ${name}\\nVersion: 1\\nArchitecture: all\\nMaintainer: root <root@localhost>\\nDescription: test\\n`;
    await this.on(this.other, both);
    await this.onTarget(`${both}
      mkdir -p /srv/debs/${name}/DEBIAN; cd /srv/debs
      printf '${control}' >${name}/DEBIAN/control
      printf '#!/bin/sh\\n/usr/local/bin/fx package ${revision}\\n' >${name}/DEBIAN/postinst
      chmod 755 ${name}/DEBIAN/postinst
      dpkg-deb --build --root-owner-group ${name} >/dev/null; rm -rf ${name}`);
  }

  hostOf(step: StepName): string {
    return step === 'delegated' ? this.other : this.target;
  }

  hold(step: StepName): Promise<string> {
    return this.on(this.hostOf(step), `: >/run/fx/hold.${step}`);
  }

  release(step: StepName): Promise<string> {
    return this.on(this.hostOf(step), `rm -f /run/fx/hold.${step}`);
  }

  hasBegun(step: StepName, running: Running): Promise<unknown> {
    const begun = until(
      `${step} has begun`,
      async () => {
        const seen = await this.on(this.hostOf(step), `[ ! -e /run/fx/begun.${step} ] || echo yes`);
        return seen !== '';
      },
      { timeoutMs: 120_000 },
    );
    const ended = running.done.then(({ exitCode, stdout, stderr }) => {
      throw new Error(`ended with ${exitCode} before ${step}\n${stdout}${stderr}`);
    });
    return Promise.race([begun, ended]);
  }

  /** Starts a run; `prefix` are the words before the program's. */
  start(flags: readonly string[] = [], prefix: readonly string[] = []): Running {
    const { directory } = this.project;
    const events = join(directory, `events-${this.revision}-${++this.#runs}`);
    mkdirSync(this.temporary, { recursive: true });
    const vars = JSON.stringify({ revision: this.revision, other: this.other });
    const args = ['apply', '-i', 'test', '--output', 'plain', '--events', events, '-e', vars, ...flags];
    const program = new URL('../../../dist/cli/main.js', import.meta.url).pathname;
    const [command = '', ...words] = [...prefix, process.execPath, program, ...args];
    let printed = '';
    let pid = 0;
    const done = runCommand(command, words, {
      cwd: directory,
      env: { TMPDIR: this.temporary },
      timeoutMs: 240_000,
      onStart: (child) => {
        pid = child.pid ?? 0;
        child.onStdout((text) => (printed += text));
        child.onStderr((text) => (printed += text));
      },
    });
    const says = (text: RegExp): Promise<unknown> =>
      until(`it says ${String(text)}; it has said\n${printed}`, () => text.test(printed), { everyMs: 20 });
    return {
      pid,
      done,
      says,
      printed: () => printed,
      eventCount: () => (existsSync(events) ? readFileSync(events, 'utf8').split('\n').length - 1 : 0),
      events: () => readEvents(events),
    };
  }

  /** The controller's directory for temporary files. */
  get temporary(): string {
    return join(this.project.directory, 'tmp');
  }

  async addressOf(host: string): Promise<string> {
    return /ansible_host: (\S+)/.exec(await lab('inventory', host))?.[1] ?? '';
  }

  async undoAll(): Promise<void> {
    for (let undo = this.undo.pop(); undo !== undefined; undo = this.undo.pop()) await undo();
  }

  async end(): Promise<void> {
    await this.undoAll();
    for (const host of [this.target, this.other]) await this.on(host, 'rm -f /run/fx/hold.*');
    for (let end = this.atEnd.pop(); end !== undefined; end = this.atEnd.pop()) await end();
  }
}
