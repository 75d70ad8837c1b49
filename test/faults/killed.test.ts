import { killedAtEvent } from './support/controller-faults.ts';
import { describeFaults } from './support/describe-faults.ts';

/** A run tells some 45 events: before, in and after each batch. */
const EVENTS = Array.from({ length: 23 }, (_, i) => 2 * i + 1);

/** The one that is tried in CI. */
const SAMPLE = 21;

describeFaults(
  'a run that is killed',
  EVENTS.map((event) => ({ ...killedAtEvent(event), sample: event === SAMPLE })),
);
