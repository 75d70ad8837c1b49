import type {
  TortureBlock,
  TortureInclude,
  TortureItem,
  TorturePlay,
  TorturePlaybook,
  TortureTask,
} from './playbook.ts';

/** How a program's files say what the two programs say differently. */
export interface Dialect {
  /** An expression within text. */
  readonly insert: (expression: string) => string;
  /** The condition that the host is one of these. */
  readonly isOneOf: (hosts: readonly string[]) => string;
  /** Numbers as a list. */
  readonly module: string;
  /** Text of what all hosts have for `v`. */
  readonly peek: string;
  /** The directory of the logs, in text. */
  readonly log: string;
  /** Comes before each command: `sleep 0.1; `. */
  readonly before?: string;
}

/** The files of a playbook by their names; site.yml is the playbook. JSON is YAML. */
export function renderPlaybook({ plays }: TorturePlaybook, dialect: Dialect): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const renderer = new Renderer(dialect, files);
  const text = plays.map((play) => renderer.play(play));
  return { ...files, 'site.yml': `${JSON.stringify(text, undefined, 1)}\n` };
}

type Yaml = Record<string, unknown>;

class Renderer {
  readonly #dialect: Dialect;
  readonly #files: Record<string, string>;

  constructor(dialect: Dialect, files: Record<string, string>) {
    this.#dialect = dialect;
    this.#files = files;
  }

  play({ anyErrorsFatal, maxFailPercentage, serial, handlers, tasks }: TorturePlay): Yaml {
    return {
      hosts: 'all',
      gather_facts: false,
      ...(anyErrorsFatal && { any_errors_fatal: true }),
      ...(maxFailPercentage !== undefined && { max_fail_percentage: maxFailPercentage }),
      ...(serial !== undefined && { serial }),
      handlers: handlers.map(({ name, failsOn }) => ({ name, ...this.#echo(name, failsOn) })),
      tasks: tasks.map((item) => this.#item(item, [])),
    };
  }

  #item(item: TortureItem, loops: readonly string[]): Yaml {
    switch (item.kind) {
      case 'task':
        return this.#task(item, loops);
      case 'block':
        return this.#block(item, loops);
      case 'include':
        return this.#include(item, loops);
      case 'meta':
        return { meta: item.action, ...this.#conditions(item) };
      case 'fact':
        return { name: item.name, set_fact: { v: item.name }, ...this.#conditions(item) };
    }
  }

  #task(task: TortureTask, loops: readonly string[]): Yaml {
    const { name, failsOn, ignoresErrors, runsOnce, loop, delegateTo, notify, peeks } = task;
    const own = loop === undefined ? [] : ['item'];
    const parts = [name, ...[...loops, ...own].map((variable) => this.#dialect.insert(variable))];
    const seen = peeks ? `:${this.#dialect.peek}` : '';
    return {
      name,
      ...this.#echo(`${parts.join('.')}${seen}`, failsOn),
      ...this.#conditions(task),
      ...(loop !== undefined && { loop: numbers(loop) }),
      ...(ignoresErrors && { ignore_errors: true }),
      ...(runsOnce && { run_once: true }),
      ...(delegateTo !== undefined && { delegate_to: delegateTo }),
      ...(notify !== undefined && { notify }),
    };
  }

  #block(block: TortureBlock, loops: readonly string[]): Yaml {
    const list = (items: readonly TortureItem[]): Yaml[] => items.map((item) => this.#item(item, loops));
    return {
      block: list(block.block),
      ...(block.rescue.length > 0 && { rescue: list(block.rescue) }),
      ...(block.always.length > 0 && { always: list(block.always) }),
      ...this.#conditions(block),
    };
  }

  #include(include: TortureInclude, loops: readonly string[]): Yaml {
    const variable = `l${loops.length}`;
    const inner = include.loop === undefined ? loops : [...loops, variable];
    const items = include.items.map((item) => this.#item(tagged(item, include.tag), inner));
    this.#files[`${include.file}.yml`] = `${JSON.stringify(items, undefined, 1)}\n`;
    return {
      include_tasks: `${include.file}.yml`,
      ...this.#conditions(include),
      ...(include.loop !== undefined && { loop: numbers(include.loop), loop_control: { loop_var: variable } }),
    };
  }

  #echo(text: string, failsOn: readonly string[]): Yaml {
    const { insert, log, module, before = '' } = this.#dialect;
    const fails =
      failsOn.length === 0 ? '' : `; case ${insert('inventory_hostname')} in ${failsOn.join('|')}) exit 1;; esac`;
    return { [module]: `${before}echo ${text} >> ${log}/log${fails}` };
  }

  #conditions({
    when,
    tag,
  }: {
    readonly when?: readonly string[] | undefined;
    readonly tag?: string | undefined;
  }): Yaml {
    return {
      ...(when !== undefined && { when: this.#dialect.isOneOf(when) }),
      ...(tag !== undefined && { tags: [tag] }),
    };
  }
}

/** As in Ansible an include's tags are its own, they are given to its tasks too. */
const tagged = (item: TortureItem, tag: string | undefined): TortureItem =>
  tag === undefined || item.kind === 'meta' ? item : { ...item, tag };

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
