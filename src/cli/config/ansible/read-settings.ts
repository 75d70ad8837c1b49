import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { readText } from '../../../controller/read-file.ts';
import { didYouMean } from '../../../diagnostic/suggest.ts';
import { namesOf } from '../../../values/choice.ts';
import { suggestFlag } from '../../../yaml/suggest-value.ts';
import { toFlag } from '../../../values/to-flag.ts';
import { findAnsibleCfg, withHome } from './find-ansible-cfg.ts';
import { REFUSED, whyNot } from './not-taken.ts';
import type { CfgEntry } from './parse-cfg.ts';
import { parseCfg } from './parse-cfg.ts';
import type { Setting } from './settings.ts';
import { SETTINGS } from './settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A setting that is used. */
export interface TakenSetting {
  readonly option: string;
  readonly value: unknown;
  /** `ANSIBLE_FORKS`, or `ansible.cfg:3`. */
  readonly source: string;
  readonly isVariable: boolean;
}

/** A setting that is not used, and the reason. */
export interface LeftSetting {
  readonly name: string;
  readonly source: string;
  readonly reason: string;
  /** The setting would change the run, so every run reports it. */
  readonly isLoud: boolean;
}

export interface SettingWarning {
  /** The file with its line, or the variable. */
  readonly source: string;
  readonly text: string;
  readonly suggestion: string;
}

export interface AnsibleSettings {
  readonly path: string | undefined;
  readonly taken: readonly TakenSetting[];
  readonly left: readonly LeftSetting[];
  /** Reports invalid values of settings, and a configuration file that is writable by everyone. */
  readonly warnings: readonly SettingWarning[];
}

/** Reads the supported settings from Ansible's environment variables and configuration. Throws `UnreadableFile`. */
export function readAnsibleSettings(directory: string, env: Env): AnsibleSettings {
  const { path, warning } = findAnsibleCfg(directory, env);
  const shown = path === undefined ? '' : shorten(path, directory);
  const entries = path === undefined ? [] : parseCfg(readText(path, { shown }));
  const warnings: SettingWarning[] = warning === undefined ? [] : [warnOfFile(warning)];
  const take = (each: Setting): TakenSetting[] => {
    const found = ofVariable(each, directory, env) ?? ofFile(each, entries, { path, shown, directory });
    if (!found || found.text === '') return [];
    const value = parse(found.text, each, { ...found, directory, env });
    if (value === undefined)
      warnings.push({
        source: found.source,
        text: `${found.source}: ${found.text} is not a valid value of ${found.name}`,
        suggestion: suggestValue(found, each),
      });
    return value === undefined
      ? []
      : [{ option: each.option, value, source: found.source, isVariable: found.isVariable }];
  };
  return { path, taken: SETTINGS.flatMap(take), left: [...leftOfFile(entries, shown), ...leftOfEnv(env)], warnings };
}

function suggestValue({ name, text, isVariable }: Found, { type }: Setting): string {
  const write = (value: string): string => `Write, for example, \`${name}${isVariable ? '=' : ' = '}${value}\`.`;
  if (typeof type !== 'object') return write(type === 'integer' ? '30' : suggestFlag(text));
  const meant = didYouMean(text, namesOf(type)) ?? write(type.choices[0] ?? '');
  return `${meant} Its values are ${type.choices.join(', ')}.`;
}

const warnOfFile = (text: string): SettingWarning =>
  text.startsWith('ANSIBLE_CONFIG')
    ? {
        source: 'ANSIBLE_CONFIG',
        text,
        suggestion: 'Name a file that exists, `ANSIBLE_CONFIG=ansible.cfg`, or run `unset ANSIBLE_CONFIG`.',
      }
    : { source: 'ansible.cfg', text, suggestion: 'Run `chmod o-w .`, or name the file: `ANSIBLE_CONFIG=ansible.cfg`.' };

interface Found {
  readonly name: string;
  readonly text: string;
  readonly source: string;
  /** Base directory of relative paths. */
  readonly base: string;
  readonly isVariable: boolean;
}

function ofVariable({ variables }: Setting, base: string, env: Env): Found | undefined {
  const name = variables.find((each) => env[each] !== undefined);
  return name === undefined ? undefined : { name, text: env[name] ?? '', source: name, base, isVariable: true };
}

interface CfgPlace {
  readonly path: string | undefined;
  readonly shown: string;
  readonly directory: string;
}

function ofFile(
  { keys }: Setting,
  entries: readonly CfgEntry[],
  { path, shown, directory }: CfgPlace,
): Found | undefined {
  const entry = entries.findLast(({ section, key }) => keys.includes(`${section}.${key}`));
  if (!entry) return undefined;
  const base = path === undefined ? directory : dirname(path);
  return { name: entry.key, text: entry.value, source: `${shown}:${entry.line}`, base, isVariable: false };
}

interface Reading extends Pick<Found, 'base'> {
  readonly directory: string;
  readonly env: Env;
}

function parse(text: string, { type, option }: Setting, reading: Reading): unknown {
  const parts = (separator: string): string[] =>
    text
      .split(separator)
      .map((part) => part.trim())
      .filter(Boolean);
  const path = (each: string): string => pathOf(each, reading);
  if (typeof type === 'object') return namesOf(type).find((name) => name === text);
  switch (type) {
    case 'integer':
      return /^\d+$/.test(text) ? Number(text) : undefined;
    case 'boolean':
      return toFlag(text.toLowerCase());
    case 'negated': {
      const flag = toFlag(text.toLowerCase());
      return flag === undefined ? undefined : !flag;
    }
    case 'path':
      return path(text);
    case 'command':
      return [path(text)];
    case 'paths':
      return parts(':').map(path);
    case 'sources':
      return sourcesOf(text, parts(','), path);
    case 'list':
      return option === 'vaultId' ? parts(',').map((each) => vaultIdOf(each, path)) : parts(',');
    default:
      return text;
  }
}

/** A list of hosts ends with a comma; all other values are paths. */
const sourcesOf = (text: string, parts: readonly string[], path: (each: string) => string): string[] =>
  text.trimEnd().endsWith(',') ? [text.trim()] : parts.map(path);

const vaultIdOf = (text: string, path: (each: string) => string): string => {
  const [, label = '', source = ''] = /^([^@]*)@(.*)$/.exec(text) ?? [];
  return source === '' || source.startsWith('prompt') ? text : `${label}@${path(source)}`;
};

function pathOf(text: string, { base, directory, env }: Reading): string {
  const expanded = withHome(text.replaceAll('{{CWD}}', directory), env).replace(
    /\$(\w+|\{\w+\})/g,
    (whole, name: string) => env[name.replace(/[{}]/g, '')] ?? whole,
  );
  return shorten(resolve(base, expanded), directory);
}

function shorten(path: string, directory: string): string {
  const near = relative(directory, path);
  return near === '' || near.startsWith('..') || isAbsolute(near) ? path : near;
}

const TAKEN_KEYS: readonly string[] = SETTINGS.flatMap(({ keys }) => keys);
const TAKEN_VARIABLES: readonly string[] = ['ANSIBLE_CONFIG', ...SETTINGS.flatMap(({ variables }) => variables)];

function leftOfFile(entries: readonly CfgEntry[], shown: string): LeftSetting[] {
  return entries
    .map(({ section, key, value, line }) => ({ name: `${section}.${key}`, value, source: `${shown}:${line}` }))
    .filter(({ name }) => !TAKEN_KEYS.includes(name))
    .map(({ name, value, source }) => judge(name, value, source));
}

function leftOfEnv(env: Env): LeftSetting[] {
  return Object.entries(env)
    .filter(([name]) => name.startsWith('ANSIBLE_') && !TAKEN_VARIABLES.includes(name))
    .map(([name, value = '']) => ({
      ...judge(`defaults.${name.slice('ANSIBLE_'.length).toLowerCase()}`, value, name),
      name,
    }));
}

function judge(name: string, value: string, source: string): LeftSetting {
  const refused = REFUSED.find((each) => each.name === name && each.wants.test(value));
  const isUsual = !refused && REFUSED.some((each) => each.name === name);
  const reason = refused?.reason ?? (isUsual ? 'It has the value that always applies here.' : whyNot(name));
  return { name: name.slice(name.indexOf('.') + 1), source, reason, isLoud: refused !== undefined };
}
