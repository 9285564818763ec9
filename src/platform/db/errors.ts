/** What can go wrong with a statement, in classes that a caller can act on. */

/**
 * - `unique`, `foreignKey`, `check`: a constraint refused the write; `constraint` names it.
 * - `serialization`: a conflict or deadlock with another transaction; `transaction` has already tried again.
 * - `timeout`: the statement ran longer than it may, and was ended.
 * - `unavailable`: the database is away or overloaded; nothing was written.
 * - `outcomeUnknown`: the connection broke while a write or a COMMIT was under way; it may have happened.
 * - `invalidInput`: a value that PostgreSQL cannot hold. Schemas should catch it earlier.
 */
export type DatabaseErrorKind =
  | 'unique'
  | 'foreignKey'
  | 'check'
  | 'serialization'
  | 'timeout'
  | 'unavailable'
  | 'outcomeUnknown'
  | 'invalidInput'
  | 'other';

type Details = { code?: string | undefined; constraint?: string | undefined; stalePlan?: boolean; cause?: unknown };

/** Every failure of a statement is one of these. Its message may quote values: it is for the log, never for an answer. */
export class DatabaseError extends Error {
  readonly kind: DatabaseErrorKind;
  /** SQLSTATE (PostgreSQL manual, appendix A), where the server answered. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  /** A table changed under the prepared statement, which did nothing: it works when it is prepared anew. */
  readonly stalePlan: boolean;

  constructor(kind: DatabaseErrorKind, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DatabaseError';
    this.kind = kind;
    this.code = details.code;
    this.constraint = details.constraint;
    this.stalePlan = details.stalePlan ?? false;
  }
}

const kindOfState: Record<string, DatabaseErrorKind> = {
  '23505': 'unique',
  '23P01': 'unique',
  '23503': 'foreignKey',
  '23001': 'foreignKey',
  '23514': 'check',
  '23502': 'check',
  '40001': 'serialization',
  '40P01': 'serialization',
  '55P03': 'timeout',
  '57014': 'timeout',
  // Ended for idling inside a transaction or for its length: it was rolled back.
  '25P03': 'timeout',
  '25P04': 'timeout',
  // Asked to sort, hash or lock more than there is room for, or the disk is full: later it may work.
  '53100': 'unavailable',
  '53200': 'unavailable',
  '53300': 'unavailable',
  '53400': 'unavailable',
  '42601': 'invalidInput',
  // jsonb has no U+0000 and no lone surrogates; a regular expression or a path was malformed.
  '2201B': 'invalidInput',
};

/** The class of a SQLSTATE. */
function kindOf(code: string): DatabaseErrorKind {
  const exact = kindOfState[code];
  if (exact !== undefined) return exact;
  if (code.startsWith('22')) return 'invalidInput';
  if (code.startsWith('57P') || code.startsWith('08') || code === '58030') return 'unavailable';
  return 'other';
}

/** An error as `pg` gives it: of the server (with a SQLSTATE) or of the socket. */
type DriverError = { message?: string; code?: string; severity?: string; constraint?: string };

function isServerError(error: unknown): error is Required<Pick<DriverError, 'code' | 'severity'>> & DriverError {
  const { code, severity } = error as DriverError;
  return typeof code === 'string' && code.length === 5 && severity !== undefined;
}

/** Whether the server kept the connection after this error. FATAL means that it did not. */
export function endsConnection(error: unknown): boolean {
  if (!isServerError(error)) return true;
  return error.severity !== 'ERROR';
}

/** Makes a DatabaseError of what the driver threw. */
export function toDatabaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { message = String(error), constraint } = error as DriverError;
  if (!isServerError(error)) return new DatabaseError('unavailable', `No connection to the database: ${message}`, { cause: error });
  const stalePlan = error.code === '0A000' && message.includes('cached plan');
  // As with a conflict, running the transaction again mends it.
  const kind = stalePlan ? 'serialization' : kindOf(error.code);
  return new DatabaseError(kind, message, { code: error.code, constraint, stalePlan, cause: error });
}
