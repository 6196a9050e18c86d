import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CardAnswer, CardListAnswer, TransactionListAnswer } from '../../canonical/answers.js';
import { ApiRead } from '../../platform/problem/api-problems.js';
import { NeedsKey } from '../../platform/request/access.js';
import type { GatewayRequest } from '../../platform/request/request-state.js';
import { QueryPipe } from '../../platform/validation/query.pipe.js';
import { idSchema } from '../provider-id.js';
import { ProviderRegistry } from '../provider.registry.js';
import { PageQuery } from '../queries.js';
import { CartevoAdapter } from './cartevo.adapter.js';
import { CardListQuery, CardTransactionsQuery, CardsQuery, toCardFilters } from './cartevo.queries.js';

const provider = 'cartevo';
const CUSTOMER = {
  name: 'id',
  schema: idSchema(provider, '4d4dad81-7899-4612-a9f6-133ce56a4507'),
  description: 'The gateway’s id (`cartevo:…`) or Cartevo’s own.',
};
const CARD = { ...CUSTOMER, schema: idSchema(provider, '91b3c6d6-111b-44da-9f81-16f019bebe8c') };

/** Reads of Cartevo’s cards and their transactions in canonical form. */
@ApiTags('Cartevo')
@Controller('v1/cartevo')
export class CartevoCardsController {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly adapter: CartevoAdapter,
  ) {}

  @Get('customers/:id/cards')
  @NeedsKey('cards:read', provider, 'listCustomerCards')
  @ApiOperation({ operationId: 'listCartevoCustomerCards', summary: 'List the cards of a customer' })
  @ApiParam(CUSTOMER)
  @ApiRead(CardListAnswer, 'resource_not_found')
  ofCustomer(
    @Param('id') given: string,
    @Query(new QueryPipe(CardsQuery)) query: CardsQuery,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = this.registry.requireId(provider, given);
    const refresh = query.refresh === 'true';
    // A list: a write on a card that does not say whose it is ends it as well.
    const subject = { list: { cardsOf: id } };
    const read = { provider, operation: 'listCustomerCards', subject, refresh, request, query } as const;
    return this.registry.read(read, reply, (call) => this.adapter.listCustomerCards(id, refresh, call));
  }

  @Get('customers/:id/transactions')
  @NeedsKey('cards:read', provider, 'listCustomerTransactions')
  @ApiOperation({ operationId: 'listCartevoCustomerTransactions', summary: 'List the card transactions of a customer' })
  @ApiParam(CUSTOMER)
  @ApiRead(TransactionListAnswer, 'resource_not_found')
  transactionsOfCustomer(
    @Param('id') given: string,
    @Query(new QueryPipe(PageQuery)) query: PageQuery,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = this.registry.requireId(provider, given);
    const { limit = null, cursor = null } = query;
    const subject = { list: { transactionsOf: id, limit, cursor } };
    const read = { provider, operation: 'listCustomerTransactions', subject, request, query } as const;
    const page = { list: `transactions of ${id}`, limit, cursor, filters: {} };
    return this.registry.read(read, reply, (call) => this.adapter.listCustomerTransactions(id, page, call));
  }

  @Get('cards')
  @NeedsKey('cards:read', provider, 'listCards')
  @ApiOperation({ operationId: 'listCartevoCards', summary: 'List all cards' })
  @ApiRead(CardListAnswer)
  all(
    @Query(new QueryPipe(CardListQuery)) query: CardListQuery,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { limit = null, cursor = null } = query;
    const filters = toCardFilters(query);
    const subject = { list: { limit, cursor, ...filters } };
    const read = { provider, operation: 'listCards', subject, request, query } as const;
    return this.registry.read(read, reply, (call) =>
      this.adapter.listCards({ list: 'cartevo cards', limit, cursor, filters }, call),
    );
  }

  @Get('cards/:id')
  @NeedsKey('cards:read', provider, 'getCard')
  @ApiOperation({ operationId: 'getCartevoCard', summary: 'Read a card' })
  @ApiParam(CARD)
  @ApiRead(CardAnswer, 'resource_not_found')
  one(
    @Param('id') given: string,
    @Query(new QueryPipe(CardsQuery)) query: CardsQuery,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = this.registry.requireId(provider, given);
    const refresh = query.refresh === 'true';
    const read = { provider, operation: 'getCard', subject: { id }, refresh, request, query } as const;
    return this.registry.read(read, reply, (call) => this.adapter.getCard(id, refresh, call));
  }

  @Get('cards/:id/transactions')
  @NeedsKey('cards:read', provider, 'listCardTransactions')
  @ApiOperation({ operationId: 'listCartevoCardTransactions', summary: 'List the transactions of a card' })
  @ApiParam(CARD)
  @ApiRead(TransactionListAnswer, 'resource_not_found')
  transactionsOfCard(
    @Param('id') given: string,
    @Query(new QueryPipe(CardTransactionsQuery)) query: CardTransactionsQuery,
    @Req() request: GatewayRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = this.registry.requireId(provider, given);
    const { limit = null, cursor = null } = query;
    const refresh = query.refresh === 'true';
    const subject = { list: { transactionsOfCard: id, limit, cursor } };
    const read = { provider, operation: 'listCardTransactions', subject, refresh, request, query } as const;
    const page = { list: `transactions of card ${id}`, limit, cursor, filters: { sync: `${refresh}` } };
    return this.registry.read(read, reply, (call) => this.adapter.listCardTransactions(id, page, call));
  }
}
