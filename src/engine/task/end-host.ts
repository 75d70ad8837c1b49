/** `meta: end_host` and its kin: the rest is not run, and nothing has failed. */
export class EndHost extends Error {
  readonly action: 'end_role' | 'end_host' | 'end_play' | 'end_batch';

  constructor(action: EndHost['action']) {
    super(action);
    this.name = 'EndHost';
    this.action = action;
  }
}
