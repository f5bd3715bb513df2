import type { RecipeWriter } from './recipe.ts';

const takes = ['GET', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

export const cloudfront: RecipeWriter = {
  title: 'CloudFront: a response headers policy (CloudFormation)',
  language: 'json',
  link: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-responseheaderspolicy-corsconfig.html',
  tried: false,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => {
    const left = methods.filter((method) => !takes.includes(method));
    const cors = {
      AccessControlAllowOrigins: { Items: origins },
      AccessControlAllowMethods: { Items: methods.filter((method) => takes.includes(method)) },
      // It wants at least one name; `Accept` needs no permission.
      AccessControlAllowHeaders: { Items: headers.length > 0 ? headers : ['Accept'] },
      AccessControlAllowCredentials: credentials,
      ...(exposed.length === 0 ? {} : { AccessControlExposeHeaders: { Items: exposed } }),
      ...(maxAge === null ? {} : { AccessControlMaxAgeSec: maxAge }),
      OriginOverride: true,
    };
    return {
      code: JSON.stringify({ CorsPolicy: { Type: 'AWS::CloudFront::ResponseHeadersPolicy', Properties: { ResponseHeadersPolicyConfig: { Name: 'cors-policy', CorsConfig: cors } } } }, null, 2),
      notes: [
        'Attach it to the cache behaviour of the path, and let that behaviour take `OPTIONS`.',
        'The policy adds headers, it answers no preflight: what is behind CloudFront must answer `OPTIONS` with 200 to 299, without a login, or a CloudFront function must.',
        ...(left.length === 0 ? [] : [`CloudFront has no such method, and cannot allow it: ${left.map((method) => `\`${method}\``).join(', ')}.`]),
      ],
    };
  },
};
