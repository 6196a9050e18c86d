import { answering } from '../kit/answers.js';
import type { FaultMaker } from '../scene.js';

/** A redirect; the place may hold `{forbidden}`, the origin that nothing may reach. */
export function redirect(status: number, location: string): FaultMaker {
  return ({ forbidden }) => {
    const place = location.replace('{forbidden}', forbidden);
    return answering({ status, body: '{}', headers: { location: place } });
  };
}

/** A redirect to the address that was asked for. */
export const loop: FaultMaker = () => (exchange) =>
  answering({ status: 302, body: '{}', headers: { location: exchange.request.target } })(exchange);
