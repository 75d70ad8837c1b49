import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { planPlay } from '../../plan/plan-play.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import type { Play } from '../../playbook/types.ts';
import type { RunOptions } from '../run-options.ts';
import type { ExtendedInventory } from '../variables/extend-inventory.ts';

type PlanOptions = Pick<RunOptions, 'playbook' | 'diagnostics' | 'limit' | 'roles' | 'nodes' | 'mode'>;

/** Plans the plays of a run: all plays before the run, and a play again if hosts have been added since. */
export class PlayPlans {
  readonly #options: PlanOptions;
  readonly #inventory: ExtendedInventory;
  /** The hosts of all plays. Added to by each plan, read when a batch begins and at the end of the run; never cleared. */
  readonly #names = new Set<string>();

  constructor(options: PlanOptions, inventory: ExtendedInventory) {
    this.#options = options;
    this.#inventory = inventory;
  }

  /** The hosts of all plays planned so far. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** All plays of the playbook, in order. Mistakes are added to the run's diagnostics. */
  planAll(): PlannedPlay[] {
    const { playbook, diagnostics } = this.#options;
    return playbook.plays.map((play) => this.#plan(play, diagnostics));
  }

  /** The current plan of the play. */
  planNow(planned: PlannedPlay): PlannedPlay {
    return this.#inventory.isExtended ? this.#planAnew(planned.play) : planned;
  }

  /** The play with the hosts that have been added since. Patterns without hosts were reported before the run. */
  #planAnew(play: Play): PlannedPlay {
    return this.#plan(play, new DiagnosticList());
  }

  #plan(play: Play, diagnostics: DiagnosticList): PlannedPlay {
    const { limit, roles, nodes, mode } = this.#options;
    const planned = planPlay(play, {
      inventory: this.#inventory,
      limit: limit && new Set([...limit].map(({ name }) => name)),
      roles,
      nodes,
      isVerify: mode === 'verify',
      diagnostics,
    });
    for (const name of planned.batches.flat()) this.#names.add(name);
    return planned;
  }
}
