import type { FastifyRequest } from 'fastify';
import { throttleKey } from '../../model/client-address.ts';
import type { Clock } from '../../model/clock.ts';
import { invalidField, QiyunError } from '../../model/errors.ts';
import { equalSecrets, matchesHash } from '../../model/secrets.ts';
import type { Throttles } from '../../model/throttle.ts';
import type { AccessToken, AccessTokens } from '../../store/access-tokens.ts';
import type { Catalog, Enterprise, Product } from '../../store/catalog.ts';
import { ProductSecrets } from '../../store/product-secrets.ts';
import type { SecretSeal } from '../../store/secret-seal.ts';
import { createAddressList, isListed } from '../address-list.ts';
import { RequestSlot } from '../request-slot.ts';
import type { Caller } from './product-endpoint.ts';

export interface AuthenticationOptions {
  readonly catalog: Catalog;
  readonly tokens: AccessTokens;
  readonly seal: SecretSeal;
  readonly clock: Clock;
  readonly throttles: Throttles;
}

/** What the body of the token and association endpoints says. */
export interface Credentials {
  readonly enterprise_id: string;
  readonly enterprise_secret: string;
  readonly product_secret: string;
}

/** Answers from which somebody who tries could learn an identifier or a secret. */
type Failure = '5003' | '5004' | '5005' | '5010';

/** Set as soon as the enterprise is known, which is before it is known whether it may call. */
export const knownEnterprise = new RequestSlot<Enterprise>('knownEnterprise');

/** Who is calling and whether he may: each check in the order of contract.md §2. */
export class Authentication {
  readonly #options: AuthenticationOptions;
  readonly #productSecrets: ProductSecrets;
  readonly #allowLists = new WeakMap<Enterprise, ReturnType<typeof createAddressList>>();

  constructor(options: AuthenticationOptions) {
    this.#options = options;
    this.#productSecrets = new ProductSecrets(options.catalog, options.seal);
  }

  /** By the token in the `Authorization` header. @throws QiyunError 5015, 5009, 5010, 5011, 5012, 5007 */
  async byToken(request: FastifyRequest, productKey: string): Promise<Caller> {
    const product = this.#options.catalog.productByKey(productKey);
    if (!product) throw new QiyunError('5015');
    const token = await this.#options.tokens.find(readToken(request.headers.authorization));
    const enterprise = token && this.#options.catalog.enterprise(token.enterpriseId);
    if (!enterprise) throw await this.#failed('5010', request);
    knownEnterprise.set(request, enterprise);
    if (token.productId !== product.id) throw await this.#failed('5010', request);
    this.#refuseExpired(token);
    this.#refuseForeignAddress(enterprise, request);
    if (!this.#options.catalog.isAssociated(enterprise.enterpriseId, product.id))
      throw new QiyunError('5007');
    return { enterprise, product };
  }

  /**
   * By the secrets in the body; says nothing about an association.
   * @throws QiyunError 5003, 5012, 5004, 5015, 5005
   */
  async bySecrets(request: FastifyRequest, productKey: string, credentials: Credentials): Promise<Caller> {
    const enterprise = await this.#enterpriseAllowed(request, credentials.enterprise_id);
    if (!matchesHash(credentials.enterprise_secret, enterprise.secretHash)) {
      throw await this.#failed('5004', request);
    }
    const product = await this.#productBySecret(request, productKey, credentials.product_secret);
    return { enterprise, product };
  }

  /**
   * By the enterprise's headers, with a product of its in the query, named by its secret or its key.
   * @param isProductEnough whether its secret may stand in for the enterprise's where the enterprise wants that
   * @throws QiyunError 5002, 5003, 5012, 5004, 5015, 5007
   */
  async byHeaders(request: FastifyRequest, isProductEnough: boolean): Promise<Caller> {
    const { enterpriseId, secret, productName } = readEnterpriseHeaders(request);
    const enterprise = await this.#enterpriseAllowed(request, enterpriseId);
    const ofSecret = this.#productSecrets.find(productName);
    const isRight =
      secret === undefined
        ? isProductEnough && enterprise.usersSearchWithoutSecret && ofSecret !== undefined
        : matchesHash(secret, enterprise.secretHash);
    if (!isRight) throw await this.#failed('5004', request);
    const product = ofSecret ?? this.#options.catalog.productByKey(productName);
    if (!product) throw new QiyunError('5015');
    if (!this.#options.catalog.isAssociated(enterprise.enterpriseId, product.id))
      throw new QiyunError('5007');
    return { enterprise, product };
  }

  /** @throws QiyunError 5003, 5012 */
  async #enterpriseAllowed(request: FastifyRequest, enterpriseId: string): Promise<Enterprise> {
    const enterprise = this.#options.catalog.enterprise(enterpriseId);
    if (!enterprise) throw await this.#failed('5003', request);
    knownEnterprise.set(request, enterprise);
    this.#refuseForeignAddress(enterprise, request);
    return enterprise;
  }

  async #productBySecret(request: FastifyRequest, productKey: string, secret: string): Promise<Product> {
    const product = this.#options.catalog.productByKey(productKey);
    if (!product) throw new QiyunError('5015');
    if (equalSecrets(secret, this.#options.seal.open(product.secretSealed))) return product;
    throw await this.#failed('5005', request);
  }

  #refuseExpired({ expiredAtS }: AccessToken): void {
    if (Math.floor(this.#options.clock() / 1000) > expiredAtS) throw new QiyunError('5011');
  }

  /** An empty list allows every address (contract.md §4, 5012). */
  #refuseForeignAddress(enterprise: Enterprise, request: FastifyRequest): void {
    if (enterprise.ipAllowList.length === 0) return;
    let list = this.#allowLists.get(enterprise);
    if (!list) {
      list = createAddressList(enterprise.ipAllowList);
      this.#allowLists.set(enterprise, list);
    }
    if (!isListed(list, request.ip)) throw new QiyunError('5012');
  }

  /** The refusal of wrong credentials; beyond so many from one address, 5013 in its place (contract.md §2). */
  async #failed(code: Failure, request: FastifyRequest): Promise<QiyunError> {
    const { failedAttempts } = this.#options.throttles;
    const retryAfterSeconds = await failedAttempts.take(throttleKey(request.ip));
    if (retryAfterSeconds === 0) return new QiyunError(code);
    return new QiyunError('5013', { detail: 'too many failed authentications', retryAfterSeconds });
  }
}

interface EnterpriseHeaders {
  readonly enterpriseId: string;
  readonly secret: string | undefined;
  /** Secret or key of a product: either name in the query takes either value. */
  readonly productName: string;
}

/** What calls of the enterprise endpoints show (contract.md §2). @throws QiyunError 5002 */
function readEnterpriseHeaders({ headers, query }: FastifyRequest): EnterpriseHeaders {
  const enterpriseId = headers['x-gizwits-enterprise-id'];
  if (enterpriseId === undefined) throw invalidField('X-Gizwits-Enterprise-ID', 'is required');
  const { product_secret: productSecret, product_key: productKey } = query as Record<string, unknown>;
  const productName = productSecret ?? productKey;
  if (typeof productName !== 'string') throw invalidField('product_secret', 'is required, once');
  const secret = headers['x-gizwits-enterprise-secret']?.toString();
  return { enterpriseId: String(enterpriseId), secret, productName };
}

/**
 * The token of `token XXX`: the word in any case, any white space, and the bare token too (contract.md §2).
 * @throws QiyunError 5009
 */
function readToken(authorization: string | undefined): string {
  const token = authorization?.trim().replace(/^token\s*/i, '');
  if (token !== undefined && /^\S+$/.test(token)) return token;
  const detail = `Authorization: ${authorization === undefined ? 'is missing' : 'must be "token XXX"'}`;
  throw new QiyunError('5009', { detail });
}
