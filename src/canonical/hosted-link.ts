import { CanonicalField } from './field.js';

/** A page of the provider’s to which a customer is sent. Whoever has the address can act as the customer there. */
export class HostedLink {
  @CanonicalField({
    is: 'url',
    nullable: false,
    sensitivity: 'personal',
    example: 'https://onboarding.example.com/terms/7f3c',
    description: 'Address to send the customer to. Not for logs: it is a credential.',
  })
  url!: string;

  @CanonicalField({
    is: 'instant',
    sensitivity: 'public',
    example: '2026-11-20T11:15:00.000Z',
    description: 'Until when the address can be used.',
  })
  expiresAt!: string | null;
}
