import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';

/** A CommonJS file of the build, compiled but not yet run. */
export interface CompiledBundle<Exports> {
  /** Runs it. */
  readonly load: () => Exports;
  /** V8's code of all functions that have run by now, to be kept where `codeFile` says. */
  readonly code: () => Buffer;
}

/** Where V8's code of a file is kept: beside it, under a name that another version of V8, with other flags or on another processor, does not look for. */
export const codeFile = (path: string): string => `${path}.${cachedDataVersionTag()}.code`;

/**
 * Compiles a file, with the code that was kept of it where there is some: Node 20 does this for no file by itself. V8 only compares how long the source
 * is, so that a file with other content must have another name.
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
