import { findInstalledAnsible } from './installed-ansible.ts';
import { LineProgram } from './line-program.ts';
import program from './python-plugins.py';

/** A file that defines filters or tests in Python. */
export interface PythonFile {
  readonly kind: 'filter' | 'test';
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

  /** `directories` contain `ansible_collections`. */
  constructor(directories: readonly string[]) {
    this.#directories = directories;
  }

  /** The names that a file defines. Throws if it cannot be loaded. */
  namesIn(file: PythonFile): readonly string[] {
    return JSON.parse(this.#valueOf(this.#ask(JSON.stringify(file)))) as readonly string[];
  }

  /** The JSON of what a plugin returns. Throws what it throws. */
  call(file: PythonFile, name: string, { args, kwargs }: JsonArguments): string {
    const head = JSON.stringify({ ...file, name }).slice(0, -1);
    return this.#valueOf(this.#ask(`${head},"args":${args},"kwargs":${kwargs}}`));
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
