import { listed, single } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const php: RecipeWriter = {
  title: 'PHP: at the top of the script that every request passes',
  language: 'php',
  link: 'https://www.php.net/manual/function.header.php',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      '<?php',
      "$origin = $_SERVER['HTTP_ORIGIN'] ?? '';",
      "$preflight = $_SERVER['REQUEST_METHOD'] === 'OPTIONS' && isset($_SERVER['HTTP_ACCESS_CONTROL_REQUEST_METHOD']);",
      "header('Vary: Origin', false);",
      `if (in_array($origin, [${listed(origins, single)}], true)) {`,
      "    header('Access-Control-Allow-Origin: ' . $origin);",
      credentials && "    header('Access-Control-Allow-Credentials: true');",
      exposed.length > 0 && `    header(${single(`Access-Control-Expose-Headers: ${exposed.join(', ')}`)});`,
      '    if ($preflight) {',
      `        header(${single(`Access-Control-Allow-Methods: ${methods.join(', ')}`)});`,
      headers.length > 0 && `        header(${single(`Access-Control-Allow-Headers: ${headers.join(', ')}`)});`,
      maxAge !== null && `        header('Access-Control-Max-Age: ${maxAge}');`,
      '    }',
      '}',
      '// Before the session starts and the login is checked.',
      'if ($preflight) {',
      '    http_response_code(204);',
      '    exit;',
      '}',
    ),
    notes: ['Nothing may be printed before it. Errors that the web server makes without PHP, such as a 404 for a file, need the headers there.'],
  }),
};
