import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

/** Where src/setup/page.ts wants it. */
const folder = process.env.PHASESCOPE_PAGE ?? 'build/page'

/** The dashboard is one page application: the hub serves its files and answers every other path with index.html. */
export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ pages: folder, assets: folder, fallback: 'index.html' }),
      files: { src: 'dashboard', assets: 'static' },
    }),
  ],
})
