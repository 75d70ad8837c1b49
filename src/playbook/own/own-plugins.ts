import { join } from 'node:path';
import { CodeFault } from '../../controller/load-code.ts';
import { isCode } from '../../controller/is-code.ts';
import { addOwnPlugin, setForeignFinder } from '../../expression/jinja/own-plugins.ts';
import type { PluginCall } from '../../expression/jinja/own-plugins.ts';
import { displayPath } from '../files/yaml-files.ts';
import type { LoadSession } from '../load-session.ts';
import { rangeOfLine, remedyOfCode } from './code-place.ts';
import { codeLoader } from './code-loader.ts';
import { findPythonPlugin } from './python-plugin.ts';
import { pluginPath } from './library-path.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

const KINDS = [
  { kind: 'filter', directory: 'filter_plugins' },
  { kind: 'test', directory: 'test_plugins' },
  { kind: 'lookup', directory: 'lookup_plugins' },
] as const;
type Kind = (typeof KINDS)[number]['kind'];

/**
 * Makes the filters, tests and lookups of the roles in use, the playbook, the project and collections available to Jinja. Each file of code is
 * loaded once; a file in Python, when one of its names is used.
 */
export async function loadOwnPlugins(session: LoadSession): Promise<void> {
  setForeignFinder((kind, name) => findPythonPlugin(kind, name, session));
  for (const { kind, directory } of KINDS)
    // in reverse order, since the first directories of the path take precedence
    for (const path of pluginPath(directory, session).toReversed())
      for (const name of session.files.list(path)) await loadFile(kind, join(path, name), session);
}

async function loadFile(kind: Kind, path: string, session: LoadSession): Promise<void> {
  if (session.plugins.has(path)) return;
  session.plugins.add(path);
  if (path.endsWith('.py')) session.python.files.push({ kind, path, collection: null });
  else if (kind !== 'lookup' && isCode(path)) await loadCode(kind, path, session);
}

async function loadCode(kind: 'filter' | 'test', path: string, session: LoadSession): Promise<void> {
  const file = displayPath(path);
  try {
    const exported = (await codeLoader(session)).load(path)[`${kind}s`];
    if (typeof exported !== 'object' || exported === null)
      throw new Error(`it must export ${kind}s, a mapping of names to functions`);
    for (const [name, call] of Object.entries(exported)) {
      if (typeof call !== 'function') throw new Error(`${name} is not a function`);
      addOwnPlugin(kind, name, file, call as PluginCall);
    }
  } catch (error) {
    const problem = (error as Partial<Error>).message ?? String(error);
    const at = error instanceof CodeFault ? error.at : undefined;
    session.diagnostics.error({
      code: 'own-module',
      summary: `${file} gives no ${kind}s: ${problem}`,
      suggestion:
        remedyOfCode(problem) ??
        `Write, for example, \`export const ${kind}s = { shout: (text) => String(text).toUpperCase() }\`.`,
      range: at ? rangeOfLine(at, session) : placeOf(file),
    });
  }
}
