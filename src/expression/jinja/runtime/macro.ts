import { typeError } from '../python/py-error.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import { PyObject, Tuple } from '../python/values.ts';

export interface MacroShape {
  readonly name: string;
  readonly parameters: readonly string[];
  /** The special names that its body reads. */
  readonly caller: boolean;
  readonly kwargs: boolean;
  readonly varargs: boolean;
}

interface MacroBody {
  readonly run: (...args: readonly unknown[]) => unknown;
  readonly noCaller: () => unknown;
}

/** A macro, which prints its body when it is called. */
export class Macro extends PyObject {
  readonly type = 'Macro';
  override readonly callable = true;
  readonly #shape: MacroShape;
  readonly #body: MacroBody;

  constructor(shape: MacroShape, body: MacroBody) {
    super();
    this.#shape = shape;
    this.#body = body;
  }

  override attribute(name: string): unknown {
    const { name: own, parameters, caller, kwargs, varargs } = this.#shape;
    if (name === 'name') return own;
    if (name === 'arguments') return Tuple.make(...parameters);
    if (name === 'caller') return caller;
    if (name === 'catch_kwargs') return kwargs;
    return name === 'catch_varargs' ? varargs : undefined;
  }

  override call(args: readonly unknown[], kwargs: Kwargs): unknown {
    const { name, parameters, ...uses } = this.#shape;
    const others: Record<string, unknown> = { ...kwargs };
    const bound = parameters.map((parameter, i) => (i < args.length ? args[i] : take(others, parameter)));
    const caller =
      uses.caller && !parameters.includes('caller') ? (take(others, 'caller') ?? this.#body.noCaller()) : undefined;
    const [other] = Object.keys(others);
    if (other !== undefined && !uses.kwargs) throw typeError(`macro '${name}' takes no keyword argument '${other}'`);
    if (args.length > parameters.length && !uses.varargs) {
      throw typeError(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
    }
    return this.#body.run(...bound, caller, others, Tuple.make(...args.slice(parameters.length)));
  }
}

function take(from: Record<string, unknown>, name: string): unknown {
  if (!Object.hasOwn(from, name)) return undefined;
  const value = from[name];
  Reflect.deleteProperty(from, name);
  return value;
}
