/**
 * How a program receives its parameters, which Ansible determines by its content: `binary` and `want-json` read a JSON file, `json-args`
 * contains them in its text, `key-value` reads a file of `key=value`. `python` imports ansible.module_utils.
 */
export type ScriptStyle = 'binary' | 'want-json' | 'json-args' | 'key-value' | 'python' | 'powershell';

export const JSON_ARGS = '<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>';

const IMPORTS_UTILS =
  /^[ \t]*(?:from[ \t]+(?:ansible\.module_utils|ansible_collections\.\S+\.module_utils|\.+module_utils)|import[ \t]+ansible\.module_utils)/m;

export function styleOf(content: Buffer): ScriptStyle {
  if (content.subarray(0, 1024).includes(0)) return 'binary';
  const text = content.toString('utf8');
  if (/^#[ \t]*Requires[ \t]+-Module|^#AnsibleRequires/im.test(text) || text.includes('# POWERSHELL_COMMON'))
    return 'powershell';
  if (IMPORTS_UTILS.test(text)) return 'python';
  if (text.includes(JSON_ARGS)) return 'json-args';
  return text.includes('WANT_JSON') ? 'want-json' : 'key-value';
}

/** The words of the `#!` line; empty without such a line. */
export function interpreterOf(content: Buffer): readonly string[] {
  const [, line = ''] = /^#![ \t]*([^\n\r]*)/.exec(content.subarray(0, 512).toString('latin1')) ?? [];
  const words = line.trim().split(/\s+/).filter(Boolean);
  return words[0]?.endsWith('/env') ? words.slice(1).filter((word) => !word.startsWith('-')) : words;
}
