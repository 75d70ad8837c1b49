import { programText } from '../../values/program-text.ts';

/**
 * Shell that runs a program in Python, which reads `request`, of one line, on its stdin; without one, what the shell has there. Neither is
 * on a command line. The request stands in the script as it is, so that secrets in it are known as such where scripts are told.
 */
export const pythonProgram = (program: string, request?: string): string =>
  [
    `python3 -I /dev/fd/3 3<<'PROVISION_PROGRAM'${request === undefined ? '' : " <<'PROVISION_REQUEST'"}`,
    programText(program).trimEnd(),
    'PROVISION_PROGRAM',
    ...(request === undefined ? [] : [request, 'PROVISION_REQUEST']),
  ].join('\n');
