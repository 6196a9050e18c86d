import type { Simulator } from '../../src/platform/simulation/simulator-server.js';
import { CartevoAdapter } from '../../src/providers/cartevo/cartevo.adapter.js';
import { CartevoClient } from '../../src/providers/cartevo/cartevo.client.js';
import {
  CARTEVO_SIMULATOR_ACCESS_TOKEN,
  startCartevoSimulator,
} from '../../src/providers/cartevo/cartevo.simulator.js';
import { CartevoTokens } from '../../src/providers/cartevo/cartevo.tokens.js';
import type { OperationContext } from '../../src/providers/provider.js';
import type { AdapterStage } from './adapter-stage.js';
import { callContext } from './real-http.js';

/** Cartevo’s adapter over real connections to its simulator. */
export class CartevoBehindSimulator {
  private constructor(
    readonly simulator: Simulator,
    private readonly stage: AdapterStage,
  ) {}

  static async start(stage: AdapterStage, now?: () => Date): Promise<CartevoBehindSimulator> {
    return new CartevoBehindSimulator(await startCartevoSimulator(now ? { now } : {}), stage);
  }

  /** Runs one operation under a scenario, within so many milliseconds. */
  async ask<T>(
    run: (adapter: CartevoAdapter, call: OperationContext) => Promise<T>,
    scenario: string | null = null,
    milliseconds = 5000,
  ): Promise<T> {
    const { http } = this.stage.open(this.simulator.baseUrl);
    const tokens = new CartevoTokens(http, { kind: 'token', token: CARTEVO_SIMULATOR_ACCESS_TOKEN }, 1000);
    const call = { ...callContext(milliseconds), scenario };
    try {
      return await run(new CartevoAdapter(new CartevoClient(http, tokens)), call);
    } finally {
      call.deadline.clear();
    }
  }
}
