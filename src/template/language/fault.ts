import type { Problem } from '../../errors';
import type { Place } from '../../text/place';
import { shown } from '../../text/shown';

/** A rule of the template format that one construct breaks. Caught within template/ and plan/, where it becomes a Problem. */
export class Fault extends Error {
  constructor(
    /** In words, without the place: `calls to "include" are not allowed`. */
    readonly reason: string,
    readonly at?: Place,
    readonly construct?: string,
    readonly fix?: string,
  ) {
    super(reason);
    this.name = 'Fault';
  }
}

/** An answer that is good in itself but that no escape can carry into a place of the template. */
export class Unwritable extends Fault {
  constructor(
    reason: string,
    at: Place,
    construct: string,
    readonly answer: { readonly flag: string; readonly value: string },
    fix?: string,
  ) {
    super(reason, at, construct, fix);
  }
}

/**
 * @param fault what was thrown; anything but a Fault is a bug of ours and is thrown again
 * @param file the template file, relative to the template
 */
export const problemOf = (fault: unknown, file: string): Problem => {
  if (!(fault instanceof Fault)) throw fault;
  const where = fault.at ? `${shown(file)}:${fault.at.line}:${fault.at.column}` : shown(file);
  if (fault instanceof Unwritable) {
    const { flag, value } = fault.answer;
    return {
      code: 'invalid',
      message: `${flag}: ${fault.reason} (${where})`,
      flag,
      value: shown(value),
      ...(fault.fix === undefined ? {} : { fix: fault.fix }),
    };
  }
  return {
    code: 'template',
    message: `${where}: ${fault.construct === undefined ? '' : `${fault.construct}: `}${fault.reason}`,
    flag: where,
    ...(fault.construct === undefined ? {} : { value: fault.construct }),
    ...(fault.fix === undefined ? {} : { fix: fault.fix }),
  };
};
