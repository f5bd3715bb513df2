import { double, listed } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const aspnet: RecipeWriter = {
  title: 'ASP.NET Core: a default policy in `Program.cs`',
  language: 'csharp',
  link: 'https://learn.microsoft.com/aspnet/core/security/cors',
  tried: false,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      'builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy',
      `    .WithOrigins(${listed(origins, double)})`,
      headers.length > 0 && `    .WithHeaders(${listed(headers, double)})`,
      credentials && '    .AllowCredentials()',
      exposed.length > 0 && `    .WithExposedHeaders(${listed(exposed, double)})`,
      maxAge !== null && `    .SetPreflightMaxAge(TimeSpan.FromSeconds(${maxAge}))`,
      `    .WithMethods(${listed(methods, double)})));`,
      '',
      'var app = builder.Build();',
      '// After UseRouting, if that is called; before UseResponseCaching, UseAuthentication and UseAuthorization.',
      'app.UseCors();',
    ),
    notes: ['Error pages that IIS or a proxy makes itself have no headers of the application: see there too.', 'Do not set the same headers in `web.config` as well.'],
  }),
};
