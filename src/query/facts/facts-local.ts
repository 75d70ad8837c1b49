/**
 * Custom facts of a host: the content of each /etc/ansible/facts.d/NAME.fact, or its output if it is executable, as JSON or as an
 * INI file. Example: `{ backup: { schedule: { hour: '3' } } }`. `outputs`: text by path.
 */
export function localFacts(outputs: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...outputs].map(([path, text]) => [path.replace(/^.*\//, '').replace(/\.fact$/, ''), parseFact(text)]),
  );
}

function parseFact(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseIni(text);
  }
}

/** Names are lower-case and values are texts, as in Python's configparser; an indented line continues the previous one. */
function parseIni(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let section: Record<string, string> | undefined;
  let last: string | undefined;
  for (const line of text.split('\n').filter((one) => one.trim() !== '' && !/^\s*[#;]/.test(one))) {
    const [, name] = /^\[([^\]]+)\]/.exec(line) ?? [];
    const [, key, value] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) section = sections[name] ??= {};
    else if (section && last !== undefined && /^\s/.test(line))
      section[last] = `${section[last] ?? ''}\n${line.trim()}`;
    else if (section && key !== undefined) section[(last = key.toLowerCase())] = value ?? '';
  }
  return sections;
}
