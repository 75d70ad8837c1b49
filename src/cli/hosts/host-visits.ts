import { maskForTerminal } from '../../report/text/mask-text.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { HostState } from '../../engine/host/host-state.ts';
import type { Visit } from '../../engine/host/visit-hosts.ts';
import { visitHosts } from '../../engine/host/visit-hosts.ts';
import { selectHosts } from '../../inventory/pattern/pattern.ts';
import type { Inventory } from '../../inventory/types.ts';
import type { CommandIo } from '../command-io.ts';
import { readConnectOptions, thisRunner } from '../options/connect-options.ts';
import { EXIT_UNREACHABLE } from '../exit-codes.ts';
import { inventoryNames } from '../project/inventory-names.ts';
import { listen } from '../start/listen.ts';
import { loadInventoryOptions } from '../options/load-inventory-options.ts';
import type { PatternFlags } from '../options/pattern-options.ts';

export interface VisitSetting {
  readonly pattern: string;
  readonly flags: PatternFlags;
  readonly io: CommandIo;
  readonly mask: SecretMask;
  readonly diagnostics: DiagnosticList;
}

interface OneVisit {
  readonly runId: string;
  readonly isChange: boolean;
  /** Defaults to all hosts of the pattern. */
  readonly hosts?: readonly string[];
}

type Connect = Awaited<ReturnType<typeof readConnectOptions>>;

/** Visits hosts several times in one command, as root. */
export class HostVisits {
  readonly #setting: VisitSetting;
  readonly #inventory: Inventory;
  readonly #connect: Connect;
  /** The reasons why hosts could not be visited. Filled by `visit`, reported by `tellProblems`; lives as long as the command. */
  readonly #problems = new Map<string, string>();

  private constructor(setting: VisitSetting, inventory: Inventory, connect: Connect) {
    this.#setting = setting;
    this.#inventory = inventory;
    this.#connect = connect;
  }

  /** Throws `InvalidInput` if the inventory or the pattern is invalid. */
  static async open(setting: VisitSetting): Promise<HostVisits> {
    const { flags, io, mask, diagnostics } = setting;
    const inventory = await loadInventoryOptions(flags, io, { diagnostics, onSecret: (text) => mask.add(text) });
    diagnostics.throwIfErrors();
    mask.spare(inventoryNames(inventory));
    return new HostVisits(setting, inventory, await readConnectOptions(flags, io, mask));
  }

  /** The results of all visited hosts. `tellProblems` reports the hosts that could not be visited. */
  async visit<T>(
    { runId, isChange, hosts = this.#selected() }: OneVisit,
    work: (host: HostState) => Promise<T>,
  ): Promise<ReadonlyMap<string, T>> {
    const { flags, io } = this.#setting;
    const { stop, onSession, begin } = listen(io);
    begin();
    const visits = await visitHosts(
      hosts,
      {
        extraVars: new Map(),
        runId,
        forks: flags.forks,
        becomes: true,
        inventory: this.#inventory,
        connect: this.#connect,
        holder: thisRunner(),
        stop,
        onSession,
        isChange,
      },
      work,
    );
    return new Map([...visits].flatMap(([host, visit]) => this.#valueOf(host, visit)));
  }

  tellProblems(): void {
    const { io, mask } = this.#setting;
    const shown = maskForTerminal((text) => mask.mask(text));
    for (const [host, message] of this.#problems) io.stderr.write(`${host}: ${shown(message)}\n`);
    if (this.#problems.size > 0) io.setExitCode(EXIT_UNREACHABLE);
  }

  #selected(): string[] {
    const { pattern, diagnostics } = this.#setting;
    const hosts = selectHosts(this.#inventory, pattern, { diagnostics }).map(({ name }) => name);
    diagnostics.throwIfErrors();
    return hosts;
  }

  #valueOf<T>(host: string, visit: Visit<T>): [string, T][] {
    if ('value' in visit) return [[host, visit.value]];
    this.#problems.set(host, visit.problem.message);
    return [];
  }
}
