import type { Statement, Target } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';
import { quote } from './emit-arguments.ts';
import { storedNames, targetNames } from './stored-names.ts';

/** Declares the names that a body sets in the current frame. */
export function declareStored(body: readonly Statement[], g: Codegen): string {
  if (g.frame.isTop) return '';
  const names = [...storedNames(body)].filter((name) => g.frame.own(name) === undefined);
  if (names.length === 0) return '';
  const codes = names.map((name) => {
    const code = g.temporary('v');
    g.frame.define(name, code, false);
    return code;
  });
  return `let ${codes.join(', ')};`;
}

/** The code of an assignment to a name, to several names, or to a key of a namespace. */
export function emitAssign(target: Target, value: string, g: Codegen): string {
  if (target.type === 'name') return emitAssignName(target.name, value, g);
  if (target.type === 'nsref') {
    const { name, attr, span } = target;
    const holder = g.expression({ type: 'name', name, span });
    return `$.setKey(${holder}, ${quote(attr)}, ${value}, ${g.site(span)});`;
  }
  const items = target.items as Target[];
  const parts = g.temporary();
  const unpacked = `const ${parts} = $.unpack(${value}, ${items.length}, ${g.site(target.span)});`;
  return [unpacked, ...items.map((item, i) => emitAssign(item, `${parts}[${i}]`, g))].join('\n');
}

export function emitAssignName(name: string, value: string, g: Codegen): string {
  const own = g.frame.own(name);
  return own === undefined ? `$.set(${quote(name)}, ${value});` : `${own} = ${value};`;
}

/** Declares and assigns the names of a loop or `with`. */
export function emitBinding(target: Target, value: string, g: Codegen): string {
  const codes = targetNames(target).map((name) => {
    const code = g.temporary('v');
    g.frame.define(name, code, true);
    return code;
  });
  return `${codes.length > 0 ? `let ${codes.join(', ')};\n` : ''}${emitAssign(target, value, g)}`;
}

/** The code of a mapping with all names of the current frames. */
export function emitLocals(g: Codegen): string {
  const names = g.frame.names();
  if (names.length === 0) return '$.none';
  return `$.handed({${names.map((name) => `${quote(name)}: ${g.frame.read(name, () => 'undefined')}`).join(', ')}})`;
}
