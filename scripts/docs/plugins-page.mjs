import { LEFT_OUT, pluginNames } from '../../dist/expression/jinja/plugin-table.js';
import { code, GENERATED, page, table } from './markdown.mjs';

const KINDS = { filter: 'Filters', test: 'Tests', lookup: 'Lookups' };

/** docs/reference/jinja-plugins.md: what expressions in Jinja know by name, and what they refuse. */
export const pluginsPage = () =>
  page(
    GENERATED,
    '# Filters, tests and lookups of Jinja',
    '',
    'Those of Jinja and of ansible.builtin, and of community.general, ansible.utils and ansible.netcommon. A full name, such as `ansible.utils.ipaddr`, works as the short one does.',
    'What is not known is a warning where it stands, and an error where it is reached. [Jinja](jinja.md) says what differs in those that are known.',
    '',
    Object.entries(KINDS).flatMap(([kind, title]) => section(kind, title)),
  );

const section = (kind, title) => [
  `## ${title}`,
  '',
  `${[...pluginNames(kind)].sort().map(code).join(', ')}.`,
  '',
  ...table(
    ['not taken', 'instead'],
    LEFT_OUT.filter((entry) => entry.kind === kind).map(({ names, instead }) => [names.map(code).join(', '), instead]),
  ),
];
