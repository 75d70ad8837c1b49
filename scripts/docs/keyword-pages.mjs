import { KEYWORD_TABLE } from '../../dist/keywords/keywords.js';
import { code, GENERATED, page, table } from './markdown.mjs';

const DIRECTORY = 'docs/reference/keywords';

const PLACES = {
  play: 'a play',
  import_playbook: 'import_playbook',
  role: "a role's entry in a play",
  block: 'a block',
  include: 'an import or include',
  task: 'a task',
  handler: 'a handler',
  loop_control: 'loop_control',
};

const TYPES = {
  flag: 'true or false, or an expression',
  text: 'text',
  texts: 'text, or a list of texts',
  conditions: 'a bare expression, or a list of which all must be true',
  count: 'a whole number, or an expression',
  seconds: 'seconds, or an expression',
  mapping: 'a mapping',
  list: 'a list, or an expression that gives one',
  tasks: 'a list of tasks',
  roles: 'a list of roles',
  sizes: 'a number, a share such as `25%`, or a list of these',
  percentage: 'a number from 0 to 100',
};

/** A page for each keyword and an index of all keywords: path to text. */
export function keywordPages() {
  const index = page(
    GENERATED,
    '# Keywords',
    '',
    'What plays, roles, blocks, tasks and loops understand, beside the [modules](../modules/index.md). `provision docs NAME` shows a page in the terminal.',
    '',
    ...Object.entries(PLACES).flatMap(([place, title]) => [
      `## Of ${title}`,
      '',
      ...table(
        ['keyword', 'meaning'],
        KEYWORD_TABLE.filter(({ places }) => places.includes(place)).map(({ name, meaning }) => [
          `[${name}](${name}.md)`,
          firstSentence(meaning),
        ]),
      ),
    ]),
  );
  const pages = KEYWORD_TABLE.map((keyword) => [`${DIRECTORY}/${keyword.name}.md`, keywordPage(keyword)]);
  return new Map([[`${DIRECTORY}/index.md`, index], ...pages]);
}

function keywordPage({ name, places, type, meaning, example }) {
  return page(
    GENERATED,
    `# ${name}`,
    '',
    meaning,
    '',
    `Takes: ${typeof type === 'object' ? namesOf(type) : TYPES[type]}.`,
    '',
    `Stands in: ${places.map((place) => PLACES[place]).join(', ')}.`,
    '',
    '```yaml',
    example.trimEnd(),
    '```',
    '',
    '[All keywords](index.md)',
  );
}

const namesOf = ({ choices, isList }) => `${choices.map(code).join(', ')}${isList ? ', or a list of these' : ''}`;

const firstSentence = (text) => /^.*?[.](?= [A-Z`]|$)/s.exec(text)?.[0] ?? text;
