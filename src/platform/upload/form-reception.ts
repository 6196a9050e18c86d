import { Injectable } from '@nestjs/common';
import { refuseEncodedBody } from '../request/json-body.js';
import type { GatewayRequest } from '../request/request-state.js';
import { readForm, type FormRules, type ReceivedForm } from './multipart-form.js';
import { UploadBudget } from './upload-budget.js';

const FORM_OVERHEAD_BYTES = 64 * 1024;

/** Receives multipart forms within the memory budget. */
@Injectable()
export class FormReception {
  constructor(private readonly budget: UploadBudget) {}

  /**
   * Reads the form and hands it over; its memory stays reserved until `use` has finished, and nothing of it is kept.
   */
  async receive<T>(request: GatewayRequest, rules: FormRules, use: (form: ReceivedForm) => Promise<T>): Promise<T> {
    refuseEncodedBody(request);
    const most = rules.files.length * rules.maxFileBytes + FORM_OVERHEAD_BYTES;
    const announced = Number(request.headers['content-length'] ?? most);
    const release = await this.budget.reserve(Math.min(announced, most));
    try {
      return await use(await readForm(request, rules));
    } finally {
      release();
    }
  }
}
