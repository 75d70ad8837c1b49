import { CATALOGUE } from '../../dist/diagnostic/catalogue.js';
import { FORMS } from '../../dist/expression/library/forms.js';
import { LIBRARY } from '../../dist/expression/library/library.js';
import { createProgram } from '../../dist/cli/create-program.js';
import { code, GENERATED, page, table } from './markdown.mjs';

/** Generates docs/reference/errors.md from the catalogue. */
export function errorsPage() {
  const codes = Object.entries(CATALOGUE).sort(([a], [b]) => (a < b ? -1 : 1));
  return page(
    GENERATED,
    '# Errors and warnings',
    '',
    'Each finding carries its code in brackets, as in `error[unknown-key]`. They are found before any host is touched, and end a command with exit code 3 unless they are warnings.',
    '',
    codes.flatMap(([name, { title, explanation }]) => [`## ${name}`, '', `**${title}.** ${explanation}`, '']),
  );
}

/** Generates docs/reference/expressions.md from the library of the expression language. */
export function expressionsPage() {
  return page(
    GENERATED,
    '# Expressions',
    '',
    'Expressions are JavaScript: `<%= expression %>` in any text of YAML and in templates, and bare in `when`, `until`, `changed_when` and `failed_when`, which must give a boolean.',
    'A text that is one whole `<%= %>` keeps the type of its value. A name that is not there is an error, with its place; so is printing null, undefined or an object.',
    '',
    '## Forms',
    '',
    entries(FORMS),
    '## Functions',
    '',
    entries([...LIBRARY.values()].sort((a, b) => (a.name < b.name ? -1 : 1))),
  );
}

const entries = (list) =>
  list.flatMap(({ signature, doc, example }) => [
    `### ${code(signature)}`,
    '',
    doc,
    '',
    '```js',
    `${example.expression}${example.gives === undefined ? '' : ` // ${show(example.gives)}`}`,
    '```',
    '',
  ]);

function show(value) {
  if (typeof value === 'symbol') return 'omitted';
  return JSON.stringify(value) ?? String(value);
}

/** Generates docs/reference/cli.md from the program's own definition. */
export function cliPage() {
  const program = createProgram({});
  return page(
    GENERATED,
    '# Command line',
    '',
    '`provision` alone means `provision apply`.',
    '',
    program.commands.flatMap((command) => commandSection(command, 'provision', '##')),
  );
}

function commandSection(command, parent, heading) {
  const name = `${parent} ${command.name()}`;
  const isGroup = command.commands.length > 0;
  return [
    `${heading} ${name}`,
    '',
    `${capital(command.description())}.`,
    '',
    ...(isGroup ? [] : ['```', `${parent} ${command.name()} ${command.usage()}`.trimEnd(), '```', '']),
    ...table(
      ['option', 'meaning', 'default'],
      command.options.map(({ flags, description, defaultValue }) => [
        code(flags),
        description,
        defaultValue === undefined || typeof defaultValue === 'function' ? '' : code(defaultValue),
      ]),
    ),
    ...command.commands.flatMap((inner) => commandSection(inner, name, `${heading}#`)),
  ];
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
