import { fileURLToPath } from 'node:url';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Imports point one way: suites → framework/index; cli → reports → framework/record; framework/jest and cli → the rest. */
const IMPORT_ZONES = [
  { target: './suites', from: './framework', except: ['./index.ts'], message: "suites import '../framework' and nothing below it" },
  { target: './suites', from: ['./reports', './boards', './scripts'], message: 'suites import the framework only; they name no board' },
  {
    target: './boards/*/board.ts',
    from: './framework',
    except: ['./index.ts'],
    message: "board files import '../../framework' and nothing below it",
  },
  { target: './reports', from: './framework', except: ['./record', './errors'], message: 'a report is a function of the record' },
  { target: './reports', from: ['./suites', './boards', './scripts'], message: 'a report is a function of the record' },
  { target: './framework', from: ['./suites', './scripts'], message: 'the framework does not know its users' },
  { target: './framework/!(cli)/**', from: './reports', message: 'only framework/cli makes reports' },
  { target: './framework/!(cli|jest)/**', from: ['./framework/jest', './framework/cli'], message: 'jest and cli stand on top of the rest' },
];

/** Of ESLint's own rules those that neither the compiler nor typescript-eslint has. */
const CORE_RULES = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-cond-assign': 'error',
  'no-constant-condition': 'error',
  'no-control-regex': 'error',
  'no-dupe-else-if': 'error',
  'no-empty': 'error',
  'no-fallthrough': 'error',
  'no-self-compare': 'error',
  'no-unreachable': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
};

/** Where the strict set is eased, and why. */
const EASED_RULES = {
  // Numbers and booleans read as one expects; undefined, objects and bigints without a radix stay errors where the type says so.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  // `() => log(text)` and `return answer(text)` are how callbacks are written here.
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
  // Async without await turns a throw into a rejection: what an interface of promises promises.
  '@typescript-eslint/require-await': 'off',
  // Does not see that a field changed during an await or in a callback, which is when such a check matters.
  '@typescript-eslint/no-unnecessary-condition': 'off',
  // There are no enums of ours, and the rule takes a sixth of the time.
  '@typescript-eslint/no-unsafe-enum-assignment': 'off',
  // `signal.reason` is unknown by type; it is thrown as it came.
  '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true, allowThrowingAny: true }],
  '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true, allowThrowingAny: true }],
  // A proxy or a stand-in with all members of a class is one; the compiler checks the members.
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  // `{ dropped, ...rest }` is how a key is left out.
  '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
};

export default defineConfig(
  globalIgnores(['build/', 'reports/out/', 'native/addon/build/', 'node_modules/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })] },
    rules: {
      ...CORE_RULES,
      'import-x/no-restricted-paths': ['error', { basePath: root, zones: IMPORT_ZONES }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      ...EASED_RULES,
    },
  },
  {
    files: ['**/*.test.ts', 'suites/**/*.ts'],
    rules: {
      // A test that finds nothing there fails at once, with the line.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `expect(object.method)` compares, it does not call.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Runs in a reader's browser.
    files: ['reports/html/script.js'],
    languageOptions: { globals: { document: 'readonly', innerWidth: 'readonly' } },
  },
  {
    files: ['**/*.js', '**/*.cjs', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        __filename: 'readonly',
        setTimeout: 'readonly',
        URL: 'readonly',
      },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: { ...CORE_RULES, 'no-undef': 'error', 'no-unused-vars': 'error', '@typescript-eslint/no-require-imports': 'error' },
  },
);
