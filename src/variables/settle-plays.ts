import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { ExpressionError } from '../expression/compiled.ts';
import type { Templated } from '../expression/compiled.ts';
import { renderTemplated } from '../expression/render-templated.ts';
import { namesByGroup } from '../inventory/group-hosts.ts';
import type { Inventory } from '../inventory/types.ts';
import { batchSizeOf, flagOf, percentageOf } from '../playbook/play/play-setting.ts';
import type { PatternText, Play, Playbook } from '../playbook/types.ts';
import { Unknown } from '../values/unknown.ts';
import { containsUnknown } from '../expression/contains-unknown.ts';
import { dataLayer, LayeredScope } from './scope.ts';
import type { ScopeLayer } from './scope.ts';
import { exampleOf } from '../keywords/keyword-example.ts';

interface PlayVariables {
  readonly inventory: Inventory;
  /** Variables of the command line. */
  readonly extra: ReadonlyMap<string, Templated>;
  /** Where an expression cannot be evaluated: lint does not know what `-e` is going to give. */
  readonly severity: 'error' | 'warning';
  /** The prompts of the plays are answered, which their variables hold. */
  readonly isAnswered?: boolean;
}

/**
 * The playbook with the settings of its plays that are expressions: `hosts`, `serial`, `max_fail_percentage` and
 * `gather_facts`. They read `-e`, the play's own variables, `groups` and `playbook_dir`. What cannot be evaluated is
 * reported, and left open where it waits for the answer to a prompt.
 */
export function settlePlays(playbook: Playbook, variables: PlayVariables, diagnostics: DiagnosticList): Playbook {
  if (!playbook.plays.some(hasOpenSettings)) return playbook;
  const groups = namesByGroup(variables.inventory);
  const plays = playbook.plays.map((play) => {
    if (!hasOpenSettings(play)) return play;
    const { extra, severity, isAnswered = false } = variables;
    const magic = dataLayer({ playbook_dir: play.directory, groups });
    const layers: ScopeLayer[] = [magic, { kind: 'templated', values: extra }, ...(isAnswered ? [] : [open(play)])];
    return new Settler(play, layers, { severity, diagnostics }).settle();
  });
  return { ...playbook, plays };
}

const hasOpenSettings = ({ settings, hosts, roles }: Play): boolean =>
  settings !== undefined || [hosts, ...roles.map((entry) => entry.hosts)].some((text) => text?.template !== undefined);

const open = ({ prompts }: Play): ScopeLayer =>
  dataLayer(Object.fromEntries(prompts.map(({ name }) => [name, new Unknown('what a prompt is answered')])));

interface Telling {
  readonly severity: PlayVariables['severity'];
  readonly diagnostics: DiagnosticList;
}

class Settler {
  readonly #play: Play;
  readonly #scope: LayeredScope;
  readonly #telling: Telling;

  constructor(play: Play, layers: readonly ScopeLayer[], telling: Telling) {
    this.#play = play;
    this.#telling = telling;
    this.#scope = new LayeredScope([...layers, { kind: 'templated', values: play.vars.values }]);
  }

  settle(): Play {
    const { settings = {}, hosts, roles } = this.#play;
    const serial = this.#read('serial', settings.serial, (value) => [value].flat().map(batchSizeOf));
    const percentage = this.#read('max_fail_percentage', settings.max_fail_percentage, percentageOf);
    const gatherFacts = this.#read('gather_facts', settings.gather_facts, flagOf);
    return {
      ...this.#play,
      hosts: this.#pattern(hosts),
      roles: roles.map((entry) => (entry.hosts?.template ? { ...entry, hosts: this.#pattern(entry.hosts) } : entry)),
      ...(serial && { serial }),
      ...(percentage !== undefined && { maxFailPercentage: percentage }),
      ...(gatherFacts !== undefined && { gatherFacts }),
    };
  }

  #pattern(text: PatternText): PatternText {
    if (!text.template) return text;
    const pattern = this.#read('hosts', text.template, patternOf);
    return { ...text, pattern: pattern ?? text.pattern, isOpen: pattern === undefined };
  }

  #read<T>(key: string, templated: Templated | undefined, parse: (value: unknown) => T): T | undefined {
    if (!templated) return undefined;
    const { diagnostics, severity } = this.#telling;
    try {
      const value = renderTemplated(templated, this.#scope);
      return containsUnknown(value) ? undefined : parse(value);
    } catch (error) {
      if (error instanceof ExpressionError) {
        const suggestion = error.diagnostic.suggestion ?? suggestGiving(error.diagnostic.summary);
        diagnostics.add({ ...error.diagnostic, suggestion, severity });
        return undefined;
      }
      if (!(error instanceof TypeError)) throw error;
      const example = exampleOf(key);
      diagnostics.error({
        code: 'wrong-type',
        summary: `${key} must be ${error.message}`,
        suggestion: example && `Let it give, for example, \`${key}: ${example}\`.`,
        range: templated.range,
      });
      return undefined;
    }
  }
}

function patternOf(value: unknown): string {
  const parts = [value].flat(2);
  if (!parts.every((part) => typeof part === 'string')) throw new TypeError('a pattern, or a list of patterns');
  return parts.join(',');
}

function suggestGiving(summary: string): string {
  const name = /variable (\w+) is not defined/.exec(summary)?.[1] ?? 'name';
  return `Give it with \`-e ${name}=value\`, or in the play's vars: \`vars: { ${name}: value }\`.`;
}
