/**
 * Refusals: the one kind of error that is meant for the person who asked. Everything else that is thrown is a fault of
 * ours and is answered without its text.
 */

/** `details` maps a field to what is wrong with it, in the field's own form (`ERR_TAKEN`, …). */
export interface FieldError {
  error: string;
  description: string;
}

export class Refusal extends Error {
  readonly status: number;
  readonly details: Record<string, FieldError[]> | undefined;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;
  /** Machine-readable OAuth code (RFC 6749 section 5.2), where the answer is an OAuth one. */
  readonly oauth: string | undefined;

  constructor(
    status: number,
    message: string,
    more: { details?: Record<string, FieldError[]>; retryAfter?: number; oauth?: string } = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.details = more.details;
    this.retryAfter = more.retryAfter;
    this.oauth = more.oauth;
  }
}

/** The same for "not there" and "not yours", so that nobody can ask which of the two it is. */
export const notFound = (): Refusal => new Refusal(404, 'Record not found');
export const conflict = (message: string): Refusal => new Refusal(409, message);
export const gone = (message = 'This is gone'): Refusal => new Refusal(410, message);
export const badRequest = (message: string): Refusal => new Refusal(400, message);
export const unauthorised = (message = 'The access token is invalid'): Refusal => new Refusal(401, message);
export const forbidden = (message = 'This action is not allowed'): Refusal => new Refusal(403, message);
export const invalid = (message: string, details?: Record<string, FieldError[]>): Refusal =>
  new Refusal(422, message, details ? { details } : {});
export const tooMany = (message: string, retryAfter: number): Refusal => new Refusal(429, message, { retryAfter });
export const unavailable = (message: string, retryAfter = 2): Refusal => new Refusal(503, message, { retryAfter });
