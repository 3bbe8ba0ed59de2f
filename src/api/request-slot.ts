import type { FastifyRequest } from 'fastify';
import type { HttpApp } from './http-face.ts';

/** A place on every request of a plugin for what an earlier step found out. */
export class RequestSlot<T> {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** Must be called on the plugin before it takes requests. */
  declareOn(app: HttpApp): void {
    app.decorateRequest(this.#name);
  }

  /** Undefined until it is set. */
  get(request: FastifyRequest): T | undefined {
    return request.getDecorator<T | undefined>(this.#name);
  }

  set(request: FastifyRequest, value: T): void {
    request.setDecorator(this.#name, value);
  }
}
