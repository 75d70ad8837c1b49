import type { Expr, ForStatement, Statement } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';
import { emitCondition } from './emit-expression.ts';
import { emitHeld } from './emit-held.ts';
import { emitAppendText, emitJoined, emitStart } from './emit-output.ts';
import { declareStored, emitBinding } from './emit-names.ts';
import { mentions } from './mentions.ts';

type For = ForStatement & { readonly span: { readonly start: number; readonly end: number } };

/** The code of a loop. A recursive loop is a function of the items, which `loop(items)` calls. */
export function emitFor(statement: For, g: Codegen): string {
  const { iterable, recursive, span } = statement;
  const items = emitHeld(iterable, g);
  if (!recursive) return `{\n${emitPass(statement, { items, depth: '0', again: 'undefined' }, g)}\n}`;
  const [again, given, depth] = [g.temporary('f'), g.temporary(), g.temporary()];
  const body = emitPass(statement, { items: given, depth, again }, g);
  const definition = `const ${again} = (${given}, ${depth}) => { ${emitStart(g)}\n${body}\nreturn ${emitJoined(g)}; };`;
  return `{\n${definition}\n${emitAppendText(`$.str(${again}(${items}, 0), ${g.site(span)})`, g)}\n}`;
}

interface Pass {
  readonly items: string;
  readonly depth: string;
  readonly again: string;
}

function emitPass(statement: For, { items, depth, again }: Pass, g: Codegen): string {
  const { target, test, body, otherwise, recursive, iterable } = statement;
  const [list, at, loop] = [g.temporary('l'), g.temporary('i'), g.temporary('p')];
  const site = g.site(iterable.span);
  const all = `$.items(${items}, ${site})`;
  const usesLoop = recursive || mentions(body, 'loop');
  const inner = g.skippable(() =>
    g.inFrame((frame) => {
      if (usesLoop) frame.define('loop', loop, true);
      const bound = emitBinding(target, `${list}[${at}]`, g);
      return `${bound}\n${declareStored(body, g)}\n${g.statements(body)}`;
    }),
  );
  const lines = [
    `const ${list} = ${test ? emitFiltered(all, { target, test }, g) : all};`,
    ...(usesLoop ? [`const ${loop} = $.loop(${list}, ${depth}, ${again}, ${site});`] : []),
    `for (let ${at} = 0; ${at} < ${list}.length; ${at}++) {`,
    ...(usesLoop ? [`${loop}.at = ${at};`] : []),
    inner,
    '}',
    ...(otherwise.length > 0 ? [`if (${list}.length === 0) {\n${emitOtherwise(otherwise, g)}\n}`] : []),
  ];
  return lines.join('\n');
}

const emitOtherwise = (body: readonly Statement[], g: Codegen): string =>
  g.skippable(() => g.inFrame(() => `${declareStored(body, g)}\n${g.statements(body)}`));

function emitFiltered(
  all: string,
  { target, test }: { target: ForStatement['target']; test: Expr },
  g: Codegen,
): string {
  const item = g.temporary();
  const body = g.inFrame(() => `${emitBinding(target, item, g)}\nreturn ${g.skippable(() => emitCondition(test, g))};`);
  return `${all}.filter((${item}) => { ${body} })`;
}
