import { setTimeout as sleep } from 'node:timers/promises';

interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const WITHIN_MS = 10_000;
/** Pauses before the retries. */
const PAUSES_MS = [500, 2000];

/** Posts JSON to a web server, with retries if it is busy or unreachable. Rejects with the reason, which does not contain the URL. */
export async function postJson(post: Post): Promise<void> {
  for (const pauseMs of PAUSES_MS) {
    const problem = await tryOnce(post);
    if (problem === undefined) return;
    if (!problem.mayPass) throw new Error(problem.what);
    await sleep(pauseMs);
  }
  const problem = await tryOnce(post);
  if (problem !== undefined) throw new Error(problem.what);
}

interface Problem {
  readonly what: string;
  readonly mayPass: boolean;
}

async function tryOnce({ url, headers, body }: Post): Promise<Problem | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    // releases the connection
    await response.arrayBuffer();
    if (response.ok) return undefined;
    return {
      what: `the server answered ${response.status}`,
      mayPass: response.status >= 500 || response.status === 429,
    };
  } catch (error) {
    return { what: reasonOf(error as Error), mayPass: true };
  }
}

/** The message of `fetch` only says that it has failed; the reason is its cause, which may have a code instead of a message. */
function reasonOf({ message, cause }: Error): string {
  const { message: words, code } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  return [words, code].find((one) => one !== undefined && one !== '') ?? message;
}
