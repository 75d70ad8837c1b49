import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Templated } from '../../expression/compiled.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { readBoolean, readString } from '../../yaml/read-value.ts';
import type { YamlEntry, YamlMapping, YamlNode } from '../../yaml/node.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { Action } from '../arguments/read-action.ts';
import { adviseKeyword, KEYWORDS } from './keyword-names.ts';
import { readText } from './read-keywords.ts';
import { splitPairs } from '../arguments/split-free-form.ts';
import { diagnosticsOf, keywordsSource } from './task-context.ts';
import type { TaskContext } from './task-context.ts';

/** The target of an import or include. */
export interface Target {
  readonly what: 'tasks' | 'role';
  /** The task file or the role. */
  readonly name: Templated;
  /** Files of a role that replace its main ones. */
  readonly from: RoleFiles;
  /** Keywords for the included tasks only: `apply`. */
  readonly apply: ReadonlyMap<string, YamlEntry>;
  /** Of a role: not again in the play where it has run with the same variables. */
  readonly runsOnce: boolean;
  readonly range: SourceRange;
}

/** File names without a directory; by default `main`. */
export interface RoleFiles {
  readonly tasks?: string | undefined;
  readonly vars?: string | undefined;
  readonly defaults?: string | undefined;
  readonly handlers?: string | undefined;
}

const ROLE_KEYS = [
  'name',
  'role',
  'tasks_from',
  'vars_from',
  'defaults_from',
  'handlers_from',
  'apply',
  'public',
  'allow_duplicates',
  'rolespec_validate',
];

export function readTarget(
  what: 'tasks' | 'role',
  action: Action,
  taskEntries: ReadonlyMap<string, YamlEntry>,
  context: TaskContext,
): Target | undefined {
  const diagnostics = diagnosticsOf(context);
  const mapping = asMapping(what, action, taskEntries);
  if (!mapping) {
    diagnostics.error({
      code: 'wrong-type',
      summary: `${action.name} needs a name`,
      suggestion: `Write \`${action.name}: ${what === 'role' ? '{ name: nginx }' : 'install.yml'}\`.`,
      range: action.range,
    });
    return undefined;
  }
  const known = what === 'role' ? ROLE_KEYS : ['file', 'apply'];
  const entries = readMapping(mapping, { what: action.name, known }, diagnostics);
  const entry = what === 'role' ? (entries?.get('name') ?? entries?.get('role')) : entries?.get('file');
  if (!entries || !entry) {
    const [key, example] = what === 'role' ? ['name', 'name: nginx'] : ['file', 'file: install.yml'];
    const suggestion = `Add \`${example}\`.`;
    diagnostics.error({
      code: 'missing-key',
      summary: `${action.name} needs the key ${key}`,
      suggestion,
      range: action.range,
    });
    return undefined;
  }
  const name = readText(entry.value, action.name, keywordsSource(context, 'include'));
  warnOfPublic(entries.get('public'), action, context);
  const flag = (key: string): boolean | undefined => {
    const node = entries.get(key)?.value;
    return node && readBoolean(node, key, diagnostics);
  };
  flag('rolespec_validate');
  const from = (key: string): string | undefined => readPlain(entries.get(key), context);
  return (
    name && {
      what,
      name,
      from: {
        tasks: from('tasks_from'),
        vars: from('vars_from'),
        defaults: from('defaults_from'),
        handlers: from('handlers_from'),
      },
      apply: applyEntries(entries.get('apply'), action, context),
      runsOnce: flag('allow_duplicates') === false,
      range: entry.value.range,
    }
  );
}

/** Normalizes `file.yml`, `name=role tasks_from=x` and a mapping, together with `args:`, to a mapping. */
function asMapping(
  what: 'tasks' | 'role',
  { value, range }: Action,
  taskEntries: ReadonlyMap<string, YamlEntry>,
): YamlMapping | undefined {
  const args = taskEntries.get('args')?.value;
  const extra = args?.kind === 'mapping' ? args.entries : [];
  if (value.kind === 'mapping') return { ...value, entries: [...value.entries, ...extra] };
  if (value.kind === 'sequence') return undefined;
  if (value.value === null) return extra.length > 0 ? { kind: 'mapping', entries: extra, range } : undefined;
  const pairs = splitPairs(value);
  const key = { ...value, value: what === 'role' ? 'name' : 'file', raw: what === 'role' ? 'name' : 'file' };
  const own: readonly YamlEntry[] = pairs.rest ? [{ key: { ...key, text: value.text }, value }] : pairs.args;
  return { kind: 'mapping', entries: [...own, ...extra], range: value.range };
}

function applyEntries(
  entry: YamlEntry | undefined,
  { name }: Action,
  context: TaskContext,
): ReadonlyMap<string, YamlEntry> {
  const shape = { what: `apply of ${name}`, known: KEYWORDS, advice: adviseKeyword };
  return (entry && readMapping(entry.value, shape, diagnosticsOf(context))) ?? new Map();
}

/** What a role hands to the play in Ansible stays in the role. */
function warnOfPublic(entry: YamlEntry | undefined, { name }: Action, context: TaskContext): void {
  if (!entry || readBoolean(entry.value, 'public', diagnosticsOf(context)) !== true) return;
  diagnosticsOf(context).warning({
    code: 'without-effect',
    summary: `public of ${name} changes nothing here: defaults and vars of a role are seen by its own tasks only`,
    suggestion: 'Put variables that other tasks read into `group_vars`, or into `vars` of the play.',
    range: entry.key.range,
  });
}

/** A file name that must be known while loading. */
function readPlain(entry: YamlEntry | undefined, context: TaskContext): string | undefined {
  if (!entry) return undefined;
  const text = readString(entry.value, keyText(entry.key), diagnosticsOf(context));
  if (text === undefined || !isTemplate(entry.value, text)) return text;
  diagnosticsOf(context).error({
    code: 'import-not-static',
    summary: `${keyText(entry.key)} must be plain text`,
    suggestion: 'Let the named file choose, with include_tasks.',
    range: entry.value.range,
  });
  return undefined;
}

const isTemplate = (node: YamlNode, text: string): boolean =>
  node.kind === 'scalar' && node.tag === undefined && /<%|\{\{|\{%/.test(text);
