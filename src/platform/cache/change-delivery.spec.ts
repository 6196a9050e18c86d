import { expect, it } from '@jest/globals';
import { ChangeDelivery } from './change-delivery.js';

/** Somebody who is told, and says when it has heard. */
class Listener {
  readonly told: string[][] = [];
  private replies: { resolve: () => void; reject: (error: Error) => void }[] = [];
  readonly delivery = new ChangeDelivery((subjects) => {
    this.told.push([...subjects]);
    return new Promise((resolve, reject) => this.replies.push({ resolve, reject }));
  });

  async hears(): Promise<void> {
    this.replies.shift()?.resolve();
    await nextTurn();
  }

  async fails(): Promise<void> {
    this.replies.shift()?.reject(new Error('not heard'));
    await nextTurn();
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('of nothing tells nothing', async () => {
  const { delivery, told } = new Listener();
  await delivery.run();
  expect([delivery.isDone, told]).toEqual([true, []]);
});

it('is shared by all who ask while it is under way', async () => {
  const listener = new Listener();
  const { delivery, told } = listener;
  delivery.note(['b', 'a', 'b']);
  const all = Array.from({ length: 20 }, () => delivery.run());
  expect(told).toEqual([['a', 'b']]);
  await listener.hears();
  await Promise.all(all);
  await delivery.run();
  expect([delivery.isDone, told]).toEqual([true, [['a', 'b']]]);
});

it('goes on with what is noted meanwhile, also anew of the same subject', async () => {
  const listener = new Listener();
  const { delivery, told } = listener;
  delivery.note(['a', 'b']);
  const first = delivery.run();
  delivery.note(['b', 'c']);
  const second = delivery.run();
  await listener.hears();
  expect([delivery.isDone, told]).toEqual([
    false,
    [
      ['a', 'b'],
      ['b', 'c'],
    ],
  ]);
  await listener.hears();
  await Promise.all([first, second]);
  expect(delivery.isDone).toBe(true);
});

it('is over for whoever asked once all is told that was there then, whatever comes later', async () => {
  const listener = new Listener();
  const { delivery, told } = listener;
  const over: string[] = [];
  delivery.note(['a']);
  void delivery.run().then(() => over.push('first'));
  delivery.note(['b']);
  void delivery.run().then(() => over.push('second'));
  await listener.hears();
  expect([over, told]).toEqual([['first'], [['a'], ['b']]]);
  delivery.note(['b', 'c']);
  await listener.hears();
  expect([over, delivery.isDone]).toEqual([['first', 'second'], false]);
});

it('is not over while a change that was there then is untold, also when the subject has changed again', async () => {
  const listener = new Listener();
  const { delivery } = listener;
  let over = false;
  delivery.note(Array.from({ length: 501 }, (_, index) => `${index}`));
  void delivery.run().then(() => (over = true));
  delivery.note(['500']);
  await listener.hears();
  expect(over).toBe(false);
  await listener.hears();
  expect([over, delivery.isDone]).toEqual([true, true]);
});

it('that failed has told nothing: all who shared it learn that, and the next one tells again', async () => {
  const listener = new Listener();
  const { delivery, told } = listener;
  delivery.note(['a']);
  const both = Promise.allSettled([delivery.run(), delivery.run()]);
  await listener.fails();
  expect(await both).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(delivery.isDone).toBe(false);
  const again = delivery.run();
  await listener.hears();
  await again;
  expect([delivery.isDone, told]).toEqual([true, [['a'], ['a']]]);
});

it('is made in portions, and forgets the oldest of too many', async () => {
  const listener = new Listener();
  const { delivery, told } = listener;
  delivery.note(Array.from({ length: 10_600 }, (_, index) => `${index}`));
  delivery.limit();
  const run = delivery.run();
  while (!delivery.isDone) await listener.hears();
  await run;
  expect([told.length, told[0]?.length, told[0]?.[0], told.flat().length]).toEqual([20, 500, '600', 10_000]);
});

it('forgets a subject by its latest change', async () => {
  const listener = new Listener();
  const { delivery, told } = listener;
  delivery.note(Array.from({ length: 10_000 }, (_, index) => `${index}`));
  delivery.note(['0', 'new']);
  delivery.limit();
  const run = delivery.run();
  while (!delivery.isDone) await listener.hears();
  await run;
  expect([told[0]?.[0], told.flat().slice(-2), told.flat().length]).toEqual(['2', ['0', 'new'], 10_000]);
});
