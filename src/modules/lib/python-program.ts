import { programText } from '../../values/program-text.ts';

/**
 * Shell code that runs a Python program with `request`, one line, on its stdin, or otherwise with the shell's stdin. Neither is on a
 * command line. The request is in the script verbatim, so that its secrets are masked in displayed scripts.
 */
export const pythonProgram = (program: string, request?: string): string =>
  [
    `python3 -I /dev/fd/3 3<<'PROVISION_PROGRAM'${request === undefined ? '' : " <<'PROVISION_REQUEST'"}`,
    programText(program).trimEnd(),
    'PROVISION_PROGRAM',
    ...(request === undefined ? [] : [request, 'PROVISION_REQUEST']),
  ].join('\n');
