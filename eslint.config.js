import tseslint from 'typescript-eslint';

/** What a folder may not import, as patterns of import paths. Only `harness/run` starts servers and engines. */
const outside = (folders, message) => ({ regex: `^\\.\\.?/(\\.\\./)*(${folders})/`, message });
const typesOnly = (folders, message) => ({ ...outside(folders, message), allowTypeImports: true });
const playwright = { regex: '^@?playwright', message: 'Only the engines, the fixtures and the reporter import Playwright.', allowTypeImports: false };

const boundary = (files, ...patterns) => ({
  files,
  ignores: ['**/*.test.ts', '**/sample-pages.ts'],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

const flags = '/^--?(disable-web-security|user-agent|allow-running-insecure-content|disable-site-isolation-trials|disable-features=.*OutOfBlinkCors)/';
const interception = [
  ['route', 'routeFromHAR', 'routeWebSocket', 'setExtraHTTPHeaders', 'setHTTPCredentials'].map((name) => ({
    selector: `CallExpression[callee.property.name='${name}']`,
    message: `${name}() comes between the page and the network: Playwright would answer preflights itself.`,
  })),
  ['extraHTTPHeaders', 'httpCredentials', 'userAgent', 'recordHar', 'offline', 'serviceWorkers', 'bypassCSP'].map((name) => ({
    selector: `Property:matches([key.name='${name}'], [key.value='${name}'])`,
    message: `${name} changes what the browser sends.`,
  })),
  { selector: `:matches(Literal[value=${flags}], TemplateElement[value.raw=${flags}])`, message: 'This flag falsifies results.' },
].flat();

/** Once compiled, it is wrong of bytes above 127: Node 20. */
const canParse = { selector: "MemberExpression[object.name='URL'][property.name='canParse']", message: 'It cannot be trusted with bytes above 127: parseUrl() of harness/fetch/url.ts.' };

export default [
  { ignores: ['node_modules/', 'out/', 'dist/', 'scenarios/'] },
  { plugins: { '@typescript-eslint': tseslint.plugin } },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowNullish: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', ...interception, canParse],
    },
  },
  // This file names the flags in order to refuse them.
  { files: ['harness/engines/interception.ts'], rules: { 'no-restricted-syntax': 'off' } },
  boundary(['harness/fetch/**'], outside('scenario|engines|agent|run|verdict|explain|target|cli|servers|reports', 'fetch is pure and imports nothing else of ours.'), playwright),
  boundary(
    ['harness/explain/**'],
    outside('scenario|agent|run|verdict|target|cli|servers|reports', 'explain is pure and imports fetch only.'),
    typesOnly('engines', 'explain takes types only from the engines.'),
    playwright,
  ),
  boundary(['harness/scenario/**'], outside('engines|agent|run|verdict|explain|target|cli|servers|reports', 'scenario imports fetch only.'), playwright),
  boundary(
    ['harness/agent/{page,realm,perform,protocol}.ts'],
    { regex: '^(?!\\./(perform|protocol)\\.ts$)', message: "The page's side imports nothing but itself." },
  ),
  boundary(['harness/verdict/**'], outside('run|cli|reports', 'Verdicts are pure.'), typesOnly('engines', 'Verdicts are pure.'), playwright),
  boundary(['harness/coverage/**'], outside('engines|agent|explain|cli|servers|reports', 'Coverage is known on paper: it reads the catalogue and the model, and starts nothing.'), playwright),
  boundary(['harness/engines/**'], outside('run|verdict|scenario|cli|servers|reports', 'An engine only opens addresses.')),
  boundary(['harness/cli/**', 'harness/verify/**', 'harness/agent/{channel,scripts}.ts', 'harness/run/!(fixtures).ts'], playwright),
  boundary(['servers/**'], typesOnly('harness', 'Servers take types only from the harness.'), playwright),
  boundary(['reports/divergences/**'], { ...typesOnly('harness', 'The document of divergences takes types only from the harness, and what verdicts are made of.'), regex: '^\\.\\.?/(\\.\\./)*harness/(?!verdict/)' }, playwright),
  boundary(['reports/events/**'], { ...typesOnly('harness', 'Events take types only from the harness, what verdicts are made of, and how headers are read.'), regex: '^\\.\\.?/(\\.\\./)*harness/(?!verdict/|fetch/extract\\.ts$)' }, playwright),
  boundary(['reports/!(reporter).ts', 'reports/html/**', 'reports/exports/**', 'reports/compare/**', 'reports/history/**'], { ...typesOnly('harness', 'Reports take types only from the harness, and the words for reasons and steps.'), regex: '^\\.\\.?/(\\.\\./)*harness/(?!explain/|verdict/deviation-reason\\.ts$|fetch/(reason|trace)\\.ts$)' }, playwright),
  {
    // A test checks rejections that it makes itself, and node:test's functions return promises that nobody awaits.
    files: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/no-non-null-assertion': 'off', 'no-restricted-syntax': 'off' },
  },
];
