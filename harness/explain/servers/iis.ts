import { xmlQuote } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const iis: RecipeWriter = {
  title: 'IIS: the CORS module, in `web.config`',
  language: 'xml',
  link: 'https://learn.microsoft.com/iis/extensions/cors-module/cors-module-configuration-reference',
  tried: false,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => {
    const list = (element: string, attribute: string, values: readonly string[]): string | false =>
      values.length > 0 && lines(`        <${element}>`, ...values.map((value) => `          <add ${attribute}=${xmlQuote(value)} />`), `        </${element}>`);
    return {
      code: lines(
        '<configuration>',
        '  <system.webServer>',
        '    <cors enabled="true">',
        ...origins.flatMap((origin) => [
          `      <add origin=${xmlQuote(origin)} allowCredentials="${String(credentials)}"${maxAge === null ? '' : ` maxAge="${maxAge}"`}>`,
          list('allowHeaders', 'header', headers),
          list('allowMethods', 'method', methods),
          list('exposeHeaders', 'header', exposed),
          '      </add>',
        ]),
        '    </cors>',
        '  </system.webServer>',
        '</configuration>',
      ),
      notes: [
        'The [CORS module](https://www.iis.net/downloads/microsoft/iis-cors-module) is installed apart. It answers preflights before authentication and before WebDAV.',
        'Remove CORS headers from `<customHeaders>` and from the application: with both there are two.',
        ...(origins.length > 1 ? ['See that the response has `Vary: Origin`, and add it in `<customHeaders>` if not.'] : []),
      ],
    };
  },
};
