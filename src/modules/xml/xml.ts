import { defineState } from '../../module-api/define-module.ts';
import { fileNotTaken } from '../../module-api/file-attributes.ts';
import type { Answers, ModuleContext, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { Query } from '../../query/query.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import { pythonProgram } from '../lib/python-program.ts';
import type { TextEdit, TextQueries } from '../text/text-file.ts';
import { applyText, diffText, predictText, textQueries } from '../text/text-file.ts';
import program from './xml-edit.py';
import type { XmlParams } from './xml-params.ts';
import { readsOnly, xmlParams } from './xml-params.ts';

interface XmlQueries extends TextQueries {
  readonly edit: Query<ShellAnswer>;
}

type Found = Answers<XmlQueries>;

/** The answer of the program on the host. */
interface Edited {
  /** The desired document; null if it is unchanged. */
  readonly after: string | null;
  readonly matches: readonly unknown[];
}

/** Manages elements and attributes of an XML document. The host's lxml parses and writes it, so that other content is preserved. */
export const xml = defineState({
  name: 'xml',
  summary: 'Sets, adds, removes and reads elements and attributes of an XML file.',
  params: xmlParams,
  aliases: { dest: 'path', file: 'path', ensure: 'state' },
  notTaken: {
    ...fileNotTaken,
    xmlstring: 'Write the text to a file first.',
    'follow=true': leftOut('the target of a link is edited.'),
    follow: leftOut('the target of a link is edited.'),
  },
  examples: [
    '- xml:\n    path: /etc/app/server.xml\n    xpath: /Server/Service/Connector[@port="8080"]\n    attribute: maxThreads\n    value: 200\n',
    '- xml:\n    path: /etc/app/app.xml\n    xpath: /app/hosts\n    set_children: [{ host: web1 }, { host: { name: web2 } }]\n',
    '- xml:\n    path: /etc/app/app.xml\n    xpath: /app/hosts/host\n    content: text\n  register: hosts\n',
  ],
  returns: {
    path: 'The file.',
    count: 'Number of matches of xpath.',
    matches: 'The matches: paths, texts, or the values that content selects.',
  },
  queries: (p): XmlQueries => ({ ...textQueries(p.path), edit: questionOf(p) }),
  diff: (p, s: Found) => diffText(editOf(p, s), s),
  apply: (p, s: Found) => applyText(editOf(p, s), s),
  predict,
  writes: (p) => ({ keys: readsOnly(p) ? [] : [`file:${p.path}`] }),
  result: (p, s: Found) => {
    const { matches } = readAnswer(p, s.edit);
    return { path: p.path, count: matches.length, matches };
  },
});

/** Fails if the file is not XML, or if the path cannot be created. */
function editOf(p: XmlParams, { edit }: Found): TextEdit {
  const { after } = readAnswer(p, edit);
  return {
    path: p.path,
    attributes: readsOnly(p) ? {} : { mode: p.mode, owner: p.owner, group: p.group },
    backup: p.backup,
    validate: undefined,
    whenAbsent: 'fail',
    edit: (text) => after ?? text,
  };
}

function predict(p: XmlParams, s: Found, context: ModuleContext): Prediction[] {
  const answer = { exitStatus: 0, stdout: JSON.stringify({ ...readAnswer(p, s.edit), after: null }), stderr: '' };
  return [...predictText(editOf(p, s), s, context), { query: questionOf(p), answer }];
}

function questionOf(p: XmlParams): Query<ShellAnswer> {
  const script = [
    'command -v python3 >/dev/null || exit 127',
    pythonProgram(program, JSON.stringify(requestOf(p))),
  ].join('\n');
  return shell({ script, reads: [`file:${p.path}`, 'package:python3-lxml'] });
}

const requestOf = (p: XmlParams): Record<string, unknown> => ({
  path: p.path,
  xpath: p.xpath ?? null,
  namespaces: p.namespaces,
  state: p.state,
  attribute: p.attribute ?? null,
  value: p.value ?? null,
  add_children: p.add_children ?? null,
  set_children: p.set_children ?? null,
  insertbefore: p.insertbefore,
  insertafter: p.insertafter,
  input_type: p.input_type,
  content: p.content ?? null,
  pretty_print: p.pretty_print,
  strip_cdata_tags: p.strip_cdata_tags,
  reads: readsOnly(p),
});

function readAnswer(p: XmlParams, { exitStatus, stdout, stderr }: ShellAnswer): Edited {
  if (exitStatus === 0) return JSON.parse(stdout) as Edited;
  if (exitStatus === 2) throw new ModuleFailure(`${p.path} does not exist`, 'copy and template write whole files.');
  if (exitStatus === 3 || exitStatus === 127)
    throw new ModuleFailure(
      'the Python library lxml is not installed on the host',
      'Install the package python3-lxml.',
    );
  throw new ModuleFailure(stderr.split('\n').at(-1) ?? `${p.path} cannot be edited`);
}
