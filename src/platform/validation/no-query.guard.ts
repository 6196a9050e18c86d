import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { GatewayRequest } from '../request/request-state.js';
import { unknownParameter, wrongParameters } from './query.pipe.js';

/** Refuses every query parameter: on a write that has none, one that is not known may have been meant to hold it back. */
export class NoQuery implements CanActivate {
  canActivate(context: ExecutionContext): true {
    const names = Object.keys(context.switchToHttp().getRequest<GatewayRequest>().query as object);
    if (names.length > 0) throw wrongParameters(names.map(unknownParameter));
    return true;
  }
}
