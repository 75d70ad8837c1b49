import type { HostRecap } from '../events.ts';

/** The recap of a host on which nothing has been done. */
export const NO_RECAP: HostRecap = {
  status: 'ok',
  ok: 0,
  changed: 0,
  wouldChange: 0,
  mayChange: 0,
  skipped: 0,
  failed: 0,
  ignored: 0,
  rescued: 0,
  blocked: 0,
  handlers: 0,
  roundTrips: 0,
};
