import { EVENT_ID, YAMLException, parseEvents } from 'js-yaml';
import type { Event } from 'js-yaml';
import { flowLines } from './flow-lines.ts';

/** Readers of a tree are recursive, and the stack is limited. */
const MAX_DEPTH = 100;

/** Spaces to insert before a line. */
interface Insertion {
  /** Offset of the line's start in the source. */
  readonly at: number;
  readonly length: number;
  /** The total number of inserted spaces up to here, including these. */
  readonly sum: number;
}

/**
 * Parses the events of a source, with locations in it. Within brackets and quotes a line may begin in any column, also with tabs,
 * as in PyYAML; YAML itself requires a deeper indentation than that of the context.
 */
export function parseLoose(source: string, parse = parseStrict): Event[] {
  try {
    return parse(source);
  } catch (error) {
    if (!isShallow(error)) throw error;
    const inserted = insertions(source);
    return parseAgain(() => parse(indented(source, inserted)), error).map((event) => moveBack(event, inserted));
  }
}

const parseStrict = (text: string): Event[] => parseEvents(text, { maxDepth: MAX_DEPTH });

const isShallow = (error: unknown): boolean =>
  error instanceof YAMLException && error.reason === 'deficient indentation';

/** An unclosed bracket or quote ends at its last line: a later error has another location. */
function parseAgain(parse: () => Event[], first: unknown): Event[] {
  try {
    return parse();
  } catch (error) {
    throw error instanceof YAMLException ? first : error;
  }
}

/** Moves each line within brackets and quotes to the right of the opening. */
function insertions(source: string): Insertion[] {
  let sum = 0;
  return flowLines(source).flatMap(({ at, column }) => {
    const length = column + 1 - indentationAt(source, at);
    if (length <= 0) return [];
    sum += length;
    return [{ at, length, sum }];
  });
}

function indentationAt(source: string, at: number): number {
  let end = at;
  while (source.charAt(end) === ' ') end++;
  return end - at;
}

function indented(source: string, inserted: readonly Insertion[]): string {
  const starts = [0, ...inserted.map(({ at }) => at)];
  return starts
    .map((start, i) => ' '.repeat(inserted[i - 1]?.length ?? 0) + source.slice(start, starts[i + 1]))
    .join('');
}

function originalOffset(offset: number, inserted: readonly Insertion[]): number {
  const last = inserted[countBefore(offset, inserted) - 1];
  return last === undefined ? offset : Math.max(offset - last.sum, last.at);
}

/** The number of insertions before an offset that includes them. */
function countBefore(offset: number, inserted: readonly Insertion[]): number {
  let low = 0;
  let high = inserted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { at = 0, sum = 0, length = 0 } = inserted[middle] ?? {};
    if (at + sum - length < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function moveBack(event: Event, inserted: readonly Insertion[]): Event {
  const back = (offset: number): number => (offset < 0 ? offset : originalOffset(offset, inserted));
  switch (event.type) {
    case EVENT_ID.SCALAR: {
      const { valueStart, valueEnd } = event;
      return { ...event, ...properties(event, back), valueStart: back(valueStart), valueEnd: back(valueEnd) };
    }
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return { ...event, ...properties(event, back), start: back(event.start) };
    case EVENT_ID.ALIAS:
      return { ...event, anchorStart: back(event.anchorStart), anchorEnd: back(event.anchorEnd) };
    case EVENT_ID.DOCUMENT:
    case EVENT_ID.POP:
      return event;
  }
}

type Properties = Readonly<Record<'anchorStart' | 'anchorEnd' | 'tagStart' | 'tagEnd', number>>;

const properties = (event: Properties, back: (offset: number) => number): Properties => ({
  anchorStart: back(event.anchorStart),
  anchorEnd: back(event.anchorEnd),
  tagStart: back(event.tagStart),
  tagEnd: back(event.tagEnd),
});
