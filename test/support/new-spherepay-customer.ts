/** A person that SpherePay takes, as the JSON body of a create. */
export function newSpherePayCustomer(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    email: 'nora.example.new@example.com',
    phone: '+14155550199',
    address: { line1: '500 Example Avenue', city: 'Springfield', region: 'IL', postalCode: '62701', country: 'US' },
    ...changes,
  };
}
