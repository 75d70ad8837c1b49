import { resolve } from 'node:path';
import pLimit from 'p-limit';
import { parseJson } from '../../expression/jinja/python/json.ts';
import { toData } from '../../expression/jinja/runtime/native.ts';
import { runProgram } from '../../controller/run-program.ts';
import type { ProgramOutput } from '../../controller/run-program.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import { dataNode } from './data-node.ts';
import type { DraftHost } from '../inventory-draft.ts';
import type { LiteralData } from './python-literal.ts';
import { defineVariable } from './source-context.ts';
import type { SourceContext } from './source-context.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { shellWord } from '../../diagnostic/shell-word.ts';

/** Number of concurrent calls of a script with `--host`. */
const CONCURRENT_SCRIPTS = 8;
/** A cloud's API may be slow, but one that does not respond must not block a run forever. */
const TIMEOUT_MS = 600_000;

/** Runs an executable inventory with `--list`, and with `--host` for each host whose variables `_meta` does not contain. */
export async function runScriptSource(path: string, context: SourceContext): Promise<void> {
  const range = placeOf(path);
  const script = new ScriptReader(path, range, context);
  try {
    await script.read();
  } catch (error) {
    if (!(error instanceof ScriptFailure)) throw error;
    context.diagnostics.error({
      code: 'inventory-script',
      summary: error.message,
      detail: error.detail,
      suggestion: suggestFor(path, error.message),
      range,
    });
  }
}

/** What the script must do, or the command that shows the problem. */
function suggestFor(path: string, problem: string): string {
  const command = `${path.includes('/') ? '' : './'}${shellWord(path)} --list`;
  if (problem.includes('first line'))
    return `Correct the first line of \`${path}\`, for example to \`#!/usr/bin/env python3\`.`;
  if (problem.includes('did not print JSON') || problem.includes('must be') || problem.includes('nested'))
    return `Let \`${command}\` print, for example, \`{"web": {"hosts": ["web1"]}, "_meta": {"hostvars": {}}}\`.`;
  return `Run \`${command}\` in a shell: it must print a JSON object of groups and end with status 0.`;
}

class ScriptFailure extends Error {
  readonly detail: string | undefined;

  constructor(message: string, detail?: string) {
    super(message);
    this.detail = detail;
  }
}

type Mapping = Readonly<Record<string, LiteralData>>;

class ScriptReader {
  readonly #path: string;
  readonly #range: SourceRange;
  readonly #context: SourceContext;
  readonly #hosts = new Set<DraftHost>();
  /** By host, as printed by the script. */
  readonly #hostvars: Record<string, LiteralData> = {};

  constructor(path: string, range: SourceRange, context: SourceContext) {
    this.#path = path;
    this.#range = range;
    this.#context = context;
  }

  async read(): Promise<void> {
    const listed = this.#mapping(await this.#run(['--list']), 'the output of --list');
    for (const [name, data] of Object.entries(listed)) if (name !== '_meta') this.#readGroup(name, data);
    const meta = listed['_meta'] === undefined ? {} : this.#mapping(listed['_meta'], '_meta');
    if (meta['hostvars'] === undefined) await this.#askForEachHost();
    else this.#readHostVariables(this.#mapping(meta['hostvars'], '_meta.hostvars'));
    this.#context.onListed?.(resolve(this.#path), { ...listed, _meta: { hostvars: this.#hostvars } });
  }

  #readGroup(name: string, data: LiteralData): void {
    const group = this.#context.draft.addGroup(name);
    const {
      hosts = [],
      vars = {},
      children = [],
    } = normalizeGroup(name, data) ?? this.#fail(`the group ${name} must be a list or a mapping`);
    for (const host of this.#names(hosts, `hosts of ${name}`)) {
      this.#hosts.add(this.#context.draft.addHost(host, group, this.#path));
    }
    for (const [variable, value] of Object.entries(this.#mapping(vars, `vars of ${name}`))) {
      this.#context.draft.setGroupVariable(group, variable, this.#define(value));
    }
    for (const child of this.#names(children, `children of ${name}`)) {
      this.#context.draft.addChild(group, this.#context.draft.addGroup(child), this.#range);
    }
  }

  #readHostVariables(hostvars: Mapping): void {
    for (const host of this.#hosts) {
      const variables = hostvars[host.name];
      if (variables !== undefined) this.#setVariables(host, variables);
    }
  }

  async #askForEachHost(): Promise<void> {
    const limit = pLimit(CONCURRENT_SCRIPTS);
    const answers = [...this.#hosts].map(async (host) => {
      const answer = await limit(() => this.#run(['--host', host.name]));
      return [host, answer] as const;
    });
    for (const [host, answer] of await Promise.all(answers)) this.#setVariables(host, answer);
  }

  #setVariables(host: DraftHost, variables: LiteralData): void {
    this.#hostvars[host.name] = variables;
    for (const [name, value] of Object.entries(this.#mapping(variables, `the variables of ${host.name}`))) {
      this.#context.draft.setHostVariable(host, name, this.#define(value));
    }
  }

  #define(value: LiteralData): ReturnType<typeof defineVariable> {
    return defineVariable(dataNode(value, this.#range), this.#range, this.#context);
  }

  async #run(args: readonly string[]): Promise<LiteralData> {
    const command = [this.#path, ...args].join(' ');
    const { stdout: bytes, stderr, failure } = await this.#runFile(args, command);
    const stdout = bytes.toString('utf8');
    if (failure !== undefined) throw new ScriptFailure(`${command} ${failure}`, lastLines(stderr));
    if (stdout.trim() === '' && args[0] === '--host') return {};
    try {
      return this.#bounded(command, readJson(stdout));
    } catch (error) {
      if (error instanceof ScriptFailure) throw error;
      throw new ScriptFailure(
        `${command} did not print JSON`,
        [String(error), lastLines(stderr)].filter(Boolean).join('\n'),
      );
    }
  }

  #runFile(args: readonly string[], command: string): Promise<ProgramOutput> {
    const { tell = () => undefined, scriptTimeoutMs = TIMEOUT_MS } = this.#context;
    return runProgram(resolve(this.#path), {
      name: `the inventory script ${command}`,
      args,
      tell,
      timeoutMs: scriptTimeoutMs,
    });
  }

  #bounded(command: string, data: LiteralData): LiteralData {
    if (isDeeper(data, MAX_DEPTH))
      throw new ScriptFailure(`${command} printed lists nested more than ${MAX_DEPTH} deep`);
    return data;
  }

  #mapping(data: LiteralData, what: string): Mapping {
    return isMapping(data) ? data : this.#fail(`${what} must be a mapping`);
  }

  #names(data: LiteralData, what: string): string[] {
    const names = Array.isArray(data) ? data.filter((name) => typeof name === 'string') : [];
    return Array.isArray(data) && names.length === data.length ? names : this.#fail(`${what} must be a list of names`);
  }

  #fail(problem: string): never {
    throw new ScriptFailure(`${this.#path} --list: ${problem}`);
  }
}

/** A list contains the group's hosts; a mapping without known keys is a host with the group's name, and its variables. */
function normalizeGroup(
  name: string,
  data: LiteralData,
): { hosts?: LiteralData; vars?: LiteralData; children?: LiteralData } | undefined {
  if (Array.isArray(data)) return { hosts: data };
  if (!isMapping(data)) return undefined;
  const isPlain = !['hosts', 'vars', 'children'].some((key) => key in data);
  return isPlain ? { hosts: [name], vars: data } : data;
}

/** Parses JSON like Python: with NaN and Infinity, and integers of any size. */
function readJson(text: string): LiteralData {
  try {
    const data = JSON.parse(text) as LiteralData;
    return isDeeper(data, MAX_DEPTH) ? data : pythonData(text);
  } catch (error) {
    // JavaScript's error contains the position of the mistake
    if (!/\b(?:NaN|Infinity)\b/.test(text)) throw error;
    return pythonData(text);
  }
}

const pythonData = (text: string): LiteralData => toData(parseJson(text)) as LiteralData;

const MAX_DEPTH = 100;

function isDeeper(data: LiteralData, depth: number): boolean {
  if (typeof data !== 'object' || data === null) return false;
  return depth === 0 || Object.values(data).some((inner) => isDeeper(inner, depth - 1));
}

function isMapping(data: LiteralData): data is Record<string, LiteralData> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-10).join('\n');
