import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../canonical/errors.js';
import { refuseEncodedBody } from '../request/json-body.js';
import type { GatewayRequest } from '../request/request-state.js';
import { mostFiles, readForm, type FormRules, type ReceivedForm } from './multipart-form.js';
import { UploadBudget } from './upload-budget.js';

const FORM_OVERHEAD_BYTES = 64 * 1024;
// Bodies up to this size, or that of the largest form that is accepted, are read to their end, so that the sender reads
// the answer.
const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

/** Receives multipart forms within the memory budget. */
@Injectable()
export class FormReception {
  constructor(private readonly budget: UploadBudget) {}

  /**
   * Reads the form and hands it over; its memory stays reserved until `use` has finished, and nothing of it is kept.
   * A sender who hangs up or needs longer than `timeoutMs` gives the memory back at once.
   */
  async receive<T>(
    request: GatewayRequest,
    rules: FormRules & { readonly timeoutMs: number },
    use: (form: ReceivedForm) => Promise<T>,
  ): Promise<T> {
    refuseEncodedBody(request);
    const wanted = memoryFor(request, rules);
    const gone = new AbortController();
    const hungUp = () => {
      if (!request.raw.complete)
        gone.abort(new GatewayError('malformed_request', { detail: 'The form was broken off.' }));
    };
    request.raw.once('close', hungUp);
    try {
      const release = await this.budget.reserve(wanted, gone.signal);
      try {
        return await use(await this.read(request, rules, gone));
      } finally {
        release();
      }
    } finally {
      request.raw.off('close', hungUp);
    }
  }

  private async read(request: GatewayRequest, rules: FormRules & { timeoutMs: number }, gone: AbortController) {
    const { promise: broken, reject } = Promise.withResolvers<never>();
    gone.signal.addEventListener('abort', () => reject(gone.signal.reason as GatewayError), { once: true });
    const timer = setTimeout(() => gone.abort(tooSlow()), rules.timeoutMs);
    try {
      gone.signal.throwIfAborted();
      return await Promise.race([readForm(request, rules), broken]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The bytes that are held while a form is read: all of it, and one file a second time while it is put together. */
function memoryFor(request: GatewayRequest, rules: FormRules): number {
  const { maxFileBytes } = rules;
  const most = mostFiles(rules) * maxFileBytes + FORM_OVERHEAD_BYTES;
  const announced = Number(request.headers['content-length'] ?? most);
  const largest = Math.max(LARGEST_BODY_BYTES, most);
  if (announced > largest) throw new GatewayError('body_too_large', { headers: { Connection: 'close' } });
  const held = Math.min(announced, most);
  return held + Math.min(held, maxFileBytes);
}

function tooSlow(): GatewayError {
  const detail = 'The form did not arrive in time.';
  return new GatewayError('malformed_request', { status: 408, detail, headers: { Connection: 'close' } });
}
