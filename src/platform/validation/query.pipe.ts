import type { PipeTransform } from '@nestjs/common';
import { GatewayError, type FieldProblem } from '../../canonical/errors.js';
import { validateBody } from './validate.js';

/** Checks the query of a request against the class that describes it; unknown parameters are refused. */
export class QueryPipe<T extends object> implements PipeTransform<Record<string, unknown>, T> {
  /** Most requests have no query; whether that is accepted is the same every time. */
  private readonly acceptsNone: boolean;

  constructor(private readonly shape: new () => T) {
    this.acceptsNone = validateBody(shape, {}).problems.length === 0;
  }

  transform(query: Record<string, unknown>): T {
    return this.acceptsNone && Object.keys(query).length === 0 ? new this.shape() : this.check(query);
  }

  private check(query: Record<string, unknown>): T {
    const { value, problems } = validateBody(this.shape, query);
    if (problems.length === 0) return value;
    throw wrongParameters(
      problems.map(({ pointer, code, detail }) => {
        const parameter = (pointer ?? '').slice(1);
        return code === 'unknown_field' ? unknownParameter(parameter) : { parameter, code, detail };
      }),
    );
  }
}

export function unknownParameter(parameter: string): FieldProblem {
  return { parameter, code: 'unknown_parameter', detail: 'is not a parameter of this operation' };
}

export function wrongParameters(problems: readonly FieldProblem[]): GatewayError {
  return new GatewayError('malformed_request', { detail: 'A query parameter is wrong.', problems });
}
