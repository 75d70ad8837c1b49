import { parseJinja } from './parse-jinja.ts';

/** The JavaScript of a Jinja expression that is not JavaScript already. */
export function translateJinja(text: string): string | undefined {
  const inner = /^\s*\{\{-?([^]*?)-?\}\}\s*$/.exec(text)?.[1] ?? text;
  const javascript = parseJinja(inner.trim());
  return javascript === text.trim() ? undefined : javascript;
}

/** The EJS tag for one of Jinja's, as far as it can be told. */
export function translateJinjaTag(tag: string): string | undefined {
  const expression = /^\{\{-?([^]*?)-?\}\}$/.exec(tag)?.[1];
  if (expression !== undefined) return wrap('<%= ', parseJinja(expression.trim()), ' %>');
  const statement = /^\{%[-+]?\s*(\w+)\s*([^]*?)\s*[-+]?%\}$/.exec(tag);
  return statement ? translateStatement(statement[1] ?? '', statement[2] ?? '') : undefined;
}

function translateStatement(word: string, rest: string): string | undefined {
  switch (word) {
    case 'if':
      return wrap('<% if (', parseJinja(rest), ') { %>');
    case 'elif':
      return wrap('<% } else if (', parseJinja(rest), ') { %>');
    case 'else':
      return '<% } else { %>';
    case 'endif':
    case 'endfor':
      return '<% } %>';
    case 'for': {
      const [, names = '', items = ''] = /^([\w\s,]+?)\s+in\s+([^]+)$/.exec(rest) ?? [];
      const pattern = names.includes(',') ? `[${names}]` : names;
      return names === '' ? undefined : wrap(`<% for (const ${pattern} of `, parseJinja(items), ') { %>');
    }
    case 'set': {
      const [, name = '', value = ''] = /^(\w+)\s*=\s*([^]+)$/.exec(rest) ?? [];
      return name === '' ? undefined : wrap(`<% const ${name} = `, parseJinja(value), ' %>');
    }
    default:
      return undefined;
  }
}

const wrap = (before: string, code: string | undefined, after: string): string | undefined =>
  code === undefined ? undefined : before + code + after;
