import type { Writable } from 'node:stream';
import { openEvents } from './events/open-events.ts';
import { JunitFile } from './junit/junit-file.ts';
import { EVENTS, JUNIT, refuseOtherKind } from './output-kind.ts';
import { createPalette } from './style/palette.ts';
import { checkReplaceable, requireWritable } from './require-writable.ts';
import type { Style } from './style/style.ts';
import type { Subscriber } from './subscriber.ts';
import { createSymbols } from './style/symbols.ts';

export interface OutputFiles {
  /** A path, `-` or `fd:N`. */
  readonly eventsFile?: string | undefined;
  /** The descriptor of the path, if it is a pipe. */
  readonly eventsPipe?: number | undefined;
  readonly junitFile?: string | undefined;
  /** The stream for `-`. */
  readonly eventsStdout?: Writable | undefined;
}

const MARKUP: Style = { palette: createPalette(false), symbols: createSymbols({ LANG: 'C.UTF-8' }) };

/** Opens the output files of a run. Throws `InvalidInput` if one can't be written. */
export function openFiles({
  eventsFile,
  eventsPipe,
  junitFile,
  eventsStdout = process.stdout,
}: OutputFiles): Subscriber[] {
  const files: Subscriber[] = [];
  if (junitFile !== undefined) {
    refuseOtherKind(JUNIT, junitFile);
    requireWritable('--junit', junitFile, () => checkReplaceable(junitFile));
    files.push(new JunitFile(junitFile, MARKUP));
  }
  if (eventsFile !== undefined) {
    refuseOtherKind(EVENTS, eventsFile);
    files.push(requireWritable('--events', eventsFile, () => openEvents(eventsFile, eventsStdout, eventsPipe)));
  }
  return files;
}
