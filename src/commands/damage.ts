// Several errors as one: what is damaged does not hide what else is.
import { BackupError } from '../domain/errors.ts';

/** More than so many errors are counted, not told. */
const LISTED = 20;

/** All errors as one, of the kind and with the hint of the first. There must be one. */
export function allOf(errors: readonly BackupError[]): BackupError {
  const [first] = errors;
  const messages = errors.slice(0, LISTED).map(({ message }) => message);
  const more = errors.length > LISTED ? [`and ${errors.length - LISTED} more`] : [];
  return new BackupError(first?.kind ?? 'corrupt', [...messages, ...more].join('; '), {
    ...(first?.hint ? { hint: first.hint } : {}),
    cause: first,
  });
}
