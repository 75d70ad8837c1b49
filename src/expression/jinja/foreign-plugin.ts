import type { PluginKind } from './left-out.ts';
import type { Kwargs } from './python/bind-arguments.ts';
import { dumpJson, parseJson } from './python/json.ts';
import { valueError } from './python/py-error.ts';
import { untimed } from './python/stopwatch.ts';

/** A filter, test or lookup in another language. */
export interface ForeignPlugin {
  /** For messages. */
  readonly file: string;
  /** Takes and returns JSON. Throws what the plugin throws. */
  readonly call: (args: string, kwargs: string) => string;
}

/** A file that defines a name, but cannot be loaded. */
export interface ForeignProblem {
  readonly file: string;
  readonly problem: string;
}

export type FindForeign = (kind: PluginKind, name: string) => ForeignPlugin | ForeignProblem | undefined;

/** Calls a plugin with values, which are passed as JSON. `where` is the start of an error's message. */
export function callForeign(where: string, { call }: ForeignPlugin, args: readonly unknown[], kwargs: Kwargs): unknown {
  const [list, named] = [toJson(args), toJson(kwargs)];
  try {
    return parseJson(untimed(() => call(list, named)));
  } catch (error) {
    throw valueError(`${where}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const toJson = (value: unknown): string =>
  dumpJson(value, { indent: undefined, sortKeys: false, ensureAscii: true, itemSeparator: ',', keySeparator: ':' });
