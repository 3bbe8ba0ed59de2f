/** Delivery guarantee: 0 at most once, 1 at least once, 2 exactly once. MQTT 3.1.1 §4.3. */
export type QualityOfService = 0 | 1 | 2;

/** Two bits can say 3, which both standards reserve: [MQTT-3.3.1-4], [MQTT-3.8.3-4]. */
export function isQualityOfService(bits: number): bits is QualityOfService {
  return bits < 3;
}
