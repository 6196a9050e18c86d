import type { PipeTransform } from '@nestjs/common';
import { GatewayError } from '../../canonical/errors.js';
import { validateBody } from './validate.js';

/** Checks the query of a request against the class that describes it; unknown parameters are refused. */
export class QueryPipe<T extends object> implements PipeTransform<Record<string, unknown>, T> {
  constructor(private readonly shape: new () => T) {}

  transform(query: Record<string, unknown>): T {
    for (const _name in query) return this.check(query);
    return new this.shape();
  }

  private check(query: Record<string, unknown>): T {
    const { value, problems } = validateBody(this.shape, { ...query });
    if (problems.length === 0) return value;
    throw new GatewayError('malformed_request', {
      detail: 'A query parameter is wrong.',
      problems: problems.map(({ pointer, code, detail }) => ({
        parameter: (pointer ?? '').slice(1),
        code: code === 'unknown_field' ? 'unknown_parameter' : code,
        detail: code === 'unknown_field' ? 'is not a parameter of this operation' : detail,
      })),
    });
  }
}
