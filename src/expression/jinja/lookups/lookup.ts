import type { Kwargs } from '../python/bind-arguments.ts';
import { refused } from '../python/py-error.ts';
import type { JinjaRuntime } from '../runtime/jinja-runtime.ts';

export function lookup(args: readonly unknown[], _kwargs: Kwargs, _$: JinjaRuntime): unknown {
  throw refused(`no lookup ${String(args[0])}`);
}
