/** Types that SvelteKit asks an app to state; this one needs none of its own. */
declare global {
  namespace App {}
}

export {}
