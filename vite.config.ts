import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

/** The dashboard is one page application: the hub serves its files and answers every other path with index.html. */
export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html' }),
      files: { src: 'dashboard', assets: 'static' },
    }),
  ],
})
