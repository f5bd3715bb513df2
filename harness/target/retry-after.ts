const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const time = String.raw`\d{2}:\d{2}:\d{2}`;
const fixdate = new RegExp(String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:${months}) \d{4} ${time} GMT$`);
const rfc850 = new RegExp(String.raw`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d{2})-(${months})-(\d{2}) (${time}) GMT$`);
const asctime = new RegExp(String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:${months}) [ \d]\d ${time} \d{4}$`);

/**
 * Reads a `Retry-After` value: milliseconds to wait from `now`, none for a date gone by, null where it is neither seconds nor a
 * date. `now` is in milliseconds since 1970. Source: https://www.rfc-editor.org/rfc/rfc9110.html#section-10.2.3
 */
export function parseRetryAfter(value: string, now: number): number | null {
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = parseHttpDate(text, now);
  return at === null ? null : Math.max(0, at - now);
}

/** Source: https://www.rfc-editor.org/rfc/rfc9110.html#section-5.6.7 */
function parseHttpDate(text: string, now: number): number | null {
  const [, day, month, year, clock] = rfc850.exec(text) ?? [];
  if (year !== undefined) {
    const century = Math.floor(new Date(now).getUTCFullYear() / 100) * 100;
    const guess = Date.parse(`${day} ${month} ${century + Number(year)} ${clock} GMT`);
    // More than 50 years ahead is the past.
    return finite(guess - now > 50 * 365.25 * 86_400_000 ? Date.parse(`${day} ${month} ${century - 100 + Number(year)} ${clock} GMT`) : guess);
  }
  if (fixdate.test(text)) return finite(Date.parse(text));
  return asctime.test(text) ? finite(Date.parse(`${text} GMT`)) : null;
}

function finite(milliseconds: number): number | null {
  return Number.isFinite(milliseconds) ? milliseconds : null;
}
