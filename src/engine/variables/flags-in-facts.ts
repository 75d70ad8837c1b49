import type { Templated } from '../../expression/compiled.ts';

const FLAGS = new Map([
  ['yes', true],
  ['true', true],
  ['no', false],
  ['false', false],
]);

/**
 * As in Ansible, `set_fact` makes booleans of the texts yes, no, true and false, quoted ones and those of Jinja too. What an EJS
 * expression returns keeps its type. `written`: the parameters of `set_fact`.
 */
export const withFlags = (
  facts: Readonly<Record<string, unknown>>,
  written: Templated,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      const flag = typeof value === 'string' ? FLAGS.get(value.toLowerCase()) : undefined;
      return [name, flag === undefined || isEjs(written, name) ? value : flag];
    }),
  );

function isEjs(written: Templated, name: string): boolean {
  const value = written.kind === 'mapping' ? written.entries.findLast(({ key }) => key === name)?.value : written;
  return value?.kind === 'template' && value.template.dialect !== 'jinja';
}
