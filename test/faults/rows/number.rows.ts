import { expect } from '@jest/globals';
import type { TestAnswer } from '../../support/gateway.js';
import { answering } from '../kit/answers.js';
import { nonsense, succeeds, type MatrixRow } from '../matrix-row.js';
import type { FaultMaker } from '../scene.js';
import { CARDS_OF_CARTEVO, goodAnswer } from '../subjects.js';
import { driftOf } from './wire-places.js';

const PLACEHOLDER = 424_242.42;
const ONLY_READ = 'a create’s answer is read for its id only';

/** JSON text in the place of an amount, as no JSON library would write it. */
function amount(text: string, isCard: boolean): FaultMaker {
  return ({ subject }) => {
    const wire = subject.record();
    const place = isCard
      ? { balance: PLACEHOLDER }
      : {
          account_usage: {
            ...(wire['account_usage'] as object),
            estimated_monthly_revenue_amount: PLACEHOLDER,
            estimated_monthly_revenue_currency: 'USD',
          },
        };
    const good = goodAnswer(subject, { ...wire, ...place });
    return answering({ ...good, body: String(good.body).replace(`${PLACEHOLDER}`, text) });
  };
}

/** The same where the provider sends a text. */
function numberForText(text: string): FaultMaker {
  return ({ subject }) => {
    const good = goodAnswer(subject, { ...subject.record(), [driftOf(subject.provider).text]: PLACEHOLDER });
    return answering({ ...good, body: String(good.body).replace(`${PLACEHOLDER}`, text) });
  };
}

type Reading = (answer: TestAnswer) => { readonly amount: unknown; readonly warnings: readonly unknown[] };

const cardBalance: Reading = ({ body }) => ({ amount: body.data[0].balance, warnings: body.meta.warnings });
const revenue: Reading = ({ body }) => ({
  amount: body.data.business.activity.estimatedMonthlyRevenue,
  warnings: body.meta.warnings,
});

const nothingWithWarning = (reading: Reading) => (answer: TestAnswer) => {
  const { amount: read, warnings } = reading(answer);
  expect(read).toBeNull();
  expect(warnings).not.toEqual([]);
};

const exactly = (reading: Reading, amountMinor: number) => (answer: TestAnswer) => {
  expect(reading(answer).amount).toEqual({ amountMinor, currency: 'USD', exponent: 2 });
};

const NOT_TO_BE_EXPRESSED = [
  ['2^63', '9223372036854775808'],
  ['1e400', '1e400'],
  ['0.1 + 0.2', '0.30000000000000004'],
  ['the text NaN', '"NaN"'],
] as const;

const EXACT = [
  ['-0', '-0', 0],
  ['0.3', '0.3', 30],
  ['1.10', '1.10', 110],
] as const;

function amountRows(isCard: boolean): MatrixRow[] {
  const reading = isCard ? cardBalance : revenue;
  const common = {
    id: 'U37',
    write: ONLY_READ,
    ...(isCard
      ? {
          subjects: [CARDS_OF_CARTEVO],
          only: { providers: ['cartevo'], reason: 'it has no cards' } as const,
        }
      : { only: { providers: ['partner'], reason: 'its customers have no amounts' } as const }),
  };
  const what = isCard ? 'balance' : 'revenue';
  return [
    ...NOT_TO_BE_EXPRESSED.map(([name, text]) => ({
      ...common,
      name: `${what}: ${name}`,
      fault: amount(text, isCard),
      read: succeeds(1, { check: nothingWithWarning(reading) }),
    })),
    ...EXACT.map(([name, text, minor]) => ({
      ...common,
      name: `${what}: ${name}`,
      fault: amount(text, isCard),
      read: succeeds(1, { check: exactly(reading, minor) }),
    })),
  ];
}

/** Numbers that JavaScript cannot hold, or would round. */
export const numberRows: readonly MatrixRow[] = [
  ...amountRows(true),
  ...amountRows(false),
  ...['9223372036854775808', '1e400', '-0'].map((text): MatrixRow => ({
    id: 'U37',
    name: `${text} for a text`,
    fault: numberForText(text),
    read: succeeds(1, { check: ({ body }) => expect(body.meta.warnings).not.toEqual([]) }),
    write: succeeds(1),
  })),
  { id: 'U37', name: 'NaN, which is no JSON', fault: numberForText('NaN'), ...nonsense },
];
