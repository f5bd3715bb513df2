/** A calendar day in UTC, written `2027-01-31`, which sorts as it is written. */
export type Day = string;

const millisecondsOfDay = 86_400_000;

/** Says whether a text is a day that the calendar has. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(new Date(text)) === text;
}

/** Gives the day of a time. */
export function dayOf(time: Date): Day {
  return time.toISOString().slice(0, 10);
}

/** Gives the day so many days later. */
export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(Date.parse(day) + days * millisecondsOfDay));
}
