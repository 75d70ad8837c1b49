/** The text of a program's file as it is sent to a host: without comment lines. */
export const programText = (file: string): string => file.replace(/^[ \t]*#.*\n/gm, '');
