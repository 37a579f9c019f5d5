import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['node_modules', '.svelte-kit', '.set-up', 'build', 'data', 'tests/output'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Draw from a named, seeded stream: a run is a pure function of its seed',
        },
      ],
      'no-empty': ['error', { allowEmptyCatch: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'svelte/no-navigation-without-resolve': 'off',
      // Series are typed arrays and maps that nothing tracks: what is drawn again is told by a version, never a deep proxy.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
)
