/** The last second that may be asked for: the end of the year 9999, where calendars in the database end. */
export const lastSecond = 253_402_300_798;
