import { join } from 'node:path';
import { didYouMean } from '../../diagnostic/suggest.ts';
import type { Module } from '../../module-api/module.ts';
import { canonicalName } from '../../module-api/parse-params.ts';
import { listMatching } from '../files/list-matching.ts';
import { loadVariables } from '../variables/load-variables.ts';
import { templatePattern } from '../files/template-pattern.ts';
import { displayPath } from '../files/yaml-files.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { Arg } from '../arguments/read-args.ts';
import { diagnosticsOf, readerOf } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';

/** The variables that a task's module may set. Reports a file of variables that is not there. */
export function definedNames(module: Module, args: readonly Arg[], context: TaskContext): string[] {
  if (module.name === 'set_fact') return args.map(({ key }) => keyText(key)).filter((name) => name !== 'cacheable');
  if (module.name !== 'include_vars') return [];
  const find = (name: string): Arg | undefined => args.find(({ key }) => canonicalName(module, keyText(key)) === name);
  const under = find('name')?.value;
  const [file, directory] = [find('file'), find('dir')];
  const names = [...(file ? namesIn(file, '', context) : []), ...(directory ? namesIn(directory, '/*', context) : [])];
  return under?.kind === 'literal' ? [String(under.value)] : names;
}

function namesIn({ node, value }: Arg, suffix: string, context: TaskContext): string[] {
  const { session, role } = context;
  const bases = [...(role ? [role.path] : []), session.playbookDirectory];
  const directories = bases.flatMap((base) => [join(base, 'vars'), base]);
  const pattern = templatePattern(value);
  const found = pattern === undefined ? [] : listMatching(directories, `${pattern}${suffix}`, session.files);
  if (value.kind === 'literal' && found.length === 0) {
    diagnosticsOf(context).error({
      code: 'file-not-found',
      summary: `There is no vars file ${String(value.value)}`,
      detail: `Looked for in ${directories.map(displayPath).join(', ')}.`,
      suggestion: didYouMean(
        String(value.value),
        directories.flatMap((each) => session.files.list(each)),
      ),
      range: node.range,
    });
  }
  return found
    .filter((path) => /\.(ya?ml|json)$/.test(path) || value.kind === 'literal')
    .flatMap((path) => {
      const source = { label: `vars file ${displayPath(path)}`, reader: readerOf(context) };
      const file = session.files.readYaml(path, diagnosticsOf(context));
      return [...loadVariables(file, source, diagnosticsOf(context)).values.keys()];
    });
}
