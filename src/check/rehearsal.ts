import type { ControllerAccess } from '../expression/compiled.ts';
import { UnknownRead } from '../expression/run/fault.ts';
import { Unknown } from '../values/unknown.ts';
import { LayeredScope } from '../variables/scope.ts';

/**
 * The variables of an evaluation before the run. It starts no program, computes nothing slow, and notes whether it has read anything else of
 * the controller, which a task may still change.
 */
export class Rehearsal extends LayeredScope {
  #hasLooked = false;

  /** Whether files or the environment of the controller were read. */
  get hasLooked(): boolean {
    return this.#hasLooked;
  }

  controllerFor(host: ControllerAccess): ControllerAccess {
    const noting =
      <A extends unknown[], R>(ask: ((...args: A) => R) | undefined) =>
      (...args: A): R | undefined => {
        this.#hasLooked = true;
        return ask?.(...args);
      };
    return {
      env: noting(host.env.bind(host)),
      readFile: noting(host.readFile.bind(host)),
      listFiles: (glob) => noting(host.listFiles.bind(host))(glob) ?? [],
      readTemplate: noting(host.readTemplate.bind(host)),
      findFile: noting(host.findFile?.bind(host)),
      lookAt: noting(host.lookAt?.bind(host)),
      realPath: noting(host.realPath?.bind(host)),
      suggestFile: (path, kind) => host.suggestFile?.(path, kind),
      dialect: () => host.dialect?.(),
      beforeSlow: () => untold('it is computed in the run'),
      digest: () => untold('a digest is computed in the run'),
      runCommand: () => untold('the command is started in the run'),
    };
  }
}

function untold(reason: string): never {
  throw new UnknownRead(new Unknown(reason));
}
