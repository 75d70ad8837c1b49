import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist',
      'coverage',
      'node_modules',
      'bench/build',
      '*.config.js',
      '.dependency-cruiser.cjs',
      'roles',
      'vagrant',
      'scripts',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // what a signature asks for, and what a rest leaves out
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // text is split by its characters where their number counts, as in Python
      '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }, 'string'] }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    // how long anything takes depends on the machine: what is waited for is asked for (test/support/until.ts)
    files: ['test/lab/**', 'test/vm/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: ['node:timers/promises'] }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
          message: 'Wait for a condition with until; time that belongs to the case passes with pause (test/support).',
        },
      ],
    },
  },
  {
    // runs in a browser, as it stands; TypeScript knows nothing of it
    files: ['src/**/*.browser.js'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      sourceType: 'script',
      parserOptions: { projectService: false, program: null, project: false },
      globals: Object.fromEntries(
        ['document', 'location', 'matchMedia', 'addEventListener', 'setTimeout', 'clearTimeout'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  {
    files: ['src/**/*.browser.js'],
    rules: { 'no-undef': 'error', 'no-implicit-globals': 'off' },
  },
);
