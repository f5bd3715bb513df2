import { readWebhook } from '../../reports/events/webhook.ts';
import type { Webhook } from '../../reports/events/webhook.ts';

/** Where events are told. */
export type Destination = { readonly kind: 'webhook'; readonly webhook: Webhook } | { readonly kind: 'file'; readonly file: string } | { readonly kind: 'problem'; readonly problem: string };

/**
 * Reads where events are to be told: an https address, `env:NAME` for the address in an environment variable, which no list
 * of processes shows, or a file. What is wrong is said without the address.
 */
export function readDestination(given: string, environment: Readonly<Record<string, string | undefined>>): Destination {
  const variable = /^env:(.*)$/s.exec(given)?.[1];
  if (variable !== undefined) {
    if (!/^\w+$/.test(variable)) return { kind: 'problem', problem: '--notify env:… needs the name of an environment variable, such as env:NIGHTLY_WEBHOOK' };
    const address = Object.hasOwn(environment, variable) ? environment[variable] : undefined;
    return address === undefined || address === '' ? { kind: 'problem', problem: `--notify env:${variable}: the environment variable ${variable} is not set` } : webhookAt(address, `--notify env:${variable}`);
  }
  if (/^(?:https?:|[a-z][a-z0-9+.-]*:\/\/)/i.test(given)) return webhookAt(given, '--notify');
  return given === '' ? { kind: 'problem', problem: '--notify needs an https address, env:NAME or a file' } : { kind: 'file', file: given };
}

function webhookAt(address: string, what: string): Destination {
  const read = readWebhook(address);
  return 'url' in read ? { kind: 'webhook', webhook: read } : { kind: 'problem', problem: `${what}: ${read.problem}` };
}
