import { basename, join } from 'node:path';
import { findInstalledAnsible } from '../../controller/installed-ansible.ts';
import type { PythonFile } from '../../controller/python-plugins.ts';
import { PythonPlugins } from '../../controller/python-plugins.ts';
import type { ForeignPlugin, ForeignProblem } from '../../expression/jinja/foreign-plugin.ts';
import { displayPath } from '../files/yaml-files.ts';
import type { LoadSession } from '../load-session.ts';
import { findCollection } from '../role/find-collection.ts';

type Kind = PythonFile['kind'];

/** The filter, test or lookup in Python with a name: of the project, or `namespace.collection.name` of a collection. */
export function findPythonPlugin(
  kind: Kind,
  name: string,
  session: LoadSession,
): ForeignPlugin | ForeignProblem | undefined {
  if (!/^[\w.]+$/.test(name)) return undefined;
  const [, collection, short = name] = /^(\w+\.\w+)\.(\w+)$/.exec(name) ?? [];
  const files = collection === undefined ? session.python.files : filesOf(kind, collection, session);
  const named = new RegExp(`\\b${short}\\b`);
  const mentions = ({ path }: PythonFile): boolean =>
    kind === 'lookup' ? basename(path) === `${short}.py` : named.test(session.files.textOf(path) ?? '');
  const candidates = files.filter((file) => file.kind === kind && mentions(file));
  // later files take precedence
  for (const file of candidates.toReversed()) {
    const found = tryFile(file, short, session);
    if (found) return found;
  }
  return undefined;
}

function tryFile(file: PythonFile, name: string, session: LoadSession): ForeignPlugin | ForeignProblem | undefined {
  const plugins = (session.python.plugins ??= new PythonPlugins(session.collectionsPath));
  const shown = displayPath(file.path);
  try {
    if (!plugins.namesIn(file).includes(name)) return undefined;
  } catch (error) {
    return { file: shown, problem: error instanceof Error ? error.message : String(error) };
  }
  return { file: shown, call: (args, kwargs) => plugins.call(file, name, { args, kwargs }) };
}

/** Files of a collection; with `ansible_modules`, also those of the Ansible on this machine. */
function filesOf(kind: Kind, collection: string, session: LoadSession): PythonFile[] {
  const installed = session.wantsAnsibleModules ? findInstalledAnsible()?.collections : undefined;
  const roots = [
    ...findCollection(collection, session),
    ...(installed === undefined ? [] : [join(installed, ...collection.split('.'))]),
  ];
  return roots.flatMap((path) =>
    session.files
      .list(join(path, 'plugins', kind))
      .filter((file) => file.endsWith('.py'))
      .map((file) => ({ kind, path: join(path, 'plugins', kind, file), collection: { name: collection, path } })),
  );
}
