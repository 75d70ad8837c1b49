import type { MacroStatement, Parameter, Statement } from '../syntax/ast.ts';
import type { Span } from '../../parse/problem.ts';
import { Frame } from './frame.ts';
import type { Codegen } from './codegen.ts';
import { emitArguments, quote } from './emit-arguments.ts';
import { emitHeld } from './emit-held.ts';
import { emitAppendText, emitJoined, emitStart } from './emit-output.ts';
import { declareStored } from './emit-names.ts';
import { mentions } from './mentions.ts';

type Macro = Pick<MacroStatement, 'name' | 'parameters' | 'body'> & { readonly span: Span };

/** The code of a macro as a value. */
export function emitMacro({ name, parameters, body, span }: Macro, g: Codegen): string {
  return g.skippable(() =>
    g.inFrame((frame) => {
      const names = parameters.map((parameter) => ({ parameter, code: g.temporary('v') }));
      const head = names.map(({ parameter, code }) => emitParameter(parameter, code, frame, g));
      const specials = SPECIALS.map((special) => ({
        special,
        code: g.temporary('v'),
        used: mentions([body, parameters], special),
      }));
      for (const { special, code, used } of specials) if (used) frame.define(special, code, true);
      const declared = declareStored(body, g);
      const lines = [...head, declared, emitStart(g), g.statements(body), `return ${emitJoined(g)};`];
      const takes = [...names, ...specials].map(({ code }) => code).join(', ');
      const uses = specials.map(({ special, used }) => `${special}: ${used}`).join(', ');
      const list = parameters.map((parameter) => quote(parameter.name)).join(', ');
      return `$.macro({ name: ${quote(name)}, parameters: [${list}], ${uses} }, (${takes}) => {\n${lines.join('\n')}\n}, ${g.site(span)})`;
    }, new Frame(g.frame)),
  );
}

const SPECIALS = ['caller', 'kwargs', 'varargs'] as const;

/** A parameter can read the parameters before it. */
function emitParameter({ name, fallback }: Parameter, code: string, frame: Frame, g: Codegen): string {
  const missing = fallback ? emitHeld(fallback, g) : `$.missingParameter(${quote(name)})`;
  frame.define(name, code, true);
  return `if (${code} === undefined) ${code} = ${missing};`;
}

/** The code of `{% call %}`, which prints the result of a macro that is called with the body as `caller`. */
export function emitCallBlock(statement: Extract<Statement, { type: 'call-block' }>, g: Codegen): string {
  const { call, parameters, body, span } = statement;
  const caller = emitMacro({ name: 'caller', parameters, body, span }, g);
  const called = `$.callWith(${g.expression(call.callee)}, ${emitArguments(call, g, emitHeld)}, ${caller}, ${g.site(call.span)})`;
  const text = `$.str(${called}, ${g.site(span)})`;
  return emitAppendText(g.output === 'value' ? `$.keepText(${text})` : text, g);
}
