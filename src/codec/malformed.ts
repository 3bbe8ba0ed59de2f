/**
 * Bytes that do not follow the protocol, and in which way. A value rather than an error: devices in the field send
 * such bytes every day, and the gateway has to go on quickly. Tell it from a result with `instanceof`.
 */
export class Malformed<Reason extends string = string> {
  readonly malformed: Reason;

  constructor(reason: Reason) {
    this.malformed = reason;
  }
}
