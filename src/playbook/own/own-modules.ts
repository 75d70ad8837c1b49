import type { CodePlace } from '../../controller/load-code.ts';
import { CodeFault, placeIn } from '../../controller/load-code.ts';
import { readBytes } from '../../controller/read-file.ts';
import { bundlePython } from '../../controller/bundle-python.ts';
import { isCode } from '../../controller/is-code.ts';
import { moduleKit } from '../../modules/own/module-kit.ts';
import { ContractFault, toOwnModule } from '../../modules/own/own-contract.ts';
import { programModule } from '../../modules/own/program-module.ts';
import { styleOf } from '../../modules/own/script-style.ts';
import { displayPath } from '../files/yaml-files.ts';
import type { LoadSession } from '../load-session.ts';
import type { OwnModule } from './own-module.ts';
import { remedyOfCode } from './code-place.ts';
import { codeLoader } from './code-loader.ts';
import { pythonPath } from './library-path.ts';

/** The module of a file, which is loaded once. */
export async function loadOwnModule(name: string, path: string, session: LoadSession): Promise<OwnModule> {
  const known = session.ownModules.get(path) ?? (await load(name, path, session));
  session.ownModules.set(path, known);
  return known;
}

async function load(name: string, path: string, session: LoadSession): Promise<OwnModule> {
  return isCode(path) ? loadCode(name, path, session) : loadProgram(name, path, session);
}

async function loadCode(name: string, path: string, session: LoadSession): Promise<OwnModule> {
  const file = displayPath(path);
  try {
    const { default: make } = (await codeLoader(session)).load(path);
    if (typeof make !== 'function')
      throw new ContractFault('its default export must be a function that takes the kit and returns the module');
    return { module: toOwnModule((make as (kit: typeof moduleKit) => unknown)(moduleKit), { name, file }) };
  } catch (error) {
    const at = error instanceof CodeFault ? error.at : placeIn(error, path);
    const problem = (error as Partial<Error>).message ?? String(error);
    return refuse(`${file} does not define a module: ${problem}`, remedyOfCode(problem) ?? CONTRACT, at);
  }
}

const CONTRACT =
  'Let the file end with `export default (kit) => kit.defineAction({ ... })`; `provision docs own-modules` has an example.';

const refuse = (summary: string, suggestion: string, at?: CodePlace): OwnModule => ({
  refusal: { summary, suggestion, isLocal: false, at },
});

function loadProgram(name: string, path: string, session: LoadSession): OwnModule {
  const content = readBytes(path);
  const style = styleOf(content);
  if (style === 'powershell')
    return refuseLocally(`${displayPath(path)} is for Windows`, 'Only modules for Linux hosts can be run.');
  if (style !== 'python') return { module: programModule({ name, content }) };
  const bundle = bundlePython(path, pythonPath(session));
  if ('zip' in bundle) return { module: programModule({ name, content, library: bundle.zip }) };
  return refuseLocally(
    `${displayPath(path)} needs Ansible's Python library, and this machine has no ${bundle.missing}`,
    `Install ${bundle.missing} here (the hosts need only Python), or write the module as docs/guide/own-modules.md says.`,
  );
}

const refuseLocally = (summary: string, suggestion: string): OwnModule => ({
  refusal: { summary, suggestion, isLocal: true },
});

/** Whether a file is a module that needs Ansible's Python library: a copy of Ansible's module, if Ansible has one of that name. */
export const isOfAnsible = (path: string): boolean => path.endsWith('.py') && styleOf(readBytes(path)) === 'python';
