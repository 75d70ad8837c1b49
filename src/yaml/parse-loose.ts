import { EVENT_ID, YAMLException, parseEvents } from 'js-yaml';
import type { Event } from 'js-yaml';

/** Every reader of a tree goes down into it, and each has only so much stack. */
const MAX_DEPTH = 100;
/** A line is moved so far to the right at once. */
const STEP = 40;
const MOST_LINES = 500;

interface Insertion {
  /** Where in the source. */
  readonly at: number;
  readonly length: number;
}

/**
 * The events of a source, with places in it. Within brackets and quotes a line may begin in any column, with tabs too,
 * as PyYAML reads it; YAML itself wants it deeper than what is around.
 */
export function parseLoose(source: string): Event[] {
  let inserted: readonly Insertion[] = [];
  let first: unknown;
  for (;;) {
    try {
      const events = parseEvents(indented(source, inserted), { maxDepth: MAX_DEPTH });
      return inserted.length === 0 ? events : events.map((event) => moveBack(event, inserted));
    } catch (error) {
      // what is not closed ends where its lines do: a later error has another place
      first ??= error;
      const line = shallowLine(error, source, inserted);
      if (line === undefined) throw first;
      inserted = withLine(inserted, line);
    }
  }
}

/** Where the line starts that is not deep enough; undefined where it is something else. */
function shallowLine(error: unknown, source: string, inserted: readonly Insertion[]): number | undefined {
  if (!(error instanceof YAMLException) || error.reason !== 'deficient indentation') return undefined;
  if (inserted.length >= MOST_LINES) return undefined;
  const offset = originalOffset(error.mark?.position ?? 0, inserted);
  return source.lastIndexOf('\n', offset - 1) + 1;
}

function withLine(inserted: readonly Insertion[], at: number): Insertion[] {
  const length = (inserted.find((one) => one.at === at)?.length ?? 0) + STEP;
  return [...inserted.filter((one) => one.at !== at), { at, length }].sort((a, b) => a.at - b.at);
}

function indented(source: string, inserted: readonly Insertion[]): string {
  const starts = [0, ...inserted.map(({ at }) => at)];
  return starts
    .map((start, i) => ' '.repeat(inserted[i - 1]?.length ?? 0) + source.slice(start, starts[i + 1]))
    .join('');
}

function originalOffset(offset: number, inserted: readonly Insertion[]): number {
  let before = 0;
  for (const { at, length } of inserted) {
    if (offset <= at + before) break;
    before += Math.min(length, offset - at - before);
  }
  return offset - before;
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
