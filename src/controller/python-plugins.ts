import { findInstalledAnsible } from './installed-ansible.ts';
import { LineProgram } from './line-program.ts';
import { refuseBeforeRun } from './run-locally.ts';
import program from './python-plugins.py';

/** A file that defines filters, tests or a lookup in Python. */
export interface PythonFile {
  readonly kind: 'filter' | 'test' | 'lookup';
  readonly path: string;
  /** The collection that it belongs to, and the collection's directory. */
  readonly collection: { readonly name: string; readonly path: string } | null;
}

/** JSON of a list and of a mapping. */
export interface JsonArguments {
  readonly args: string;
  readonly kwargs: string;
}

/** The longest call, which the program itself ends, and its start. */
const TIMEOUT_MS = 40_000;

/** Plugins in Python, run by this machine's Python: Ansible's, if Ansible is installed. The Python is started by the first question. */
export class PythonPlugins {
  readonly #directories: readonly string[];
  #program: LineProgram | undefined;
  /** Answers of lookups. A template is rendered several times in a run, and must give the same each time. */
  readonly #known = new Map<string, string>();

  /** `directories` contain `ansible_collections`. */
  constructor(directories: readonly string[]) {
    this.#directories = directories;
  }

  /** The names that a file defines. Throws if it cannot be loaded. */
  namesIn(file: PythonFile): readonly string[] {
    return JSON.parse(this.#valueOf(this.#ask(JSON.stringify(file)))) as readonly string[];
  }

  /** The JSON of what a plugin returns. Throws what it throws; a lookup is only run when the playbook is. */
  call(file: PythonFile, name: string, { args, kwargs }: JsonArguments): string {
    const head = JSON.stringify({ ...file, name }).slice(0, -1);
    const question = `${head},"args":${args},"kwargs":${kwargs}}`;
    if (file.kind !== 'lookup') return this.#valueOf(this.#ask(question));
    refuseBeforeRun('the lookup');
    const answer = this.#known.get(question) ?? this.#ask(question);
    this.#known.set(question, answer);
    return this.#valueOf(answer);
  }

  #ask(line: string): string {
    this.#program ??= new LineProgram({
      command: findInstalledAnsible()?.python ?? 'python3',
      args: ['-c', program, ...this.#directories],
      timeoutMs: TIMEOUT_MS,
    });
    return this.#program.ask(line);
  }

  #valueOf(answer: string): string {
    const [, value] = /^\{"value": (.*)\}$/s.exec(answer) ?? [];
    if (value !== undefined) return value;
    const { error, problem } = JSON.parse(answer) as { readonly error?: string; readonly problem?: string };
    throw new Error(error ?? problem);
  }
}
