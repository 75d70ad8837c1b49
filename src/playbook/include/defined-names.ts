import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Module } from '../../module-api/module.ts';
import { canonicalName } from '../../module-api/parse-params.ts';
import { listMatching } from '../files/list-matching.ts';
import { findIn } from '../files/search-path.ts';
import { loadVariables } from '../variables/load-variables.ts';
import { templatePattern } from '../files/template-pattern.ts';
import type { VariableLayer } from '../types.ts';
import { displayPath } from '../files/yaml-files.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { Arg } from '../arguments/read-args.ts';
import { diagnosticsOf, readerOf, varsDirectories } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';
import { suggestFile } from '../files/suggest-file.ts';

export interface Defined {
  readonly mayDefine: readonly string[];
  /** Whether a file whose name depends on the host may define further names. */
  readonly mayDefineOthers: boolean;
  /** The variables files that the task may read. */
  readonly mayInclude?: readonly VariableLayer[];
}

const NOTHING: Defined = { mayDefine: [], mayDefineOthers: false };

/** The variables that a task's module may set. Reports a missing variables file with a literal name. */
export function definedNames(module: Module, args: readonly Arg[], context: TaskContext): Defined {
  if (module.name === 'set_fact') {
    const names = args.map(({ key }) => keyText(key)).filter((name) => name !== 'cacheable');
    return {
      mayDefine: names,
      mayDefineOthers: names.some((name) => /\{\{|<%/.test(name)),
    };
  }
  if (module.kind !== 'control' && module.mayGiveFacts) return { ...NOTHING, mayDefineOthers: true };
  if (FACTS.has(module.name)) return { ...NOTHING, mayDefine: factsOf(module, args) };
  if (module.name !== 'include_vars') return NOTHING;
  const find = (name: string): Arg | undefined => args.find(({ key }) => canonicalName(module, keyText(key)) === name);
  const under = find('name')?.value;
  const [file, directory] = [find('file'), find('dir')];
  const { layers, mayDefineOthers } = file
    ? ofFile(file, context)
    : directory
      ? ofDirectory(directory, context)
      : { layers: [], mayDefineOthers: false };
  if (!under)
    return {
      mayDefine: layers.flatMap(({ values }) => [...values.keys()]),
      mayDefineOthers,
      mayInclude: layers,
    };
  if (under.kind !== 'literal') return { ...NOTHING, mayDefineOthers: true };
  const name = String(under.value);
  return {
    ...NOTHING,
    mayDefine: [name],
    mayInclude: layers.map((layer) => allUnder(name, layer, under.range)),
  };
}

interface Read {
  readonly layers: readonly VariableLayer[];
  readonly mayDefineOthers: boolean;
}

/** A file whose variables become the value of one variable. */
const allUnder = (name: string, { label, values }: VariableLayer, range: SourceRange): VariableLayer => ({
  label,
  values: new Map([[name, { kind: 'sequence', items: [...values.values()], range }]]),
});

/** Modules whose `ansible_facts` contain no names other than those with this prefix. */
const FACTS: ReadonlyMap<string, string> = new Map([
  ['package_facts', 'packages'],
  ['service_facts', 'services'],
  ['mount_facts', 'mount_points'],
  ['getent', 'getent_'],
]);

function factsOf({ name }: Module, args: readonly Arg[]): string[] {
  const fact = FACTS.get(name) ?? '';
  if (name !== 'getent') return [fact];
  const database = args.find(({ key }) => keyText(key) === 'database')?.value;
  return database?.kind === 'literal' ? [`${fact}${String(database.value)}`] : [];
}

function ofFile(arg: Arg, context: TaskContext): Read {
  if (arg.value.kind !== 'literal') return guessed(arg, '', context);
  const { files } = context.session;
  const directories = varsDirectories(context);
  const found = findIn(directories, String(arg.value.value), files, 'file');
  if (found === undefined) reportMissing(arg, directories, context);
  const layers = found === undefined ? [] : [variablesIn(found, context, diagnosticsOf(context))];
  return { layers, mayDefineOthers: false };
}

function ofDirectory(arg: Arg, context: TaskContext): Read {
  if (arg.value.kind !== 'literal') return guessed(arg, '/*', context);
  const { files } = context.session;
  const directories = varsDirectories(context);
  const found = findIn(directories, String(arg.value.value), files, 'directory');
  if (found === undefined) reportMissing(arg, directories, context);
  const paths = found === undefined ? [] : listMatching([found], '*', files).filter(isVarsFile);
  return {
    layers: paths.map((path) => variablesIn(path, context, diagnosticsOf(context))),
    mayDefineOthers: false,
  };
}

/** The candidates for a templated file name are read for their names only; mistakes in them are not reported. */
function guessed({ value }: Arg, suffix: string, context: TaskContext): Read {
  const pattern = templatePattern(value);
  const directories = pattern?.includes('/') === true ? varsDirectories(context) : readerOf(context).searchPath.vars;
  const paths = pattern === undefined ? [] : listMatching(directories, `${pattern}${suffix}`, context.session.files);
  const unheard = new DiagnosticList();
  return {
    layers: paths.filter(isVarsFile).map((path) => variablesIn(path, context, unheard)),
    mayDefineOthers: true,
  };
}

const isVarsFile = (path: string): boolean => /\.(ya?ml|json)$/.test(path);

function variablesIn(path: string, context: TaskContext, diagnostics: DiagnosticList): VariableLayer {
  const source = {
    label: `vars file ${displayPath(path)}`,
    reader: readerOf(context),
  };
  return loadVariables(context.session.files.readYaml(path, diagnostics), source, diagnostics);
}

function reportMissing({ node, value }: Arg, directories: readonly string[], context: TaskContext): void {
  const name = value.kind === 'literal' ? String(value.value) : '';
  diagnosticsOf(context).error({
    code: 'file-not-found',
    summary: `There is no vars file ${name}`,
    detail: `Looked for in ${directories.map(displayPath).join(', ')}.`,
    suggestion: suggestFile(name, directories, context.session.files),
    range: node.range,
  });
}
