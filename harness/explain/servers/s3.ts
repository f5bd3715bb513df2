import type { RecipeWriter } from './recipe.ts';

const takes = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];

export const s3: RecipeWriter = {
  title: 'Amazon S3: the CORS configuration of the bucket',
  language: 'json',
  link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html',
  tried: false,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => {
    const left = methods.filter((method) => !takes.includes(method));
    const rule = {
      AllowedOrigins: origins,
      AllowedMethods: methods.filter((method) => takes.includes(method)),
      AllowedHeaders: headers,
      ExposeHeaders: exposed,
      ...(maxAge === null ? {} : { MaxAgeSeconds: maxAge }),
    };
    return {
      code: JSON.stringify([rule], null, 2),
      notes: [
        'Bucket → Permissions → Cross-origin resource sharing. `aws s3api put-bucket-cors` wants the list inside `{"CORSRules": …}`.',
        ...(left.length === 0 ? [] : [`S3 has no such method, and cannot allow it: ${left.map((method) => `\`${method}\``).join(', ')}.`]),
        ...(credentials ? ['S3 has no switch for credentials: it sends `Access-Control-Allow-Credentials: true` where the origin is listed by its name.'] : []),
        'A CDN before the bucket must pass `Origin`, `Access-Control-Request-Method` and `Access-Control-Request-Headers` on, or it caches a response without the headers.',
      ],
    };
  },
};
