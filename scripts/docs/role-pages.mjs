import { load } from 'js-yaml';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { code, page, table } from './markdown.mjs';

const MARKER = '<!-- What follows is made by `npm run generate` from meta/main.yml; changes below are lost. -->';

/** README.md of each role: path to text. The text above the marker is kept. */
export function rolePages() {
  const roles = readdirSync('roles').filter((name) => existsSync(`roles/${name}/meta/main.yml`));
  return new Map(roles.map((name) => [`roles/${name}/README.md`, rolePage(name)]));
}

function rolePage(name) {
  const path = `roles/${name}/README.md`;
  const meta = load(readFileSync(`roles/${name}/meta/main.yml`, 'utf8')) ?? {};
  const own = existsSync(path) ? readFileSync(path, 'utf8').split(MARKER)[0].trimEnd() : '';
  return page(
    own || [`# ${name}`, '', (meta.description ?? '').trim()],
    '',
    MARKER,
    '',
    orderLines(meta),
    variableTable('## Variables', Object.entries(meta.variables ?? {})),
  );
}

function orderLines({ dependencies = [], after = [], requires = [] }) {
  const names = (list) => [list].flat().map((entry) => code(entry.role ?? entry.name ?? entry)).join(', ');
  const lines = [
    ['Depends, on the same host, on', dependencies],
    ['Runs after', after],
    ['Requires, on all hosts that have it,', requires],
  ].filter(([, list]) => list.length > 0);
  return lines.flatMap(([text, list]) => [`${text} ${names(list)}.`, '']);
}

function variableTable(heading, variables) {
  const rows = flatten(variables, '');
  return rows.length === 0 ? [] : [heading, '', ...table(['variable', 'type', 'default', 'meaning'], rows)];
}

/** The keys of mappings, and of the items of lists, follow their variable. */
function flatten(variables, prefix) {
  return variables.flatMap(([name, declared]) => {
    const declaration = typeof declared === 'string' ? { type: declared } : (declared ?? {});
    const items = typeof declaration.items === 'string' ? { type: declaration.items } : declaration.items;
    const path = `${prefix}${name}`;
    return [
      [code(path), typeOf(declaration, items), defaultText(declaration), meaning(declaration)],
      ...flatten(Object.entries(declaration.keys ?? {}), `${path}.`),
      ...flatten(Object.entries(items?.keys ?? {}), `${path}[].`),
    ];
  });
}

function typeOf({ type, choices, keys }, items) {
  if (choices) return choices.map(code).join(', ');
  const own = type ?? (keys ? 'mapping' : items ? 'list' : 'any');
  return items ? `${own} of ${typeOf(items, undefined)}` : own;
}

function defaultText({ required, default: value }) {
  if (required) return '**required**';
  return value === undefined ? '' : code(JSON.stringify(value));
}

const meaning = ({ description = '', secret }) => [description.trim(), secret ? 'Secret.' : ''].filter(Boolean).join(' ');
