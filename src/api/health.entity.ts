import { CanonicalField } from '../canonical/field.js';
import { AnswerMeta, Meta } from '../canonical/response.js';

export class Health {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: ['alive', 'ready'],
    example: 'ready',
    description: 'State of the process.',
  })
  status!: string;
}

export class HealthAnswer {
  @CanonicalField({ is: () => Health, nullable: false, sensitivity: 'public', description: 'State of the process.' })
  data!: Health;

  @AnswerMeta()
  meta!: Meta;
}
