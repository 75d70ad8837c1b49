import { programText } from '../../values/program-text.ts';
import loop from './loop.sh';

/** The program that serves a session on the host; its protocol is described in loop.sh. */
export const SHELL_LOOP = programText(loop);
