/** A setting as it is written in ansible.cfg. */
export interface CfgEntry {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Parses an INI file like Python's configparser: `key = value` or `key: value`, indented lines continue a value, `;` starts a comment. */
export function parseCfg(text: string): CfgEntry[] {
  const entries: CfgEntry[] = [];
  let section = '';
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = /^\s*[#;]/.test(line) ? '' : line.replace(/(^|\s);.*$/, '').trimEnd();
    if (content.trim() === '') continue;
    const last = entries.at(-1);
    const heading = /^\[([^\]]+)\]/.exec(content)?.[1];
    if (heading !== undefined) section = heading;
    else if (/^\s/.test(content) && last?.section === section)
      entries[entries.length - 1] = { ...last, value: `${last.value}\n${content.trim()}` };
    else entries.push(entryOf(content, section, index + 1));
  }
  return entries;
}

function entryOf(content: string, section: string, line: number): CfgEntry {
  const [, key = content, value = ''] = /^\s*([^=:]+?)\s*[=:]\s*(.*)$/.exec(content) ?? [];
  return { section, key: key.toLowerCase(), value: value.replace(/^(["'])(.*)\1$/, '$2'), line };
}
