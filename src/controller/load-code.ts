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

/** Loads JavaScript and TypeScript of a project, modules or CommonJS; each file once. Types are left out, not checked. Throws an error that says why a file cannot be loaded, without its name. */
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
      throw new Error(describe(error), { cause: error });
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
  ((error as Partial<Error>).message ?? String(error)).replace(/^Error transforming \S+: /, '');
