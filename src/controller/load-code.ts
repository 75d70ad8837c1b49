import { createRequire } from 'node:module';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { transform } from 'sucrase';
import { kindOf } from './file-kind.ts';
import { isCode } from './is-code.ts';
import { readText } from './read-file.ts';

/** What a file of code exports, by name; `default` among them. */
export type Exports = Readonly<Record<string, unknown>>;

/** The reason why a file cannot be loaded, without the file's name. */
export class CodeFault extends Error {
  override readonly name = 'CodeFault';
  readonly at: CodePlace | undefined;

  constructor(message: string, at?: CodePlace) {
    super(message);
    this.at = at;
  }
}

/** The line of a file that an error names, counted from 1. */
export interface CodePlace {
  readonly path: string;
  readonly line: number;
}

/** Loads JavaScript and TypeScript of a project, modules or CommonJS; each file once. Types are left out, not checked. Throws `CodeFault` where a file cannot be loaded. */
export class CodeLoader {
  readonly #loaded = new Map<string, { exports: Exports }>();

  /** `path` is absolute. */
  load(path: string): Exports {
    const known = this.#loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    this.#loaded.set(path, module);
    try {
      compile(path)(module.exports, (name) => this.#require(name, path), module, path, dirname(path));
    } catch (error) {
      this.#loaded.delete(path);
      throw error instanceof CodeFault ? error : new CodeFault(describe(error), placeIn(error, path));
    }
    return module.exports;
  }

  /** Files beside it are loaded by the same rules; all else as Node finds it. */
  #require(name: string, from: string): unknown {
    const path = name.startsWith('.') ? resolve(dirname(from), name) : undefined;
    return path !== undefined && isCode(path) && kindOf(path) === 'file'
      ? this.load(path)
      : (createRequire(pathToFileURL(from))(name) as unknown);
  }
}

type Loaded = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: Exports },
  filename: string,
  directory: string,
) => void;

function compile(path: string): Loaded {
  const isTypeScript = extname(path).endsWith('ts');
  const { code } = transform(readText(path), {
    transforms: [...(isTypeScript ? ['typescript' as const] : []), 'imports' as const],
    disableESTransforms: true,
    filePath: path,
  });
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
    filename: path,
  });
  return script.runInThisContext() as Loaded;
}

/** Without the stack, and without the path, which who reports it says. */
// an error of the code's own may be of another realm
const describe = (error: unknown): string =>
  ((error as Partial<Error>).message ?? String(error))
    .replace(/^Error transforming \S+: /, '')
    .replace(/ \(\d+:\d+\)$/, '')
    .replace(/\nRequire stack:[^]*$/, '');

/** The line that a parser names, or the innermost one of the file in the stack. */
export function placeIn(error: unknown, path: string): CodePlace | undefined {
  const { loc, stack } = (error ?? {}) as { readonly loc?: { readonly line?: unknown }; readonly stack?: unknown };
  if (typeof loc?.line === 'number') return { path, line: loc.line };
  const at = typeof stack === 'string' ? stack.indexOf(`${path}:`) : -1;
  const line = at < 0 ? Number.NaN : Number.parseInt(String(stack).slice(at + path.length + 1), 10);
  return Number.isNaN(line) ? undefined : { path, line };
}
