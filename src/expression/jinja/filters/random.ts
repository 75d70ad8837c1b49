import { createHash } from 'node:crypto';
import { truth } from '../python/compare.ts';
import { itemsOf } from '../python/iterate.ts';
import { PyRandom } from '../python/random.ts';
import { PyError, refused, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { charsOf } from '../python/text.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isDict, isInt } from '../python/values.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { filter } from './define.ts';
import { hostSeed } from './host-seed.ts';

const HINT = 'Give it a seed, such as seed=inventory_hostname: without one, the result would change in each run.';

/** The seed; by default the host's name. Characters are not chosen this way: they may become a password, which must be unpredictable. */
function seedFor(what: string, items: readonly unknown[], given: unknown, { world }: TemplateContext): unknown {
  if (given !== null) return given;
  if (items.length > 0 && items.every((item) => typeof item === 'string' && charsOf(item).length === 1))
    throw refused(`${what} of characters would give another value each time`, HINT);
  return hostSeed(world, what, HINT);
}

function random(
  value: unknown,
  [start = null, step = null, seed = null]: readonly unknown[],
  $: TemplateContext,
): unknown {
  refuseUndefined(value);
  const chars = typeof value === 'string' ? charsOf(value) : Array.isArray(value) ? value : [];
  const generator = new PyRandom(seedFor('random', chars, seed, $));
  if (isInt(value) || typeof value === 'boolean') {
    const [from, by] = [truth(start) ? Number(start) : 0, truth(step) ? Number(step) : 1];
    const count = Math.ceil((Number(value) - from) / by);
    if (count <= 0) throw valueError('empty range for random');
    return from + by * generator.below(count);
  }
  if (truth(start) || truth(step)) throw valueError('start and step can only be used with integer values');
  if (isDict(value)) throw new PyError('KeyError', 'random cannot choose from a dict');
  const items = typeof value === 'string' ? charsOf(value) : itemsOf(value);
  if (items.length === 0) throw new PyError('IndexError', 'Cannot choose from an empty sequence');
  return items[generator.below(items.length)];
}

function shuffle(value: unknown, [seed = null]: readonly unknown[], $: TemplateContext): unknown {
  const items = [...itemsOf(value)];
  const generator = new PyRandom(seedFor('shuffle', items, truth(seed) ? seed : null, $));
  for (let i = items.length - 1; i > 0; i--) {
    const j = generator.below(i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

const NAMESPACE = '361E6D51-FAEC-444A-9079-341386DA8E2E';

/** A UUID of version 5. */
function toUuid(value: unknown, namespace: string): string {
  const hex = namespace.replace(/[{}-]|^urn:uuid:/g, '');
  if (!/^[\da-f]{32}$/i.test(hex)) throw valueError('the namespace of to_uuid is no UUID');
  const digest = createHash('sha1').update(Buffer.from(hex, 'hex')).update(str(value), 'utf8').digest().subarray(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Filters that are random in Ansible, but not here: with a seed they give Ansible's results, without one they depend on the host. */
export const RANDOM_FILTERS = [
  filter('random', 'start? step? seed?', random),
  filter('shuffle', 'seed?', shuffle),
  filter('to_uuid', 'namespace?', (value, [namespace = NAMESPACE]) => toUuid(value, str(namespace))),
];
