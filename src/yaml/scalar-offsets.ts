import { SCALAR_STYLE } from 'js-yaml';
import type { ScalarEvent } from 'js-yaml';

/**
 * For each UTF-16 offset of a scalar's decoded text, its offset in the source; one more for the end.
 * Exact for plain, quoted and literal scalars and for unfolded parts of a folded scalar; a folded break is located at the line's end.
 */
export function scalarOffsets(source: string, event: ScalarEvent, text: string): readonly number[] {
  const map = isBlock(event) ? blockOffsets(source, event) : flowOffsets(source, event);
  map.length = Math.min(map.length, text.length);
  while (map.length < text.length) map.push(event.valueEnd);
  map.push(map.length === 0 ? event.valueStart : Math.min((map.at(-1) ?? 0) + 1, event.valueEnd));
  return map;
}

function isBlock(event: ScalarEvent): boolean {
  return event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
}

function flowOffsets(source: string, event: ScalarEvent): number[] {
  const map: number[] = [];
  let position = event.valueStart;
  while (position < event.valueEnd) {
    const fold = foldAt(source, position, event.valueEnd);
    const escape = fold ? undefined : escapeAt(source, position, event);
    const step = fold ?? escape ?? { length: 1, decoded: 1 };
    for (let i = 0; i < step.decoded; i++) map.push(position);
    position += step.length;
  }
  return map;
}

interface Step {
  /** Characters in the source. */
  readonly length: number;
  /** Characters in the decoded text. */
  readonly decoded: number;
}

/** Spaces, line breaks and the next line's indentation fold to one space, or to one line break less. */
function foldAt(source: string, position: number, end: number): Step | undefined {
  const found = /^[ \t]*(?:\r\n?|\n)[ \t\r\n]*/.exec(source.slice(position, end))?.[0];
  if (found === undefined) return undefined;
  const breaks = found.match(/\r\n?|\n/g)?.length ?? 0;
  return { length: found.length, decoded: Math.max(1, breaks - 1) };
}

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escapeAt(source: string, position: number, event: ScalarEvent): Step | undefined {
  const character = source[position];
  if (event.style === SCALAR_STYLE.SINGLE_QUOTED && character === "'") return { length: 2, decoded: 1 };
  if (event.style !== SCALAR_STYLE.DOUBLE_QUOTED || character !== '\\') return undefined;
  const rest = source.slice(position + 1, event.valueEnd);
  const joined = /^(?:\r\n?|\n)[ \t\r\n]*/.exec(rest)?.[0];
  if (joined !== undefined) return { length: 1 + joined.length, decoded: 0 };
  const digits = HEX_DIGITS[rest[0] ?? ''] ?? 0;
  const astral = digits === 8 && Number.parseInt(rest.slice(1, 9), 16) > 0xffff;
  return { length: 2 + digits, decoded: astral ? 2 : 1 };
}

function blockOffsets(source: string, event: ScalarEvent): number[] {
  const map: number[] = [];
  const indent = Math.max(event.indent, 0);
  const folded = event.style === SCALAR_STYLE.FOLDED_BLOCK;
  let moreIndented = false;
  let breaks = 0;
  let hasContent = false;
  for (const line of linesOf(source, event.valueStart, event.valueEnd)) {
    const isEmpty = line.text.slice(0, indent).trim() === '' && line.text.length <= indent;
    const wasMoreIndented = moreIndented;
    if (!isEmpty) moreIndented = /^[ \t]/.test(line.text.slice(indent));
    // a single break between two ordinary lines of a folded scalar becomes a space; of several breaks, the first one vanishes
    if (folded && hasContent && !isEmpty && breaks > 1 && !wasMoreIndented && !moreIndented) map.splice(-breaks, 1);
    if (!isEmpty) for (let i = indent; i < line.text.length; i++) map.push(line.start + i);
    map.push(line.start + line.text.length);
    breaks = isEmpty ? breaks + 1 : 1;
    hasContent ||= !isEmpty;
  }
  return map;
}

function* linesOf(source: string, start: number, end: number): Generator<{ start: number; text: string }> {
  const pattern = /(.*)(?:\r\n?|\n|$)/y;
  for (let position = start; position < end; position = pattern.lastIndex) {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[1] ?? '';
    yield { start: position, text };
  }
}
