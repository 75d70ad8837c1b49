import type { CodeLoader } from '../../controller/load-code.ts';
import type { LoadSession } from '../load-session.ts';

/** The loader of a project's code. It is loaded on first use, since most projects have no code. */
export async function codeLoader({ code }: LoadSession): Promise<CodeLoader> {
  const { CodeLoader } = await import('../../controller/load-code.ts');
  code.loader ??= new CodeLoader();
  return code.loader;
}
