import { CARTEVO_SEEDS } from '../../src/providers/cartevo/cartevo.simulator-data.js';
import { PARTNER_SEEDS } from '../../src/providers/partner/partner.simulator-data.js';
import { SPHEREPAY_SEEDS } from '../../src/providers/spherepay/spherepay.simulator-data.js';

const { foreign, ...cartevo } = CARTEVO_SEEDS;

/** Another company's customer at Cartevo. */
export const FOREIGN_CUSTOMER = foreign;

const partnerIds = Object.fromEntries(Object.entries(PARTNER_SEEDS).map(([name, { id }]) => [name, id])) as {
  [Name in keyof typeof PARTNER_SEEDS]: string;
};

/** Ids of the sandbox's named customers, by provider and by what each is there to show. */
export const SEEDS = { cartevo, spherepay: SPHEREPAY_SEEDS, partner: partnerIds } as const;
