import { Body, Controller, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CardAnswer, TransactionAnswer } from '../../canonical/answers.js';
import { ApiWriteProblems } from '../../platform/problem/api-problems.js';
import { NeedsKey } from '../../platform/request/access.js';
import type { GatewayRequest } from '../../platform/request/request-state.js';
import { NoQuery } from '../../platform/validation/no-query.guard.js';
import { refuseFields } from '../input/refusals.js';
import type { OperationContext } from '../provider.js';
import { ProviderRegistry } from '../provider.registry.js';
import { CartevoAdapter } from './cartevo.adapter.js';
import { CARD_PROBLEMS, CREATE_PROBLEMS, MOVEMENT_PROBLEMS, OnCard } from './cartevo.card.api.js';
import { readCreateCard, readMovement } from './cartevo.card.create.js';
import { CreateCartevoCard, CreateCartevoMovement } from './cartevo.card.dto.js';
import type { Movement, StateChange } from './cartevo.card-writes.js';

const provider = 'cartevo';
const ACTIVE_CARD = '91b3c6d6-111b-44da-9f81-16f019bebe8c';
const FROZEN_CARD = 'ca4d0140-feed-4bad-8ace-ca4d0140cafe';

/** Writes on Cartevo’s cards. */
@ApiTags('Cartevo')
@UseGuards(new NoQuery())
@Controller('v1/cartevo/cards')
export class CartevoCardWritesController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly adapter: CartevoAdapter,
  ) {}

  @Post()
  @NeedsKey('cards:write', provider, 'createCard')
  @ApiOperation({ operationId: 'createCartevoCard', summary: 'Issue a virtual card' })
  @ApiBody({ type: CreateCartevoCard })
  @ApiCreatedResponse({ type: CardAnswer })
  @ApiWriteProblems(...CREATE_PROBLEMS)
  create(
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const command = readCreateCard(body);
    const write = {
      provider,
      operation: 'createCard',
      request,
      sent: command.nameOnCard === null ? [] : [command.nameOnCard],
      target: null,
      asked: () => command,
      evidence: (call: OperationContext) => this.adapter.evidenceOfNewCard(command, call),
      // A list may show a card without its brand, and its balance may have changed since.
      effect: { customerId: command.customerId },
      check: `/v1/cartevo/customers/${command.customerId}/cards`,
      location: '/v1/cartevo/cards',
    } as const;
    return this.registry.write(write, reply, (call) => this.adapter.createCard(command, call));
  }

  @Post(':id/freeze')
  @HttpCode(200)
  @NeedsKey('cards:write', provider, 'freezeCard')
  @OnCard('freezeCartevoCard', 'Freeze a card until it is unfrozen', ACTIVE_CARD)
  @ApiOkResponse({ type: CardAnswer })
  @ApiWriteProblems(...CARD_PROBLEMS)
  freeze(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.change('freezeCard', given, body, request, reply);
  }

  @Post(':id/unfreeze')
  @HttpCode(200)
  @NeedsKey('cards:write', provider, 'unfreezeCard')
  @OnCard('unfreezeCartevoCard', 'Make a frozen card usable again', FROZEN_CARD)
  @ApiOkResponse({ type: CardAnswer })
  @ApiWriteProblems(...CARD_PROBLEMS)
  unfreeze(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.change('unfreezeCard', given, body, request, reply);
  }

  @Post(':id/terminate')
  @HttpCode(200)
  @NeedsKey('cards:write', provider, 'terminateCard')
  @OnCard('terminateCartevoCard', 'Close a card for good; what is left on it goes back to your wallet', ACTIVE_CARD)
  @ApiOkResponse({ type: CardAnswer })
  @ApiWriteProblems(...CARD_PROBLEMS)
  terminate(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.change('terminateCard', given, body, request, reply);
  }

  @Post(':id/fund')
  @HttpCode(200)
  @NeedsKey('cards:write', provider, 'fundCard')
  @OnCard('fundCartevoCard', 'Move money from your wallet to a card', ACTIVE_CARD)
  @ApiBody({ type: CreateCartevoMovement })
  @ApiOkResponse({ type: TransactionAnswer })
  @ApiWriteProblems(...MOVEMENT_PROBLEMS)
  fund(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.move('fundCard', given, body, request, reply);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @NeedsKey('cards:write', provider, 'withdrawFromCard')
  @OnCard('withdrawFromCartevoCard', 'Move money from a card back to your wallet', ACTIVE_CARD)
  @ApiBody({ type: CreateCartevoMovement })
  @ApiOkResponse({ type: TransactionAnswer })
  @ApiWriteProblems(...MOVEMENT_PROBLEMS)
  withdraw(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.move('withdrawFromCard', given, body, request, reply);
  }

  private change(operation: StateChange, given: string, body: unknown, request: GatewayRequest, reply: FastifyReply) {
    refuseFields(body);
    const id = this.registry.requireId(provider, given);
    const check = `/v1/cartevo/cards/${encodeURIComponent(id)}`;
    const write = { provider, operation, request, target: id, asked: () => ({ id }), evidence: {}, check } as const;
    return this.registry.write(write, reply, (call) => this.adapter[operation](id, call));
  }

  private move(operation: Movement, given: string, body: unknown, request: GatewayRequest, reply: FastifyReply) {
    const id = this.registry.requireId(provider, given);
    const command = readMovement(body);
    const write = {
      provider,
      operation,
      request,
      target: id,
      asked: () => ({ id, ...command }),
      evidence: (call: OperationContext) => this.adapter.evidenceOfMovement(operation, id, command, call),
      check: `/v1/cartevo/cards/${encodeURIComponent(id)}/transactions`,
    } as const;
    return this.registry.write(write, reply, (call) => this.adapter[operation](id, command, call));
  }
}
