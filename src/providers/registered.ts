import { cartevo } from './cartevo/cartevo.module.js';
import { partner } from './partner/partner.module.js';
import type { ProviderRegistration } from './provider.js';
import { spherePay } from './spherepay/spherepay.module.js';

/** Every provider of the gateway: one line each. */
export const REGISTERED_PROVIDERS: readonly ProviderRegistration[] = [cartevo, spherePay, partner];
