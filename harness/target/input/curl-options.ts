/** What is done with an option: a request is made of it, it says nothing of a request, a page has no such setting, or it cannot be read. */
export type OptionUse = 'taken' | 'skipped' | 'noted' | 'refused';

export interface CurlOption {
  readonly name: string;
  readonly hasValue: boolean;
  readonly use: OptionUse;
  /** What to do instead of a refused option. */
  readonly tryThis?: string;
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
const options = (names: string, hasValue: boolean, use: OptionUse): CurlOption[] => words(names).map((name) => ({ name, hasValue, use }));
const refused = (names: string, hasValue: boolean, tryThis: string): CurlOption[] => words(names).map((name) => ({ name, hasValue, use: 'refused', tryThis }));

const otherAuthentication = "a page cannot do this; give the header that it sends, as -H 'Authorization: …'";

/** Source: https://curl.se/docs/manpage.html */
const all: readonly CurlOption[] = [
  ...options('request header data data-raw data-binary data-ascii data-urlencode json cookie user user-agent referer url oauth2-bearer range url-query', true, 'taken'),
  ...options('get head globoff', false, 'taken'),

  ...options(
    `location location-trusted compressed silent show-error include show-headers verbose fail fail-with-body fail-early no-buffer progress-bar progress-meter
    http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 sslv2 sslv3 ipv4 ipv6 remote-name remote-name-all
    remote-header-name remote-time junk-session-cookies no-clobber create-dirs remove-on-error trace-time trace-ids styled-output parallel parallel-immediate
    keepalive sessionid npn alpn disable raw tr-encoding path-as-is post301 post302 post303 tcp-nodelay tcp-fastopen retry-all-errors retry-connrefused
    ssl ssl-reqd ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-revoke-best-effort false-start basic proxy-basic suppress-connect-headers
    xattr metalink skip-existing ca-native manual version`,
    false,
    'skipped',
  ),
  ...options(
    `output output-dir write-out dump-header cookie-jar stderr trace trace-ascii trace-config libcurl max-time connect-timeout expect100-timeout retry retry-delay
    retry-max-time limit-rate speed-limit speed-time max-filesize max-redirs keepalive-time keepalive-cnt parallel-max parallel-max-host rate create-file-mode
    proto proto-redir proto-default tls-max ciphers tls13-ciphers curves happy-eyeballs-timeout-ms etag-save ip-tos vlan-priority engine random-file egd-file
    service-name delegation`,
    true,
    'skipped',
  ),

  ...options('insecure proxytunnel netrc netrc-optional haproxy-protocol proxy-insecure cert-status doh-insecure', false, 'noted'),
  ...options(
    `proxy preproxy proxy1.0 proxy-user proxy-header proxy-cacert proxy-cert proxy-key noproxy socks4 socks4a socks5 socks5-hostname resolve connect-to interface
    local-port unix-socket abstract-unix-socket dns-servers dns-interface dns-ipv4-addr dns-ipv6-addr doh-url cert cert-type key key-type pass cacert capath crlfile
    pinnedpubkey netrc-file hsts alt-svc time-cond request-target etag-compare haproxy-clientip`,
    true,
    'noted',
  ),

  ...refused('form form-string', true, "copy the request from the browser, which writes a multipart body out; or give a body with --data-raw and -H 'Content-Type: …'"),
  ...refused('upload-file', true, 'give the text of the body with --data-raw, and -X PUT'),
  ...refused('config', true, 'write the options of that file into the command'),
  ...refused('variable', true, "write the variable's value where it is used"),
  ...refused('aws-sigv4', true, otherAuthentication),
  ...refused('digest ntlm ntlm-wb negotiate anyauth', false, otherAuthentication),
  ...refused('next', false, 'give one request at a time'),
  ...refused('continue-at', true, "give the header that it sends, as -H 'Range: bytes=…'"),
];

const byName: ReadonlyMap<string, CurlOption> = new Map(all.map((option) => [option.name, option]));

const letters: ReadonlyMap<string, string> = new Map(
  words(
    `X=request H=header d=data b=cookie u=user A=user-agent e=referer r=range G=get I=head g=globoff L=location s=silent S=show-error i=include v=verbose f=fail
    N=no-buffer #=progress-bar 0=http1.0 1=tlsv1 2=sslv2 3=sslv3 4=ipv4 6=ipv6 O=remote-name J=remote-header-name R=remote-time j=junk-session-cookies q=disable
    Z=parallel M=manual V=version o=output w=write-out D=dump-header c=cookie-jar m=max-time Y=speed-limit y=speed-time k=insecure p=proxytunnel n=netrc x=proxy
    U=proxy-user E=cert z=time-cond F=form T=upload-file K=config C=continue-at :=next`,
  ).map((pair): [string, string] => [pair[0] ?? '', pair.slice(2)]),
);

/** Every long name, for suggestions. */
export const curlOptionNames: readonly string[] = [...byName.keys()];

/** Finds an option by its long name; one without a value may be written with `no-` before it, which says nothing of a request. */
export function longOption(name: string): CurlOption | null {
  const option = byName.get(name);
  if (option !== undefined) return option;
  const negated = name.startsWith('no-') ? byName.get(name.slice(3)) : undefined;
  return negated === undefined || negated.hasValue ? null : { name, hasValue: false, use: 'skipped' };
}

/** Finds an option by its letter. */
export function shortOption(letter: string): CurlOption | null {
  return byName.get(letters.get(letter) ?? '') ?? null;
}
