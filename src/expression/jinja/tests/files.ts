import type { FileLook } from '../../compiled.ts';
import { refused, typeError } from '../python/py-error.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { typeName } from '../python/values.ts';
import { askHost } from '../runtime/ask-host.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { test } from './define.ts';

function pathOf(value: unknown): string {
  refuseUndefined(value);
  if (typeof value === 'string') return value;
  throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(value)}`);
}

/** The type of a path on the controller; undefined if it does not exist. */
function look(value: unknown, $: TemplateContext): FileLook | undefined {
  const path = pathOf(value);
  if (!$.world.host.lookAt) throw refused('An expression knows no files here');
  return askHost($.world.host, (host) => host.lookAt?.(path));
}

function isSame(value: unknown, other: unknown, $: TemplateContext): boolean {
  const [a, b] = [look(value, $)?.id, look(other, $)?.id];
  if (a === undefined || b === undefined) throw refused('same_file takes two files that are there');
  return a === b;
}

/** Ansible's tests for files, which are on the machine that runs provision. */
export const FILE_TESTS = [
  test('exists', '', (value, _, $) => look(value, $)?.kind !== undefined),
  test('file is_file', '', (value, _, $) => look(value, $)?.kind === 'file'),
  test('directory is_dir', '', (value, _, $) => look(value, $)?.kind === 'directory'),
  test('link is_link', '', (value, _, $) => look(value, $)?.isLink === true),
  test('link_exists', '', (value, _, $) => look(value, $) !== undefined),
  test('abs is_abs', '', (value) => pathOf(value).startsWith('/')),
  test('same_file is_same_file', 'path', (value, [other], $) => isSame(value, other, $)),
];
