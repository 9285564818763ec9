/** Sends a file for a post, and tells how far it is. */

import { ApiError, api, errorOf } from './api.ts';
import type { Attachment } from '../entities.ts';

const FIRST_LOOK_MS = 500;
const SLOWEST_LOOK_MS = 5000;

export interface UploadOptions {
  readonly description?: string | undefined;
  /** From 0 to 1: how much of it has been sent. Preparing it on the server comes after. */
  readonly onProgress?: ((part: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** By XMLHttpRequest: `fetch` does not tell how much of a body has gone. */
function send(file: Blob, { description, onProgress, signal }: UploadOptions): Promise<{ status: number; attachment: Attachment }> {
  const form = new FormData();
  // The fields before the file, so that they are known when it comes.
  if (description !== undefined && description !== '') form.set('description', description);
  form.set('file', file, file instanceof File ? file.name : 'file');
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    request.open('POST', '/api/v2/media');
    request.setRequestHeader('Authorization', 'Session');
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      if (request.status < 300) done({ status: request.status, attachment: JSON.parse(request.responseText) as Attachment });
      else fail(errorOf(request.status, request.responseText, request.getResponseHeader('Retry-After')));
    };
    request.onerror = () => fail(new ApiError(0, 'No connection'));
    request.onabort = () => fail(signal?.reason ?? new DOMException('Stopped', 'AbortError'));
    request.onloadend = () => signal?.removeEventListener('abort', stop);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) return fail(signal.reason);
    request.send(form);
  });
}

const pause = (ms: number, signal?: AbortSignal): Promise<void> => new Promise((done, fail) => {
  const timer = setTimeout(done, ms);
  signal?.addEventListener('abort', () => {
    clearTimeout(timer);
    fail(signal.reason);
  }, { once: true });
});

/** Resolves once the file is ready for a post. @throws ApiError; 422 says what is wrong with the file */
export async function upload(file: Blob, options: UploadOptions = {}): Promise<Attachment> {
  const { status, attachment } = await send(file, options);
  options.onProgress?.(1);
  let found = attachment;
  for (let ms = FIRST_LOOK_MS; status === 202 && found.url === null; ms = Math.min(ms * 1.5, SLOWEST_LOOK_MS)) {
    await pause(ms, options.signal);
    found = await api.get<Attachment>(`/api/v1/media/${attachment.id}`, {}, options.signal === undefined ? {} : { signal: options.signal });
  }
  return found;
}
