import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { GatewayError } from '../canonical/errors.js';
import { Lifecycle } from '../platform/lifecycle/lifecycle.js';
import { ApiOpenProblems } from '../platform/problem/api-problems.js';
import { Open } from '../platform/request/access.js';
import type { GatewayRequest } from '../platform/request/request-state.js';
import { HealthAnswer } from './health.entity.js';
import { localMeta } from './local-meta.js';

/** Whether the process lives, and whether it wants requests. Neither depends on a provider. */
@ApiTags('Gateway')
@Controller('health')
export class HealthController {
  constructor(private readonly lifecycle: Lifecycle) {}

  @Get('live')
  @Open()
  @ApiOperation({ operationId: 'getLiveness', summary: 'The process is alive' })
  @ApiOkResponse({ type: HealthAnswer })
  @ApiOpenProblems()
  live(@Req() request: GatewayRequest): HealthAnswer {
    return { data: { status: 'alive' }, meta: localMeta(request) };
  }

  @Get('ready')
  @Open()
  @ApiOperation({ operationId: 'getReadiness', summary: 'The process takes requests' })
  @ApiOkResponse({ type: HealthAnswer })
  @ApiOpenProblems()
  ready(@Req() request: GatewayRequest): HealthAnswer {
    if (this.lifecycle.phase !== 'serving')
      throw new GatewayError('overloaded', { detail: 'The gateway is shutting down.' });
    return { data: { status: 'ready' }, meta: localMeta(request) };
  }
}
