import { constants, realpathSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { kindOf, listDirectory } from '../../controller/file-kind.ts';
import { decodeText, readGivenBytes } from '../../controller/read-file.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceFile, SourceRange } from '../../diagnostic/source-range.ts';
import { loadYaml } from '../../yaml/load-yaml.ts';
import { openSource } from '../../yaml/vaulted.ts';
import { addHosts } from './source-context.ts';
import type { SourceContext } from './source-context.ts';
import { readIniSource } from './read-ini-source.ts';
import { readYamlSource } from './read-yaml-source.ts';
import { runScriptSource } from './run-script-source.ts';
import { shellWord } from '../../diagnostic/shell-word.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

const YAML_EXTENSIONS = ['.yml', '.yaml', '.json'];
/** Entries that Ansible ignores in a directory of sources. */
const IGNORED_ENTRY =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|~$|\.(?:pyc|pyo|swp|bak|rpm|md|txt|rst|orig|ini|cfg|retry)$/;

/** Reads a source into the draft: a directory of sources, an executable script, a YAML or an INI file. Throws `UnreadableFile`. */
export async function readSource(path: string, context: SourceContext, around: readonly string[] = []): Promise<void> {
  if (kindOf(path) === 'a directory') {
    await readDirectory(path, context, around);
    return;
  }
  const bytes = readGivenBytes(path);
  if (YAML_EXTENSIONS.includes(extname(path)) || !startsAsProgram(bytes))
    readFileSource({ path, text: decodeText(bytes, path) }, context);
  else if (await isExecutable(path)) await runScriptSource(path, context);
  else reportNotExecutable(path, context);
}

/** Reads a list of hosts from the command line: `web1,web2:2222`. */
export function readHostList(list: string, context: SourceContext): void {
  const source = { path: '--inventory', text: list };
  const ungrouped = context.draft.addGroup('ungrouped');
  for (const { 0: word, index } of list.matchAll(/[^,\s][^,]*/g)) {
    const name = word.trimEnd();
    const range = { source, start: index, end: index + name.length };
    if (reportWord(name, range, context)) continue;
    addHosts(name, ungrouped, range, context);
  }
}

/** Reports a user before a host's name, and names with a space between them. */
function reportWord(word: string, range: SourceRange, { diagnostics }: SourceContext): boolean {
  const [, user, host = ''] = /^([^@\s]*)@(\S+)$/.exec(word) ?? [];
  if (user === undefined && !/[\s@]/.test(word)) return false;
  diagnostics.error({
    code: 'invalid-name',
    summary: `${word} is not the name of a host`,
    suggestion:
      user === undefined
        ? `Separate the hosts by commas: \`--inventory ${word.split(/\s+/).join(',')},\`.`
        : `Write \`--inventory ${host},\`, and the user with \`--user ${user}\`.`,
    range,
  });
  return true;
}

async function readDirectory(path: string, context: SourceContext, around: readonly string[]): Promise<void> {
  const real = realpathSync(path);
  // a link may lead back to an enclosing directory
  if (around.includes(real)) return;
  for (const name of listDirectory(path)) {
    if (!IGNORED_ENTRY.test(name)) await readSource(join(path, name), context, [...around, real]);
    else if (name.endsWith('.ini')) warnOfIgnored(join(path, name), context);
  }
}

function warnOfIgnored(path: string, { diagnostics }: SourceContext): void {
  diagnostics.warning({
    code: 'inventory-unreadable',
    summary: `${path} is not read: in a directory of sources, .ini is passed over, as in Ansible`,
    suggestion: `Run \`mv ${shellWord(path)} ${shellWord(path.slice(0, -'.ini'.length))}\`, or give \`--inventory ${path}\`.`,
    range: placeOf(path),
  });
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** The executable bit is not sufficient: on some file systems all files have it. */
function startsAsProgram(content: Buffer): boolean {
  const start = content.subarray(0, 4).toString('latin1');
  return start.startsWith('#!') || start === '\x7fELF';
}

function reportNotExecutable(path: string, { diagnostics }: SourceContext): void {
  diagnostics.error({
    code: 'inventory-script',
    summary: `${path} starts like a script, but is not executable`,
    suggestion: `Run \`chmod +x ${shellWord(path)}\`.`,
    range: placeOf(path),
  });
}

function readFileSource(source: SourceFile, context: SourceContext): void {
  const extension = extname(source.path);
  if (extension === '.toml') {
    const range = { source, start: 0, end: 0 };
    context.diagnostics.error({
      code: 'inventory-unreadable',
      summary: 'TOML inventories are not supported',
      suggestion: `Convert it: \`ansible-inventory -i ${shellWord(source.path)} --list --yaml --output ${shellWord(source.path.replace(/\.toml$/, '.yml'))}\`, or write it as YAML or INI.`,
      range,
    });
    return;
  }
  const isYaml = YAML_EXTENSIONS.includes(extension) || (extension === '' && looksLikeYaml(source, context));
  const ini = isYaml ? undefined : openSource(source, context.vault, context.diagnostics);
  if (isYaml) readYamlSource(source, context);
  else if (ini) readIniSource(ini, context);
}

/** A file without an extension is YAML if it starts like YAML, or parses as a mapping. */
function looksLikeYaml(source: SourceFile, { vault }: SourceContext): boolean {
  const firstLine = /^(?!\s*(?:[#;]|$)).*$/m.exec(source.text)?.[0] ?? '';
  return /^---|^[\w.-]+:\s*$/.test(firstLine) || loadYaml(source, vault, new DiagnosticList())?.kind === 'mapping';
}
