import type * as z from 'zod';
import { didYouMean, nearest } from '../diagnostic/suggest.ts';
import type { Module } from './module.ts';
import type { NotTaken } from './not-taken.ts';
import { adviceOf, notTakenOf } from './not-taken.ts';
import { exampleOfParam, exampleOfParams } from './param-example.ts';
import { paramMeta } from './param-meta.ts';

/** One thing that is wrong with a task's parameters. */
export interface ParamIssue {
  /** The parameter, as it is written; with its place inside where it is structured: `env.PATH`, `rules[0]`. */
  readonly key?: string | undefined;
  readonly code: 'unknown-param' | 'idle-param' | 'missing-param' | 'wrong-value';
  /** One sentence, without any value. */
  readonly message: string;
  readonly suggestion?: string | undefined;
}

type ZodIssue = z.core.$ZodIssue;

/** Says in a person's words what zod found. */
export function explainIssue(issue: ZodIssue, module: Module, values: unknown): ParamIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      explainUnknownKey([...issue.path, key], module, valueAt(values, [...issue.path, key])),
    );
  }
  const key = renderPath(issue.path);
  if (issue.code !== 'custom' && issue.path.length > 0 && valueAt(values, issue.path) === undefined) {
    // of a list that is not there its first item is not what is missing
    const path = valueAt(values, issue.path.slice(0, 1)) === undefined ? issue.path.slice(0, 1) : issue.path;
    return [explainMissing(renderPath(path), path, module)];
  }
  const subject = key === 'free_form' ? module.name : key;
  const message = issue.code === 'custom' && key === '' ? issue.message : `${subject} ${explainValue(issue)}`;
  const value = valueAt(values, issue.path);
  const meant = typeof value === 'string' ? (adviceOn(module, key, value) ?? suggestValue(issue, value)) : undefined;
  const suggestion = meant ?? exampleFor(issue, key, module);
  return [{ ...(key && { key }), code: 'wrong-value', message, suggestion }];
}

/** The corrected line; where parameters are wrong only together, a whole task. */
function exampleFor(issue: ZodIssue, key: string, module: Module): string | undefined {
  if (key === '') return `Write, for example, \`${module.name}: ${exampleOfParams(module)}\`.`;
  const name = issue.path.filter((part) => typeof part === 'string').at(-1) ?? key;
  return name === 'free_form'
    ? `Write, for example, \`${module.name}: ${exampleOfParams(module)}\`.`
    : `Write, for example, \`${exampleOfParam(module, name, issue)}\`.`;
}

function explainUnknownKey(path: readonly PropertyKey[], module: Module, value: unknown): ParamIssue {
  const key = String(path.at(-1));
  const within = renderPath(path.slice(0, -1));
  if (within !== '')
    return {
      key: renderPath(path),
      code: 'unknown-param',
      message: `${within} of ${module.name} has no key ${key}`,
      suggestion: `Remove \`${key}\`, or correct it: \`provision docs ${module.name}\` has the keys of ${within}.`,
    };
  const entry = notTakenOf(module, key, value);
  if (entry !== undefined) return explainNotTaken(key, module, entry);
  const known = Object.keys(module.params.shape).sort();
  const suggestion =
    didYouMean(key, [...known, ...Object.keys(module.aliases ?? {})]) ?? `${module.name} takes ${known.join(', ')}.`;
  return { key, code: 'unknown-param', message: `${key} is not a parameter of ${module.name}`, suggestion };
}

const explainNotTaken = (key: string, module: Module, entry: NotTaken): ParamIssue => ({
  key,
  code: typeof entry === 'object' ? 'idle-param' : 'unknown-param',
  message: `${key} of Ansible's ${module.name} ${typeof entry === 'object' ? 'has no effect here' : 'is not supported'}`,
  suggestion: typeof entry === 'object' ? `Remove \`${key}\`: ${entry.why}` : adviceOf(entry),
});

function adviceOn(module: Module, key: string, value: string): string | undefined {
  const entry = notTakenOf(module, key, value);
  return entry && adviceOf(entry);
}

function explainMissing(key: string, path: readonly PropertyKey[], module: Module): ParamIssue {
  const schema = path.length === 1 ? (module.params.shape[String(path[0])] as z.ZodType | undefined) : undefined;
  const description = schema && paramMeta(schema).description;
  return {
    key,
    code: 'missing-param',
    message: `${module.name} needs ${key}`,
    suggestion: `Add \`${exampleOfParam(module, key.replace(/.*[.\]]/, ''))}\`, for example.${description === undefined ? '' : ` ${key}: ${description}`}`,
  };
}

function explainValue(issue: ZodIssue): string {
  if (isOwnWording(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
    case 'invalid_union':
      return [...new Set(issue.errors.flatMap((errors) => errors.slice(0, 1).map(explainValue)))].join(', or ');
    case 'invalid_format':
      return `must have the form ${issue.pattern ?? issue.format}`;
    default:
      return 'has a value that is not allowed';
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

const UNITS: Readonly<Record<string, string>> = { string: ' characters long', array: ' items long' };

/** Zod's own sentences begin like this; those of a schema's author are taken as they are. */
const isOwnWording = (message: string): boolean => !/^(Invalid|Too|Unrecognized|Expected)\b/.test(message);

/** The closest value of a choice; words that people use for a state count as that state. */
function suggestValue(issue: ZodIssue, value: string): string | undefined {
  if (issue.code !== 'invalid_value') return undefined;
  const values = issue.values.map(String);
  const words = Object.keys(WORDS_FOR).filter((word) => values.includes(WORDS_FOR[word] ?? ''));
  const meant = nearest(value, [...values, ...words]);
  return meant === undefined
    ? undefined
    : `Did you mean ${values.includes(meant) ? meant : (WORDS_FOR[meant] ?? meant)}?`;
}

const WORDS_FOR: Readonly<Record<string, string>> = {
  installed: 'present',
  created: 'present',
  exists: 'present',
  removed: 'absent',
  uninstalled: 'absent',
  deleted: 'absent',
  running: 'started',
  start: 'started',
  stop: 'stopped',
  restart: 'restarted',
  reload: 'reloaded',
  dir: 'directory',
  folder: 'directory',
  symlink: 'link',
};

const renderPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    values,
  );
}
