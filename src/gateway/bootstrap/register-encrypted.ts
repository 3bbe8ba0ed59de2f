import type { FastifyInstance } from 'fastify';
import { decryptForm, encryptForm } from '../../codec/secret-form.ts';
import { isUnknownMac, macPattern, normalizeMac, passcodePattern } from '../../model/identifiers.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import { answerForm } from './form-answer.ts';
import { formField } from './form-body.ts';

type Params = { productKey: string };

const wellFormed: Readonly<Record<string, RegExp>> = {
  mac: new RegExp(macPattern),
  passcode: new RegExp(passcodePattern),
  type: /^normal$/,
  // Whether it is a central control, and whether its code was made by itself: nothing here depends on either.
  extra: /^([0-9A-Fa-f]{8})?$/,
};

/**
 * `POST /dev/{product_key}/device`, form `data`: the encrypted form mac, passcode, type=normal, perhaps extra. 201 with
 * `did=…`, encrypted likewise (device-cloud.md §4.3). Whatever is wrong with `data`, the answer is the same.
 */
export function registerEncrypted(app: FastifyInstance, { registrar }: BootstrapOptions): void {
  app.post<{ Params: Params }>('/:productKey/device', async ({ params, body, ip }, reply) => {
    const { productKey } = params;
    const key = registrar.encryptionKey(productKey);
    const fields = readFields(decryptForm(key, formField(body, 'data')));
    if (!fields) throw await registrar.undecipherable('data', ip);
    const did = await registrar.register({ ...fields, productKey, clientAddress: ip, isEncrypted: true });
    answerForm(reply, { status: 201, body: encryptForm(key, `did=${did}`) });
  });
}

function readFields(text: string | undefined): { mac: string; passcode: string } | undefined {
  const form = new URLSearchParams(text);
  const field = (name: string) => form.get(name) ?? '';
  const isWellFormed = Object.entries(wellFormed).every(([name, pattern]) => pattern.test(field(name)));
  if (!isWellFormed || isUnknownMac(normalizeMac(field('mac')))) return undefined;
  return { mac: field('mac'), passcode: field('passcode') };
}
