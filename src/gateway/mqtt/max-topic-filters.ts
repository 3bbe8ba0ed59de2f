/** Of one SUBSCRIBE or UNSUBSCRIBE. Modules send three, one by one (device-cloud.md §4.5). */
export const MAX_TOPIC_FILTERS = 32;
