import { spawn } from 'node:child_process';

export interface Message {
  /** One line. */
  readonly subject: string;
  readonly body: string;
  readonly exitCode: number;
}

const PATIENCE_MS = 30_000;

/** Posts a JSON document; chat servers (Slack, Mattermost, Rocket.Chat) display its `text`. Rejects if the server refuses it; the URL is a secret and never part of a message. */
export async function sendWebhook(url: string, { subject, body, exitCode }: Message): Promise<void> {
  const { host } = new URL(url);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: `${subject}\n\`\`\`\n${body}\n\`\`\``, subject, body, exitCode }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((cause: unknown) => {
    const { cause: inner = cause } = cause as { readonly cause?: unknown };
    throw new Error(`${host} does not answer: ${inner instanceof Error ? inner.message : String(inner)}`, { cause });
  });
  if (!response.ok) throw new Error(`${host} answered ${response.status}`);
}

/** Sends a mail with sendmail(8), which every mail server provides. */
export function sendMail(address: string, { subject, body }: Message): Promise<void> {
  const text = `To: ${address}\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${body}\n`;
  return new Promise((done, fail) => {
    const child = spawn('/usr/sbin/sendmail', ['-t', '-i'], {
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: PATIENCE_MS,
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => fail(new Error(`sendmail: ${error.message}`)));
    child.on('close', (code) =>
      code === 0 ? done() : fail(new Error(`sendmail: ${said.trim() || `exit status ${code ?? '?'}`}`)),
    );
    child.stdin.end(text);
  });
}
