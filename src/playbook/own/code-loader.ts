import type { CodeLoader } from '../../controller/load-code.ts';
import type { LoadSession } from '../load-session.ts';

/** What loads a project's code: itself loaded with its first use, since most projects have none. */
export async function codeLoader({ code }: LoadSession): Promise<CodeLoader> {
  const { CodeLoader } = await import('../../controller/load-code.ts');
  code.loader ??= new CodeLoader();
  return code.loader;
}
