import type { Arguments, Expr } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';

/** The code of two arguments: a list of positional ones, and a mapping of named ones. */
export function emitArguments(
  { args, kwargs, dynArgs, dynKwargs }: Arguments,
  g: Codegen,
  emit = (node: Expr, own: Codegen): string => own.expression(node),
): string {
  const byPlace = `[${args.map((arg) => emit(arg, g)).join(', ')}]`;
  const byName =
    kwargs.length === 0
      ? '$.none'
      : `{${kwargs.map(({ name, value }) => `${quote(name)}: ${emit(value, g)}`).join(', ')}}`;
  const positional = dynArgs ? `$.spread(${byPlace}, ${g.expression(dynArgs)})` : byPlace;
  return `${positional}, ${dynKwargs ? `$.spreadNamed(${byName}, ${g.expression(dynKwargs)})` : byName}`;
}

export const quote = (text: string): string => JSON.stringify(text);
