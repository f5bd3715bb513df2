import { double, listed } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const apiGateway: RecipeWriter = {
  title: 'Amazon API Gateway: `CorsConfiguration` of an HTTP API (CloudFormation)',
  language: 'yaml',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html',
  tried: false,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      'HttpApi:',
      '  Type: AWS::ApiGatewayV2::Api',
      '  Properties:',
      '    Name: api',
      '    ProtocolType: HTTP',
      '    CorsConfiguration:',
      `      AllowOrigins: [${listed(origins, double)}]`,
      `      AllowMethods: [${listed(methods, double)}]`,
      headers.length > 0 && `      AllowHeaders: [${listed(headers, double)}]`,
      credentials && '      AllowCredentials: true',
      exposed.length > 0 && `      ExposeHeaders: [${listed(exposed, double)}]`,
      maxAge !== null && `      MaxAge: ${maxAge}`,
    ),
    notes: [
      'It answers preflights itself, before any authorizer, and replaces the CORS headers of what is behind it.',
      'A REST API has no such setting: there each Lambda returns the headers on every path, `OPTIONS` has a mock integration without an authorizer, and the gateway responses `DEFAULT_4XX` and `DEFAULT_5XX` have them too. Deploy the stage again after a change.',
    ],
  }),
};
