/** Domains to which browsers connect of their own accord, just started and now and then. Seen with Chromium 156 and Firefox 153, and named in their settings. */
const homes = ['google.com', 'googleapis.com', 'gstatic.com', 'gvt1.com', 'googleusercontent.com', 'mozilla.com', 'mozilla.net', 'mozilla.org', 'firefox.com', 'mozaws.net', 'digicert.com', 'lencr.org', 'apple.com', 'icloud.com'] as const;

/** Says whether a connection to a host is most likely the browser's own doing, and not that of a page or a server. */
export function callsHome(host: string): boolean {
  return homes.some((home) => host === home || host.endsWith(`.${home}`));
}
