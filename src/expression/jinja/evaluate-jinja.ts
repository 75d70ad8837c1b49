import { ExpressionError } from '../compiled.ts';
import { UnknownRead } from '../run/fault.ts';
import { JinjaRuntime } from './runtime/jinja-runtime.ts';
import { timed } from './python/stopwatch.ts';
import { joinNative, toData } from './runtime/native.ts';
import type { RuntimeOptions } from './runtime/composition.ts';
import type { JinjaUnit } from './runtime/unit.ts';
import type { World } from './runtime/world.ts';
import type { JinjaKind } from './syntax/parse-jinja.ts';

export const make = (options: RuntimeOptions): JinjaRuntime => new JinjaRuntime(options);

/** The value of a unit. `Unknown` if it has read an unknown value. Throws `ExpressionError`. */
export function evaluateJinja(unit: JinjaUnit, kind: JinjaKind, world: World): unknown {
  const runtime = make({ unit, world, make });
  try {
    return timed(() => {
      const output = runtime.run();
      const value = kind === 'value' || kind === 'expression' ? joinNative(output as unknown[]) : output;
      return toData(kind === 'condition' || kind === 'expression' ? value : trailing(value, unit));
    });
  } catch (error) {
    if (error instanceof UnknownRead) return error.unknown;
    throw error instanceof ExpressionError ? error : runtime.place(error);
  }
}

/** Restores the trailing line breaks that Jinja removes. */
function trailing(value: unknown, { source, program }: JinjaUnit): unknown {
  if (typeof value !== 'string') return value;
  const wanted = newlinesAtEnd(source.text);
  // most texts end as they should, and are not looked at
  const there = wanted === 0 ? 0 : newlinesAtEnd(value);
  return there < wanted ? value + program.settings.newlineSequence.repeat(wanted - there) : value;
}

function newlinesAtEnd(text: string): number {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === LINE_FEED) end--;
  return text.length - end;
}

const LINE_FEED = 10;
