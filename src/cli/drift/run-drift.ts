import { Writable } from 'node:stream';
import type { CommandIo } from '../command-io.ts';
import { EXIT_PENDING } from '../exit-codes.ts';
import type { RunFlags } from '../run/run-options.ts';
import { runProject } from '../run/run-project.ts';
import { sendMail, sendWebhook } from './notify.ts';

/** A notification contains the end of the output. */
const MOST_LINES = 80;

/** Runs the dry run. If a host has drifted or the run has failed, sends a notification to the webhook and address in the environment. */
export async function runDrift(flags: RunFlags, io: CommandIo): Promise<void> {
  let exitCode = 0;
  let text = '';
  const keep = (stream: Writable): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        text += chunk.toString();
        stream.write(chunk, () => done());
      },
    });
  const own = {
    ...io,
    stdout: keep(io.stdout),
    stderr: keep(io.stderr),
    setExitCode: (code: number) => (exitCode = code),
  };
  await runProject({ ...flags, output: 'plain', diff: true, detailedExitcode: true }, 'check', own);
  if (exitCode !== 0) await notify(exitCode, text, io);
  io.setExitCode(exitCode);
}

async function notify(exitCode: number, text: string, { env, stderr, setExitCode }: CommandIo): Promise<void> {
  const subject =
    exitCode === EXIT_PENDING ? `drift in ${process.cwd()}` : `the drift check of ${process.cwd()} failed`;
  const body = text.trimEnd().split('\n').slice(-MOST_LINES).join('\n');
  const message = { subject: `provision: ${subject}`, body, exitCode };
  const { PROVISION_DRIFT_WEBHOOK: webhook, PROVISION_DRIFT_MAIL: mail } = env;
  try {
    if (webhook) await sendWebhook(webhook, message);
    if (mail) await sendMail(mail, message);
  } catch (error) {
    stderr.write(`the notification could not be sent: ${error instanceof Error ? error.message : String(error)}\n`);
    setExitCode(exitCode);
  }
}
