import { Refusal, jsonReply } from '../../platform/simulation/simulated-exchange.js';
import type { SimulatedReply, SimulatedRequest, SimulatedRoute } from '../../platform/simulation/simulated-exchange.js';
import type { CartevoSimulatorDesk } from './cartevo.simulator-desk.js';
import { envelope, paged } from './cartevo.simulator-replies.js';
import type { CartevoSimulatorStore } from './cartevo.simulator-store.js';
import { showTransaction, type SimulatedTransaction } from './cartevo.simulator-transactions.js';
import { showCard, showCardDetails, showIssuedCard } from './cartevo.simulator-views.js';

/** The endpoints about cards and their transactions. */
export function cardRoutes(store: CartevoSimulatorStore, desk: CartevoSimulatorDesk): SimulatedRoute[] {
  return [
    { method: 'GET', path: '/customers/:id/transactions', handle: (request) => ofCustomer(store, request) },
    { method: 'GET', path: '/cards', handle: (request) => listAll(store, request) },
    { method: 'GET', path: '/cards/:id', handle: (request) => details(store, request) },
    { method: 'GET', path: '/cards/:id/transactions', handle: (request) => ofCard(store, request) },
    { method: 'POST', path: '/cards', handle: (request) => issue(desk, request) },
    { method: 'PUT', path: '/cards/:id/freeze', handle: (request) => switchState(desk, request, 'freeze') },
    { method: 'PUT', path: '/cards/:id/unfreeze', handle: (request) => switchState(desk, request, 'unfreeze') },
    { method: 'POST', path: '/cards/:id/terminate', handle: (request) => terminate(desk, request) },
    { method: 'POST', path: '/cards/:id/fund', handle: (request) => envelope(200, desk.move(request, 'fund')) },
    { method: 'POST', path: '/cards/:id/withdraw', handle: (request) => envelope(200, desk.move(request, 'withdraw')) },
  ];
}

/** Not paged, and inside an object. */
function listAll(store: CartevoSimulatorStore, { query, scenario }: SimulatedRequest): SimulatedReply {
  const [status, brand, last4] = ['status', 'brand', 'last4'].map((name) => query.get(name));
  const cards = store.allCards(query.get('sync') === 'true').filter(({ record }) => {
    const mask = String(record['masked_pan'] ?? record['masked_number']);
    if (status && record['status'] !== status) return false;
    if (brand && record['brand'] !== brand.toUpperCase()) return false;
    return !last4 || mask.endsWith(last4);
  });
  const shown = cards.map(({ record }) => showCard(record, scenario));
  if (scenario?.name === 'older-server') return jsonReply(200, { data: shown });
  const count = (word: string) => cards.filter(({ record }) => record['status'] === word).length;
  const statistics = {
    total: cards.length,
    active: count('ACTIVE'),
    frozen: count('FROZEN'),
    terminated: count('TERMINATED'),
    pending: count('PENDING'),
    failed: count('FAILED'),
    total_balance: cards.reduce((sum, { record }) => sum + Math.round(Number(record['balance']) * 100), 0) / 100,
    available_slots: 5,
    by_customer: {},
  };
  return envelope(200, { company_id: 'eca5e982-00b5-4aa2-b709-7d5cd673e95c', statistics, cards: shown });
}

/** Here the issuer is asked unless the caller says no. */
function details(store: CartevoSimulatorStore, { params, query, scenario }: SimulatedRequest): SimulatedReply {
  const card = store.card(params['id'] ?? '', scenario, query.get('sync') !== 'false');
  if (card === null) throw new Refusal(404, 'Card not found');
  const shown = showCardDetails(card, scenario);
  return scenario?.name === 'older-server' ? jsonReply(200, { data: shown }) : envelope(200, shown);
}

function ofCustomer(store: CartevoSimulatorStore, request: SimulatedRequest): SimulatedReply {
  const id = request.params['id'] ?? '';
  if (store.customer(id, null) === null) throw new Refusal(404, 'Customer not found');
  return transactions(store, request, ({ customerId }) => customerId === id, { first: 1, limit: 10 });
}

/** The one list whose pages are counted from 0. */
function ofCard(store: CartevoSimulatorStore, request: SimulatedRequest): SimulatedReply {
  const id = request.params['id'] ?? '';
  if (store.card(id, null) === null) throw new Refusal(404, 'Card not found');
  return transactions(store, request, ({ cardId }) => cardId === id, { first: 0, limit: 50 });
}

function transactions(
  store: CartevoSimulatorStore,
  request: SimulatedRequest,
  isOwn: (transaction: SimulatedTransaction) => boolean,
  paging: Parameters<typeof paged>[2],
): SimulatedReply {
  const { scenario } = request;
  const others = scenario?.name === 'wrong-record';
  const chosen = store.till.transactions().filter((transaction) => isOwn(transaction) !== others);
  const shown = chosen.map((transaction) => {
    const card = store.card(transaction.cardId, null);
    const customer = store.customer(transaction.customerId, null);
    return showTransaction(transaction, card ? showCardDetails(card, null) : {}, customer?.record ?? {}, scenario);
  });
  return scenario?.name === 'older-server' ? jsonReply(200, { data: shown }) : paged(shown, request, paging);
}

/** A shape of its own. */
function issue(desk: CartevoSimulatorDesk, request: SimulatedRequest): SimulatedReply {
  const card = desk.issue(request);
  const shown = showIssuedCard(card, request.scenario);
  const body = { status: 'success', message: 'Card created successfully!', card: shown, autoFilledFields: [] };
  return { ...jsonReply(201, body), recordId: String(card.record['id']) };
}

function switchState(
  desk: CartevoSimulatorDesk,
  request: SimulatedRequest,
  action: 'freeze' | 'unfreeze',
): SimulatedReply {
  const { record } = desk.switchState(request, action);
  const data = { card_id: record['id'], card_status: record['status'] };
  return { ...envelope(200, data), recordId: String(record['id']) };
}

function terminate(desk: CartevoSimulatorDesk, request: SimulatedRequest): SimulatedReply {
  const { card, cents } = desk.terminate(request);
  const { id } = card.record;
  // By its type a boolean, in one sample the text.
  const data = {
    card_id: id,
    card_status: 'TERMINATED',
    refund_processed: 'true',
    balance_before_termination: cents / 100,
  };
  return { ...envelope(201, data, { statusCode: 201 }), recordId: String(id) };
}
