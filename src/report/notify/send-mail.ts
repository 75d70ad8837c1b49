import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import type { Notice } from './notice.ts';

const WITHIN_MS = 30_000;

/** Sends a mail with sendmail(8) of this machine, like cron. Rejects if it is missing or refuses the mail. */
export function sendMail(address: string, notice: Notice, env: NodeJS.ProcessEnv): Promise<void> {
  // sendmail is not in everybody's PATH
  const path = [env['PATH'] ?? '', '/usr/sbin', '/usr/lib'].join(delimiter);
  const sendmail = spawn('sendmail', ['-i', '--', address], {
    env: { ...env, PATH: path },
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: WITHIN_MS,
  });
  let said = '';
  sendmail.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  // if sendmail ends early, its exit status is reported
  sendmail.stdin.on('error', () => undefined);
  sendmail.stdin.end(renderMail(address, notice));
  return new Promise((resolve, reject) => {
    sendmail.on('error', ({ message }) => reject(new Error(`sendmail can't be run: ${message}`)));
    sendmail.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`sendmail ended with ${code ?? 'a signal'}${said === '' ? '' : `: ${said.trim()}`}`));
    });
  });
}

/** Internet Message Format (RFC 5322) in UTF-8; the subject is an encoded word (RFC 2047). */
function renderMail(address: string, { text, reason, run }: Notice): string {
  const [first = ''] = text.split('\n');
  return [
    `To: ${address}`,
    ...encodeSubject(first),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    'Auto-Submitted: auto-generated',
    `X-Provision-Reason: ${reason}`,
    `X-Provision-Run: ${run.replaceAll(/[^\w.-]/g, '')}`,
    '',
    ...(Buffer.from(`${text}\n`)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '',
  ].join('\n');
}

/** An encoded word has at most 75 characters: 45 bytes of text, in whole characters. */
function encodeSubject(text: string): string[] {
  const words: string[] = [''];
  for (const character of text) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > 45) words.push(character);
    else words[words.length - 1] = last + character;
  }
  return words.map((word, index) => {
    const encoded = `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`;
    return index === 0 ? `Subject: ${encoded}` : ` ${encoded}`;
  });
}
