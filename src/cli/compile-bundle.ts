import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';

/** A CommonJS file of the build, compiled but not yet run. */
export interface CompiledBundle<Exports> {
  /** Runs the file. */
  readonly load: () => Exports;
  /** V8's code of all functions that have run so far, to be stored in `codeFile`. */
  readonly code: () => Buffer;
}

/** The file for V8's code, next to the source. Other versions of V8, other flags and other processors use other names. */
export const codeFile = (path: string): string => `${path}.${cachedDataVersionTag()}.code`;

/**
 * Compiles a file, with stored code if there is some: Node 20 does not do this by itself. V8 only compares the length of the source,
 * so a file with different content must have a different name.
 */
export function compileBundle<Exports>(path: string): CompiledBundle<Exports> {
  const cachedData = readOrNothing(codeFile(path));
  const source = readFileSync(path, 'latin1');
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: path,
    cachedData,
  });
  return {
    load: () => {
      const module = { exports: {} as Exports };
      const run = script.runInThisContext() as (...words: unknown[]) => void;
      run(module.exports, createRequire(path), module, path, dirname(path));
      return module.exports;
    },
    code: () => script.createCachedData(),
  };
}

function readOrNothing(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
