import { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import type { Syntax } from '../expression/dialect.ts';
import { CONSTANTS, FUNCTIONS, NAMESPACES } from '../expression/run/globals.ts';
import { FORBIDDEN_NAMES } from '../expression/translate/forbidden-names.ts';

/** Variables that the engine sets. */
export const MAGIC_NAMES: ReadonlySet<string> = new Set([
  'hostvars',
  'groups',
  'group_names',
  'inventory_hostname',
  'inventory_hostname_short',
  'inventory_dir',
  'inventory_file',
  'playbook_dir',
  'play_hosts',
  'check_mode',
  'provision_run_id',
  'role_name',
  'role_path',
  'omit',
  'vars',
]);

const WORDS = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static ' +
    'super switch this throw true try typeof var void while with yield undefined NaN Infinity arguments eval'
  ).split(' '),
);

/** Words of JavaScript that have a meaning in Jinja too. */
const JINJA_WORDS: ReadonlySet<string> = new Set(['true', 'false', 'if', 'else', 'in']);

/** The name of a variable. `syntax`: the expression language of its file, if known. */
export interface GivenName {
  readonly name: string;
  readonly range: SourceRange;
  readonly syntax?: Syntax | undefined;
}

/** Whether a variable may have this name; reports it otherwise. Jinja can read variables that are named like words of JavaScript. */
export function checkVariableName({ name, range, syntax }: GivenName, diagnostics: DiagnosticList): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const better = name
      .replace(/^\W+(?=\w)|(?<=\w)\W+$/g, '')
      .replace(/[^A-Za-z0-9_]/g, '_')
      .replace(/^(?=\d)/, '_');
    diagnostics.error({
      code: 'invalid-name',
      summary: `${JSON.stringify(name)} cannot be the name of a variable`,
      detail: 'A name consists of letters, digits and underscores, and does not begin with a digit.',
      suggestion: better === '' ? undefined : `Call it \`${better}\`.`,
      range,
    });
    return false;
  }
  const owner = reservedBy(name);
  const isFree = syntax === 'jinja' && !MAGIC_NAMES.has(name) && !JINJA_WORDS.has(name);
  if (owner === undefined || isFree) return true;
  diagnostics.error({
    code: 'reserved-name',
    summary: `${name} is ${owner}, so that no variable can have this name`,
    suggestion: `Rename it, for example to \`${name}_value\`.`,
    range,
  });
  return false;
}

/**
 * Like `checkVariableName`, for an inventory, which other programs may read too: only a name that is never looked up is an error. A name
 * that expressions cannot read is a warning.
 */
export function checkInventoryName(name: string, range: SourceRange, diagnostics: DiagnosticList): void {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && reservedBy(name) === undefined) return;
  const own = new DiagnosticList();
  checkVariableName({ name, range }, own);
  for (const each of own.items) diagnostics.add(MAGIC_NAMES.has(name) ? each : { ...each, severity: 'warning' });
}

function reservedBy(name: string): string | undefined {
  if (MAGIC_NAMES.has(name)) return 'set by the engine';
  if (WORDS.has(name)) return 'a word of JavaScript';
  const isTaken = FORBIDDEN_NAMES.has(name) || CONSTANTS.has(name) || FUNCTIONS.has(name) || NAMESPACES.has(name);
  return isTaken ? 'a name of JavaScript' : undefined;
}
