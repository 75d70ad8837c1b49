import type { Expr, Statement } from '../syntax/ast.ts';
import { Frame } from './frame.ts';
import { namesDefinedWhen } from './guards.ts';
import type { Codegen } from './codegen.ts';
import { quote } from './emit-arguments.ts';
import { emitCondition } from './emit-expression.ts';
import { emitFilter } from './emit-filter.ts';
import { emitFromImport, emitImport, emitInclude, noteTemplate } from './emit-import.ts';
import { emitFor } from './emit-loop.ts';
import { emitCallBlock, emitMacro } from './emit-macro.ts';
import { emitHeld } from './emit-held.ts';
import { emitNative, isTextFilter } from './emit-native.ts';
import { declareStored, emitAssign, emitAssignName, emitBinding, emitLocals } from './emit-names.ts';
import { emitAppend, emitAppendText, emitJoined, emitStart } from './emit-output.ts';

/** The code of statements, which append their output to `o`. */
export const emitStatements = (body: readonly Statement[], g: Codegen): string =>
  body.map((statement) => emitStatement(statement, g)).join('\n');

function emitStatement(statement: Statement, g: Codegen): string {
  switch (statement.type) {
    case 'data':
      return emitAppendText(quote(statement.text), g);
    case 'output':
      return emitAppend(statement.value, g);
    case 'if':
      return emitIf(statement, g);
    case 'for':
      return emitFor(statement, g);
    case 'set':
      return emitAssign(statement.target, emitSetValue(statement, g), g);
    case 'set-block':
      return emitSetBlock(statement, g);
    case 'macro':
      return emitAssignName(statement.name, emitMacro(statement, g), g);
    case 'call-block':
      return emitCallBlock(statement, g);
    case 'filter-block':
      return emitFilterBlock(statement, g);
    case 'with':
      return emitWith(statement, g);
    case 'do':
      return `${g.expression(statement.value)};`;
    case 'break':
    case 'continue':
      return `${statement.type};`;
    default:
      return emitComposition(statement, g);
  }
}

type Composition = Extract<Statement, { type: 'block' | 'extends' | 'include' | 'import' | 'from-import' }>;

function emitComposition(statement: Composition, g: Codegen): string {
  switch (statement.type) {
    case 'block':
      return emitBlock(statement, g);
    case 'extends':
      noteTemplate(statement.template, false, g);
      return `$.extend(${g.expression(statement.template)}, ${g.site(statement.span)}, o);`;
    case 'include':
      return emitInclude(statement, g);
    case 'import':
      return emitAssignName(statement.target, emitImport(statement, g), g);
    case 'from-import':
      return emitFromImport(statement, g);
  }
}

/** A single name is assigned a text that must remain text as such; several names unpack a list. */
const emitSetValue = ({ target, value }: Extract<Statement, { type: 'set' }>, g: Codegen): string =>
  g.output === 'value' && target.type === 'name' ? emitNative(value, g) : emitHeld(value, g);

function emitIf({ branches, otherwise }: Extract<Statement, { type: 'if' }>, g: Codegen): string {
  const parts = branches.map(({ test, body }, i) => {
    const condition = i === 0 ? emitCondition(test, g) : g.skippable(() => emitCondition(test, g));
    const code = g.skippable(() => g.guarding(namesDefinedWhen(true, test), () => g.statements(body)));
    return `if (${condition}) {\n${code}\n}`;
  });
  const last = otherwise.length === 0 ? '' : ` else {\n${g.skippable(() => g.statements(otherwise))}\n}`;
  return parts.join(' else ') + last;
}

function emitSetBlock({ target, filter, body }: Extract<Statement, { type: 'set-block' }>, g: Codegen): string {
  const value = g.temporary();
  const joined = emitCaptured(body, filter, g);
  return `const ${value} = ${g.output === 'value' ? `$.keepText(${joined})` : joined};\n${emitAssign(target, value, g)}`;
}

/** The code of a body's output as one value, filtered. */
function emitCaptured(body: readonly Statement[], filter: Expr | undefined, g: Codegen): string {
  const inner = g.inFrame(() => `${declareStored(body, g)}\n${g.statements(body)}`);
  const captured = `(() => { ${emitStart(g)}\n${inner}\nreturn ${emitJoined(g)}; })()`;
  return filter?.type === 'filter' ? emitFilter(filter, g, captured) : captured;
}

function emitFilterBlock({ filter, body, span }: Extract<Statement, { type: 'filter-block' }>, g: Codegen): string {
  const text = `$.str(${emitCaptured(body, filter, g)}, ${g.site(span)})`;
  return emitAppendText(g.output === 'value' && isTextFilter(filter) ? `$.asText(${text})` : text, g);
}

function emitWith({ bindings, body }: Extract<Statement, { type: 'with' }>, g: Codegen): string {
  const values = bindings.map(({ target, value }) => ({ target, code: emitHeld(value, g), name: g.temporary() }));
  const outside = values.map(({ name, code }) => `const ${name} = ${code};`).join('\n');
  const inside = g.inFrame(() => {
    const bound = values.map(({ target, name }) => emitBinding(target, name, g)).join('\n');
    return `${bound}\n${declareStored(body, g)}\n${g.statements(body)}`;
  });
  return `{\n${outside}\n{\n${inside}\n}\n}`;
}

function emitBlock(statement: Extract<Statement, { type: 'block' }>, g: Codegen): string {
  const { name, scoped, required, body, span } = statement;
  if (g.blocks.has(name)) g.fail(span, `The block ${name} is defined twice`);
  const locals = scoped ? emitLocals(g) : '$.none';
  g.blocks.set(name, '');
  const code = required
    ? `$.missingBlock(${quote(name)}, ${g.site(span)});`
    : g.inFrame(() => blockBody(body, g), new Frame(new Frame()));
  g.blocks.set(name, code);
  return emitAppendText(`$.block(${quote(name)}, ${locals})`, g);
}

/** A block sees only the template's names, unless it is scoped. */
function blockBody(body: readonly Statement[], g: Codegen): string {
  return `${declareStored(body, g)}\n${g.statements(body)}`;
}
