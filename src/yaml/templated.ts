import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Compiled, SourceText, Templated } from '../expression/compiled.ts';
import { keyText } from './mapping.ts';
import type { YamlMapping, YamlNode, YamlScalar, YamlSequence } from './node.ts';
import { scalarData } from './plain.ts';

/** Compiles a string with template tags; reports a malformed one and returns undefined. */
export type CompileTemplate = (text: SourceText, diagnostics: DiagnosticList) => Compiled | undefined;

/** The tags of templates: those of EJS, and those of Jinja, which may have to be reported. */
const MARKS = /<%|%>|\{\{|\{%/;

/** A node with compiled templates. Strings without templates, `!unsafe` and vaulted strings are literals. */
export function toTemplated(node: YamlNode, compile: CompileTemplate, diagnostics: DiagnosticList): Templated {
  switch (node.kind) {
    case 'scalar':
      return templatedScalar(node, compile, diagnostics);
    case 'sequence':
      return templatedSequence(node, compile, diagnostics);
    case 'mapping':
      return templatedMapping(node, compile, diagnostics);
  }
}

function templatedScalar(node: YamlScalar, compile: CompileTemplate, diagnostics: DiagnosticList): Templated {
  const { range } = node;
  const isTemplate = typeof node.value === 'string' && node.tag === undefined && MARKS.test(node.value);
  const template = isTemplate ? compile(node.text, diagnostics) : undefined;
  return template ? { kind: 'template', template, range } : { kind: 'literal', value: scalarData(node), range };
}

function templatedSequence(node: YamlSequence, compile: CompileTemplate, diagnostics: DiagnosticList): Templated {
  const { range } = node;
  const items = node.items.map((item) => toTemplated(item, compile, diagnostics));
  const values = items.flatMap((item) => (item.kind === 'literal' ? [item.value] : []));
  return values.length === items.length
    ? { kind: 'literal', value: values, range }
    : { kind: 'sequence', items, range };
}

function templatedMapping(node: YamlMapping, compile: CompileTemplate, diagnostics: DiagnosticList): Templated {
  const { range } = node;
  const entries = node.entries.map(({ key, value }) => ({
    key: keyText(key),
    keyRange: key.range,
    value: toTemplated(value, compile, diagnostics),
  }));
  const values: [string, unknown][] = [];
  for (const { key, value } of entries) {
    if (value.kind !== 'literal') return { kind: 'mapping', entries, range };
    values.push([key, value.value]);
  }
  return { kind: 'literal', value: Object.fromEntries(values), range };
}
