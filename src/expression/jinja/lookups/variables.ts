import { hasKeyOf, itemsOf } from '../python/iterate.ts';
import { PyError } from '../python/py-error.ts';
import { compileRegex } from '../python/regex.ts';
import { search } from '../python/regex-match.ts';
import { str } from '../python/repr.ts';
import { Undefined } from '../python/undefined.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { lookupOf } from './define.ts';

function env(terms: readonly unknown[], { default: fallback = '' }: Kwargs, $: TemplateContext): unknown[] {
  return terms.map((term) => {
    const value = $.world.host.env(str(term).split(/\s+/)[0] ?? '') ?? fallback;
    return value instanceof Undefined ? value.raise() : value;
  });
}

function vars(terms: readonly unknown[], options: Kwargs, $: TemplateContext): unknown[] {
  return terms.map((term) => {
    const value = $.resolveHeld(str(term), $.at);
    if (!(value instanceof Undefined)) return value;
    return 'default' in options ? options['default'] : value.raise();
  });
}

const FLAGS = { ignoreCase: false, multiline: false };

function varNames(terms: readonly unknown[], _: Kwargs, $: TemplateContext): unknown[] {
  const names = [...$.world.scope.names()];
  return terms.flatMap((term) => names.filter((name) => search(compileRegex(str(term), FLAGS), name) !== undefined));
}

/** The hosts of a pattern: names and groups, combined with `:`, `,`, `!` and `&`. */
function hostNames(terms: readonly unknown[], _: Kwargs, $: TemplateContext): unknown[] {
  const groups = $.resolve('groups', $.at);
  const members = (name: string): unknown[] =>
    hasKeyOf(groups, name) ? [...itemsOf($.item(groups, name, $.at))] : [name];
  let hosts: unknown[] = [];
  for (const part of terms.flatMap((term) => str(term).split(/[:,]/)).map((text) => text.trim())) {
    if (/[*~[]/.test(part)) throw new PyError('Refused', 'inventory_hostnames takes names of hosts and groups here');
    const named = members(part.replace(/^[!&]/, ''));
    if (part.startsWith('!')) hosts = hosts.filter((host) => !named.includes(host));
    else if (part.startsWith('&')) hosts = hosts.filter((host) => named.includes(host));
    else hosts = [...new Set([...hosts, ...named])];
  }
  return hosts;
}

/** Lookups of variables and hosts. */
export const VARIABLE_LOOKUPS = [
  lookupOf('env', env),
  lookupOf('vars', vars),
  lookupOf('varnames', varNames),
  lookupOf('inventory_hostnames', hostNames),
];
